"""What wearables say: bytes to frozen values and back.  Standard library only, no I/O, no clock."""
