"""The one error that may leave a decoder."""


class ProtocolError(ValueError):
    """The bytes are not what the protocol says; the message names the field and what it held."""
