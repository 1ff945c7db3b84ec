"""Findings of the coverage comparison: measures in, values and evidence for the templates out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from functools import partial
from typing import Any

import networkx as nx
import pandas as pd

from helpers.read import evidence, tables
from helpers.read.article import Article
from helpers.read.coded import votes
from helpers.show import coders as shared
from helpers.show import rows as of_rows
from helpers.show import sensitivity
from helpers.show.finding import Finding, Findings, LeftOut, NoRows, needs
from helpers.show.wording import Wording
from helpers.show.words import count, short, spoken
from helpers.themes.coverage import measure as coverage

COPY = "°"
"""Behind an outlet of which a copy on another site was read."""
Counts = dict[str, list[dict[Any, Any]]]
NOTHING = "nothing to try"
"""In place of a verdict where nothing is concluded."""
ARTICLES, CODINGS, SOURCES, STATES, POINTS, LINKS, _ = (f"{name} on this news" for name in coverage.TABLES)
"""What findings and charts rest on, as a reader is told where ``coverage.around`` found nothing."""
called = partial(of_rows.called, "coverage.reported_points", "point")
"""What the package calls a point, in a sentence or, with ``head``, above a column."""

wording = Wording(__file__)


@needs(articles=ARTICLES, codings=CODINGS)
def material(articles: pd.DataFrame, codings: pd.DataFrame, leave_out: Collection[str]) -> Finding:
    """Return what was read, and which numbers of articles the other findings count in."""
    read, both = codings["article_id"].nunique(), coverage.read_by_all(codings)
    values = {
        "articles": len(articles),
        "countries": articles["outlet_country_iso3"].nunique(),
        "whole": int(articles["complete"].sum()),
        "part": int((~articles["complete"]).sum()),
        "both": len(both),
        "everyone": everyone(codings),
        "coders": codings["coder_id"].nunique(),
        "some": read - len(both),
        "unread": len(articles) - read,
        "others": len(set(both) - set(leave_out)),
    }
    return wording.finding("material", values, evidence.refs("coverage.articles", articles))


@needs(codings=CODINGS)
def shared_frames(compared: pd.DataFrame, agreement: pd.DataFrame, codings: pd.DataFrame) -> Finding:
    """Return which usable frames the article shares with most of the others."""
    rows = _usable(compared, agreement, coverage.SHARED)
    values = _comparison(compared, agreement, codings) | {"frames": _numbers(rows)}
    refs = _codings(codings, rows["frame"], coverage.read_by_all(codings))
    return wording.finding("shared_frames", values, refs)


@needs(codings=CODINGS)
def distinct_frames(
    compared: pd.DataFrame, ranges: pd.DataFrame, agreement: pd.DataFrame, codings: pd.DataFrame
) -> Finding:
    """Return which usable frames set the article apart, counted without and with it and its dispatch."""
    rare, missing = (_usable(compared, agreement, kind) for kind in (coverage.RARE, coverage.MISSING))
    every = ranges[ranges["frame"].isin([*rare["frame"], *missing["frame"]])]
    values = _comparison(compared, agreement, codings) | {
        "rare": _numbers(rare),
        "few": bool((rare["by_any"] > 0).any()),
        "nowhere": bool((rare["by_any"] == 0).any()),
        "missing": _numbers(missing),
        "every": _numbers(every),
        "all": int(ranges["articles"].iloc[0]),
    }
    refs = _codings(codings, every["frame"], coverage.read_by_all(codings))
    return wording.finding("distinct_frames", values, refs)


@needs(compared=CODINGS)
def openings(compared: pd.DataFrame, agreement: pd.DataFrame, seen: float, units: pd.DataFrame) -> Finding:
    """Return which frames set the article apart when no more of it is read than is seen of the others.

    ``compared`` is ``coverage.openings``, ``seen`` and ``units`` are of ``coverage.opening``.
    """
    if units.empty:
        raise NoRows("no other article that was seen in part, or no unit of this one within that length")
    rare, missing = (_usable(compared, agreement, kind) for kind in (coverage.RARE, coverage.MISSING))
    values = {
        "seen": round(seen),
        "units": len(units),
        "others": int(compared["articles"].iloc[0]),
        "kept": tuple(_numbers(rare[rare["opening"]])),
        "later": tuple(_numbers(rare[~rare["opening"]])),
        "missing": tuple(_numbers(missing[~missing["opening"]])),
    }
    return wording.finding("openings", values, evidence.refs("article.sentences", units))


def opened(
    compared: pd.DataFrame, articles: pd.DataFrame, article_id: str
) -> tuple[pd.DataFrame, float, pd.DataFrame]:
    """Return ``coverage.openings``, then what ``coverage.opening`` does; no unit where none was coded."""
    article = Article.load(article_id)
    coded = votes(article.frame_codings, article.looked("frames"), ["frame"])
    seen, units = coverage.opening(articles, article.sentences, article_id)
    units = units[units["sentence_id"].isin(article.looked("frames")["sentence_id"])]
    return coverage.openings(compared, coded[coded["most"]], units), seen, units


@needs(codings=CODINGS)
def prominence(codings: pd.DataFrame, agreement: pd.DataFrame, article_id: str) -> Finding:
    """Return which usable frames lead the article, and in how many of the others they lead."""
    led = codings[codings["present"] & (codings["prominence"] == "lead")]
    frames = coverage.prominent(codings, agreement, article_id)
    fewest = int(frames["others"].iloc[-1]) if len(frames) else None
    values = {
        "twice": bool(agreement["units"].any()),
        "read": codings.loc[codings["article_id"] != article_id, "article_id"].nunique(),
        "frames": dict(zip(frames["frame"].map(spoken), frames["others"].tolist(), strict=True)),
        "fewest": fewest,
        "rarest": tuple(frames.loc[frames["others"] == fewest, "frame"].map(spoken)),
    }
    refs = _codings(led if len(frames) else codings, frames["frame"], led["article_id"])
    return wording.finding("prominence", values, refs)


@needs(codings=CODINGS)
def one_origin(graph: nx.DiGraph, codings: pd.DataFrame, frame: str) -> Finding:
    """Return whether all articles that lead with ``frame`` go back to one text, and how sure that is.

    ``frame`` is ``coverage.lead_frame``, empty where none that can carry a finding leads the article.
    """
    if not graph.number_of_edges():
        raise NoRows(f"no rows in {LINKS}")
    if frame not in set(codings["frame"]):
        raise NoRows("no frame that can carry a finding is known to lead the article")
    leads = coverage.leads(codings, frame)
    leading, label = list(leads["article_id"]), dict(graph.nodes(data="label"))
    origins, paths = coverage.shared_origins(graph, leading), coverage.common_paths(graph, leading)
    behind = {text for article in leading for text in nx.ancestors(graph, article)} if origins else set()
    behind_all = [nx.descendants(graph, text) | {text} for text in origins]
    between = behind.difference(origins, leading) & set(codings["article_id"])
    every = leads["coders"] == codings["coder_id"].nunique()
    only = (leads["readers"] == 1) & ~every
    votes = {"all": every.sum(), "only": only.sum(), "some": (~every & ~only).sum()}
    carried = set(codings.loc[codings["present"] & (codings["frame"] == frame), "article_id"])
    values = {
        "frame": spoken(frame),
        "read": codings["article_id"].nunique(),
        "leads": len(leading),
        "names": outlets(label[article] for article in leading),
        "votes": {who: int(number) for who, number in votes.items() if number},
        "everyone": everyone(codings),
        "origins": tuple(label[text] for text in origins),
        "links": len(paths),
        "unsure": int((paths["confidence"] != "high").sum()),
        "left": tuple(label[text] for text in coverage.shared_origins(coverage.surest(graph), leading)),
        "behind": len(between),
        "between": outlets(label[text] for text in between),
        "carried": len(between & carried),
        "apart": outlets(label[text] for text in carried.difference(leading, *behind_all)),
    }
    refs = _codings(codings, [frame], leading)
    return wording.finding("one_origin", values, [*refs, *evidence.refs("coverage.dependences", paths)])


@needs(sources=SOURCES)
def quoted_types(types: pd.DataFrame, sources: pd.DataFrame, article_id: str) -> Finding:
    """Return how much officials speak in the article and in the others, in attributions and in sources."""
    mine, official = types["article_id"] == article_id, types["source_type"] == "official"
    units = ["sources", "attributions"]
    own, their = (
        types.loc[part, units].sum().to_dict()
        | types.loc[part & official, units].sum().add_prefix("official_").to_dict()
        for part in (mine, ~mine)
    )
    values = {
        "own": own,
        "own_share": own["official_attributions"] / (own["attributions"] or 1),
        "their": their,
        "their_share": their["official_attributions"] / (their["attributions"] or 1),
        "showing": types.loc[~mine & (types["sources"] > 0), "article_id"].nunique(),
        "others": types.loc[~mine, "article_id"].nunique(),
    }
    return wording.finding("quoted_types", values, evidence.refs("coverage.sources", sources))


@needs(sources=SOURCES)
def quoted_experts(
    experts: pd.DataFrame, articles: pd.DataFrame, sources: pd.DataFrame, here: str
) -> Finding:
    """Return the named experts of the article, and who speaks as an expert elsewhere."""
    label = articles.set_index("article_id")["outlet"]
    mine: dict[str, tuple[str, ...]] = {}
    others: dict[str, tuple[str, ...]] = {}
    for name, ids in experts[["source_name", "article_ids"]].to_numpy():
        where = outlets(label[article] for article in ids if article != here)
        (mine if here in ids else others)[name] = where
    rows = sources[(sources["source_type"] == "expert") & sources["named"]]
    values = {
        "quoting": rows["article_id"].nunique(),
        "articles": len(articles),
        "mine": mine,
        "elsewhere": rows.loc[rows["source_name"].isin(mine), "article_id"].nunique() - bool(mine),
        "others": others,
    }
    refs = evidence.refs("coverage.sources", rows) or evidence.refs("coverage.articles", articles)
    return wording.finding("quoted_experts", values, refs)


@needs(states=STATES)
def quoted_states(states: pd.DataFrame, sources: pd.DataFrame, here: str) -> Finding:
    """Return whose sources the article quotes, and whose only the others do (``coverage.states_quoted``)."""
    numbers = states.set_index("state")["articles"]
    own = states["article_ids"].map(lambda ids: here in ids).to_numpy(dtype=bool)
    mine, absent = numbers[own].to_dict(), numbers[~own].to_dict()
    values = {
        "known": bool((sources["article_id"] == here).any()),
        "mine": mine,
        "absent": absent,
        "quoting": sources["article_id"].nunique(),
    }
    return wording.finding("quoted_states", values, evidence.refs("coverage.sources", sources))


@needs(points=POINTS)
def left_out(counts: pd.DataFrame, points: pd.DataFrame) -> Finding:
    """Return which points the article does not mention, and which it gives (``coverage.point_counts``)."""
    rows: dict[str, list[dict[str, Any]]] = {"missing": [], "given": [], "": []}
    for row in counts.to_dict("records"):
        told = {
            "point": row["point"],
            "words": called(row["point"]),
            "value": None if pd.isna(row["article_value"]) else row["article_value"],
            "others": row["stated"] + row["hedged"],
            "hedged": row["hedged"],
            "differ": row["differ"],
            "printed": {number: outlets(names) for number, names in row["printed"].items()},
        }
        status = {"not_mentioned": "missing", "stated": "given", "hedged": "given"}.get(row["article"], "")
        rows[status].append(told)
    values = {
        "points": len(counts),
        "missing": tuple(rows["missing"]),
        "given": tuple(rows["given"]),
        "others": int(counts["others"].max()),
        "part": int(counts["others_in_part"].max()),
    }
    seen = points[points["status"] != "not_visible"]
    return wording.finding("left_out", values, evidence.refs("coverage.reported_points", seen))


@needs(measured=CODINGS)
def agreement(measured: pd.DataFrame, coders: pd.DataFrame, codings: pd.DataFrame) -> Finding:
    """Return how far the coders agree, and which frames carry no finding because they agree too little."""
    twice = measured[measured["units"] > 0]
    bad, few = ~twice["usable"], ~twice["enough"]
    wide = ~bad & (twice["low"] < coverage.AGREEMENT_FLOOR)
    named = twice["frame"].map(spoken)
    values = shared.agreed(measured, "frame", "article") | {
        "unsure": tuple(named[bad & ~few]),
        "scarce": tuple(named[bad & few]),
        "few": tuple(named[few & ~bad]),
        "wide": tuple(named[wide]),
        "floor": coverage.AGREEMENT_FLOOR,
        "everyone": everyone(codings),
        "who": who(coders, codings),
    }
    refs = _codings(codings, twice.loc[bad, "frame"], coverage.read_by_all(codings))
    return wording.finding("agreement", values, refs)


@needs(codings=CODINGS)
def surviving(conclusions: pd.DataFrame, codings: pd.DataFrame) -> Finding:
    """Return how many conclusions hold for each coder alone (``conclusions``)."""
    drawn, both = conclusions[conclusions["verdict"] != NOTHING], coverage.read_by_all(codings)
    values = shared.tried(drawn, "conclusion") | {"both": len(both), "everyone": everyone(codings)}
    return wording.finding("surviving", values, _codings(codings, drawn["frame"].unique(), both))


def headlines(article_id: str | None = None) -> Findings:
    """Return what the notebook found about one article (``tables.article_id()``), most important first."""
    return Findings({name: one for name, one in every(article_id).items() if name != "types"})


def every(article_id: str | None = None) -> dict[str, Finding | LeftOut]:
    """Return those findings and how much officials speak, by name."""
    article_id = article_id or tables.article_id()
    articles, codings, sources, states, points, links, upstream = coverage.around(article_id)
    if articles.empty:
        return {"agreement": LeftOut(f"no other coverage of the news of {article_id} in the coverage tables")}
    graph = coverage.dependence_graph(articles, upstream, links)
    measured = coverage.agreement(codings)
    compared = coverage.comparison(codings, article_id, coverage.same_text(graph, article_id))
    apart, seen, units = opened(compared, articles, article_id)
    heard = coverage.states_quoted(sources, states, tables.load("history.countries"))
    return {
        "one origin": one_origin(graph, codings, coverage.lead_frame(codings, measured, article_id)),
        "openings": openings(apart, measured, seen, units),
        "shared frames": shared_frames(compared, measured, codings),
        "states": quoted_states(heard, sources, article_id),
        "types": quoted_types(coverage.source_types(articles, sources), sources, article_id),
        "left out": left_out(coverage.point_counts(articles, points, article_id), points),
        "agreement": agreement(measured, tables.load("coders"), codings),
    }


# ---- what holds for each coder alone


def conclusions(readings: pd.DataFrame, measured: pd.DataFrame, origins: pd.DataFrame) -> pd.DataFrame:
    """Return what becomes of each conclusion under each coder alone: a row a conclusion.

    ``readings`` is ``coverage.readings``, ``measured`` ``coverage.agreement``, ``origins``
    ``coverage.lead_origins``. Columns: conclusion; frame; all and a column a coder, with the articles counted
    (of those that all coders read, then of all that the coder read); verdict (``sensitivity``): of what is
    concluded and of the number of the same articles; ``NOTHING`` where nothing is concluded.
    """
    usable = readings[readings["frame"].isin(measured.loc[measured["usable"], "frame"])]
    followed = origins[origins["frame"] != ""].groupby("confidence", sort=False)
    parts = [(_on_frame, "frame_counts", part) for _, part in usable.groupby("frame")]
    parts += [(_on_leads, "lead_counts", part) for _, part in followed]
    rows = []
    for concluded, template, part in parts:
        counts = {str(name): own.to_dict("records") for name, own in part.groupby("reading", sort=False)}
        conclusion, verdict = concluded(part, counts)
        told = {name: wording.say(template, counts=own) for name, own in counts.items()}
        rows.append({"conclusion": conclusion, "frame": part["frame"].iloc[0], **told, "verdict": verdict})
    coders = [reading for reading in readings["reading"].unique() if reading != "all"]
    return pd.DataFrame(rows, columns=["conclusion", "frame", "all", *coders, "verdict"])


def _on_frame(part: pd.DataFrame, counts: Counts) -> tuple[str, str]:
    """Return what is concluded on a frame, given its rows of ``coverage.readings``, and the verdict."""
    said = {name: tuple((row["kind"], row["by_any"] > 0) for row in rows) for name, rows in counts.items()}
    said["all"] *= 2  # for all coders together the same articles are their own
    alone = part[(part["scope"] == "same") & (part["reading"] != "all")]
    numbers = dict(zip(alone["reading"], alone["by_all"].tolist(), strict=True))
    verdict = sensitivity.worst([sensitivity.verdict(said), sensitivity.verdict(numbers)])
    kind, found = said["all"][0]
    conclusion = wording.say("conclusion", frame=part["frame"].iloc[0], kind=kind, found=found)
    return conclusion, NOTHING if kind == coverage.UNSETTLED else verdict


def _on_leads(part: pd.DataFrame, counts: Counts) -> tuple[str, str]:
    """Return the same of the leads, given rows of ``coverage.lead_origins`` of one confidence."""
    texts = {name: tuple(tuple(row["origins"]) for row in rows) for name, rows in counts.items()}
    common = {name: tuple(map(bool, both)) for name, both in texts.items()}
    common["all"] = common["all"][-1:] * 2  # what is concluded is so of all that any coder read
    same = part[part["scope"] == "same"]
    numbers = dict(zip(same["reading"], same["leads"].tolist(), strict=True))
    tried = [sensitivity.verdict(common), sensitivity.verdict(texts), sensitivity.verdict(numbers)]
    tried += [] if same["read"].any() else [sensitivity.NOT_TRIED]
    frame, leads = part["frame"].iloc[0], bool(part["leads"].any())
    told = {"frame": frame, "leads": leads, "common": common["all"][0]}
    conclusion = wording.say("lead_conclusion", **told, sure=part["confidence"].iloc[0] == "high")
    return conclusion, sensitivity.worst(tried) if leads else NOTHING


# ---- what findings and charts name alike


def everyone(codings: pd.DataFrame) -> str:
    """Return all coders of frames in words: ``both coders``."""
    return wording.say("everyone", coders=codings["coder_id"].nunique())


def who(coders: pd.DataFrame, codings: pd.DataFrame) -> str:
    """Return what the coders of frames are, in words."""
    return shared.who_coded(coders[coders["coder_id"].isin(codings["coder_id"])])


def outlet(label: str) -> str:
    """Return an outlet by short name, and that a copy on another site was read where it was."""
    return short(label) + COPY * ("(copy " in label)


def outlets(names: Iterable[str]) -> tuple[str, ...]:
    """Return outlets (``outlet``), each once, with the number of articles where there are several of one."""
    numbers = sorted(Counter(map(outlet, names)).items())
    return tuple(name + f" ({count(number, 'article')})" * (number > 1) for name, number in numbers)


def spread(low: int, high: int) -> str:
    """Return a range of counts in words: ``8``, ``8 to 9``."""
    return str(low) if low == high else f"{low} to {high}"


def _comparison(compared: pd.DataFrame, agreement: pd.DataFrame, codings: pd.DataFrame) -> dict[str, Any]:
    """Return what is compared. Raises NoRows where no other article was read by every coder."""
    others = int(compared["articles"].iloc[0])
    if not others:
        raise NoRows(f"no other article that every coder of {CODINGS} read")
    twice, here = bool(agreement["units"].any()), bool(compared["article"].notna().any())
    return {"others": others, "everyone": everyone(codings), "twice": twice, "here": here}


def _usable(compared: pd.DataFrame, agreement: pd.DataFrame, kind: str) -> pd.DataFrame:
    usable = compared["frame"].isin(agreement.loc[agreement["usable"], "frame"])
    return compared[usable & (compared["kind"] == kind)]


def _numbers(rows: pd.DataFrame) -> dict[str, str]:
    """Return frames with their numbers of articles, most first: ``{"bloc": "7 to 8"}``."""
    order = rows.sort_values(["by_all", "by_any", "frame"], ascending=[False, False, True])
    parts = order[["frame", "by_all", "by_any"]].to_numpy()
    return {spoken(frame): spread(low, high) if high else "none" for frame, low, high in parts}


def _codings(codings: pd.DataFrame, frames: Collection[str], articles: Collection[str]) -> list[str]:
    """Return the codings a sentence rests on; one that finds none rests on all."""
    rows = codings[codings["frame"].isin(frames) & codings["article_id"].isin(articles)]
    return evidence.refs("coverage.frame_codings", rows if len(rows) else codings)
