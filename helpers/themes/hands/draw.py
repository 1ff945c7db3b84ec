"""Charts and tables of what each hand changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from helpers.read import evidence
from helpers.show.chart import Chart
from helpers.show.finding import Finding, LeftOut, needs
from helpers.show.kit import Cell, Fill, Part, Row, Sheet
from helpers.show.style import BLUE, GREY, ORANGE, PAPER, TEAL
from helpers.show.words import capital, spoken
from helpers.themes.hands import measure, say
from helpers.themes.hands.measure import KEPT, Chain
from helpers.themes.hands.say import wording

LOOK = {"altered": (BLUE, ""), "added": (TEAL, "+"), "dropped": (ORANGE, "−"), KEPT: (GREY, "")}
"""The colour of what became of a unit, and its sign."""
FATES = {"unseen": Fill(PAPER), "kept": Fill(GREY), "touched": Fill(BLUE), "disputed": Fill(PAPER, "//")}
"""How it is drawn what became of a unit of the article."""


@needs()
def steps(texts: Chain, to_text: str, found: Finding) -> Chart:
    """Return the units of a text by what changed in them, below the earlier units that they go back to.

    ``found`` is the finding about this step. A cell is full where all coders found the change, and outlined
    where it belongs to one that a finding is about.
    """
    rows = say.later(texts, to_text)
    cells, coders = measure.changes(rows), rows["coder_id"].nunique()
    aspect = cells["aspect"].astype("str").fillna("other")
    cells["column"] = aspect.where(cells["change"] != KEPT, KEPT)
    order = [KEPT, *rows["aspect"].cat.categories]
    used = [name for name in order if name == KEPT or (cells["column"] == name).any()]
    sheet = Sheet()
    sheet.matrix([spoken(name) for name in used], list(_rows(cells, texts, used, coders)), 62)
    sheet.key((Fill(colour), f"{sign} {name}".strip()) for name, (colour, sign) in LOOK.items())
    if coders > 1:
        sheet.key([(Fill(PAPER, "//"), wording.say("alone"))])
    changed = cells[cells["change"] != KEPT]
    by_all = changed[changed["coders"] == coders]
    more: dict[str, Any] = {
        "to": say.called(texts, to_text),
        "most": tuple(map(spoken, changed["aspect"].mode())) or (wording.say("nothing"),),
        "changed": by_all["to_unit"].dropna().value_counts(sort=False).to_dict(),
        "dropped": tuple(by_all.loc[by_all["change"] == "dropped", "from_unit"].unique()),
        "alone": len(changed) - len(by_all),
    }
    data = cells.assign(aspect=cells["aspect"].astype("str").map(spoken, "ignore"))
    return wording.chart("steps", sheet, data[[*measure.CHANGE, "coders"]], found, **more)


@needs()
def fates(texts: Chain, sentences: pd.DataFrame, found: Finding) -> Chart:
    """Return the article's units as tiles: which differ from the dispatch; ``found`` is ``say.altered``."""
    rows = say.later(texts, sentences["article_id"].iloc[0])
    table = sentences[["article_id", "sentence_id", "gist"]].merge(
        measure.fates(rows), left_on="sentence_id", right_on="to_unit", how="left"
    )
    touched, coders = table["touched"], rows["coder_id"].nunique()
    cases = [touched.isna(), touched == 0, touched == coders]
    table["fate"] = np.select(cases, list(FATES)[:3], "disputed")
    units, sheet = evidence.refs("article.sentences", table), Sheet()
    sheet.tiles(
        Part(1, FATES[fate], unit + " ?" * (fate == "unseen"), ref)
        for fate, unit, ref in zip(table["fate"], table["sentence_id"], units, strict=True)
    )
    ids = table.groupby("fate")["sentence_id"].agg(tuple)
    used, terms = [fate for fate in FATES if fate in ids], wording.terms["fates"]
    sheet.key((FATES[fate], terms[fate]) for fate in used)
    by_fate = {terms[fate]: ids[fate] for fate in used}
    data = table[["sentence_id", "gist", "coders", "touched", "fate"]]
    return wording.chart("fates", sheet, data, found, fates=by_fate)


def lead(article_id: str) -> Chart | LeftOut:
    """Return the chart that stands for this theme: what the article changed."""
    texts, sentences = say.chain(article_id), say.sentences(article_id)
    found: Any = say.altered(texts, sentences)
    return fates(texts, sentences, found)


def _rows(cells: pd.DataFrame, texts: Chain, used: list[str], coders: int) -> Iterator[Row]:
    """Yield for each earlier unit a heading, and below it a row for each later one."""
    units = texts.units.join(texts.texts.set_index("text_id")["name"], on="text_id")
    number = (" " + units["unit"]).where(units["unit"] != say.TITLE, "")
    names = units["name"].map(capital) + number + ": " + units["gist"].fillna("")
    places = pd.MultiIndex.from_frame(units[["text_id", "unit"]])
    earlier = places.get_indexer(pd.MultiIndex.from_frame(cells[["from_text", "from_unit"]]))
    for place, group in cells.groupby(np.where(earlier < 0, len(places), earlier)):
        yield Row(names.get(place, wording.say("nowhere")))
        for unit, part in group.groupby("to_unit", dropna=False, sort=False):
            shown = {used.index(row["column"]): _cell(row, coders) for row in part.to_dict("records")}
            yield Row(wording.say("unit", unit=None if pd.isna(unit) else unit), shown)


def _cell(row: Mapping[Any, Any], coders: int) -> Cell:
    """Return the cell of a change: full where all coders found it."""
    colour, sign = LOOK[row["change"]]
    fill = Fill(colour) if row["coders"] == coders else Fill(PAPER, "//")
    return Cell(fill, sign, ref=f"{say.CHANGES}:{row['change_id'][0]}", outlined=row["named"])
