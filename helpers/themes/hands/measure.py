"""Measures of what changed from one text to the next, and of how far those agree who compared them.

A coder's rows are an open list: nobody says of every unit and aspect whether it changed. So agreement is the
share of changes that both name, and there is none by chance to set it against.
"""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

CHANGE = ["from_text", "from_unit", "to_text", "to_unit", "change", "aspect"]
"""What makes two coders' rows the same change, whatever words they describe it in."""
KEPT = "kept"


class Chain(NamedTuple):
    """The texts behind one article, their units, and what changed, each as its table has it."""

    texts: pd.DataFrame
    units: pd.DataFrame
    changes: pd.DataFrame

    def compared(self) -> pd.DataFrame:
        """Return the changes that no copy of an unseen text had a part in."""
        copies = self.texts.loc[self.texts["role"] == "copy", "text_id"]
        return self.changes[~self.changes["from_text"].isin(copies)]


def changes(rows: pd.DataFrame) -> pd.DataFrame:
    """Return each change once, in the order of the rows, and each place that was kept.

    Columns: ``CHANGE``; ``coders``, how many found it; ``change_id``, the rows of all, in a tuple; ``named``,
    whether a finding is about it.
    """
    told = rows.assign(named=rows["finding"].notna())
    grouped = told.groupby(CHANGE, dropna=False, observed=True, sort=False)
    found = {"coders": ("coder_id", "nunique"), "change_id": ("change_id", tuple), "named": ("named", "any")}
    return grouped.agg(**found).reset_index()


def fates(rows: pd.DataFrame) -> pd.DataFrame:
    """Return what became of each unit of the later text of one step, and who says so.

    Columns: to_unit; coders, those with a row for it; touched, those with a row that says it was altered or
    added. Where nobody touched it, it was kept; where some did, they may have kept other parts of it.
    """
    later = rows.dropna(subset="to_unit")
    touched = later["coder_id"].where(later["change"] != KEPT)
    grouped = later.assign(touched=touched).groupby("to_unit", sort=False)
    return grouped.agg(coders=("coder_id", "nunique"), touched=("touched", "nunique")).reset_index()


def agreement(rows: pd.DataFrame, coders: list[str]) -> pd.DataFrame:
    """Return how far two coders name the same changes, by later text (Dice's coefficient).

    Columns: to_text; a column a coder with how many changes it names; both; alike, twice those that both name
    over all that they name (Dice 1945; 0 to 1), which is the F1 of one list against the other.
    """
    found = rows[rows["change"] != KEPT].drop_duplicates(["coder_id", *CHANGE])
    counts = found.groupby(["to_text", "coder_id"], sort=False).size().unstack(fill_value=0)
    counts = counts.reindex(columns=coders, fill_value=0)
    several = found[found.duplicated(CHANGE)].groupby("to_text").size()
    counts["both"] = several.reindex(counts.index, fill_value=0)
    counts["alike"] = 2 * counts["both"] / counts[coders].sum(axis="columns")
    return counts.rename_axis(columns=None).reset_index()


def lost(rows: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """Return the earlier texts' units of one step and who says that all of each was dropped.

    ``units`` has the units of the earlier texts. Columns: text_id, unit, dropped, how many coders have for it
    rows that say so and no other.
    """
    only = rows.groupby(["from_text", "from_unit", "coder_id"])["change"].agg(
        lambda found: set(found) == {"dropped"}
    )
    count = only.groupby(level=[0, 1]).sum().rename("dropped").rename_axis(["text_id", "unit"])
    found = units[["text_id", "unit"]].join(count, on=["text_id", "unit"])
    return found.fillna({"dropped": 0}).astype({"dropped": int})
