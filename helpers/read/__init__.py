"""A package of tables: read, checked, and an article's codings made ready for measures."""

from typing import NamedTuple

import pandas as pd

# As without pyarrow, which pandas uses where it is installed: for tables of some hundred rows it is slower.
pd.options.mode.string_storage = "python"


class Layer(NamedTuple):
    """A layer of ``article.coded``: the table of its rows, and its name in a sentence."""

    table: str
    words: str


LAYERS = {
    "attribution": Layer("article.attribution_codings", "who speaks"),
    "spans": Layer("article.attributions", "source, cue and content"),
    "frames": Layer("article.frame_codings", "frames"),
    "relations": Layer("article.relations", "relations"),
    "mentions": Layer("article.mentions", "mentions"),
    "hedges": Layer("article.hedges", "hedges"),
    "claims": Layer("article.claims", "claims"),
}
SPEAKS = ("article.attribution_codings", "article.attribution_coding_sources")
"""The tables of who speaks in a unit: how, and by which voices."""
UNIT = ["article_id", "sentence_id"]
"""What names a unit of coding in every table."""
MAJORITY, UNION = "majority", "union"
ADJUDICATED = "adjudicated"
"""The kind of a coder who decided between others, and is no voice of its own among them."""
TOGETHER = (MAJORITY, UNION, "all")
"""Readings of several coders together, whose names no coder has; each other one is a coder alone."""
