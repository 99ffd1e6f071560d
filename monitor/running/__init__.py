"""The sitmon that runs: its loop, what it hears and answers, and how other commands speak to it."""
