"""What each hand changed on the article's way to the page."""

NEEDS = ("hands.texts", "hands.units", "hands.changes")
RESTS_ON = "the texts that the article came through, compared unit by unit"
LEADS = True
"""Its findings stand first where those of all themes do."""
