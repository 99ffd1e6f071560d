"""Numbers that describe one second of movement."""
