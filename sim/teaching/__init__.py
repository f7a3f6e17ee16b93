"""Lessons: what they say, what they ask, and how answers and solutions are checked on the simulated state."""
