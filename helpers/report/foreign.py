"""The words of texts in other languages than that of the pages, marked as such where they stand."""

from __future__ import annotations

import re
from collections.abc import Callable

from markupsafe import Markup, escape

from helpers.read import tables

OURS = "en"
"""The language of the pages."""
PLACED = re.compile(r"(.*?)( \(\d+\N{EN DASH}\d+\))?(; |\Z)", re.DOTALL)
"""A cue as tables show it, with its place; there may be several."""


def language() -> str:
    """Return the language of the article that is read now, empty where it is that of the pages."""
    tag = tables.load("article.texts").set_index("article_id")["language"][tables.article_id()]
    return "" if tag.partition("-")[0].lower() == OURS else str(tag)


def marker() -> Callable[[str], Markup]:
    """Return what escapes a text, and marks its cues, and the title and credit of the article, as foreign."""
    if not (tag := language()):
        return escape
    cues, article = set[str](), tables.article_id()
    for rows in map(tables.load, tables.names()):
        if {"article_id", "cue"} <= {*rows}:
            cues |= set(rows.loc[rows["article_id"] == article, "cue"].dropna())
    texts = tables.load("article.texts").set_index("article_id").loc[article]
    titles = [str(text) for text in texts[["title", "credit"]].dropna()]
    within = re.compile("|".join(map(re.escape, sorted(titles, key=len, reverse=True))) or r"(?!)")

    def span(words: str) -> Markup:
        return Markup('<span lang="{}">{}</span>').format(tag, words)

    def marked(text: str) -> Markup:
        parts = PLACED.findall(str(text))
        if text and all(words in cues for words, *_ in parts if words):
            shown = [Markup("{}{}{}").format(span(words), *more) for words, *more in parts if words]
            return Markup().join(shown)
        found, last = Markup(), 0
        for title in within.finditer(str(text)):
            found, last = found + text[last : title.start()] + span(title[0]), title.end()
        return found + text[last:]

    return marked
