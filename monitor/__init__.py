"""sitmon: knows whether the body sits, and after prolonged sitting names the one stretch that fits now."""

__version__ = "0.1.0"
