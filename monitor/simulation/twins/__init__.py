"""Twins: foreign wearables that are not there, each a GATT server on the in-process link; `twin` is what they share."""
