"""A simulated person and a virtual wearable: plausible signals in our wire format, without hardware."""
