"""What the numbers of the rules rest on: accuracy on real people, planted practice, straps off the body, many weeks."""
