"""A simulated person and a virtual wearable: plausible signals in our wire format, without hardware.

script (what the person does) -> body (how the thigh moves, in g) -> stream (packets and arrivals)
"""
