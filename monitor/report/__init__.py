"""The page to take along: its drawings, and its writing as HTML and PDF."""
