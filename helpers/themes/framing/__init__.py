"""How an article frames those it speaks of."""

NEEDS = ("article.sentences", "article.coded")
LAYERS = ("frames", "relations")
RESTS_ON = "sentences coded for frames, and for which state acts on which"
