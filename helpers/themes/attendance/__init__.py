"""Who stood beside China's leaders at Beijing's parades."""

NEEDS = ("history.parades", "history.attendance")
RESTS_ON = "pages cited row by row"
