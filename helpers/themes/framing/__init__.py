"""How an article frames those it speaks of."""
