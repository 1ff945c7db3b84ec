"""How others told the same news."""
