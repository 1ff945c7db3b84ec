"""Findings of the coverage comparison: measures in, one sentence with its evidence out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from string import Formatter
from typing import Any

import networkx as nx
import pandas as pd

from helpers.read import evidence, tables
from helpers.show.coders import agreed, tried
from helpers.show.finding import Finding, Findings, LeftOut, NoRows, needs, templated
from helpers.show.sensitivity import NOT_TRIED
from helpers.show.words import count, join, percent, the
from helpers.themes.coverage import measure as coverage
from helpers.themes.coverage.measure import ON_NEWS, outlet_names

LEAD_FRAME = "leverage"
"""The frame whose leads are followed to their origin: the one that the article opens with."""


ONCE = "No article was coded twice for frames, so that agreement is unknown and no frame can carry a finding"


@needs(articles=ON_NEWS["articles"], codings=ON_NEWS["codings"])
def material(articles: pd.DataFrame, codings: pd.DataFrame, leave_out: Collection[str]) -> Finding:
    """Return what was read, and which numbers of articles the other findings count in."""
    readers = codings.groupby("article_id")["coder_id"].nunique()
    both = coverage.read_by_all(codings)
    return templated(
        "The collection holds {articles} from {countries}; {whole} of them were seen whole, of {part} "
        "only the first part. For frames, {both} were read by {coders}, {some} by {fewer} and {none} by "
        "none; without the article and what it came from, {others} of the {both} are left to compare "
        "with.",
        {
            "articles": count(len(articles), "article"),
            "countries": count(
                articles["outlet_country_iso3"].nunique(), "country", "countries and territories"
            ),
            "whole": int(articles["complete"].sum()),
            "part": int((~articles["complete"]).sum()),
            "both": len(both),
            "coders": _coders(codings),
            "some": len(readers) - len(both),
            "fewer": "one of them" if codings["coder_id"].nunique() == 2 else "fewer",
            "none": len(articles) - len(readers),
            "others": len(set(both) - set(leave_out)),
        },
        evidence.refs("coverage.articles", articles),
    )


@needs(codings=ON_NEWS["codings"])
def shared_frames(compared: pd.DataFrame, agreement: pd.DataFrame, codings: pd.DataFrame) -> Finding:
    """Return which usable frames the article shares with most of the others."""
    rows = _usable(compared, agreement, coverage.SHARED)
    return _finding(
        [
            "Of the {others} other articles that {coders} read, most show {frames} in their visible "
            "text, and so does the article."
        ],
        {"others": _others(compared), "coders": _coders(codings), "frames": _counts(rows)},
        _codings(codings, rows["frame"], coverage.read_by_all(codings)),
        nothing=_not_compared(compared, agreement, "shares no frame with most of"),
    )


@needs(codings=ON_NEWS["codings"])
def distinct_frames(
    compared: pd.DataFrame, ranges: pd.DataFrame, agreement: pd.DataFrame, codings: pd.DataFrame
) -> Finding:
    """Return which usable frames set the article apart, counted without and with it and its dispatch."""
    rare, missing = (_usable(compared, agreement, kind) for kind in (coverage.RARE, coverage.MISSING))
    every = ranges[ranges["frame"].isin([*rare["frame"], *missing["frame"]])]
    return _finding(
        [
            "Of the {others} other articles that {coders} read, {rare}.",
            "Most of the {others} show {missing}, which the article lacks.",
            "In brackets: the articles in which {coders} found it, to those in which at least one did. "
            "Among all {all} that {coders} read, the article and the dispatch it came from included, the "
            "numbers are: {every}. What an excerpt does not show may stand in the rest of the text.",
        ],
        {
            "others": _others(compared),
            "coders": _coders(codings),
            "rare": _rare(rare),
            "missing": _counts(missing),
            "every": _counts(every),
            "all": int(ranges["articles"].iloc[0]),
        },
        _codings(codings, every["frame"], coverage.read_by_all(codings)),
        nothing=_not_compared(compared, agreement, "has no frame that sets it apart from"),
    )


@needs(codings=ON_NEWS["codings"])
def prominence(codings: pd.DataFrame, agreement: pd.DataFrame, article_id: str) -> Finding:
    """Return which usable frames lead the article, and in how many of the others they lead."""
    led = codings[codings["present"] & (codings["prominence"] == "lead")]
    led = led[led["frame"].isin(agreement.loc[agreement["usable"], "frame"])]
    mine = sorted(led.loc[led["article_id"] == article_id, "frame"].unique())
    others = led[led["article_id"] != article_id].groupby("frame")["article_id"].nunique()
    numbers = sorted(((int(others.get(frame, 0)), frame) for frame in mine), reverse=True)
    return _finding(
        [
            "In the article's lead at least one coder found {frames}. In brackets: how many of the {read} "
            "other articles read by at least one coder have the frame in the lead too."
        ],
        {
            "read": codings.loc[codings["article_id"] != article_id, "article_id"].nunique(),
            "frames": join(f"{_frame(frame)} ({number})" for number, frame in numbers),
        },
        _codings(led if len(led) else codings, mine, led["article_id"]),
        nothing="No frame is known to lead the article; at least one coder read {read} others."
        if agreement["units"].any()
        else f"{ONCE}; at least one coder read {{read}} other articles.",
    )


@needs(codings=ON_NEWS["codings"])
def one_origin(graph: nx.DiGraph, codings: pd.DataFrame) -> Finding:
    """Return whether all articles that lead with ``LEAD_FRAME`` go back to one text, and how sure that is."""
    leads = coverage.leads(codings, LEAD_FRAME)
    leading = list(leads["article_id"])
    if not graph.number_of_edges():
        raise NoRows(f"no rows in {ON_NEWS['dependences']}")
    if LEAD_FRAME not in set(codings["frame"]):
        raise NoRows(f"no coding of {LEAD_FRAME} in {ON_NEWS['codings']}")
    label = dict(graph.nodes(data="label"))
    shared, paths = coverage.shared_origins(graph, leading), coverage.common_paths(graph, leading)
    refs = _codings(codings, [LEAD_FRAME], leading)
    values = {
        "leads": len(leading),
        "read": codings["article_id"].nunique(),
        "frame": LEAD_FRAME,
        "lead": "leads" if len(leading) == 1 else "lead",
        "names": join(outlet_names(label[article] for article in leading)),
        "votes": _votes(leads, codings),
    }
    opening = (
        "Of the {read} articles that a coder read for frames, {leads} {lead} with {frame} ({votes}): {names}."
    )
    if not leading:
        names = ("read", "frame")
        return templated(
            "Of the {read} articles that a coder read for frames, none is known to lead with {frame}.",
            {name: values[name] for name in names},
            refs,
        )
    if not shared:
        back = " No text is known that it goes back to."
        back = back if len(leading) == 1 else " No text is known that all of them go back to."
        return templated(opening + back, values, refs)
    feeding = {text for article in leading for text in nx.ancestors(graph, article)}
    coded = feeding.difference(shared, leading) & set(codings["article_id"])
    carried = set(codings.loc[codings["present"] & (codings["frame"] == LEAD_FRAME), "article_id"])
    values |= {
        "all": "it goes" if len(leading) == 1 else "all go",
        "texts": "one text" if len(shared) == 1 else count(len(shared), "text"),
        "origin": join(f"the {label[text]}" for text in shared),
        "links": count(len(paths), "known link"),
        "sure": _sure(graph, leading),
    }
    closing = ""
    if coded:
        closing = (
            " Of the {coded} that feed {one} ({other}), {carried} {frame} in the visible text."
            if len(coded) > 1
            else " {coded} that feeds {one} ({other}) {carried} {frame} in the visible text."
        )
        values |= {
            "coded": count(len(coded), "other article") if len(coded) > 1 else "The other article",
            "one": "it" if len(leading) == 1 else "one of these",
            "other": join(outlet_names(label[text] for text in coded)),
            "carried": _show(len(coded & carried), len(coded)),
        }
    return templated(
        opening + " We infer that {all} back, directly or through others, to {texts}: {origin}. This rests "
        "on {links}, {sure}." + closing,
        values,
        [*refs, *evidence.refs("coverage.dependences", paths)],
    )


@needs(sources=ON_NEWS["sources"])
def quoted_types(types: pd.DataFrame, sources: pd.DataFrame, article_id: str) -> Finding:
    """Return how much officials speak in the article and in the others, in attributions and in sources."""
    mine = types["article_id"] == article_id
    official = types["source_type"] == "official"
    units = ["attributions", "sources"]
    own, own_all = types.loc[mine & official, units].sum(), types.loc[mine, units].sum()
    their, their_all = types.loc[~mine & official, units].sum(), types.loc[~mine, units].sum()
    others = types[~mine]
    if not own_all["sources"]:
        return templated(
            "No source of the article is known; {others} others show one.",
            {"others": others.loc[others["sources"] > 0, "article_id"].nunique()},
            evidence.refs("coverage.sources", sources),
        )
    return templated(
        "Officials have {own.attributions} of the article's {own_all.attributions} attributions "
        "({own_share}; {own.sources} of {own_all.sources} sources). In the visible text of the others, of "
        "which {showing} of {others} show a source, they have {their.attributions} of "
        "{their_all.attributions} ({their_share}; {their.sources} of {their_all.sources} sources).",
        {
            "own": own,
            "own_all": own_all,
            "own_share": percent(own["attributions"] / (own_all["attributions"] or 1), 0),
            "their": their,
            "their_all": their_all,
            "their_share": percent(their["attributions"] / (their_all["attributions"] or 1), 0),
            "showing": others.loc[others["sources"] > 0, "article_id"].nunique(),
            "others": others["article_id"].nunique(),
        },
        evidence.refs("coverage.sources", sources),
    )


@needs(sources=ON_NEWS["sources"])
def quoted_experts(
    experts: pd.DataFrame, articles: pd.DataFrame, sources: pd.DataFrame, here: str
) -> Finding:
    """Return the named experts of the article, and who speaks as an expert elsewhere."""
    outlets = articles.set_index("article_id")["outlet"].map(coverage.short)
    mine, others = [], []
    for name, ids in experts[["source_name", "article_ids"]].to_numpy():
        where = join(outlet_names(outlets[article] for article in ids if article != here))
        if here in ids:
            mine.append(f"{name} (also in {where})" if where else f"{name} (nowhere else)")
        else:
            others.append(f"{name} ({where})")
    rows = sources[(sources["source_type"] == "expert") & sources["named"]]
    return _finding(
        [
            "In the visible text of {quoting} of {articles} a named expert speaks.",
            "In the article it is {mine}.",
            "Elsewhere: {others}.",
        ],
        {
            "quoting": rows["article_id"].nunique(),
            "articles": count(len(articles), "article"),
            "mine": join(mine),
            "others": join(others),
        },
        evidence.refs("coverage.sources", rows) or evidence.refs("coverage.articles", articles),
    )


@needs(states=ON_NEWS["source_countries"])
def quoted_states(states: pd.DataFrame, countries: pd.DataFrame, sources: pd.DataFrame, here: str) -> Finding:
    """Return whose sources the article quotes, and whose only the others do."""
    names = countries.set_index("country_iso3")["country"]
    label = states["country_iso3"].map(names).fillna(states["country_iso3"])
    told = label.map(the) + " (" + states["articles"].astype(str) + ")"
    mine = pd.Series([here in ids for ids in states["article_ids"]], states.index, dtype=bool)
    quoted = (sources["article_id"] == here).any()
    return _finding(
        [
            "The article quotes sources from {mine}; in brackets, how many of the {quoting} articles that "
            "show a source do.",
            "It quotes none from {absent}. Counted by who speaks, not by who passes words on.",
        ],
        {
            "mine": join(told[mine]),
            "quoting": sources["article_id"].nunique(),
            "absent": join(told[~mine]) if quoted else "",
        },
        evidence.refs("coverage.sources", sources),
        nothing="No source of the article is known; {quoting} others show one.",
    )


@needs(points=ON_NEWS["points"])
def left_out(counts: pd.DataFrame, points: pd.DataFrame) -> Finding:
    """Return which points the article does not mention, and which it gives (``coverage.point_counts``)."""
    missing = counts[counts["article"] == "not_mentioned"]
    told = counts[counts["article"].isin(["stated", "hedged"])]
    return _finding(
        [
            "The article does not mention {missing}.",
            "It gives {told}.",
            "In brackets: how many of the {others} others mention the point. {part} of these {others} were "
            "seen in part only: it may stand further down.",
        ],
        {
            "missing": join(map(_point, missing.to_dict("records")), "or"),
            "told": join(map(_point, told.to_dict("records"))),
            "others": int(counts["others"].max()),
            "part": int(counts["others_in_part"].max()) if len(missing) + len(told) else "",
        },
        evidence.refs("coverage.reported_points", points[points["status"] != "not_visible"]),
        nothing="What the article says on the points is not known; {others} others were coded.",
    )


@needs(measured=ON_NEWS["codings"])
def agreement(measured: pd.DataFrame, coders: pd.DataFrame, codings: pd.DataFrame) -> Finding:
    """Return how far the coders agree, and which frames carry no finding because they agree too little."""
    twice = measured[measured["units"] > 0]
    low, few = twice[~twice["usable"]], twice[~twice["enough"]]
    wide = twice[twice["usable"] & (twice["low"] < coverage.AGREEMENT_FLOOR)]
    text, values = agreed(measured, "frame", "article")
    where = _codings(codings, low["frame"], coverage.read_by_all(codings))
    kinds = coverage.who(coders, codings)
    if twice.empty:
        return templated("Coders of frames: {kinds}. " + text, values | {"kinds": kinds}, where)
    text += " Measured over the {articles} articles that {coders} read; the coders are {kinds}. "
    values |= {"articles": int(twice["units"].max()), "coders": _coders(codings), "kinds": kinds}
    text += "{doubtful} no finding, since alpha is below {floor}, or can't tell and the coders differ."
    doubtful = join(low["frame"].map(_frame))
    values["doubtful"] = f"{doubtful[:1].upper()}{doubtful[1:]} carr{'y' if len(low) > 1 else 'ies'}"
    if len(few.index.difference(low.index)):
        text += " For {few} alpha can't tell, but no article is in dispute."
        values["few"] = join(few.loc[few.index.difference(low.index), "frame"].map(_frame))
    if len(wide):
        text += " For {wide} alpha is above {floor}, but its interval reaches below."
        values["wide"] = join(wide["frame"].map(_frame))
    return templated(text, values | {"floor": coverage.AGREEMENT_FLOOR}, where)


@needs(codings=ON_NEWS["codings"])
def surviving(conclusions: pd.DataFrame, codings: pd.DataFrame) -> Finding:
    """Return how many conclusions hold for each coder alone (``coverage.conclusions``)."""
    drawn = conclusions[conclusions["verdict"] != coverage.NOTHING]
    text, values = tried(drawn, "conclusion")
    both = coverage.read_by_all(codings)
    if (drawn["verdict"] != NOT_TRIED).any():
        text += " Each coder alone counts over the {both} articles that {coders} read, and over all it read."
        values |= {"both": len(both), "coders": _coders(codings)}
    return templated(text, values, _codings(codings, drawn["frame"].unique(), both))


def headlines(article_id: str | None = None) -> Findings:
    """Return what the notebook found about one article (``tables.article_id()``), most important first."""
    article_id = article_id or tables.article_id()
    articles, codings, sources, _, points, dependences, upstream = coverage.around(article_id)
    if articles.empty:
        none = LeftOut(f"no other coverage of the news of {article_id} in the coverage tables")
        return Findings({"agreement": none})
    graph = coverage.dependence_graph(articles, upstream, dependences)
    leave_out = coverage.same_text(graph, article_id)
    measured = coverage.agreement(codings)
    compared = coverage.comparison(codings, article_id, leave_out)
    return Findings(
        {
            "one origin": one_origin(graph, codings),
            "distinct frames": distinct_frames(compared, coverage.frame_ranges(codings), measured, codings),
            "shared frames": shared_frames(compared, measured, codings),
            "experts": quoted_experts(coverage.experts(sources), articles, sources, article_id),
            "left out": left_out(coverage.point_counts(articles, points, article_id), points),
            "agreement": agreement(measured, tables.load("coders"), codings),
        }
    )


def _finding(
    parts: Sequence[str], values: Mapping[str, Any], refs: Sequence[str], nothing: str = ""
) -> Finding:
    """Return a finding of those parts whose values are all there; of ``nothing`` when none is."""
    kept = [part for part in parts if "" not in [values[name] for name in _names(part)]] or [nothing]
    text = " ".join(kept)
    return templated(text, {name: values[name] for name in _names(text)}, refs)


def _names(template: str) -> list[str]:
    return [name for _, name, _, _ in Formatter().parse(template) if name]


def _not_compared(compared: pd.DataFrame, agreement: pd.DataFrame, words: str) -> str:
    """Return the template of a sentence that says why there is nothing to say."""
    if compared["article"].isna().all():
        return "No coder read the article for frames; {coders} read {others} others."
    if not agreement["units"].any():
        return f"{ONCE}; {{coders}} read {{others}} other articles."
    return (
        f"On frames that can carry a finding, the article {words} the {{others}} others that {{coders}} read."
    )


def _usable(compared: pd.DataFrame, agreement: pd.DataFrame, kind: str) -> pd.DataFrame:
    usable = compared["frame"].isin(agreement.loc[agreement["usable"], "frame"])
    return compared[usable & (compared["kind"] == kind)]


def _rare(rows: pd.DataFrame) -> str:
    """Return which frames few others show and which none shows, the article having all; empty if none is."""
    seen = rows["by_any"] > 0
    few = f"few show {_counts(rows[seen], 'or')}" if seen.any() else ""
    none = f"none shows {join(sorted(rows.loc[~seen, 'frame'].map(_frame)), 'or')}" if (~seen).any() else ""
    if len(rows) < 2:
        return f"{few or none}, which the article has" if len(rows) else ""
    every = "both" if len(rows) == 2 else "all of them"
    return f"{join(filter(None, [few, none]))}; the article has {every}"


def _counts(rows: pd.DataFrame, last: str = "and") -> str:
    """Return frames with their numbers of articles, most first: ``precedent (12) and bloc (7 to 8)``."""
    order = rows.sort_values(["by_all", "by_any", "frame"], ascending=[False, False, True])
    parts = order[["frame", "by_all", "by_any"]].to_numpy()
    return join(
        (f"{_frame(frame)} ({coverage.spread(low, high) if high else 'none'})" for frame, low, high in parts),
        last,
    )


def _show(number: int, total: int) -> str:
    """Return how many of ``total`` texts show something: ``neither shows``, ``1 shows``, ``both show``."""
    if total == 1:
        return "shows" if number else "does not show"
    none, every = ("neither", "both") if total == 2 else ("none", f"all {total}")
    words = every if number == total > 1 else str(number) if number else none
    return f"{words} {'show' if number > 1 else 'shows'}"


def _sure(graph: nx.DiGraph, leading: Sequence[str]) -> str:
    """Return how many of the links on which a common origin rests are unsure, and what is left without."""
    unsure = int((coverage.common_paths(graph, leading)["confidence"] != "high").sum())
    if not unsure:
        return "none of them of less than high confidence"
    these, left = "it" if unsure == 1 else "these", coverage.shared_origins(coverage.surest(graph), leading)
    without = f"without {these} there is no common text"
    if left:
        names = join(f"the {graph.nodes[text]['label']}" for text in left)
        same = left == coverage.shared_origins(graph, leading)
        without = f"it holds without {these}" if same else f"without {these} what is left is {names}"
    return f"{unsure} of them of less than high confidence; {without}"


def _votes(leads: pd.DataFrame, codings: pd.DataFrame) -> str:
    """Return who found the leads (``coverage.leads``): ``3 by both coders, 1 by some of its coders``."""
    found, read = leads["coders"].map(len), leads["readers"].map(len)
    every = found == codings["coder_id"].nunique()
    only = (read == 1) & ~every
    numbers = {
        f"by {_coders(codings)}": every.sum(),
        "by the only coder who read it": only.sum(),
        "by some of its coders": (~every & ~only).sum(),
    }
    return ", ".join(f"{number} {words}" for words, number in numbers.items() if number)


def _codings(codings: pd.DataFrame, frames: Collection[str], articles: Collection[str]) -> list[str]:
    """Return the codings a sentence rests on; one that finds none rests on all."""
    rows = codings[codings["frame"].isin(frames) & codings["article_id"].isin(articles)]
    return evidence.refs("coverage.frame_codings", rows if len(rows) else codings)


def _others(compared: pd.DataFrame) -> int:
    others = int(compared["articles"].iloc[0])
    if not others:
        raise NoRows(f"no other article that every coder of {ON_NEWS['codings']} read")
    return others


def _coders(codings: pd.DataFrame) -> str:
    number = codings["coder_id"].nunique()
    return "both coders" if number == 2 else f"all {number} coders" if number > 2 else "the coder"


def _point(row: Mapping[Any, Any]) -> str:
    """Return a point in words, its number in the article and, in brackets, how many others report it.

    Where one of them prints another number than the article, it is said who prints which.
    """
    own = "" if pd.isna(row["article_value"]) else f", {row['article_value']}"
    hedged = f", {row['hedged']} of them with a reservation" if row["hedged"] else ""
    name, number = coverage.POINTS.get(row["point"], row["point"]), row["stated"] + row["hedged"]
    differ = f": {row['values']}" if row["differ"] else ""
    return f"{name}{own} ({count(number, 'other')}{hedged}{differ})"


def _frame(name: str) -> str:
    return name.replace("_", " ")
