"""The only rooms that touch the world.  They do not know each other."""
