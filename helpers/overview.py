"""What the overview tells of the article and of the themes, whichever there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from IPython.display import display
from markupsafe import Markup

from helpers import documents, themes
from helpers.errors import LeftOut
from helpers.read import ADJUDICATED, evidence, tables
from helpers.show.chart import Chart
from helpers.show.coders import who_coded
from helpers.show.datatable import DataTable
from helpers.show.finding import Finding, Findings
from helpers.show.wording import ALIKE, Wording
from helpers.show.words import language, spoken

SAID = ("title", "outlet", "day", "words", "credit")
Known = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]
"""The tables article.texts, article.sentences, coverage.articles and history.countries."""
wording = Wording(__file__)


def introduction(known: Known, article_id: str) -> Finding:
    """Return which article is read, and what stands first in it, in our words, as far as a table has it."""
    text, units = (frame[frame["article_id"] == article_id] for frame in known[:2])
    first = units[units["unit_type"] != "credit"].sort_values("start").head(1).dropna(subset="gist")
    row = text.iloc[0].rename({"published": "day"})
    values: dict[str, Any] = {name: None if pd.isna(row[name]) else row[name] for name in SAID}
    values |= {"country": _country(known, article_id), "gist": "".join(first["gist"]).rstrip(".")}
    refs = [*evidence.refs("article.texts", text), *evidence.refs("article.sentences", first)]
    return wording.finding("introduction", values, refs)


def card(known: Known, article_id: str) -> pd.DataFrame:
    """Return what identifies an article, as rows of ``what`` and ``value``; what is not known is left out."""
    texts, sentences, _, _ = known
    text = dict(texts.set_index("article_id").loc[article_id])
    credits = (sentences["article_id"] == article_id) & (sentences["unit_type"] == "credit")
    without = f" ({text['words'] - sentences.loc[credits, 'words'].sum()} without the credit line)"
    facts = {
        "Called here": text["title"],
        "Published by": text["outlet"],
        "Country of the outlet": _country(known, article_id) or None,
        "Date": None if pd.isna(text["published"]) else f"{text['published']:%Y-%m-%d}",
        "Credited to": text["credit"],
        "Length": f"{text['words']} words{without if credits.any() else ''}",
        "Language": language(text["language"]),
        "The text": wording.say("rights", publish=bool(text["may_publish"])),
        "Address": text["url"],
        "SHA-256 of the text": text["text_sha256"],
    }
    return pd.Series(facts).dropna().rename_axis("what").reset_index(name="value")


def _country(known: Known, article_id: str) -> str:
    """Return the country of an article's outlet, empty where no table has it."""
    _, _, articles, countries = known
    code = next(iter(articles.loc[articles["article_id"] == article_id, "outlet_country_iso3"]), "")
    return str(countries.set_index("country_iso3")["country"].get(code, code))


def headlines(article_id: str) -> dict[str, Findings]:
    """Return what each theme found about an article, most important first."""
    return {theme: themes.headlines(theme, article_id) for theme in themes.notebooks()}


@dataclass(frozen=True)
class Glance:
    """What stands in another notebook, in headlines alone: its question, and a chart without its data.

    ``lines`` pairs each headline with the notebook that has it; ``notebook`` is the question's.
    """

    lines: Sequence[tuple[str, str]]
    asks: str = ""
    notebook: str = ""
    chart: Chart | LeftOut | None = None

    def _ipython_display_(self) -> None:
        facts = {"kind": "glance", "asks": self.asks, "notebook": self.notebook}
        lines = [Markup("<h2>{}</h2>").format(self.asks)] * bool(self.asks)
        link = Markup('<a href="{0}">{0}</a>')
        for said, stem in self.lines:
            leads = link.format(f"{stem}.ipynb") if stem not in ("", self.notebook) else ""
            lines.append(Markup("<li>{} {}</li>").format(said, leads))
        lines.append(link.format(f"{self.notebook}.ipynb") if self.notebook else Markup())
        plain = "\n".join([self.asks] * bool(self.asks) + [said for said, _ in self.lines])
        data = {"text/html": Markup().join(lines), "text/plain": plain}
        display(data, metadata={"rostrum": {**facts, "lines": [*map(list, self.lines)]}}, raw=True)
        if isinstance(self.chart, Chart):
            data, metadata = self.chart.picture()
            metadata["rostrum"] |= {"evidence": [], "notebook": self.notebook}
            display(data, metadata=metadata, raw=True)
            alt = self.chart.alt  # which JupyterLab does not show
            caption = {"text/html": Markup('<p class="caption">{}</p>').format(alt), "text/plain": alt}
            display(caption, metadata={"rostrum": {"kind": "caption"}}, raw=True)
        elif self.chart:
            display(self.chart)


def show(found: Mapping[str, Findings], article_id: str) -> None:
    """Show each theme's question, headlines and first chart; then those without their tables, a line each.

    ``found`` are the ``headlines``.
    """
    lacking = []
    for theme, path in themes.notebooks().items():
        if why := themes.left_out(theme, article_id):
            lacking.append(LeftOut(f"{spoken(path.stem.partition('_')[2])}, since {why.why}"))
            continue
        sure = found[theme].named.get("agreement")
        lines = [(finding.headline, path.stem) for finding in found[theme] if finding is not sure]
        chart = themes.part(theme, "draw").lead(article_id)
        display(Glance(lines, documents.question(path), path.stem, chart))
    if lacking:
        display(Findings(lacking))


def agreement(found: Mapping[str, Findings], coders: pd.DataFrame) -> Glance:
    """Return who coded, and how far they agree in each theme that compares them, if any does.

    ``found`` are the ``headlines``, ``coders`` the rows of those who coded.
    """
    most = _together(coders)
    lines = [(wording.say("coded", coders=who_coded(coders)), "")]
    lines += [(wording.say("together", most=most), "")] if max(most.values(), default=0) > 1 else []
    for theme, path in themes.notebooks().items():
        if isinstance(said := found[theme].named.get("agreement"), Finding):
            lines.append((said.headline, path.stem))
    return Glance(lines if len(lines) > 1 else [*lines, (wording.say("alone"), "")])


def _together(coders: pd.DataFrame) -> dict[str, int]:
    """Return by scope how many of some coders at most coded the same thing.

    A thing is what a table's key names besides the coder; where the key names none, it is an article.
    """
    most: dict[str, int] = {}
    for name in tables.names():
        rows, key = tables.load(name), tables.primary_key(name)
        if {"article_id", "coder_id"} <= {*rows}:
            thing = [one for one in key if one != "coder_id"] if "coder_id" in key else ["article_id"]
            for scope, ids in coders.groupby("scope", observed=True)["coder_id"]:
                many = rows[rows["coder_id"].isin(ids)].groupby(thing)["coder_id"].nunique().max()
                most[str(scope)] = int(max(most.get(str(scope), 0), 0 if pd.isna(many) else many))
    return most


def people(article_id: str) -> Glance | DataTable | None:
    """Return the units in which a person hears another voice than most machines, None without machines.

    Where no person has coded it is an invitation.

    Columns: sentence_id, coder_id, ``person``, ``machines``. A unit that no two of them coded has no row.
    """
    told, sources, kinds = tables.load("article.attribution_coding_sources", "article.sources", "coders")
    told = _of(told, article_id).merge(_of(sources, article_id)[["source_id", "label"]], on="source_id")
    key = ["sentence_id", "coder_id"]
    voices = told.sort_values("position").groupby(key, sort=False)["label"].agg(" and ".join).reset_index()
    kind = voices["coder_id"].map(dict(zip(kinds["coder_id"], kinds["kind"].astype(str), strict=True)))
    mine, theirs = voices[kind == "person"], voices[kind == "language model"]
    if mine.empty:
        return Glance([(wording.say("invitation"), "")])
    if theirs.empty:
        return None
    most = theirs.groupby("sentence_id")["label"].agg(lambda said: " or ".join(sorted(said.mode())))
    mine = mine.rename(columns={"label": "person"})
    both = mine.join(most.rename("machines"), on="sentence_id", how="inner")
    apart = both[both["person"] != both["machines"]]
    return DataTable(apart, wording.say("apart", apart=len(apart), both=len(both)))


def unclaimed(article_id: str) -> Glance:
    """Return what no theme that tells of an article claims, and what none of all does."""
    said = [*wording.terms["unclaimed"], *(line for one in _told(article_id) for line in one["unclaimed"])]
    return Glance([(line, "") for line in said])


def glossary(found: Mapping[str, Findings], article_id: str) -> pd.DataFrame:
    """Return ``word`` and ``meaning``: what the themes that tell of an article mean by their words.

    Frames that a headline of ``found`` names mean what the package's codebook says.
    """
    said = " ".join(one.headline for theme in found.values() for one in theme).lower()
    book = tables.load("frames")
    frames = zip(map(spoken, book["frame"]), book["definition"], strict=True)
    words = {name.capitalize(): f"A frame: {means}." for name, means in frames if name in said}
    known = {word: means for one in _told(article_id) for word, means in one["glossary"].items()}
    whole = wording.terms["glossary"] | known | words
    return pd.DataFrame(sorted(whole.items()), columns=["word", "meaning"])


def _told(article_id: str) -> list[dict[str, Any]]:
    """Return the terms ``unclaimed`` and ``glossary`` of each theme that tells of an article."""
    told = [theme for theme in themes.notebooks() if not themes.left_out(theme, article_id)]
    terms = [getattr(themes.part(theme, "say"), "wording", wording).terms for theme in told]
    return [{"unclaimed": (), "glossary": {}, **one} for one in terms if one is not wording.terms]


def alike(found: Mapping[str, Findings], article_id: str) -> pd.DataFrame:
    """Return numbers that look alike, side by side: what each counts, and in which notebook it stands.

    ``found`` are the ``headlines``; a theme whose ``say`` has ``every(article_id)`` has more findings there.
    Columns: topic, number, counts, notebook. A topic on which one number is left has no row.
    """
    rows = []
    for theme, path in themes.notebooks().items():
        said = themes.part(theme, "say")
        if hasattr(said, "wording") and not themes.left_out(theme, article_id):
            every = said.every(article_id) if hasattr(said, "every") else found[theme]
            rows += [{**row, "notebook": path.stem} for row in said.wording.alike(every)]
    table = pd.DataFrame(rows, columns=[*ALIKE, "notebook"])
    several: pd.DataFrame = table[table.duplicated("topic", keep=False)]
    return several.sort_values("topic", kind="stable", ignore_index=True)


def coders(article_id: str) -> pd.DataFrame:
    """Return the rows of ``coders`` of those who coded an article, and of all with whom they share a scope.

    Those who coded other articles in depth are left out, and whoever decided between coders.
    """
    table = tables.load("coders")
    table = table[table["kind"] != ADJUDICATED]
    coded = [rows for rows in map(tables.load, tables.names()) if {"article_id", "coder_id"} <= {*rows}]
    here = table["coder_id"].isin({one for rows in coded for one in _of(rows, article_id)["coder_id"]})
    shared = table["scope"].isin(table.loc[here & (table["scope"] != "article"), "scope"])
    found: pd.DataFrame = table[here | shared]
    return found.reset_index(drop=True)


def _of(rows: pd.DataFrame, article_id: str) -> pd.DataFrame:
    return rows[rows["article_id"] == article_id]
