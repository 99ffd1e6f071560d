"""What is the body doing?  Epochs become postures, postures become bouts."""
