"""Whose voices an article rests on, and through how many hands."""

NEEDS = ("article.sentences", "article.attribution_codings")
RESTS_ON = "sentences of the article, coded for who speaks in them"
