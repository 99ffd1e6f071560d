"""The plateau rule: weeks of practice that change nothing widen the plan, and then send to a professional."""
