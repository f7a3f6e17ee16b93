"""Lessons on the screen: the cards, and the six steps of one lesson."""
