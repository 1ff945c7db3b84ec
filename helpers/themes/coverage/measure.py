"""Measures over articles on the same news: frames, sources, which text goes back to which, points reported.

Frames were coded for the visible text of each article, for most an excerpt: what is not found there is
``not_visible``; only in a text that was seen whole is it ``absent``. A range runs from the articles in which
every coder found a frame to those in which any did.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

import networkx as nx
import numpy as np
import pandas as pd

from helpers.read import agreement as reliability
from helpers.read import evidence, tables
from helpers.read.package import DataError

AGREEMENT_FLOOR = 0.667
"""Least alpha for a tentative conclusion (Krippendorff 2018, Content Analysis, ch. 12)."""
MOST = 0.5
"""A frame is in most articles when its range lies above this share of them, in few when it lies below."""
SHARED, RARE, MISSING, OTHER = "shared", "rare elsewhere", "missing here", "neither has it"
UNSETTLED = "unsettled"
"""What comparing the article with the others can come to; unsettled when coders or the range decide it."""
TABLES = (
    *("coverage.articles", "coverage.frame_codings", "coverage.sources", "coverage.source_countries"),
    *("coverage.reported_points", "coverage.dependences", "coverage.upstream"),
)
"""What ``around`` returns, in its order."""


def around(article_id: str) -> tuple[pd.DataFrame, ...]:
    """Return ``TABLES`` as far as they are on the news that an article reports.

    That are the articles which a coder read for anything, or to which a dependence leads. No table has a row
    where the article is not one of these: then the coverage is of other news. Frames are those of the
    codebook with most codings. Raises tables.DataError for a package that is not sound.
    """
    articles, codings, sources, countries, points, links, upstream = tables.load(*TABLES)
    codings = codings[codings["codebook"] == codings["codebook"].mode().get(0)].reset_index(drop=True)
    read = [*(frame["article_id"] for frame in (codings, sources, points)), links["from_id"], links["to_id"]]
    articles = articles[articles["article_id"].isin(set().union(*read))]
    found = (articles, codings, sources, countries, points, links, upstream)
    return found if article_id in set(articles["article_id"]) else tuple(frame.head(0) for frame in found)


def roster(articles: pd.DataFrame, countries: pd.DataFrame, article_id: str) -> pd.DataFrame:
    """Return ``articles`` in the order of a table, with the column country (the outlet's, by name).

    Articles stand by country of the outlet, its own first and then that of most articles, and by type.
    """
    named = articles.assign(country=_names(articles["outlet_country_iso3"], countries))
    named["away"] = ~named["country"].isin(named.loc[named["article_id"] == article_id, "country"])
    named["fewer"] = -named.groupby("country")["article_id"].transform("count")
    order = ["away", "fewer", "country", "outlet_type", "outlet", "article_id"]
    return named.sort_values(order, ignore_index=True).drop(columns=["away", "fewer"])


def _names(codes: pd.Series[str], countries: pd.DataFrame) -> pd.Series[str]:
    """Return the names of states; a code that has none stays as it is."""
    return codes.map(countries.set_index("country_iso3")["country"]).astype("str").fillna(codes)


# ---- frames


def read_by_all(codings: pd.DataFrame) -> list[str]:
    """Return the articles that every coder of ``codings`` read."""
    readers = codings.groupby("article_id")["coder_id"].nunique()
    return list(readers.index[readers == codings["coder_id"].nunique()])


def readers(coders: pd.DataFrame, codings: pd.DataFrame) -> pd.DataFrame:
    """Return the coders of the coverage: coder_id, kind, blind, read (articles, for their frames), note.

    None where no frame was coded.
    """
    found = coders[(coders["scope"] == "coverage") & bool(len(codings))]
    read = found["coder_id"].map(codings.groupby("coder_id")["article_id"].nunique())
    return found.assign(read=read.fillna(0).astype(int))[["coder_id", "kind", "blind", "read", "note"]]


def agreement(codings: pd.DataFrame) -> pd.DataFrame:
    """Return agreement on each frame over the articles that every coder read, and usable.

    Columns as in ``reliability.agreement``, whose units are articles. A frame is usable for findings when its
    alpha is not below ``AGREEMENT_FLOOR``; where there are too few articles for alpha to tell, when moreover
    no article is in dispute. A frame on which alpha can't be computed is not usable.
    """
    both = codings[codings["article_id"].isin(read_by_all(codings))]
    measured = reliability.agreement(both, "frame", "article_id", "coder_id", "present")
    sure = measured["enough"] | (measured["units_disagreeing"] == 0)
    return measured.assign(usable=(measured["alpha"] >= AGREEMENT_FLOOR) & sure)


def disagreements(articles: pd.DataFrame, codings: pd.DataFrame) -> pd.DataFrame:
    """Return the frames and articles on whose presence the coders differ.

    Columns: frame; article (outlet); each coder's cue, missing where there was no frame; evidence.
    """
    keys = ["frame", "article_id"]
    both = codings[codings["article_id"].isin(read_by_all(codings))]
    rows = both[both.groupby(keys)["present"].transform("nunique") > 1]
    cues = rows.pivot(index=keys, columns="coder_id", values="cue").rename_axis(columns=None)
    cited = {key: evidence.refs("coverage.frame_codings", part) for key, part in rows.groupby(keys)}
    table = cues.assign(evidence=pd.Series(cited, dtype=object)).reset_index()
    outlets = table["article_id"].map(articles.set_index("article_id")["outlet"]).astype("str")
    return table.assign(article_id=outlets).rename(columns={"article_id": "article"})


def frame_ranges(codings: pd.DataFrame, leave_out: Collection[str] = ()) -> pd.DataFrame:
    """Return in how many articles each frame was found, over the articles that every coder read.

    Columns: frame; articles (less those of ``leave_out``); by_all and by_any, the articles in which every
    coder and in which at least one found it; share_all and share_any of the articles.
    """
    read = [article for article in read_by_all(codings) if article not in leave_out]
    votes = codings[codings["article_id"].isin(read)].groupby(["frame", "article_id"])["present"]
    found = pd.DataFrame({"by_all": votes.all(), "by_any": votes.any()}).groupby(level="frame").sum()
    frames = pd.Index(sorted(codings["frame"].unique()), dtype="str", name="frame")
    ranges = found.reindex(frames, fill_value=0).astype(int).reset_index()
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
    votes = codings[codings["article_id"] == article_id].groupby("frame")["present"]
    found = votes.any().map({True: "some", False: "none"}).mask(votes.all(), "all")
    ranges["article"] = ranges["frame"].map(found).astype("str")
    held, lacked = ranges["article"] == "all", ranges["article"] == "none"
    most, few = ranges["share_all"] > MOST, ranges["share_any"] < MOST
    kinds = {SHARED: held & most, RARE: held & few, MISSING: lacked & most, OTHER: lacked & few}
    ranges["kind"] = np.select(list(kinds.values()), list(kinds), UNSETTLED)
    return ranges


def opening(articles: pd.DataFrame, sentences: pd.DataFrame, article_id: str) -> tuple[float, pd.DataFrame]:
    """Return how many words of the others are seen, and the article's units that end within so many.

    The number is the median of the others that were seen in part and are measured in words; their whole
    length is not known, so that equal length stands for an equal share. Not a number where there are none.
    """
    part = articles[(articles["article_id"] != article_id) & ~articles["complete"]]
    seen = float(part.loc[part["length_unit"] == "words", "visible_length"].astype(float).median())
    own = sentences[(sentences["article_id"] == article_id) & (sentences["unit_type"] != "credit")]
    units = own.sort_values("start")
    return seen, units[units["words"].cumsum() <= seen]


def openings(compared: pd.DataFrame, coded: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """Return ``comparison`` with ``opening``: whether the frame is found in ``units`` of the article.

    ``coded`` has the frames that most coders of the article in depth found in its units (``coded.votes``).
    """
    found = coded.merge(units[["article_id", "sentence_id"]])
    return compared.assign(opening=compared["frame"].isin(found["frame"]))


def readings(codings: pd.DataFrame, article_id: str, leave_out: Collection[str]) -> pd.DataFrame:
    """Return ``comparison`` under every reading of the codings, a row a frame and reading.

    Columns: frame; reading: ``all`` coders together, or one alone (a coder_id); scope: the ``same`` articles
    that all coders read, or its ``own``, all that it read; articles, by_all, by_any, kind.
    """
    parts = [
        comparison(part, article_id, leave_out).assign(reading=reading, scope=scope)
        for reading, scope, part in _scoped(codings)
        if (reading, scope) != ("all", "same")  # which is what it compares over all codings too
    ]
    columns = ["frame", "reading", "scope", "articles", "by_all", "by_any", "kind"]
    return pd.concat(parts, ignore_index=True)[columns]


def _scoped(codings: pd.DataFrame) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """Yield ``all`` and each coder, with its codings of the ``same`` articles as all and of its ``own``."""
    same = codings[codings["article_id"].isin(read_by_all(codings))]
    for reading in ["all", *sorted(codings["coder_id"].unique())]:
        for scope, rows in (("same", same), ("own", codings)):
            yield reading, scope, rows if reading == "all" else rows[rows["coder_id"] == reading]


def frame_states(articles: pd.DataFrame, codings: pd.DataFrame) -> pd.DataFrame:
    """Return what every coder found in every article: a row an article, frame and coder.

    Columns: article_id, codebook, frame, coder_id, state (its prominence, or not_coded), cue.
    """
    grid = pd.MultiIndex.from_product(
        [articles["article_id"], sorted(codings["frame"].unique()), sorted(codings["coder_id"].unique())],
        names=["article_id", "frame", "coder_id"],
    )
    coded = codings.set_index(grid.names)[["codebook", "prominence", "cue"]].reindex(grid).reset_index()
    coded["state"] = coded["prominence"].astype(object).fillna("not_coded")
    return coded[["article_id", "codebook", "frame", "coder_id", "state", "cue"]]


# ---- sources


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
    return _counted(named, "source_name")[["source_name", "articles", "attributions", "article_ids", "via"]]


def states_quoted(
    sources: pd.DataFrame, source_countries: pd.DataFrame, countries: pd.DataFrame
) -> pd.DataFrame:
    """Return from which states the quoted sources are, the state in most articles first.

    A source of two states counts for both; one without a state counts for none. Columns: country_iso3, state
    (its name), articles, sources, attributions, article_ids (list).
    """
    joined = source_countries.merge(sources, on=["article_id", "source_no"], validate="many_to_one")
    counted = _counted(joined, "country_iso3")
    counted["state"] = _names(counted["country_iso3"], countries)
    return counted[["country_iso3", "state", "articles", "sources", "attributions", "article_ids"]]


def _counted(sources: pd.DataFrame, by: str) -> pd.DataFrame:
    """Return sources by a column, counted: first what is in most articles, then by attributions."""
    counted = sources.groupby(by).agg(
        articles=("article_id", "nunique"),
        sources=("article_id", "size"),
        attributions=("attributions", "sum"),
        article_ids=("article_id", lambda ids: sorted(set(ids))),
        via=("via", lambda names: sorted(set(names.dropna()))),
    )
    counted = counted.astype({"article_ids": object, "via": object}).reset_index()
    order = ["articles", "attributions", by]
    return counted.sort_values(order, ascending=[False, False, True], ignore_index=True)


# ---- which text goes back to which


def dependence_graph(articles: pd.DataFrame, upstream: pd.DataFrame, dependences: pd.DataFrame) -> nx.DiGraph:
    """Return the graph of known dependences, an edge from a text to one that goes back to it.

    Every article and upstream text is a node; nodes have label (outlet), country_iso3 and type (of outlet;
    upstream for a text outside the collection), edges basis and confidence. Raises DataError for a circle.
    """
    names = {"article_id": "node_id", "outlet": "label", "outlet_country_iso3": "country_iso3"}
    inside = articles.rename(columns=names | {"outlet_type": "type"}).sort_values("node_id")
    texts = pd.concat([inside, upstream.sort_values("node_id").assign(type="upstream")]).astype(object)
    texts = texts.set_index("node_id")[["label", "country_iso3", "type"]]
    links = dependences.sort_values(LINK[:2]).astype(object)
    graph = nx.DiGraph()
    graph.add_nodes_from(texts.to_dict("index").items())
    graph.update(nx.from_pandas_edgelist(links, *LINK[:2], LINK[2:], nx.DiGraph))
    if not nx.is_directed_acyclic_graph(graph):
        circle = f"found a circle {' > '.join(edge[0] for edge in nx.find_cycle(graph))}"
        raise DataError([f"coverage.dependences: {circle}, allowed: no text that goes back to itself"])
    return graph


LINK = ["from_id", "to_id", "basis", "confidence"]
"""The columns of a link."""


def surest(graph: nx.DiGraph) -> nx.DiGraph:
    """Return the graph with the dependences of high confidence only."""
    kept = graph.copy()
    kept.remove_edges_from([link[:2] for link in graph.edges(data="confidence") if link[2] != "high"])
    return kept


def shared_origins(graph: nx.DiGraph, nodes: Iterable[str]) -> list[str]:
    """Return the texts at which every one of the nodes starts; none when they have no origin in common.

    A text without a known source does not go back to itself: it counts only as the origin of another.
    """
    goals, starts = set(nodes), {text for text in graph if not graph.in_degree(text)}
    found = [starts & (nx.ancestors(graph, node) | {node}) for node in goals]
    return sorted(set.intersection(*found) - (goals if len(goals) == 1 else set())) if found else []


def common_paths(graph: nx.DiGraph, nodes: Collection[str]) -> pd.DataFrame:
    """Return the edges by which the texts at which every one of the nodes starts reach them: ``LINK``."""
    starts = shared_origins(graph, nodes)
    above = {node for goal in nodes for node in nx.ancestors(graph, goal) | {goal}}
    below = {node for start in starts for node in nx.descendants(graph, start) | {start}}
    links = graph.subgraph(above & below).edges(data=True)
    return pd.DataFrame(sorted((start, end, *link.values()) for start, end, link in links), columns=LINK)


def same_text(graph: nx.DiGraph, article_id: str) -> list[str]:
    """Return the article and the dispatches of a wire that it goes back to directly, which are not others."""
    sources = graph.predecessors(article_id) if article_id in graph else ()
    return [article_id, *sorted(node for node in sources if graph.nodes[node]["type"] == "wire")]


def prominent(codings: pd.DataFrame, measured: pd.DataFrame, article_id: str) -> pd.DataFrame:
    """Return the usable frames in the article's lead: frame, others (articles that lead with it).

    A lead counts where one coder at least found it; ``measured`` is ``agreement``. Most others come first.
    """
    led = codings[codings["present"] & (codings["prominence"] == "lead")]
    led = led[led["frame"].isin(measured.loc[measured["usable"], "frame"])]
    mine = led["article_id"] == article_id
    others = led[~mine].groupby("frame")["article_id"].nunique()
    others = others.reindex(led.loc[mine, "frame"].unique(), fill_value=0).rename_axis("frame")
    found = others.reset_index(name="others")
    return found.sort_values(["others", "frame"], ascending=False, ignore_index=True)


def lead_frame(codings: pd.DataFrame, measured: pd.DataFrame, article_id: str) -> str:
    """Return the frame of the article's lead with which fewest others lead; empty where there is none."""
    return str(next(iter(prominent(codings, measured, article_id)["frame"][::-1]), ""))


def leads(codings: pd.DataFrame, frame: str) -> pd.DataFrame:
    """Return the articles in which a coder found the frame in the lead.

    Columns: article_id; coders, how many found it there; readers, how many read the article.
    """
    rows = codings[codings["frame"] == frame]
    votes = rows.assign(led=rows["present"] & (rows["prominence"] == "lead")).groupby("article_id")
    found = votes.agg(coders=("led", "sum"), readers=("coder_id", "nunique")).astype(int)
    return found[found["coders"] > 0].reset_index()


def lead_origins(codings: pd.DataFrame, graph: nx.DiGraph, frame: str) -> pd.DataFrame:
    """Return whether all articles that lead with a frame go back to one text, under every reading.

    Columns: frame; reading and scope as in ``readings``, ``all`` having any coder's leads; confidence of the
    links (``any``, ``high``); leads; read (articles); article_ids; origins (where all of them start).
    """
    rows = []
    for reading, scope, part in _scoped(codings):
        found, read = list(leads(part, frame)["article_id"]), part["article_id"].nunique()
        for confidence, links in (("any", graph), ("high", surest(graph))):
            common = shared_origins(links, found)
            rows.append((frame, reading, scope, confidence, len(found), read, found, common))
    columns = ["frame", "reading", "scope", "confidence", "leads", "read", "article_ids", "origins"]
    return pd.DataFrame(rows, columns=columns)


def point_counts(articles: pd.DataFrame, points: pd.DataFrame, article_id: str) -> pd.DataFrame:
    """Return how the article and the others report each point.

    Columns: point; article and article_value, the article's status and number; others (articles) and
    others_in_part, those of them that were seen in excerpt; how many of the others have it stated, hedged,
    not_visible, not_mentioned; printed: the numbers that others print, each with their outlets (dict);
    differ: one of them is not the article's, which prints one too.
    """
    mine = points["article_id"] == article_id
    own = points[mine].set_index("point")
    others = points[~mine].merge(articles[["article_id", "outlet", "complete"]], on="article_id")
    groups = others.groupby("point", observed=False)
    statuses = groups["status"].value_counts().unstack(fill_value=0)
    counts = pd.DataFrame({"article": own["status"], "article_value": own["value"]}).reindex(statuses.index)
    counts["others"] = groups["article_id"].nunique()
    counts["others_in_part"] = counts["others"] - groups["complete"].sum().astype(int)
    counts = counts.join(statuses.rename_axis(columns=None).rename(columns=str))
    printed = {
        point: part.groupby("value")["outlet"].agg(sorted).to_dict()
        for point, part in others.dropna(subset=["value"]).groupby("point", observed=False)
    }
    counts["printed"] = pd.Series(printed, dtype=object)
    pairs = zip(counts["article_value"], counts["printed"], strict=True)
    counts["differ"] = [pd.notna(value) and bool(set(said) - {value}) for value, said in pairs]
    return counts.reset_index()
