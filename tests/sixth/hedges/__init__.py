"""How an article hedges what it says, from paragraph to paragraph."""

NEEDS = ("article.hedges", "hedging.kinds")
RESTS_ON = "words of the article that weaken or strengthen what is said"
