"""Should we say something, and what?"""
