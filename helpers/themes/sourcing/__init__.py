"""Whose voices an article rests on, and through how many hands."""
