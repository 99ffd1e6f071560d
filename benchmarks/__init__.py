"""Measured figures: speed, memory, accuracy, and what no input may break."""
