"""What an article is set beside others by: a row an article, from the tables of any number of articles.

The same functions serve one article of a notebook and a bucket of a corpus. They take the tables by their
names in a package, as ``tables.load`` returns them.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from helpers.read import UNIT, coded, tables, voices
from helpers.read.article import settled
from helpers.themes.sourcing import measure

TABLES = {
    "article.texts": ["article_id", "quoted_words"],
    "article.sentences": [*UNIT, "unit_type", "start", "words"],
    "article.sources": ["article_id", "source_id", "label", "source_type", "entity_type"],
    "article.coded": ["article_id", "coder_id", "layer", "codebook", "sentence_id"],
    "article.attribution_codings": [*UNIT, "coder_id", "status", "depth", "mode", "stance"],
    "article.attribution_coding_sources": [*UNIT, "coder_id", "position", "source_id"],
    "article.attributions": [
        *("article_id", "attribution_id", "coder_id", "status", "content_words", "nested_in"),
    ],
    "article.attribution_pieces": ["article_id", "attribution_id", "part"],
}
"""Tables and the columns of them that figures rest on."""
BASES = {"span_words": "words", "coded_words": "words"}
"""Words that were gone through, and what they are of an article that was coded whole."""
COUNTS = (
    *("words", "units", "quoted_words", "span_words", "attributed_words", "attributions", "cued"),
    *("unsourced", "coded_words", "explicit_words", "carried_words"),
)
VOICES = ("effective", "largest", "depth")
RATES = {
    "attributed": ("attributed_words", "span_words", 1),
    "explicit": ("explicit_words", "coded_words", 1),
    "carried": ("carried_words", "coded_words", 1),
    "quoted": ("quoted_words", "words", 1),
    "per_100": ("attributions", "span_words", 100),
    "words_each": ("span_words", "attributions", 1),
    "no_source": ("unsourced", "attributions", 1),
}
"""Share of words attributed by spans, by units strictly and with carry-over; share in quotation marks;
attributions per 100 words; words an attribution; share of attributions without a source."""
BY_UNIT = ("sentences", "attribution_codings", "attribution_coding_sources", "sources", "attributions")
SPAN = ["article_id", "attribution_id"]


def of(article_id: str) -> pd.DataFrame:
    """Return ``rates`` of one article of the package: one row."""
    rows = settled({name: tables.load(name) for name in TABLES})
    return rates(figures({name: part[part["article_id"] == article_id] for name, part in rows.items()}))


def figures(rows: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return what is counted of each article of ``TABLES``: ``article_id``, ``COUNTS`` and ``VOICES``.

    What nobody coded is missing, and no 0. Credit lines count nowhere.

    - ``words``, ``units``; ``quoted_words``, those in quotation marks (``spans.quoted_words``);
    - after the one coder who stands for spans: ``span_words``, words of the units that were gone through;
      ``attributed_words``, words of content, nested content within its outer one; ``attributions``; of these
      ``cued``, with a cue of their own, and ``unsourced``, which neither name a source nor go on from one;
    - after the majority (``voices.by_unit``): ``coded_words``, words of the units that were gone through;
      ``explicit_words`` and ``carried_words``, both rules of ``measure.attribution``; ``effective`` number
      of voices and share of the ``largest`` (``measure.concentration``), missing where nobody is quoted;
      ``depth``, that of a word on average (``measure.mean_depth``); all three missing where voices are but
      the words that name them (source type ``unknown``).
    """
    texts, sentences = rows["article.texts"], rows["article.sentences"]
    body = sentences[sentences["unit_type"] != "credit"]
    whole = body.groupby("article_id").agg(words=("words", "sum"), units=("words", "size"))
    parts = pd.concat([whole, _by_spans(body, rows), _by_units(rows)], axis="columns")
    found = texts[["article_id", "quoted_words"]].join(parts, on="article_id")
    found = found.astype(dict.fromkeys(COUNTS, "Int64") | dict.fromkeys(VOICES, "Float64"))
    return found[["article_id", *COUNTS, *VOICES]].sort_values("article_id", ignore_index=True)


def rates(found: pd.DataFrame) -> pd.DataFrame:
    """Return ``figures`` with ``RATES``, missing where there is nothing to divide by.

    Where a table lacks one of ``BASES``, its articles were gone through whole.
    """
    found = found.assign(**{name: found[other] for name, other in BASES.items() if name not in found})
    number = found[list(COUNTS)].astype("Float64")
    for name, (part, whole, times) in RATES.items():
        found[name] = times * number[part] / number[whole].where(number[whole] > 0)
    return found


def _by_spans(body: pd.DataFrame, rows: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return what is counted in spans, by ``article_id``; no row where nobody looked for them."""
    marks, pieces = rows["article.coded"], rows["article.attribution_pieces"]
    looked = coded.one_coder(coded.units(marks, "spans"), marks, "spans")
    base = body.merge(looked[UNIT], on=UNIT).groupby("article_id")["words"].sum()
    spans = coded.one_coder(rows["article.attributions"], marks, "spans")
    spans = spans[spans["status"] != "credit"]
    with_source, with_cue = (
        spans.set_index(SPAN).index.isin(pieces[pieces["part"] == part].set_index(SPAN).index)
        for part in ("source", "cue")
    )
    counted = spans[["article_id"]].assign(
        attributed_words=spans["content_words"].where(spans["nested_in"].isna(), 0),
        attributions=1,
        cued=with_cue,
        unsourced=~with_source & (spans["status"] == "explicit"),
    )
    found = counted.groupby("article_id").sum().reindex(base.index, fill_value=0)
    # Content may run on into units that nobody looked at for spans.
    return found.assign(span_words=np.maximum(base, found["attributed_words"]))


def _by_units(rows: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return what is counted in units, by ``article_id``; no row where nobody coded who speaks."""
    sentences, codings, told, sources, spans = (rows[f"article.{name}"] for name in BY_UNIT)
    units = voices.by_unit(sentences, codings, told, sources, spans)
    by_rule = measure.attribution(units).pivot(index="article_id", columns="rule", values="words")
    explicit, carried = measure.RULES
    unknown = units.loc[units["source_type"] == "unknown", "article_id"]
    known = units[~units["article_id"].isin(unknown)]  # where words are voices, one voice has many names
    concentration = measure.concentration(known).set_index("article_id")
    return pd.DataFrame(
        {
            "coded_words": units.drop_duplicates(UNIT).groupby("article_id")["words"].sum(),
            "explicit_words": by_rule.get(explicit),
            "carried_words": by_rule.get(carried),
            "effective": concentration["effective"],
            "largest": concentration["top_share"],
            "depth": measure.mean_depth(known).set_index("article_id")["mean"],
        }
    )
