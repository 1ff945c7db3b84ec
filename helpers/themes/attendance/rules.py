"""What must hold in the record beyond what its schema says; ``helpers.read.rules`` has it asked."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from helpers.read.asking import Rule, Tables, Wrong, among
from helpers.read.days import first_days

OCCASIONS = pd.DataFrame({"prefix": ["nd", "vd"], "since": [1949, 1945]}, ["national_day", "victory_day"])
"""What the name of a parade begins with, and from when its anniversary counts."""


def parades(tables: Tables) -> Iterator[Wrong]:
    """A parade is named for its occasion and year, and its anniversary counts from what it marks."""
    rows = tables["history.parades"].astype({"occasion": "str"}).join(OCCASIONS, on="occasion")
    year = rows["date"].dt.year
    rows = rows.assign(named=rows["prefix"] + year.astype("str"), years=year - rows["since"])
    yield "parade_id", rows[rows["parade_id"] != rows["named"]], "{named}, by its occasion and date"
    yield "anniversary", rows[rows["anniversary"] != rows["years"]], "{years}, by its date"


def visits(tables: Tables) -> Iterator[Wrong]:
    """Who came to a parade is a guest there."""
    rows, day = tables["history.dprk_leader_visits"], tables["history.parades"].set_index("parade_id")["date"]
    guests = tables["history.attendance"].join(day, on="parade_id")
    guests["date"] = guests["date"].astype("str")
    came = rows[rows["at_parade"]]
    allowed = "a guest of history.attendance, for a visit to a parade"
    yield "date, leader", came[~among(came, guests, ["date", "leader"])], allowed


def meetings(tables: Tables) -> Iterator[Wrong]:
    """At a meeting there are at least two."""
    rows, people = tables["history.meetings"], tables["history.meeting_participants"]
    several = people.loc[people.duplicated("meeting_id"), "meeting_id"]
    allowed = "meetings with at least two rows in history.meeting_participants"
    yield "meeting_id", rows[~rows["meeting_id"].isin(several)], allowed


def days(tables: Tables) -> Iterator[Wrong]:
    """A day that stands as text was one."""
    for name in ("history.dprk_leader_visits", "history.year_counts"):
        rows = tables[name]
        yield "date", rows[first_days(rows["date"]).isna()], "a day that there was"


RULES: list[Rule] = [parades, visits, meetings, days]
