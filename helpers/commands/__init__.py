"""Commands of rooms that have several, and what all commands share."""
