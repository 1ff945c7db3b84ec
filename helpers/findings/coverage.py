"""Findings of the coverage comparison: measures in, one sentence with its evidence out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import networkx as nx
import pandas as pd

from helpers import coverage, evidence, tables
from helpers.finding import Finding, Findings, count, join, percent

LEAD_FRAME = "leverage"
"""The frame whose leads are followed to their origin: the one that the article opens with."""


def material(articles: pd.DataFrame, codings: pd.DataFrame, leave_out: Collection[str]) -> Finding:
    """Return what was read, and which numbers of articles the other findings count in."""
    readers = codings.groupby("article_id")["coder_id"].nunique()
    both = coverage.read_by_all(codings)
    return Finding(
        "The collection holds {articles} from {countries}; {whole} of them were seen whole, of {part} "
        "only the first part. For frames, {both} were read by {coders}, {some} by fewer and {none} by "
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
            "none": len(articles) - len(readers),
            "others": len(set(both) - set(leave_out)),
        },
        evidence.refs("coverage.articles", articles),
    )


def shared_frames(compared: pd.DataFrame, agreement: pd.DataFrame, codings: pd.DataFrame) -> Finding:
    """Return which usable frames the article shares with most of the others."""
    rows = _usable(compared, agreement, [coverage.SHARED])
    return Finding(
        "Of the {others} other articles that {coders} read, most show {frames} in their visible text, "
        "and so does the article.",
        {"others": _others(compared), "coders": _coders(codings), "frames": _counts(rows)},
        _codings(codings, rows["frame"], coverage.read_by_all(codings)),
    )


def distinct_frames(
    compared: pd.DataFrame, ranges: pd.DataFrame, agreement: pd.DataFrame, codings: pd.DataFrame
) -> Finding:
    """Return which usable frames set the article apart, counted without and with it and its dispatch."""
    rare = _usable(compared, agreement, [coverage.RARE])
    missing = _usable(compared, agreement, [coverage.MISSING])
    every = ranges[ranges["frame"].isin([*rare["frame"], *missing["frame"]])]
    return Finding(
        "Few of the {others} other articles that {coders} read show what the article does: {rare}; most "
        "show what it lacks: {missing}. With the article and the dispatch it came from: {every} of "
        "{all}. A frame that an excerpt does not show may stand in the rest of the text.",
        {
            "others": _others(compared),
            "coders": _coders(codings),
            "rare": _counts(rare),
            "missing": _counts(missing),
            "every": _counts(every),
            "all": int(ranges["articles"].iloc[0]),
        },
        _codings(codings, every["frame"], coverage.read_by_all(codings)),
    )


def prominence(codings: pd.DataFrame, agreement: pd.DataFrame, article_id: str) -> Finding:
    """Return which usable frames lead the article, and in how many of the others they lead."""
    led = codings[codings["present"] & (codings["prominence"] == "lead")]
    led = led[led["frame"].isin(agreement.loc[agreement["usable"], "frame"])]
    mine = sorted(led.loc[led["article_id"] == article_id, "frame"].unique())
    others = led[led["article_id"] != article_id].groupby("frame")["article_id"].nunique()
    numbers = sorted(((int(others.get(frame, 0)), frame) for frame in mine), reverse=True)
    return Finding(
        "Of the {read} other articles that a coder read, those that have the article's leading frames in "
        "their own lead, by at least one coder, are: {frames}.",
        {
            "read": codings.loc[codings["article_id"] != article_id, "article_id"].nunique(),
            "frames": join(f"{frame} {number}" for number, frame in numbers) or "none",
        },
        _codings(led, mine, led["article_id"]),
    )


def one_origin(graph: nx.DiGraph, codings: pd.DataFrame) -> Finding:
    """Return whether all articles that lead with ``LEAD_FRAME`` rest on one text, and how sure that is."""
    leads = coverage.leads(codings, LEAD_FRAME)
    leading = list(leads["article_id"])
    label = dict(graph.nodes(data="label"))
    shared = coverage.shared_origins(graph, leading)
    paths = pd.concat([coverage.paths_from(graph, text, leading) for text in shared] or [pd.DataFrame()])
    refs = _codings(codings, [LEAD_FRAME], leading)
    values = {
        "leads": len(leading),
        "read": codings["article_id"].nunique(),
        "frame": LEAD_FRAME,
        "names": join(label[article] for article in leading) or "none",
    }
    opening = (
        "Of the {read} articles that a coder read, {leads} lead with {frame} by at least one coder ({names})"
    )
    if not shared:
        return Finding(opening + "; no text is known that all of them rest on.", values, refs)
    upstream = {text for article in leading for text in coverage.origins(graph, article)} - set(shared)
    carried = set(codings.loc[codings["present"] & (codings["frame"] == LEAD_FRAME), "article_id"])
    values |= {
        "agreed": int((leads["coders"].map(len) == codings["coder_id"].nunique()).sum()),
        "coders": _coders(codings),
        "origin": join(f"the {label[text]}" for text in shared),
        "links": count(len(paths), "known link"),
        "unsure": int((paths["confidence"] != "high").sum()),
        "other": count(len(upstream), "other text"),
        "carried": len(upstream & carried),
    }
    return Finding(
        opening
        + ", {agreed} of them by {coders}. All rest, directly or through others, on one text: {origin}. We "
        "infer this from {links}, {unsure} of them of less than high confidence; of the {other} that "
        "feed them, {carried} were found to carry {frame}.",
        values,
        [*refs, *evidence.refs("coverage.dependences", paths)],
    )


def quoted_types(types: pd.DataFrame, sources: pd.DataFrame, article_id: str) -> Finding:
    """Return how much officials speak in the article and in the others, in attributions and in sources."""
    mine = types["article_id"] == article_id
    official = types["source_type"] == "official"
    units = ["attributions", "sources"]
    own, own_all = types.loc[mine & official, units].sum(), types.loc[mine, units].sum()
    their, their_all = types.loc[~mine & official, units].sum(), types.loc[~mine, units].sum()
    others = types[~mine]
    return Finding(
        "Officials have {own_share} of the article's attributions ({own.attributions} of "
        "{own_all.attributions}; {own.sources} of {own_all.sources} sources), and {their_share} in the "
        "{showing} of {others} others that show a source ({their.attributions} of "
        "{their_all.attributions}; {their.sources} of {their_all.sources} sources).",
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


def quoted_experts(
    experts: pd.DataFrame, articles: pd.DataFrame, sources: pd.DataFrame, here: str
) -> Finding:
    """Return the named experts of the article, and who speaks as an expert elsewhere."""
    mine = experts[[here in ids for ids in experts["article_ids"]]]
    others = experts.drop(mine.index)
    quoting = {article for ids in experts["article_ids"] for article in ids}
    outlets = articles.set_index("article_id")["outlet"].str.partition(" (")[0]
    where = [
        f"{name} (also in {join(outlets[i] for i in ids if i != here) or 'no other'})"
        for name, ids in mine[["source_name", "article_ids"]].to_numpy()
    ]
    away = [
        f"{name} ({join(outlets[i] for i in ids)})"
        for name, ids in others[["source_name", "article_ids"]].to_numpy()
    ]
    rows = sources[(sources["source_type"] == "expert") & sources["named"]]
    return Finding(
        "In the visible text of {quoting} of {articles} a named expert speaks. The article's: {mine}. "
        "Elsewhere: {others}.",
        {
            "quoting": len(quoting),
            "articles": count(len(articles), "article"),
            "mine": join(where) or "none",
            "others": join(away) or "none",
        },
        evidence.refs("coverage.sources", rows) or evidence.refs("coverage.articles", articles),
    )


def quoted_states(states: pd.DataFrame, countries: pd.DataFrame, sources: pd.DataFrame, here: str) -> Finding:
    """Return whose sources the article quotes, and whose only the others do."""
    names = countries.set_index("country_iso3")["country"]
    label = states["country_iso3"].map(names).fillna(states["country_iso3"])
    told = label + " (" + states["articles"].astype(str) + ")"
    mine = pd.Series([here in ids for ids in states["article_ids"]], states.index, dtype=bool)
    return Finding(
        "The article quotes sources from {mine}; in brackets, in how many of the {quoting} articles that "
        "show a source one from there speaks. It quotes none from {absent}.",
        {
            "mine": join(told[mine]) or "no known state",
            "quoting": sources["article_id"].nunique(),
            "absent": join(told[~mine]) or "a state that others quote",
        },
        evidence.refs("coverage.sources", sources),
    )


def left_out(counts: pd.DataFrame, points: pd.DataFrame, article_id: str) -> Finding:
    """Return which points the article does not mention, and which it has that few others show."""
    missing = counts[counts["article"] == "not_mentioned"]
    told = counts[counts["article"].isin(["stated", "hedged"])]
    told_by = points[points["status"] != "not_visible"]
    return Finding(
        "The article does not mention {missing}. It gives {told}. The others are {others} articles, most "
        "of them seen in part: elsewhere a point may stand further down.",
        {
            "missing": join(map(_point, missing.to_dict("records")), "or") or "none of the points",
            "told": join(map(_point, told.to_dict("records"))) or "no point",
            "others": int(counts["others"].max()),
        },
        evidence.refs("coverage.reported_points", told_by),
    )


def agreement(measured: pd.DataFrame, coders: pd.DataFrame, codings: pd.DataFrame) -> Finding:
    """Return how far the coders agree, and which frames carry no finding because they agree too little."""
    frames = measured[measured["frame"] != "all"]
    pooled = measured[measured["frame"] == "all"].iloc[0]
    low, wide = (
        frames[~frames["usable"]],
        frames[frames["usable"] & (frames["low"] < coverage.AGREEMENT_FLOOR)],
    )
    kinds = coders.loc[coders["coder_id"].isin(codings["coder_id"]), "kind"].astype(str).unique()
    return Finding(
        "Over the {articles} articles that {coders} read ({kinds}), alpha of all frames is {alpha:.2f} "
        "[{low:.2f}, {high:.2f}]. It is below {floor} for {doubtful}: these carry no finding. For {wide} "
        "alpha is above {floor}, but its interval reaches below.",
        {
            "articles": int(frames["units"].max()),
            "coders": _coders(codings),
            "kinds": join(f"{kind}s" if kind == "language model" else kind for kind in kinds),
            "alpha": pooled["alpha"],
            "low": pooled["low"],
            "high": pooled["high"],
            "floor": coverage.AGREEMENT_FLOOR,
            "doubtful": join(f"{_frame(n)} ({a:.2f})" for n, a in low[["frame", "alpha"]].to_numpy())
            or "none",
            "wide": join(wide["frame"].map(_frame)) or "no other frame",
        },
        _codings(codings, low["frame"], coverage.read_by_all(codings)),
    )


def surviving(conclusions: pd.DataFrame, codings: pd.DataFrame) -> Finding:
    """Return how many conclusions hold for each coder alone (``coverage.conclusions``)."""
    drawn = conclusions[conclusions["drawn"]]
    held = drawn[drawn["survives"]]
    failed = drawn.loc[~drawn["survives"], "conclusion"]
    return Finding(
        "{held} of {drawn} conclusions hold for each coder alone, over the same articles and over all "
        "that the coder read. What does not hold: {failed}.",
        {"held": len(held), "drawn": len(drawn), "failed": join(failed) or "none"},
        _codings(codings, drawn["frame"].unique(), coverage.read_by_all(codings)),
    )


def headlines() -> Findings:
    """Return the notebook's findings, most important first."""
    article_id = tables.article_id()
    articles, codings, sources, dependences, upstream, points = tables.load(
        "coverage.articles",
        "coverage.frame_codings",
        "coverage.sources",
        "coverage.dependences",
        "coverage.upstream",
        "coverage.reported_points",
    )
    graph = coverage.dependence_graph(articles, upstream, dependences)
    leave_out = coverage.same_text(graph, article_id)
    measured = coverage.agreement(codings)
    compared = coverage.comparison(codings, article_id, leave_out)
    return Findings(
        [
            one_origin(graph, codings),
            distinct_frames(compared, coverage.frame_ranges(codings), measured, codings),
            shared_frames(compared, measured, codings),
            quoted_experts(coverage.experts(sources), articles, sources, article_id),
            left_out(coverage.point_counts(points, article_id), points, article_id),
            agreement(measured, tables.load("coders"), codings),
        ]
    )


def _usable(compared: pd.DataFrame, agreement: pd.DataFrame, kinds: Collection[str]) -> pd.DataFrame:
    usable = compared["frame"].isin(agreement.loc[agreement["usable"], "frame"])
    return compared[usable & compared["kind"].isin(kinds)]


def _counts(rows: pd.DataFrame) -> str:
    """Return frames with their numbers of articles, most first: ``precedent (12) and bloc (7 to 8)``."""
    order = rows.sort_values(["by_all", "by_any", "frame"], ascending=[False, False, True])
    parts = order[["frame", "by_all", "by_any"]].to_numpy()
    return join(f"{_frame(frame)} ({coverage.spread(low, high)})" for frame, low, high in parts) or "no frame"


def _codings(codings: pd.DataFrame, frames: Collection[str], articles: Collection[str]) -> list[str]:
    """Return the codings a sentence rests on; one that finds none rests on all."""
    rows = codings[codings["frame"].isin(frames) & codings["article_id"].isin(articles)]
    return evidence.refs("coverage.frame_codings", rows if len(rows) else codings)


def _others(compared: pd.DataFrame) -> int:
    return int(compared["articles"].iloc[0])


def _coders(codings: pd.DataFrame) -> str:
    number = codings["coder_id"].nunique()
    return "both coders" if number == 2 else f"all {number} coders" if number > 2 else "the coder"


def _point(row: Mapping[Any, Any]) -> str:
    """Return a point in words, its number in the article and how many others report it, hedged or not."""
    own = "" if pd.isna(row["article_value"]) else f", {row['article_value']}"
    hedged = f", {row['hedged']} of them with a reservation" if row["hedged"] else ""
    name, number = coverage.POINTS.get(row["point"], row["point"]), row["stated"] + row["hedged"]
    return f"{name}{own} ({number} of {row['others']} others{hedged})"


def _frame(name: str) -> str:
    return name.replace("_", " ")
