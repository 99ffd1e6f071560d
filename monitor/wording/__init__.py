"""What people read of events and answers: facts go in, sentences in the language in force come out; nothing is kept.

Each file says one kind of thing.  A sentence is a `Text` where it is said, so that one command finds them all.
"""

from monitor.wording.words import Words

__all__ = ["Words"]
