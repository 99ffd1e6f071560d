"""Twins: foreign wearables that are not there, each a GATT server on the in-process link; `twin` is what they share.

`hearing` puts one into the air and makes samples of what it sends.
"""
