"""A long day of bad radio: the daemon in simulated time, a random fault every few minutes, and what became of it.

Everything from bleak upwards is the real thing: link, pipeline, journal and recording; the air, the wearable and the
person are simulated.
"""
