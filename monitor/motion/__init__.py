"""What does the movement look like?  Arrivals become samples on one timeline, samples become epochs."""
