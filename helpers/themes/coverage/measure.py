"""Measures over articles on the same news: frames, sources, who feeds whom, points reported.

Frames were coded for the visible text of each article, for most an excerpt: what is not found there is
``not_visible``; only in a text that was seen whole is it ``absent``. A range runs from the articles in which
every coder found a frame to those in which any did.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any

import networkx as nx
import pandas as pd

from helpers.read import agreement as reliability
from helpers.read import evidence, tables
from helpers.read.package import DataError
from helpers.show import sensitivity as trial
from helpers.show.words import join

AGREEMENT_FLOOR = 0.667
"""Least alpha for a tentative conclusion (Krippendorff 2018, Content Analysis, ch. 12)."""
MOST = 0.5
"""A frame is in most articles when its range lies above this share of them, in few when it lies below."""
SHARED, RARE, MISSING, OTHER = "shared", "rare elsewhere", "missing here", "neither has it"
UNSETTLED = "unsettled"
"""What comparing the article with the others can come to; unsettled when coders or the range decide it."""
CONCLUSIONS = {
    SHARED: "most others share {} with the article",
    RARE: "few others share {} with the article",
    MISSING: "most others have {}, the article lacks it",
    OTHER: "few others have {}, and the article lacks it too",
    UNSETTLED: "on {} nothing is concluded",
}
NONE_OF_THEM = {
    RARE: "no other shares {} with the article",
    OTHER: "no other has {}, and the article lacks it too",
}
"""The same where no coder found it in any of the others."""
NOTHING = "nothing to try"
"""In place of a verdict where nothing is concluded."""
POINTS = {
    "leaders_count": "the number of leaders",
    "years_since_last_dprk_leader": "the years since a North Korean leader attended such a parade",
    "last_dprk_attendance_year": "the year of that parade",
    "kim_last_china_visit": "Kim's last visit to China",
    "first_multilateral": "the claim that this is Kim's first multilateral event",
}
"""The points of ``coverage.reported_points`` as they stand in a sentence."""


TABLES = {
    "articles": "coverage.articles",
    "codings": "coverage.frame_codings",
    "sources": "coverage.sources",
    "source_countries": "coverage.source_countries",
    "points": "coverage.reported_points",
    "dependences": "coverage.dependences",
    "upstream": "coverage.upstream",
}
"""Where what ``around`` returns comes from, in its order."""
ON_NEWS = {name: f"{table} on this news" for name, table in TABLES.items()}
"""What measures rest on, as a reader is told where ``around`` found nothing."""


def around(article_id: str) -> tuple[pd.DataFrame, ...]:
    """Return the tables of ``TABLES`` as far as they are on the news that an article reports.

    That are the articles which a coder read for anything, or to which a dependence leads. No table has a row
    where the article is not one of these: then the coverage is of other news. Frames are those of the
    codebook with most codings. Raises tables.DataError for a
    package that is not sound.
    """
    found = dict(zip(TABLES, tables.load(*TABLES.values()), strict=True))
    books = found["codings"]["codebook"]
    found["codings"] = found["codings"][books == books.mode().get(0)].reset_index(drop=True)
    links = found["dependences"]
    read = {name: set(found[name]["article_id"]) for name in ("codings", "sources", "points")}
    listed = found["articles"]["article_id"]
    covered = set.union(*read.values(), links["from_id"], links["to_id"]) & set(listed)
    if article_id not in covered:
        return tuple(frame.head(0) for frame in found.values())
    return tuple((found | {"articles": found["articles"][listed.isin(covered)]}).values())


def roster(articles: pd.DataFrame, countries: pd.DataFrame, article_id: str) -> pd.DataFrame:
    """Return ``articles`` in the order of a table, with the columns country and name (the outlet's, short).

    Articles stand by country of the outlet, then by type: the article's own country first, then the countries
    with most articles.
    """
    named = articles.assign(
        country=articles["outlet_country_iso3"]
        .map(countries.set_index("country_iso3")["country"])
        .astype("str"),
        name=articles["outlet"].map(short),
    )
    named["country"] = named["country"].fillna(named["outlet_country_iso3"])
    home = named.loc[named["article_id"] == article_id, "country"]
    named["away"] = ~named["country"].isin(home)
    named["fewer"] = -named.groupby("country")["article_id"].transform("count")
    order = ["away", "fewer", "country", "outlet_type", "name", "article_id"]
    return named.sort_values(order, ignore_index=True).drop(columns=["away", "fewer"])


# Frames


def read_by_all(codings: pd.DataFrame) -> list[str]:
    """Return the articles that every coder of ``codings`` read."""
    readers = codings.groupby("article_id")["coder_id"].nunique()
    return list(readers.index[readers == codings["coder_id"].nunique()])


def readers(coders: pd.DataFrame, codings: pd.DataFrame) -> pd.DataFrame:
    """Return the coders of the coverage: coder_id, kind, blind, read (articles, for their frames), note.

    None where no frame was coded.
    """
    coverage = coders[(coders["scope"] == "coverage") & bool(len(codings))].drop(columns="scope")
    read = codings.groupby("coder_id")["article_id"].nunique()
    coverage = coverage.assign(read=coverage["coder_id"].map(read).fillna(0).astype(int))
    return coverage[["coder_id", "kind", "blind", "read", "note"]]


def who(coders: pd.DataFrame, codings: pd.DataFrame) -> str:
    """Return what the coders of ``codings`` are, in words: ``language models``."""
    kinds = coders.loc[coders["coder_id"].isin(codings["coder_id"]), "kind"].astype(str)
    return " and ".join(f"{kind}s" for kind in sorted(kinds.unique()))


def agreement(codings: pd.DataFrame) -> pd.DataFrame:
    """Return agreement on each frame over the articles that every coder read, and usable.

    Columns as in ``reliability.agreement``, whose units are articles. A frame is usable for findings when its
    alpha is not below ``AGREEMENT_FLOOR``; where there are too few articles for alpha to tell, when moreover
    no article is in dispute. A frame on which alpha can't be computed is not usable.
    """
    both = codings[codings["article_id"].isin(read_by_all(codings))]
    measured = reliability.agreement(both, "frame", "article_id", "coder_id", "present")
    told = measured["enough"] | (measured["units_disagreeing"] == 0)
    return measured.assign(usable=(measured["alpha"] >= AGREEMENT_FLOOR) & told)


def disagreements(articles: pd.DataFrame, codings: pd.DataFrame) -> pd.DataFrame:
    """Return the frames and articles on whose presence the coders differ.

    Columns: frame, article (outlet), and for each coder its cue or ``not found``; evidence (references).
    """
    keys = ["frame", "article_id"]
    both = codings[codings["article_id"].isin(read_by_all(codings))]
    differ = reliability.disagreements(both, keys, "coder_id", "present")[keys]
    rows = differ.merge(both, on=keys)
    rows["cue"] = rows["cue"].where(rows["present"], "not found")
    cues = rows.pivot(index=keys, columns="coder_id", values="cue").rename_axis(columns=None)
    cited = {key: evidence.refs("coverage.frame_codings", part) for key, part in rows.groupby(keys)}
    table = cues.assign(evidence=pd.Series(cited, dtype=object)).reset_index()
    names = articles.set_index("article_id")["outlet"].map(short)
    return table.assign(article_id=table["article_id"].map(names).astype("str")).rename(
        columns={"article_id": "article"}
    )


def frame_ranges(codings: pd.DataFrame, leave_out: Collection[str] = ()) -> pd.DataFrame:
    """Return in how many articles each frame was found, over the articles that every coder read.

    Columns: frame; articles (less those of ``leave_out``); by_all and by_any, the articles in which every
    coder and in which at least one found it; share_all and share_any of the articles.
    """
    read = [article for article in read_by_all(codings) if article not in leave_out]
    votes = _votes(codings[codings["article_id"].isin(read)], ["frame", "article_id"])
    found = pd.DataFrame({"by_all": votes["found"] == votes["coders"], "by_any": votes["found"] > 0})
    frames = pd.Index(sorted(codings["frame"].unique()), dtype="str", name="frame")
    ranges = found.groupby(level="frame").sum().reindex(frames, fill_value=0).astype(int).reset_index()
    ranges.insert(1, "articles", len(read))
    shares = ranges[["by_all", "by_any"]].div(len(read) or float("nan"))
    return ranges.assign(share_all=shares["by_all"], share_any=shares["by_any"])


def comparison(codings: pd.DataFrame, article_id: str, leave_out: Collection[str]) -> pd.DataFrame:
    """Return what the article shares with the other articles that every coder read.

    ``leave_out`` are articles that are not others: the article, the dispatch it came from. Columns as in
    ``frame_ranges``, and article (in the article the frame was found by: ``all`` its coders, ``some``,
    ``none``; missing when nobody read it) and kind: shared (found by all there and in most others), rare
    elsewhere (found by all there, in few others), missing here (by none there, in most others), neither has
    it (by none there, in few others), else unsettled.
    """
    ranges = frame_ranges(codings, leave_out)
    votes = _votes(codings[codings["article_id"] == article_id], ["frame"])
    found = pd.Series("some", votes.index).mask(votes["found"] == 0, "none")
    shown = found.mask(votes["found"] == votes["coders"], "all")
    ranges["article"] = ranges["frame"].map(shown).astype("str")
    most, few = ranges["share_all"] > MOST, ranges["share_any"] < MOST
    ranges["kind"] = UNSETTLED
    for held, elsewhere, kind in (
        ("all", most, SHARED),
        ("all", few, RARE),
        ("none", most, MISSING),
        ("none", few, OTHER),
    ):
        ranges.loc[(ranges["article"] == held) & elsewhere, "kind"] = kind
    return ranges


def sensitivity(codings: pd.DataFrame, article_id: str, leave_out: Collection[str]) -> pd.DataFrame:
    """Return ``comparison`` under every reading of the codings, a row a frame and reading.

    Readings: all coders together; each coder alone over the articles that all of them read; each alone over
    all that it read. Columns: frame, reading (``all``, a coder_id), scope (``same`` articles as all coders,
    ``own``), articles, by_all, by_any, kind, and holds: the kind is that of all coders together.
    """
    same = codings[codings["article_id"].isin(read_by_all(codings))]
    readings = [("all", "same", codings)]
    for scope, scoped in (("same", same), ("own", codings)):
        readings += [(str(coder), scope, part) for coder, part in scoped.groupby("coder_id")]
    parts = [
        comparison(part, article_id, leave_out).assign(reading=reading, scope=scope)
        for reading, scope, part in readings
    ]
    result = pd.concat(parts, ignore_index=True)
    result["holds"] = result["kind"] == result["frame"].map(parts[0].set_index("frame")["kind"])
    return result[["frame", "reading", "scope", "articles", "by_all", "by_any", "kind", "holds"]]


def frame_states(articles: pd.DataFrame, codings: pd.DataFrame) -> pd.DataFrame:
    """Return what every coder found in every article: a row an article, frame and coder.

    Columns: article_id, codebook, frame, coder_id, state (lead, body, absent from a whole text, not_visible
    in an excerpt, not_coded by this coder) and cue. Raises ValueError where a coding's present and prominence
    contradict each other.
    """
    torn = codings[codings["present"] != (codings["prominence"] != "absent")]
    if len(torn):
        rows = ", ".join("/".join(row) for row in torn[["coder_id", "article_id", "frame"]].to_numpy())
        raise ValueError(f"coverage.frame_codings: present contradicts prominence in {rows}")
    grid = pd.MultiIndex.from_product(
        [articles["article_id"], sorted(codings["frame"].unique()), sorted(codings["coder_id"].unique())],
        names=["article_id", "frame", "coder_id"],
    )
    coded = codings.set_index(grid.names)[["codebook", "prominence", "cue"]].reindex(grid).reset_index()
    whole = coded["article_id"].map(articles.set_index("article_id")["complete"]).astype(bool)
    state = coded["prominence"].astype(object).mask(coded["prominence"].isna(), "not_coded")
    coded["state"] = state.mask((state == "absent") & ~whole, "not_visible")
    return coded[["article_id", "codebook", "frame", "coder_id", "state", "cue"]]


def _votes(codings: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Return how many coders read and how many of them found the frame."""
    groups = codings.groupby(by, observed=True)["present"]
    return pd.DataFrame({"coders": groups.size(), "found": groups.sum().astype(int)})


def conclusions(
    readings: pd.DataFrame, measured: pd.DataFrame, origins_of_leads: pd.DataFrame, frame: str
) -> pd.DataFrame:
    """Return what becomes of each conclusion under each coder alone: a row a conclusion.

    ``readings`` is ``sensitivity``, ``measured`` ``agreement``, ``origins_of_leads`` ``lead_origins`` of
    ``frame``. Columns: conclusion; frame; all and a column a coder, with the articles counted (of those that
    all coders read, then of all that the coder read); verdict (``show.sensitivity``): of the conclusion
    over the same articles and over all that each coder read, and of the number of the same articles;
    ``NOTHING`` where nothing is concluded.
    """
    usable = readings[readings["frame"].isin(measured.loc[measured["usable"], "frame"])]
    rows: list[dict[str, Any]] = []
    for name, part in usable.groupby("frame"):
        counted = {str(reading): counts for reading, counts in part.groupby("reading", sort=False)}
        said = {
            reading: tuple(_concluded(*row) for row in counts[["kind", "by_any"]].to_numpy())
            for reading, counts in counted.items()
        }
        # For all coders together the same articles are their own.
        said["all"] *= 2
        same = part[(part["scope"] == "same") & (part["reading"] != "all")]
        found = {str(reading): int(by_all) for reading, by_all in same[["reading", "by_all"]].to_numpy()}
        rows.append(
            {
                "conclusion": said["all"][0].format(str(name).replace("_", " ")),
                "frame": name,
                **{reading: _counted(counts) for reading, counts in counted.items()},
                "verdict": NOTHING
                if counted["all"]["kind"].iloc[0] == UNSETTLED
                else trial.worst([trial.verdict(said), trial.verdict(found)]),
            }
        )
    for confidence, part in origins_of_leads.groupby("confidence", sort=False):
        told = {str(reading): results for reading, results in part.groupby("reading", sort=False)}
        texts = {reading: tuple(tuple(starts) for starts in one["origins"]) for reading, one in told.items()}
        common = {reading: tuple(bool(starts) for starts in both) for reading, both in texts.items()}
        # What is concluded is so of all that any coder read.
        common["all"] = common["all"][-1:] * 2
        same = part[part["scope"] == "same"]
        numbers = {str(reading): int(led) for reading, led in same[["reading", "leads"]].to_numpy()}
        tried = [trial.verdict(common), trial.verdict(texts), trial.verdict(numbers)]
        tried += [] if same["read"].any() else [trial.NOT_TRIED]
        those = f"all articles that lead with {frame} "
        those += "go back to one text" if common["all"][0] else "have no known text in common"
        those += ", if only links of high confidence count" if confidence == "high" else ""
        if not part["leads"].any():
            those = CONCLUSIONS[UNSETTLED].format(f"articles that lead with {frame}")
        rows.append(
            {
                "conclusion": those,
                "frame": frame,
                **{reading: _led(results) for reading, results in told.items()},
                "verdict": trial.worst(tried) if part["leads"].any() else NOTHING,
            }
        )
    coders = [str(reading) for reading in readings["reading"].unique() if reading != "all"]
    return pd.DataFrame(rows, columns=["conclusion", "frame", "all", *coders, "verdict"])


def _concluded(kind: str, by_any: int) -> str:
    """Return the template of what is concluded, given in how many others any coder found the frame."""
    return (CONCLUSIONS if by_any else CONCLUSIONS | NONE_OF_THEM)[kind]


def _led(results: pd.DataFrame) -> str:
    """Return how many articles lead with a frame, for each scope of a reading."""
    cells = results[["leads", "read", "origins"]].to_numpy()
    none = ", no common text"
    return "; ".join(f"{led} of {read}" + (none if led and not texts else "") for led, read, texts in cells)


def _counted(counts: pd.DataFrame) -> str:
    """Return in how many articles a frame was found, for each scope of a reading."""
    cells = counts[["by_all", "by_any", "articles"]].to_numpy()
    return "; ".join(f"{spread(low, high)} of {read}" for low, high, read in cells)


# Sources


def source_types(articles: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """Return for every article and type of source the number of sources and of attributions, 0 included.

    Columns: article_id, source_type, sources, attributions (times that words are attributed to them).
    """
    types = sources["source_type"].cat.categories
    grid = pd.MultiIndex.from_product([articles["article_id"], types], names=["article_id", "source_type"])
    groups = sources.astype({"source_type": object}).groupby(grid.names)["attributions"]
    counted = pd.DataFrame({"sources": groups.size(), "attributions": groups.sum()})
    return counted.reindex(grid, fill_value=0).astype(int).reset_index().astype({"source_type": "str"})


def experts(sources: pd.DataFrame) -> pd.DataFrame:
    """Return the named experts, those in most articles first.

    Columns: source_name, articles (number), attributions, article_ids, via (who passed their words on, if
    anyone); the last two as lists in alphabetical order.
    """
    named = sources[(sources["source_type"] == "expert") & sources["named"]]
    groups = named.sort_values(["article_id", "source_no"]).groupby("source_name")
    counted = groups.agg(
        articles=("article_id", "nunique"),
        attributions=("attributions", "sum"),
        article_ids=("article_id", lambda ids: sorted(set(ids))),
        via=("via", lambda names: sorted(set(names.dropna()))),
    ).astype({"article_ids": object, "via": object})
    order = ["articles", "attributions", "source_name"]
    return counted.reset_index().sort_values(order, ascending=[False, False, True], ignore_index=True)


def states_quoted(sources: pd.DataFrame, source_countries: pd.DataFrame) -> pd.DataFrame:
    """Return from which states the quoted sources are, the state in most articles first.

    A source of two states counts for both; one without a state counts for none. Columns: country_iso3,
    articles, sources, attributions, article_ids (list).
    """
    joined = source_countries.merge(sources, on=["article_id", "source_no"], validate="many_to_one")
    counted = (
        joined.groupby("country_iso3")
        .agg(
            articles=("article_id", "nunique"),
            sources=("article_id", "size"),
            attributions=("attributions", "sum"),
            article_ids=("article_id", lambda ids: sorted(set(ids))),
        )
        .astype({"article_ids": object})
    )
    order = ["articles", "attributions", "country_iso3"]
    return counted.reset_index().sort_values(order, ascending=[False, False, True], ignore_index=True)


# Who feeds whom


def dependence_graph(articles: pd.DataFrame, upstream: pd.DataFrame, dependences: pd.DataFrame) -> nx.DiGraph:
    """Return the graph of known dependences, an edge from the feeding text to the fed one.

    Every article and upstream text is a node; nodes have label, country_iso3 and type (of outlet; upstream
    for a text outside the collection), edges basis and confidence. Raises tables.DataError for an unknown
    node or a circle of dependences.
    """
    graph = nx.DiGraph()
    for row in articles.sort_values("article_id").to_dict("records"):
        label = short(row["outlet"])
        graph.add_node(
            row["article_id"], label=label, country_iso3=row["outlet_country_iso3"], type=row["outlet_type"]
        )
    for row in upstream.sort_values("node_id").to_dict("records"):
        graph.add_node(row["node_id"], label=row["label"], country_iso3=row["country_iso3"], type="upstream")
    texts = set(graph)
    for row in dependences.sort_values(["from_id", "to_id"]).to_dict("records"):
        ends = (row["from_id"], row["to_id"])
        if strange := sorted(set(ends) - texts):
            found = f"coverage.dependences: found {', '.join(strange)}"
            raise DataError(
                [f"{found}, allowed: an article_id of coverage.articles or a node_id of upstream"]
            )
        graph.add_edge(*ends, basis=row["basis"], confidence=row["confidence"])
    if not nx.is_directed_acyclic_graph(graph):
        circle = " > ".join(edge[0] for edge in nx.find_cycle(graph))
        raise DataError(
            [f"coverage.dependences: found a circle {circle}, allowed: no text that feeds itself"]
        )
    return graph


def surest(graph: nx.DiGraph) -> nx.DiGraph:
    """Return the graph with the dependences of high confidence only."""
    sure = [edge for edge, confidence in graph.edges.items() if confidence["confidence"] == "high"]
    kept = nx.DiGraph()
    kept.add_nodes_from(graph.nodes(data=True))
    kept.add_edges_from((start, end, graph.edges[start, end]) for start, end in sure)
    return kept


def origins(graph: nx.DiGraph, node: str) -> set[str]:
    """Return the texts at the start of all that is known to feed a node: itself when nothing does."""
    return {text for text in nx.ancestors(graph, node) | {node} if not graph.in_degree(text)}


def shared_origins(graph: nx.DiGraph, nodes: Iterable[str]) -> list[str]:
    """Return the texts at which every one of the nodes starts; none when they have no origin in common.

    A text that nothing feeds does not go back to itself: it counts only as the origin of another.
    """
    goals = set(nodes)
    found = [origins(graph, node) for node in goals]
    return sorted(set.intersection(*found) - (goals if len(goals) == 1 else set())) if found else []


def paths_from(graph: nx.DiGraph, origin: str, nodes: Iterable[str]) -> pd.DataFrame:
    """Return the edges by which an origin reaches the nodes: from_id, to_id, basis, confidence."""
    goals = set(nodes)
    reach = {node for goal in goals for node in nx.ancestors(graph, goal) | {goal}}
    reach &= nx.descendants(graph, origin) | {origin}
    edges = [(start, end, *data.values()) for start, end, data in graph.subgraph(reach).edges(data=True)]
    return pd.DataFrame(sorted(edges), columns=["from_id", "to_id", "basis", "confidence"])


def common_paths(graph: nx.DiGraph, nodes: Collection[str]) -> pd.DataFrame:
    """Return the edges by which the texts at which every one of the nodes starts reach them, each once."""
    paths = [paths_from(graph, origin, nodes) for origin in shared_origins(graph, nodes)]
    links = {link for path in paths for link in path.itertuples(index=False, name=None)}
    return pd.DataFrame(sorted(links), columns=["from_id", "to_id", "basis", "confidence"])


def same_text(graph: nx.DiGraph, article_id: str) -> list[str]:
    """Return the article and the dispatches of a wire that feed it directly, which are not others."""
    feeders = graph.predecessors(article_id) if article_id in graph else ()
    return [article_id, *sorted(node for node in feeders if graph.nodes[node]["type"] == "wire")]


def leads(codings: pd.DataFrame, frame: str) -> pd.DataFrame:
    """Return the articles in which a coder found the frame in the lead.

    Columns: article_id; coders who found it there and readers, the coders who read the article, both lists.
    """
    rows = codings[codings["frame"] == frame].sort_values(["article_id", "coder_id"])
    readers = rows.groupby("article_id")["coder_id"].agg(list)
    found = rows[rows["present"] & (rows["prominence"] == "lead")].groupby("article_id")["coder_id"].agg(list)
    leading = pd.DataFrame({"coders": found, "readers": readers.reindex(found.index)}, dtype=object)
    return leading.reset_index()


def lead_origins(codings: pd.DataFrame, graph: nx.DiGraph, frame: str) -> pd.DataFrame:
    """Return whether all articles that lead with a frame go back to one text, under every reading.

    Readings: any coder and each coder alone, each over the articles that all coders read and over all that
    it read; links of any confidence and of high confidence only. Columns: reading (``all``: any coder's
    leads; a coder_id), scope (``same``, ``own``), confidence (``any``, ``high``), leads, read (articles),
    article_ids and origins (texts at which all of them start), both lists.
    """
    same = codings["article_id"].isin(read_by_all(codings))
    readings = [("all", codings), *((str(coder), part) for coder, part in codings.groupby("coder_id"))]
    rows = [
        {
            "reading": reading,
            "scope": scope,
            "confidence": confidence,
            "leads": len(found),
            "read": part["article_id"].nunique(),
            "article_ids": list(found),
            "origins": shared_origins(links, found),
        }
        for reading, read in readings
        for scope, part in (("same", read[same.loc[read.index]]), ("own", read))
        for found in [leads(part, frame)["article_id"]]
        for confidence, links in (("any", graph), ("high", surest(graph)))
    ]
    return pd.DataFrame(rows)


# Points


def point_counts(articles: pd.DataFrame, points: pd.DataFrame, article_id: str) -> pd.DataFrame:
    """Return how the article and the others report each point.

    Columns: point; article and article_value, the article's status and number; others (articles) and
    others_in_part, those of them that were seen in excerpt; how many of the others have it stated, hedged,
    not_visible, not_mentioned; values: the numbers others print, as ``65 in Name, 66 in Name and Name``;
    differ: one of them is not the article's, which prints one too.
    """
    own = points[points["article_id"] == article_id].set_index("point")
    outlets = articles.set_index("article_id")["outlet"].map(short)
    others = points[points["article_id"] != article_id]
    others = others.assign(outlet=others["article_id"].map(outlets))
    groups = others.groupby("point", observed=False)
    statuses = groups["status"].value_counts().unstack(fill_value=0)
    counts = pd.DataFrame({"article": own["status"], "article_value": own["value"]}).reindex(statuses.index)
    counts["others"] = groups["article_id"].nunique()
    excerpts = others["article_id"].isin(articles.loc[~articles["complete"], "article_id"])
    counts["others_in_part"] = excerpts.groupby(others["point"], observed=False).sum().astype(int)
    counts = counts.join(statuses.rename_axis(columns=None).rename(columns=str))
    printed: dict[Any, dict[Any, list[str]]] = {
        point: {value: outlet_names(part["outlet"]) for value, part in rows.groupby("value")}
        for point, rows in groups
    }
    counts["values"] = [
        ", ".join(f"{value} in {join(names)}" for value, names in printed[point].items())
        for point in counts.index
    ]
    counts["differ"] = [
        pd.notna(own) and bool(set(printed[point]) - {own}) for point, own in counts["article_value"].items()
    ]
    return counts.reset_index()


def short(outlet: str) -> str:
    """Return an outlet's name without what stands in brackets: where it was read, what it credits."""
    return outlet.partition(" (")[0]


def outlet_names(names: Iterable[str]) -> list[str]:
    """Return outlets by name, each once, with the number of articles where there are several of one."""
    numbers = Counter(names)
    return [name if numbers[name] == 1 else f"{name} ({numbers[name]} articles)" for name in sorted(numbers)]


def spread(low: int, high: int) -> str:
    """Return a range of counts in words: ``8``, ``8 to 9``."""
    return str(low) if low == high else f"{low} to {high}"
