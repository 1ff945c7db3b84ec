"""How others told the same news."""

NEEDS = ("coverage.articles", "coverage.frame_codings")
RESTS_ON = "other articles on the same news, most of them seen in part"
