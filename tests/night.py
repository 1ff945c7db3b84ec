"""An invented report of about 400 words, with who says what in it: what a coder marks at the desk."""

TITLE = "The library that stays awake"
TEXT = """\
The library that stays awake

The town library of Ashby Wells will keep its doors open until midnight from the first of June. The
council voted for the trial on Tuesday evening, by nine votes to four. It will last half a year.

"People who work at night have never had a library at all," said Nora Whitlock, who heads the house. She
expects sixty readers on an ordinary evening. A survey by the county showed that one borrower in three
comes home after seven.

The building was put up in 1911 for the families of the brickworks. Its reading room has forty seats, a
stove that nobody lights any more, and a clock that runs eight minutes late. Two years ago the roof was
mended with money from a lottery.

Against the grain

Not everybody is convinced. Paul Brandreth, the treasurer, warned that heating and light would cost
eleven thousand pounds a year. "We are lighting a house for a handful of owls," he told the meeting. In
his view the money should go to the bus that brings pupils from the villages.

The union of the library staff asked for a second pair of hands after nine. No one should lock up such a
building alone, it argued in a letter to the mayor. The council has not answered yet, according to a
clerk at the town hall. Four posts in the library have stood empty since the autumn.

Other towns have tried the same. In Fenwick, a port forty miles to the north, the doors stay open until
two in the morning. The Fenwick Mercury reported that lending there rose by a fifth in the first winter.
Its librarian believes that the quiet draws people in more than the books. Whether that would happen in a
smaller place is another matter.

A warm room

Students of the nursing school are the ones who asked first. "I read for my examinations in the waiting
room of the station," Amir Desai said. He added that the heating there goes off at ten. A few of his
friends study in their cars.

The trial begins with a reading by candlelight. Tea will be served by the brass band, which has promised
not to play. In December the council will count the visitors, and the cost. Until then the clock will be
put right, Whitlock promised.
"""
CODED = (
    ("said", "Nora Whitlock", "official", "People who work at night have never had a library at all"),
    ("expects", "She", "Nora Whitlock", "sixty readers on an ordinary evening"),
    ("showed", "A survey by the county", "document", "one borrower in three comes home after seven"),
    ("warned", "Paul Brandreth", "official", "heating and light would cost eleven thousand pounds a year"),
    ("told", "he", "Paul Brandreth", "We are lighting a house for a handful of owls"),
    ("asked", "The union of the library staff", "civil_society", "for a second pair of hands after nine"),
    ("argued", "it", "The union of the library staff", "No one should lock up such a building alone"),
    ("according to", "a clerk", "anonymous", "The council has not answered yet"),
    ("reported", "The Fenwick Mercury", "media", "lending there rose by a fifth in the first winter"),
    ("believes", "Its librarian", "expert", "the quiet draws people in more than the books"),
    ("said", "Amir Desai", "citizen", "I read for my examinations in the waiting room of the station"),
    ("added", "He", "Amir Desai", "the heating there goes off at ten"),
    ("promised", "Whitlock", "Nora Whitlock", "Until then the clock will be put right"),
)
"""Cue, source, the type of a new voice or the name of one that is known, content: in text order."""
