"""What framing found: values and evidence for the sentences of ``wording.toml``.

Every finding has the same values whatever it says, None where there is nothing: so two readings of one can be
compared. Names of frames and voices are those that readers see.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from helpers.read import MAJORITY, UNION, evidence, tables
from helpers.read import agreement as reliability
from helpers.read import coded as layers
from helpers.read.article import Article
from helpers.show import coders as of_coders
from helpers.show import sensitivity
from helpers.show.finding import Finding, Findings, LeftOut, NoRows, needs
from helpers.show.sensitivity import NOT_CODED, NOT_TRIED, Conclusions, worst
from helpers.show.wording import Wording
from helpers.show.words import count, join, long_day, short, spoken, whose
from helpers.themes.framing import elsewhere, measure

wording = Wording(__file__)

MARKS, RELATIONS = "article.frame_codings", "article.relations"
NAMES = {"sentence_id": "unit", "coder_id": "coder", "source_id": "voice", "foreseen": "listed as forecast"}
"""Columns as they are shown."""
TOP = 3
"""Frames that are named by the words they cover."""
CONCLUSIONS = {
    "found": (1, "frames", "used"),
    "most_units": (1, "frames", "top"),
    "shared": (2, "packages", "shared"),
    "voices": (2, "packages", "voices"),
    "most_words": (3, "words", "most"),
    "overlaps": (3, "words", "several"),
    "acting": (4, "agents", "acting"),
    "hit": (4, "agents", "hit"),
    "leader": (4, "relations", "leader"),
    "by_voice": (4, "casts", "tops"),
}
"""What is compared between coders: its section in the notebook, and the value of which finding it is."""
Readings = dict[str, dict[str, Finding | LeftOut]]
"""By coder and by name: the findings that each coder's codings give."""


def headlines(article_id: str | None = None) -> Findings:
    """Return what the notebook found about one article (``tables.article_id()``), most important first."""
    article = Article.load(article_id or tables.article_id())
    coders, countries = tables.load("coders", "history.countries")
    cells = measure.grid(article.sentences, article.looked("frames"), article.frame_codings, article.frames)
    relations, label = measure.resolve(article.relations, article.spans), labels(article)
    called = names(article.actors, countries)
    decided = measure.decide(cells)
    told = measure.voiced(decided, article.units(), article.spans)
    tried = conclusions(readings(article, cells, relations, called))
    by_voice = measure.cast(relations, article.actors, called, by=["voice"])
    measured = reliability.agreement(cells, "frame", "sentence_id", "coder_id", "present")
    spoken_by = coded_by(relations, article.relation_codings, coders)
    apart = measure.readings(article.relation_codings, article.looked("relations"))
    found = {
        "packages": packages(told, article, label, sure(tried, coders)),
        "casts": casts(relations, by_voice, label, spoken_by, article.coded),
        "words": words(measure.shares(cells), decided, cells, article),
        "agreement": agreement(cells, measured, apart, coders, article),
    }
    return Findings(found)


def labels(article: Article) -> dict[str, str]:
    """Return what the voices of an article are called, by source; several that speak as one are too."""
    named = pd.concat([article.sources, article.units()])
    return {source: short(label) for source, label in zip(named["source_id"], named["label"], strict=True)}


def names(actors: pd.DataFrame, countries: pd.DataFrame) -> dict[str, str]:
    """Return what actors and states are called, by code: the article's own labels before the tables'."""
    states = actors[actors["kind"] == "state"].dropna(subset="state_iso3")
    columns = [(countries, "country_iso3", "country"), (actors, "actor_id", "label")]
    columns += [(states, "state_iso3", "label")]
    return {code: name for table, *both in columns for code, name in table[both].to_numpy()}


def coded_by(relations: pd.DataFrame, codings: pd.DataFrame, coders: pd.DataFrame) -> str:
    """Return in words whose work relations are; other coders count who gave theirs a voice too."""
    coder, others = measure.coder_of(relations), codings.dropna(subset="source_id")["coder_id"].nunique()
    kind = coders.set_index("coder_id")["kind"].astype(str).get(coder, "")
    return whose(coder, others, kind) if coder else wording.say("nobody")


def _where(table: str, rows: pd.DataFrame, coded: pd.DataFrame) -> list[str]:
    """Return references to the rows, or where there are none to those that say who looked for them."""
    layer = {MARKS: "frames", RELATIONS: "relations", "article.claims": "claims"}[table]
    return evidence.refs(table, rows) or layers.required(coded, layer)


def _counted(counts: pd.Series[Any]) -> dict[str, Any]:
    return {spoken(name): number for name, number in counts.to_dict().items()}


def _most(counts: pd.Series[Any]) -> dict[str, Any]:
    """Return the most frequent of what is counted, all that tie, with their number."""
    return _counted(counts[counts == counts.max()].sort_index())


# ---- one question each -----------------------------------------------------------------------------


@needs(cells=MARKS)
def frames(cells: pd.DataFrame, decided: pd.DataFrame, coded: pd.DataFrame) -> Finding:
    """Return which frames most coders found, how often, and which nobody found; ``coded`` says who looked."""
    counts, every = decided["frame"].astype(str).value_counts(), cells["frame"].cat.categories
    found, several = measure.decide(cells, UNION), bool(cells.duplicated(["sentence_id", "frame"]).any())
    twice = found[found["coders"] > 1]
    values = {
        "units": cells["sentence_id"].nunique(),
        "coders": len(measure.coders(cells)),
        "every": len(every),
        "used": len(counts),
        "top": _most(counts),
        "never": tuple(spoken(frame) for frame in every if frame not in set(found["frame"].astype(str))),
        "several": several,
        "shared": int((twice["votes"] == twice["coders"]).sum()) if several else None,
        "marks": len(twice) if several else None,
        "apart": layers.apart(cells),
    }
    return wording.finding("frames", values, _where(MARKS, decided, coded))


@needs()
def packages(
    told: pd.DataFrame, article: Article, label: Mapping[str, str], sure: Mapping[str, Any] | None = None
) -> Finding:
    """Return who carries each package of frames, and whether packages share a voice.

    ``told`` is ``measure.voiced``; ``sure`` says how far that holds under other coders.
    """
    _ = layers.required(article.coded, "frames"), layers.required(article.coded, "attribution")
    carried = measure.packages(measure.by_voice(told, article.frames))
    members = article.frames.dropna(subset="package").groupby("package", sort=False)["frame"].agg(list)
    heard = {name: carried[carried["package"] == name].set_index("voice") for name in members.index}
    grouped = told[told["frame"].isin(members.explode())]
    plural = grouped[grouped["said_by"] != grouped["voice"]]
    values = {
        "frames": {name: tuple(map(spoken, frames)) for name, frames in members.items()},
        "voices": {name: _counted(part["codings"].rename(label)) for name, part in heard.items()},
        "shared": tuple(label[one] for one in carried.loc[carried["voice"].duplicated(), "voice"].unique()),
        "plural": len(plural),
        "labels": tuple(f"‘{label[one]}’" for one in plural["said_by"].unique()),
        "single": None if len(members) else _most(told["voice"].map(label).value_counts()),
        "outside": tuple(map(spoken, told["frame"][~told["frame"].isin(members.explode())].unique())),
        "sure": sure,
        # Where a unit has fewer coders, only other units were compared.
        "apart": sure is not None and bool((grouped["coders"] < sure["coders"]).any()),
    }
    return wording.finding("packages", values, _where(MARKS, grouped, article.coded))


@needs(told=MARKS)
def chance(told: pd.DataFrame, frames: pd.DataFrame) -> Finding:
    """Return how often voices, dealt out by lot, part between packages; ``told`` as for ``packages``."""
    turns = elsewhere.turns(told, frames)
    values = {
        "parts": len(turns),
        "passages": turns["passage"].nunique(),
        "by_part": elsewhere.by_chance(turns.assign(part=range(len(turns))), "part"),
        "by_passage": elsewhere.by_chance(turns, "passage"),
        "draws": elsewhere.DRAWS,
    }
    if values["by_part"] is None:
        raise NoRows("no two voices that carry two packages")
    grouped = told[told["frame"].isin(frames.dropna(subset="package")["frame"])]
    return wording.finding("chance", values, evidence.refs(MARKS, grouped))


def by_others(article: Article) -> pd.DataFrame:
    """Return ``measure.voiced`` of what coders found by other codebooks, whose titles are the groups."""
    codings, frames, books = tables.load(MARKS, "frames", "codebooks")
    codings = codings[codings["article_id"].isin(article.text["article_id"])]
    own = next(iter(article.frames["codebook"]), "")
    decided = elsewhere.decided(article.sentences, article.coded, codings, frames, own)
    told = measure.voiced(decided, article.units(), article.spans)
    titles = told["codebook"].map(books.set_index("codebook")["title"])
    return told.assign(group=titles.fillna(told["codebook"]))


@needs(told="the codings by other codebooks")
def other_codebooks(told: pd.DataFrame, article: Article) -> Finding:
    """Return what other codebooks find in an article; ``told`` is ``by_others``."""
    frames, used = tables.load("frames"), told["codebook"].unique()
    looked = article.coded.query("layer == 'frames' and codebook in @used")
    counts = told.groupby(["group", "frame"])["sentence_id"].nunique().sort_values(ascending=False)
    (book, top), every = counts.index[0], int(frames["codebook"].isin(used).sum())
    values = {
        "units": looked["sentence_id"].nunique(),
        "top": spoken(top),
        "book": book,
        "most": int(counts.iloc[0]),
        "found": {name: _counted(part.droplevel("group")) for name, part in counts.groupby("group")},
        "every": every,
        "never": every - len(counts),
    }
    return wording.finding("other_codebooks", values, evidence.refs(MARKS, told))


@needs(shares=MARKS)
def words(shares: pd.DataFrame, decided: pd.DataFrame, cells: pd.DataFrame, article: Article) -> Finding:
    """Return the frames that cover most words, the ranges between coders, and how far frames overlap."""
    ordered = shares[shares["units"] > 0].sort_values("share", ascending=False, kind="stable")
    covered = ordered.set_index("frame")["share"]
    top = covered.head(TOP)
    wide = shares[shares["high"] > shares["low"]]
    values = {
        "whole": layers.whole(cells, article.sentences),
        "most": _most(covered),
        "next": _counted(top[top < covered.max()]),
        "several": int((decided.groupby("sentence_id").size() > 1).sum()),
        "units": decided["sentence_id"].nunique(),
        "wide": {spoken(row["frame"]): (row["low"], row["high"]) for row in wide.to_dict("records")},
    }
    return wording.finding("words", values, _where(MARKS, decided, article.coded))


@needs()
def agents(relations: pd.DataFrame, article: Article, called: Mapping[str, str], who: str) -> Finding:
    """Return which states act and are acted upon most, and what dropping half-known relations changes.

    ``called`` is ``names``, ``who`` is ``coded_by``.
    """
    states, leaders = (measure.cast(relations, article.actors, called, level) for level in measure.LEVELS)
    upheld = measure.upheld(relations)
    half = upheld["patient_state"].isna() & upheld["agent_state"].notna()
    kept = measure.cast(upheld[~half], article.actors, called).set_index("label")["agent"]
    kept = kept[kept > 0].sort_values(ascending=False, kind="stable")
    by_role = states.set_index("label")
    values = {
        "every": len(relations),
        "relations": len(upheld),
        "contested": len(relations) - len(upheld),
        "acting": _most(by_role["agent"]),
        "hit": _most(by_role["patient"]),
        "open": int(half.sum()),
        "kept": _counted(kept) if half.any() and len(kept) else None,
        "kept_most": _most(kept) if half.any() else {},
        "leader": _most(leaders.set_index("label")["agent"]),
        "who": who,
    }
    return wording.finding("agents", values, _where(RELATIONS, upheld, article.coded))


@needs()
def casts(
    relations: pd.DataFrame, table: pd.DataFrame, label: Mapping[str, str], who: str, coded: pd.DataFrame
) -> Finding:
    """Return who acts in the relations of the two voices that have most of them: one cast or two?

    ``relations`` has the column ``voice``; ``table`` is ``measure.cast`` by ``voice``.
    """
    order = table.groupby("voice")["agent"].sum().sort_values(ascending=False, kind="stable")
    busiest, by_voice = order[order > 0].head(2), table.set_index(["voice", "label"])["agent"]
    values = {
        "every": len(relations),
        "tops": {label[voice]: _most(by_voice[voice]) for voice in busiest.index},
        "totals": _counted(busiest.rename(label)),
        "who": who,
    }
    return wording.finding("casts", values, _where(RELATIONS, measure.upheld(relations), coded))


@needs()
def pairs(
    relations: pd.DataFrame, table: pd.DataFrame, readings: pd.DataFrame, who: str, coded: pd.DataFrame
) -> Finding:
    """Return how many relations between two states are worded as good or bad, and what that count rests on.

    ``table`` is ``measure.pairs``, ``readings`` ``measure.readings``.
    """
    twice = readings[readings["coders"] > 1]
    signs = table[[*measure.SIGNS.values(), measure.CONTESTED]].sum().astype(int)
    values = {
        "every": len(relations),
        "between": int(signs.sum()),
        "signs": signs.to_dict(),
        "who": who,
        "coders": int(twice["coders"].max()) if len(twice) else None,
        **_shared(twice),
    }
    return wording.finding("pairs", values, _where(RELATIONS, relations, coded))


def _shared(twice: pd.DataFrame) -> dict[str, Any]:
    """Return how many readings of relations that several could have are shared by all of them."""
    shared = int((twice["votes"] == twice["coders"]).sum())
    return {"shared": shared if len(twice) else None, "readings": len(twice) or None}


@needs()
def aftermath(article: Article, forecasts: pd.DataFrame, contacts: pd.DataFrame) -> Finding:
    """Return what became of the forecasts, and which later meetings the article did not foresee.

    Takes ``measure.forecasts`` and ``measure.contacts``; forecasts were looked for in ``article.claims``.
    """
    ours = forecasts[forecasts["voice"].notna() & forecasts["foreseen"]]
    checked = ours.dropna(subset="verdict")
    held = (checked["verdict"] == "supported").groupby(checked["claim_id"]).all()
    hoped = contacts["expected"].map(len) > 0
    unsaid = forecasts[forecasts["verdict"].astype("str") == "not_claimed"]
    missed = contacts[~hoped]
    values = {
        "claims": len(article.claims),
        "forecasts": ours["claim_id"].nunique(),
        "checked": len(held),
        "held": int(held.sum()),
        "meetings": len(contacts),
        "hoped": int(hoped.sum()),
        "surprise": tuple(zip(missed["leaders"], missed["date"], strict=True)),
        "unsaid": tuple(
            (claim, None if pd.isna(answer) else _dated(answer))
            for claim, answer in zip(unsaid["claim"], unsaid["verified_value"], strict=True)
        ),
    }
    layers.required(article.coded, "claims")
    refs = [*evidence.refs("history.claim_checks", forecasts), *_where("article.claims", ours, article.coded)]
    return wording.finding("aftermath", values, [*refs, *evidence.refs("history.meetings", contacts)])


def _dated(text: str) -> str:
    """Return the text with its ISO dates written out."""
    return re.sub(r"\b\d{4}-\d\d-\d\d\b", lambda found: long_day(date.fromisoformat(found[0])), text)


@needs(cells=MARKS)
def agreement(
    cells: pd.DataFrame,
    measured: pd.DataFrame,
    readings: pd.DataFrame,
    coders: pd.DataFrame,
    article: Article,
) -> Finding:
    """Return how far coders agree on frames and on relations, who they are, and where they differ.

    ``measured`` is ``agreement.agreement`` by frame, ``readings`` ``measure.readings`` of relations.
    """
    if not measured["units"].any():
        raise NoRows("no unit was coded twice, so that agreement on frames is unknown")
    took = coders[coders["coder_id"].isin(cells["coder_id"])]
    differ = reliability.disagreements(cells, ["sentence_id", "frame"], "coder_id", "present")
    blind = list(took.loc[took["blind"], "coder_id"])
    apart = int((differ[blind].nunique(axis=1) > 1).sum())
    found = measure.decide(cells, UNION)
    twice, given = found[found["coders"] > 1], differ.merge(found, on=["sentence_id", "frame"])
    values = {
        **of_coders.agreed(measured, "frame", "unit"),
        "who": of_coders.who_coded(took),
        "frames": int((measured["units"] > 0).sum()),
        "marks": len(twice),
        "alike": int((twice["votes"] == twice["coders"]).sum()),
        "decisions": int(measured["units"].sum()),
        "differ": tuple(differ["sentence_id"] + " " + differ["frame"].map(spoken).astype(str)),
        "blind": len(blind),
        "apart": apart if 1 < len(blind) < len(took) else None,
        **_shared(readings[readings["coders"] > 1]),
    }
    refs = [*_where(MARKS, given, article.coded), *evidence.refs(RELATIONS, article.relation_codings)]
    return wording.finding("agreement", values, refs)


# ---- does it matter who codes? ---------------------------------------------------------------------


def readings(
    article: Article, cells: pd.DataFrame, relations: pd.DataFrame, called: Mapping[str, str]
) -> Readings:
    """Return the findings of each coder alone, the majority and the union, as far as each has them.

    They are compared in the units that all coders of a layer went through; where there is none, the majority
    stands alone. Voices are those that each coder gave, or of the majority for the union and for a coder who
    did not code who speaks in all these units. What rests on ``relations`` stands under its one coder.
    """
    found: Readings = {}
    label, voices = labels(article), article.voices()
    cells, coders = measure.compared(cells)
    every = voices[MAJORITY].merge(cells[layers.UNIT].drop_duplicates(), on=layers.UNIT)
    for coder in coders if len(cells) else []:
        decided, own = measure.decide(cells, coder), voices.get(coder, every)
        heard = own if set(every["sentence_id"]) <= set(own["sentence_id"]) else every
        found[coder] = {
            "frames": frames(cells, decided, article.coded),
            "words": words(measure.shares(cells, coder), decided, cells, article),
        }
        if len(every):
            told = measure.voiced(decided, heard, article.spans)
            found[coder]["packages"] = packages(told, article, label)
    looked, coders = measure.compared(article.looked("relations"))
    for coder in coders if len(article.relation_codings) else []:
        chosen = measure.decide_relations(article.relation_codings, looked, coder)
        found.setdefault(coder, {})["agents"] = agents(chosen, article, called, coder)
    if coder := measure.coder_of(relations):
        by_voice = measure.cast(relations, article.actors, called, by=["voice"])
        found.setdefault(coder, {}).update(
            relations=agents(relations, article, called, coder),
            casts=casts(relations, by_voice, label, coder, article.coded),
        )
    return found


def conclusions(said: Readings) -> pd.DataFrame:
    """Return ``sensitivity.table`` of ``CONCLUSIONS``, each drawn from the findings of each reading."""
    found: Conclusions = {}
    for name, (section, finding, value) in CONCLUSIONS.items():
        for coder, findings in said.items():
            if not isinstance(one := findings.get(finding), Finding):
                continue
            drawn = one.values[value]
            for of, part in drawn.items() if name == "voices" else [("", drawn)]:
                key = section, wording.say("conclusion", what=name, of=of)
                found.setdefault(key, {})[coder] = part
    return sensitivity.tried(sensitivity.table(found))


def sure(tried: pd.DataFrame, coders: pd.DataFrame) -> dict[str, Any]:
    """Return how far ``packages`` holds under other coders, by ``conclusions``, and what these coders are."""
    ours = tried[tried["section"] == CONCLUSIONS["voices"][0]]
    took = [name for name in coders["coder_id"] if name in ours and ours[name].ne(NOT_CODED).all()]
    kinds = coders.loc[coders["coder_id"].isin(took), "kind"].astype(str).value_counts()
    named = [f"{kinds.index[0]}s"] if len(kinds) == 1 else [count(kinds[kind], kind) for kind in kinds.index]
    verdict = worst(ours["verdict"]) if len(ours) else NOT_TRIED
    return {"verdict": verdict, "coders": len(took), "kinds": join(named)}


@needs()
def stability(tried: pd.DataFrame, cells: pd.DataFrame, article: Article) -> Finding:
    """Return which conclusions change with the coder, which in a figure only, and which can't be tried."""
    values = of_coders.tried(tried, "conclusion", cells)
    return wording.finding("stability", values, evidence.refs("article.texts", article.text))
