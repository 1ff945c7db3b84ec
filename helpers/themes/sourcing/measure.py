"""Whose voices an article rests on, and through how many hands.

Every measure takes DataFrames of any number of articles, keyed by ``article_id``, and returns a DataFrame.
``units`` is what ``voices.by_unit`` returns: one row a unit and voice, after one coder or the majority.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd

from helpers.read import agreement as reliability
from helpers.read import voices
from helpers.read.coded import votes
from helpers.read.voices import MAJORITY, UNIT

KEY = ["article_id", "source_id"]
DIVERSITY = ["hhi", "simpson", "shannon", "evenness", "effective", "inverse_simpson"]
OWN = "narrator"
"""Source type of the article's own voice."""
VERDICTS = ("contradicted", "imprecise", "depends_on_rule", "unverifiable", "not_claimed", "supported")
"""Of several checks of one claim, the first of these is the claim's verdict."""
RULES = ("explicit only", "with carry-over")
HEDGES = ("weak", "strong", "concession")
READINGS = ("as written", "resolved, content words", "resolved, whole unit")
CODED = {"status": "status", "source_id": "source", "depth": "depth", "mode": "mode", "stance": "stance"}
"""What attribution coders decided for each unit, by column."""
UNITS, SPANS = "article.sentences coded for attribution", "article.attributions"
"""What nearly every measure rests on, as a reader is told where it is missing."""


# ---- how much is attributed, to whom -------------------------------------------------------------


def attribution(units: pd.DataFrame) -> pd.DataFrame:
    """Return how much of each article is attributed, under both rules: a row an article and rule.

    Columns: ``article_id``; ``rule``, ``explicit only`` (source and cue stand in the unit) or ``with
    carry-over`` (units that continue a source count too); ``units``; ``words``; ``share`` of all words.
    Attribution as source, cue and content: Pareti (2016), PARC 3.0; Newell et al. (2018), PolNeAR. Restating
    it in every sentence is what agency style asks for (AP Stylebook, attribution).
    """
    whole = units.drop_duplicates(UNIT)
    body = whole.groupby("article_id")["words"].sum()
    parts: dict[str, pd.DataFrame] = {}
    for rule, statuses in zip(RULES, (["explicit"], ["explicit", "carry_over"]), strict=True):
        counted = whole[whole["status"].isin(statuses)].groupby("article_id")["words"]
        sums = counted.agg(units="size", words="sum").reindex(body.index, fill_value=0)
        parts[rule] = sums.assign(share=sums["words"] / body)
    found = pd.concat(parts, names=["rule"]).reset_index()
    return found[["article_id", "rule", "units", "words", "share"]]


def strip(units: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """Return the units as a line of cells in reading order: one row a unit.

    Columns: UNIT, paragraph, source_id, label, status, depth, words, before (words of units before), gist.
    """
    rows = units.drop_duplicates(UNIT).merge(sentences[[*UNIT, "paragraph", "gist"]], on=UNIT)
    rows["before"] = rows.groupby("article_id")["words"].cumsum() - rows["words"]
    return rows[[*UNIT, "paragraph", "source_id", "label", "status", "depth", "words", "before", "gist"]]


def carried_over(units: pd.DataFrame, sentences: pd.DataFrame, framed: pd.DataFrame) -> pd.DataFrame:
    """Return the units that inherit a speaker with no cue of their own, in reading order.

    Columns: UNIT, label (of the speaker), words, gist, interpretive (its frames in ``interpretive``).
    """
    inherited = units[units["status"] == "carry_over"]
    found = framed.rename(columns={"frame": "interpretive"}).groupby(UNIT)["interpretive"].agg(", ".join)
    shown = inherited.merge(sentences[[*UNIT, "gist"]], on=UNIT).merge(found, on=UNIT, how="left")
    return shown[[*UNIT, "label", "words", "gist", "interpretive"]]


def shares(units: pd.DataFrame) -> pd.DataFrame:
    """Return the words of each voice but the article's own: a row an article and voice, most words first.

    Columns: ``article_id``, ``source_id``, ``label``, ``source_type``, ``units``, ``words``, ``share``.
    """
    return _by_voice(units[units["source_type"] != OWN])


def concentration(units: pd.DataFrame) -> pd.DataFrame:
    """Return how far an article's attributed words are concentrated on few voices: a row an article.

    Columns: article_id; voices; words; hhi, the sum of squared shares (Herfindahl 1950; Hirschman 1964);
    simpson, the chance that two words are of two voices, 1 - hhi (Simpson 1949); shannon, H in nats (Shannon
    1948); evenness, H over its maximum (Pielou 1966; missing for one voice); effective, exp H, the number of
    equally large voices that would be as diverse, Hill's number of order 1 (Hill 1973; Jost 2006);
    inverse_simpson, 1 / hhi, that of order 2; top and top_share, the voice with the most words, the first by
    name of several. An article without attribution has no row.
    """
    found = shares(units).query("words > 0")
    share = found["share"].astype(float)
    found = found.assign(squared=found["share"] ** 2, entropy=-found["share"] * np.log(share))
    table = found.groupby("article_id", as_index=False).agg(
        voices=("source_id", "nunique"),
        words=("words", "sum"),
        hhi=("squared", "sum"),
        shannon=("entropy", "sum"),
        top=("label", "first"),
        top_share=("share", "first"),
    )
    several = table["voices"].where(table["voices"] > 1).astype(float)
    table["simpson"], table["inverse_simpson"] = 1 - table["hhi"], 1 / table["hhi"]
    table["evenness"] = table["shannon"] / np.log(several)
    table["effective"] = np.exp(table["shannon"].astype(float))
    return table[["article_id", "voices", "words", *DIVERSITY, "top", "top_share"]]


def by_reading(units: pd.DataFrame, resolved: pd.DataFrame, looked: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the units ``as written`` and, where somebody ``looked`` for spans, with plurals ``resolved``."""
    return {"as written": units} | ({"resolved": resolved} if len(looked) else {})


def plurals(spans: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """Return the plural labels that come down to one voice of the body: a row an attribution.

    A label that stands in several places has a row for each. Columns: article_id, attribution_id,
    sentence_id, source_id, label, content_words; resolves_to, voice (its label), entity_type (its kind).
    Agency style forbids the plural for a single source (Reuters Handbook of Journalism, sourcing).
    """
    voices = sources.rename(columns={"source_id": "resolves_to", "label": "voice"})
    found = spans.dropna(subset="resolves_to").merge(sources[[*KEY, "label"]], on=KEY)
    found = found.merge(voices, on=["article_id", "resolves_to"])
    key = ["article_id", "attribution_id"]
    names = ["sentence_id", "source_id", "label", "content_words", "resolves_to", "voice", "entity_type"]
    return found[[*key, *names]].sort_values(key, ignore_index=True)


def noted(changes: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """Return what those who compared an article with the texts behind it noted on its plural labels.

    ``changes`` is ``hands.changes``, ``found`` is ``plurals``. These are the rows on a number in a unit with
    such a label, and those that belong to the same finding, as ``hands.changes`` has them.
    """
    there = changes.set_index(["to_text", "to_unit"]).index.isin(found.set_index(UNIT).index)
    numbers = there & (changes["aspect"] == "number")
    alike = changes["finding"].isin(changes.loc[numbers, "finding"].dropna())
    return changes[alike | numbers].reset_index(drop=True)


# ---- through how many hands ----------------------------------------------------------------------


def flow(
    sentences: pd.DataFrame,
    looked: pd.DataFrame,
    sources: pd.DataFrame,
    spans: pd.DataFrame,
    chains: pd.DataFrame,
) -> pd.DataFrame:
    """Return the ways by which an article's words reach its page: a row a step, parents before children.

    The words are those of the units that somebody ``looked`` at for spans (``coded.units``), a credit line
    left out. Columns: article_id; path, the voices from the page inwards (``CNA>STD>NI``, empty for the
    page); parent, the path one step before; source_id; label; source_type; level (0 for the page); words that
    pass through this step; attributions, the ids of the spans that do.
    Words are those of the attributed content, nested content within its outer one; a path that ends in the
    narrator holds the rest, that is the article's own voice and the words that name sources. All of them pass
    through the credited agency if there is one.
    """
    body = sentences[sentences["unit_type"] != "credit"]
    coded = body.merge(looked[UNIT].drop_duplicates(), on=UNIT)
    narrators = sources[sources["source_type"] == OWN].set_index("article_id")["source_id"]
    rows: list[tuple[Any, ...]] = []
    for article, words in coded.groupby("article_id")["words"].sum().items():
        given, links = (part[part["article_id"] == article] for part in (spans, chains))
        steps = _steps(given, links, str(narrators.get(article, OWN)), int(words))
        rows += [(article, *step) for step in steps]
    names = ["article_id", "path", "parent"]
    found = pd.DataFrame(rows, columns=[*names, "words", "attributions"])
    found = found.astype({**dict.fromkeys(names, "str"), "words": "int64"})
    found["level"] = found["path"].str.count(">") + (found["path"] != "")
    found["source_id"] = found["path"].str.split(">").str[-1]
    found = found.merge(sources[[*KEY, "label", "source_type"]], on=KEY, how="left")
    own = found["source_id"].eq(OWN) & found["label"].isna()  # of an article that lists no narrator
    return found.assign(**{name: found[name].mask(own, OWN) for name in ("label", "source_type")})


def _steps(spans: pd.DataFrame, chains: pd.DataFrame, narrator: str, words: int) -> list[tuple[Any, ...]]:
    """Return path, parent, words and attributions of each step of one article, parents before children."""
    spans = spans.sort_values(["content_start", "attribution_id"])
    hands = chains.sort_values("position").groupby("attribution_id")["source_id"].agg(tuple)
    credit = [hands.get(name, ()) for name in spans.loc[spans["status"] == "credit", "attribution_id"]]
    spans = spans[spans["status"] != "credit"].set_index("attribution_id")
    content = spans["content_words"].astype(int).to_dict()
    ways = {name: hands.get(name, (source,)) for name, source in spans["source_id"].items()}
    said = sum(content[name] for name in spans.index[spans["nested_in"].isna()])
    # Content may run on into units that nobody looked at for spans.
    content[narrator] = max(words - said, 0)
    words = said + content[narrator]
    ways |= {narrator: (*(credit[0] if credit else ()), narrator)}
    within = nx.DiGraph(list(spans["nested_in"].dropna().items()))
    within.add_nodes_from(ways)
    through: dict[tuple[str, ...], list[Any]] = {(): []}
    for name, way in ways.items():
        for end in range(1, len(way) + 1):
            through.setdefault(way[:end], []).append(name)
    first = {path: number for number, path in enumerate(through)}
    depth_first = sorted(through, key=lambda path: [first[path[:end]] for end in range(len(path) + 1)])
    steps = []
    for path in depth_first:
        outer = [name for name in through[path] if not nx.descendants(within, name) & set(through[path])]
        passing = sum(content[name] for name in outer) if path else words
        attributions = [name for name in through[path] if name != narrator]
        steps.append((">".join(path), ">".join(path[:-1]), passing, attributions))
    return steps


def longest(steps: pd.DataFrame) -> list[str]:
    """Return the labels of the longest chain in ``flow``, from the page inwards; empty without a step."""
    deepest = str(steps["path"].iloc[steps["level"].to_numpy().argmax()])
    way = [bool(path) and f"{deepest}>".startswith(f"{path}>") for path in steps["path"]]
    return list(steps.loc[way, "label"])


def depths(units: pd.DataFrame) -> pd.DataFrame:
    """Return the words at each hearsay depth, by voice: a row an article, depth and voice.

    Columns: ``depth`` and those of ``shares``, the article's own voice among the rest. Hearsay depth is our
    own operationalisation: the number of voices from the credited agency (1) down to the deepest one that the
    unit names; the article's own voice stands at 1. All words pass through that agency, so that the least
    value is a constant 1: less one, it is the number of voices beyond the agency.
    """
    return _by_voice(units, "depth")


def mean_depth(units: pd.DataFrame) -> pd.DataFrame:
    """Return the mean hearsay depth of a word: ``article_id``, ``mean``, ``deepest`` and ``deepest_share``.

    ``deepest_share`` is the share of words in units of the greatest depth. Our own measure, as ``depths``.
    """
    found = depths(units)
    deepest = found.groupby("article_id")["depth"].transform("max")
    at_deepest = found["share"].where(found["depth"] == deepest, 0)
    found = found.assign(mean=found["depth"] * found["share"], deepest=deepest, deepest_share=at_deepest)
    how = {"mean": "sum", "deepest": "first", "deepest_share": "sum"}
    return found.groupby("article_id", as_index=False).agg(how)


# ---- who interprets, who hedges ------------------------------------------------------------------


def interpretive(
    frame_codings: pd.DataFrame, frames: pd.DataFrame, looked: pd.DataFrame, coder: str = MAJORITY
) -> pd.DataFrame:
    """Return the interpretive frames of each unit: ``article_id``, ``sentence_id``, ``frame``.

    A frame that reads a motive, an asset or a shift into events is marked ``interpretive`` in ``frames``.
    With ``majority`` it was found by more than half of those who looked at the unit (``coded.units``).
    Raises ValueError for a coder who did not look: what was not coded is not what was not found.
    """
    if coder not in (MAJORITY, *looked["coder_id"]):
        raise ValueError(f"no coder {coder!r} looked for frames")
    wanted = frames.loc[frames["interpretive"].astype(bool), "frame"]
    found = frame_codings[frame_codings["frame"].isin(wanted)]
    if coder != MAJORITY:
        found = found[found["coder_id"] == coder]
        return found[[*UNIT, "frame"]].sort_values([*UNIT, "frame"], ignore_index=True)
    counted = votes(found, looked, ["frame"])
    return counted.loc[counted["most"], [*UNIT, "frame"]].reset_index(drop=True)


def interpreters(units: pd.DataFrame, resolved: pd.DataFrame, framed: pd.DataFrame) -> pd.DataFrame:
    """Return the words of each voice in units that carry an interpretive frame, under three rules.

    ``units`` and ``resolved`` are ``voices.by_unit`` without and with ``resolve``, ``framed`` is
    ``interpretive``. Columns: article_id; reading, of READINGS: plural labels as written, or resolved with
    the content words of each attribution, or with all words of the unit, shared out as these are; source_id;
    label; words; share of all words in interpretive units, largest first. The shares of the second reading
    may sum to less than 1: words that name the sources belong to nobody.
    """
    carried = framed[UNIT].drop_duplicates()
    content = resolved.merge(carried, on=UNIT)
    scale = content["words"] / content.groupby(UNIT)["share"].transform("sum")
    readings = (units.merge(carried, on=UNIT), content, content.assign(share=content["share"] * scale))
    body = readings[0].drop_duplicates(UNIT).groupby("article_id")["words"].sum().rename("body")
    parts = [_by_voice(part).assign(reading=name) for name, part in zip(READINGS, readings, strict=True)]
    found = pd.concat(parts).merge(body, on="article_id")
    found["share"] = found["words"] / found["body"]
    return found[["article_id", "reading", "source_id", "label", "words", "share"]]


def carriers(interpreted: pd.DataFrame, least: float = 0.75) -> pd.DataFrame:
    """Return the fewest voices that have at least ``least`` of the interpretive words, plurals as written.

    These are rows of ``interpreters``, largest first, without ``reading``.
    """
    written = interpreted[interpreted["reading"] == READINGS[0]]
    before = written.groupby("article_id")["share"].cumsum() - written["share"]
    return written[before < least].drop(columns="reading").reset_index(drop=True)


def hedging(units: pd.DataFrame, hedges: pd.DataFrame, looked: pd.DataFrame) -> pd.DataFrame:
    """Return how many hedges stand in the units of each voice: a row a voice, in order of appearance.

    Only units that somebody ``looked`` at for hedges (``coded.units``) count. Columns: KEY, label, words;
    weak, strong, concession (hedges in the voice's units), elsewhere (weak ones that ``hedges`` gives to
    another voice), weak_per_100 words. A hedge counts for the voice of its unit in this reading, so that
    hedges and words are of the same units. Hedges as a device: Hyland (1998).
    """
    units = units.merge(looked[UNIT].drop_duplicates(), on=UNIT)
    heard = units.groupby(UNIT, as_index=False).agg(heard=("source_id", "+".join))
    given, kinds = hedges.merge(heard, on=UNIT), [*HEDGES, "elsewhere"]
    pairs = zip(given["source_id"], given["heard"], strict=True)
    own = np.array([voice in every.split("+") for voice, every in pairs], dtype=bool)
    given = given.assign(**{kind: given["hedge_type"] == kind for kind in HEDGES})
    given["elsewhere"] = given["weak"] & ~own
    counts = given.groupby(UNIT, as_index=False)[kinds].sum()
    rows = units.merge(counts, on=UNIT, how="left").fillna(dict.fromkeys(kinds, 0))
    found = rows.groupby([*KEY, "label"], as_index=False, sort=False)[["share", *kinds]].sum()
    found = found.astype(dict.fromkeys(kinds, "Int64")).rename(columns={"share": "words"})
    return found.assign(weak_per_100=100 * found["weak"] / found["words"])


def manner(units: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return how each attributed voice is rendered: a row an article, voice and value of ``column``.

    ``column`` is ``stance`` (of the cue: only units that have one) or ``mode`` (direct, mixed, indirect).
    Columns: KEY, label, ``column``, units, words.
    """
    said = units[units["source_type"] != OWN]
    said = said[said["status"] == "explicit"] if column == "stance" else said
    found = said.groupby([*KEY, "label", column], as_index=False, sort=False, observed=True)
    return found.agg(units=("sentence_id", "nunique"), words=("share", "sum"))


# ---- what can be checked, and how far coders agree -----------------------------------------------


def ledger(claims: pd.DataFrame, sources: pd.DataFrame, checks: pd.DataFrame) -> pd.DataFrame:
    """Return the claims with their voice and what checking gave, in the order of the article.

    Columns: those of ``article.claims``; label of the voice; verdict, of several the first of VERDICTS;
    values, what the article says and what was verified; evidence, references of the checks (a list).
    """
    found = checks[checks["kind"] == "claim"].dropna(subset="claim_id")
    found = found.assign(
        verdict=found["verdict"].astype(str),
        values=found["article_value"] + " / " + found["verified_value"].fillna("not verifiable"),
        evidence="history.claim_checks:" + found["check_id"],
    )
    joined = found.groupby(["article_id", "claim_id"], as_index=False).agg(
        verdict=("verdict", lambda verdicts: min(verdicts, key=VERDICTS.index)),
        values=("values", "; ".join),
        evidence=("evidence", list),
    )
    rows = claims.merge(sources[[*KEY, "label"]], on=KEY, how="left")
    rows = rows.merge(joined, on=["article_id", "claim_id"], how="left")
    given = [value if isinstance(value, list) else [] for value in rows["evidence"]]
    return rows.assign(evidence=pd.Series(given, rows.index, dtype=object))


def decisions(codings: pd.DataFrame, coding_sources: pd.DataFrame) -> pd.DataFrame:
    """Return every decision of every attribution coder: a row a question, unit and coder.

    Columns: question (of CODED), UNIT, coder_id, value.
    """
    questions = list(CODED.values())
    coded = voices.with_sources(codings, coding_sources).rename(columns=CODED)
    coded[questions] = coded[questions].astype(str)
    rows = coded.melt([*UNIT, "coder_id"], questions, "question", "value")
    rows["question"] = pd.Categorical(rows["question"], questions, ordered=True)
    return rows[["question", *UNIT, "coder_id", "value"]]


agreement = partial(reliability.agreement, by="question", unit=UNIT, coder="coder_id", value="value")
"""Return how far coders agree on each question of ``decisions``."""
disagreements = partial(reliability.disagreements, unit=["question", *UNIT], coder="coder_id", value="value")
"""Return the questions and units of ``decisions`` on which they differ: a column a coder."""


def _by_voice(units: pd.DataFrame, *by: str) -> pd.DataFrame:
    """Return units, words and share of an article's words of each voice, most words first within ``by``."""
    groups = units.groupby(["article_id", *by, "source_id", "label", "source_type"], as_index=False)
    found = groups.agg(units=("sentence_id", "nunique"), words=("share", "sum"))
    found["share"] = found["words"] / found.groupby("article_id")["words"].transform("sum")
    order = dict.fromkeys(["article_id", *by], True) | {"words": False, "source_id": True}
    return found.sort_values(list(order), ascending=list(order.values()), ignore_index=True)
