"""Measured figures of cost: speed, memory, processor time.  What the rules rest on is in `validation`."""
