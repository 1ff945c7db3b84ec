"""Rules for the record: parades, guests, visits, meetings, states, and checks of claims."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from helpers.read.rules.kit import LINE, Row, Wrong, by, rule

OCCASIONS = {"national_day": ("nd", 1949), "victory_day": ("vd", 1945)}
KINDS = {"C": "claim", "A": "aftermath", "X": "context"}


@rule("history.parades")
def parades(rows: list[Row]) -> Iterator[Wrong]:
    """A parade is named for its occasion and year, and its anniversary counts from what it marks."""
    for row in rows:
        (prefix, since), year = OCCASIONS[row["occasion"]], row["date"].year
        if row["parade_id"] != f"{prefix}{year}":
            yield row, "parade_id", f"{prefix}{year}, by its occasion and date"
        if row["anniversary"] != year - since:
            yield row, "anniversary", f"{year - since}, by its date"


@rule("history.attendance", "history.parades", "history.dprk_leader_visits")
def guests(rows: list[Row], parades: list[Row], visits: list[Row]) -> Iterator[Wrong]:
    """A guest stands once at a parade, with a second page if the first is weak; so does who visited one."""
    day = {row["parade_id"]: str(row["date"]) for row in parades}
    for again in by((row for row in rows if row["leader"]), "parade_id", "country_iso3", "leader").values():
        for row in again[1:]:
            yield row, "parade_id, leader", f"each once (line {again[0][LINE]} has it)"
    for row in rows:
        if row["presence"] == "reported" and row["second_url"] is None:
            yield row, "second_url", "a second page where the presence is reported"
    came = {(day[row["parade_id"]], row["leader"]) for row in rows}
    for row in visits:
        if row["at_parade"] and (row["date"], row["leader"]) not in came:
            yield row, "date, leader", "a guest of history.attendance, for a visit to a parade"
        if row["at_parade"] and not row["on_rostrum"]:
            yield row, "on_rostrum", "true for a leader at a parade"


@rule("history.meetings", "history.meeting_participants")
def meetings(rows: list[Row], people: list[Row]) -> Iterator[Wrong]:
    """At a meeting there are at least two."""
    there = by(people, "meeting_id")
    for row in rows:
        if len(there[row["meeting_id"]]) < 2:
            yield row, "meeting_id", "meetings with at least two rows in history.meeting_participants"


@rule("history.countries")
def states(rows: list[Row]) -> Iterator[Wrong]:
    """A state of today has all its memberships, and one that is gone has a successor."""
    for row in rows:
        for column in row:
            flag = column.endswith("_member") or column == "us_treaty_ally"
            if flag and (row[column] is None) == (row["status"] == "current"):
                yield row, column, f"true or false exactly for a state of today (it is {row['status']})"
        if (row["successor_iso3"] is None) == (row["status"] == "historic"):
            yield row, "successor_iso3", f"a code exactly for a historic state (it is {row['status']})"


@rule("history.claim_checks")
def checks(rows: list[Row]) -> Iterator[Wrong]:
    """A check is of the kind that its name says, and lacks a value only where nothing can be verified."""
    for row in rows:
        if row["kind"] != KINDS.get(row["check_id"][0]):
            yield row, "kind", f"{KINDS.get(row['check_id'][0])}, by check_id"
        if row["verified_value"] is None and row["verdict"] != "unverifiable":
            yield row, "verified_value", "a value, or the verdict unverifiable"


@rule("history.year_counts")
def printed(rows: list[Row]) -> Iterator[Wrong]:
    """A number of years is printed, or a year, not both."""
    for row in rows:
        if (row["number_printed"] is None) == (row["year_printed"] is None):
            yield row, "number_printed, year_printed", "one of the two"


def _is_day(text: str) -> bool:
    """Tell whether a date that may leave out day and month is one."""
    try:
        return bool(datetime.date.fromisoformat(text + "-01-01"[len(text) - 4 :]))
    except ValueError:
        return False


def _pages(rows: list[Row]) -> Iterator[Wrong]:
    """A page is relied on exactly where there is one."""
    for row in rows:
        page = row.get("url", row.get("source_url"))
        if page is not None and page == row.get("second_url"):
            yield row, "second_url", "another page than the first"
        if isinstance(row.get("date"), str) and not _is_day(row["date"]):
            yield row, "date", "a day that there was"
        if (row["reliability"] == "none") != (page is None):
            yield row, "reliability", "none exactly where there is no page"


for _name in ("attendance", "head_counts", "dprk_leader_visits", "year_counts", "parades", "meetings"):
    rule(f"history.{_name}")(_pages)
