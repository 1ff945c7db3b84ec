"""Charts of the coverage comparison: each shows a finding, and is left out where that is."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import product
from typing import Any

import networkx as nx
import pandas as pd

from helpers.read import evidence
from helpers.show import coders as of_coders
from helpers.show.chart import Chart
from helpers.show.datatable import readable
from helpers.show.finding import Finding, LeftOut, needs
from helpers.show.kit import Bar, Branch, Cell, Fill, Mark, Part, Row, Scale, Sheet, Spot, Track
from helpers.show.style import BLUE, GREY, INK, MUTED, ORANGE, PAPER, RAMP
from helpers.show.words import count, percent, spoken
from helpers.themes.coverage import measure as coverage
from helpers.themes.coverage import say
from helpers.themes.coverage.say import wording

HERE, WHOLE, DOUBTFUL, ABSENT, LEADS = "▶ ", " *", " †", "×", " ◆"
"""Before the article; behind a text seen whole and a frame without findings; not in a whole text; a lead."""
ASIDE = -0.17
"""Where on the scale of shares the article's own mark stands."""
HELD = {"all": Mark.full("D", INK), "some": Mark.half("D", INK), "none": Mark.hollow("D", INK)}
"""How many of the article's coders found a frame in it."""
RANGES = (Mark.full("o", BLUE), Mark.hollow("o", BLUE), Mark.full("s", MUTED), *HELD.values())
"""The marks of the ranges, as the key explains them."""
Cells = dict[tuple[str, int], Cell]
"""The cells of a matrix by article and column."""
FOUND = {"lead": Fill(RAMP[4]), "body": Fill(RAMP[1], "--"), "not_coded": Fill(PAPER, "////")}
TOLD = {"stated": Fill(RAMP[1]), "hedged": Fill(PAPER, "////")}


# ---- frames


@needs()
def frame_ranges(
    compared: pd.DataFrame,
    ranges: pd.DataFrame,
    measured: pd.DataFrame,
    frames: pd.DataFrame,
    who: str,
    found: Finding,
) -> Chart:
    """Return the share of articles with each frame as a range, without and with article and dispatch.

    ``compared`` is ``coverage.comparison``, ``ranges`` ``coverage.frame_ranges`` of all articles,
    ``measured`` ``coverage.agreement``, ``frames`` has definitions, ``who`` says what the coders are.
    """
    rows = compared.merge(ranges, on="frame", suffixes=("", "_with")).merge(measured, on="frame")
    order = ["usable", "share_all", "share_any", "frame"]
    rows = rows.sort_values(order, ascending=[False, False, False, True], ignore_index=True)
    rows = rows.merge(frames[["frame", "codebook", "definition"]], on="frame", how="left")
    rows["number"] = [say.spread(*ends) for ends in rows[["by_all", "by_any"]].to_numpy()]
    sheet, records = Sheet(), rows.to_dict("records")
    shares = {share: percent(share, 0) for share in (0.0, coverage.MOST, 1.0)}
    tracks = [track for row in records for track in _tracks(row)]
    sheet.tracks(tracks, Scale(0, 1, 58, 342), {ASIDE: "article", **shares})
    sheet.key(zip(RANGES, wording.terms["ranges"], strict=True))
    names = wording.terms["range_columns"]
    data = readable(rows.assign(frame=rows["frame"].map(spoken)), list(names), names)
    return wording.chart("frame_ranges", sheet, data, found, rows=records, who=who)


def _tracks(row: Mapping[Any, Any]) -> list[Track]:
    """Return the lines of a frame: among the others, and with the article and its dispatch."""
    usable, frame = row["usable"], spoken(row["frame"])
    if not usable:
        alpha = None if pd.isna(row["alpha"]) else row["alpha"]
        frame = wording.say("doubt", frame=frame, units=row["units"], enough=row["enough"], alpha=alpha)
    value = f"{say.spread(row['by_all'], row['by_any'])} of {row['articles']}"
    ref = "" if pd.isna(row["definition"]) else evidence.ref("frames", row)
    tracks = []
    for end, shape, colour, name in (("", "o", BLUE, frame), ("_with", "s", MUTED, "")):
        low, high, tint = row[f"share_all{end}"], row[f"share_any{end}"], colour if usable else GREY
        spots = [Spot(high, Mark.hollow(shape, tint)), Spot(low, Mark.full(shape, tint))]
        spots += [Spot(ASIDE, HELD[row["article"]])] if name and pd.notna(row["article"]) else []
        tracks.append(Track(name, value, spots, [(low, high, tint)], ref))
    return tracks


@needs()
def frame_matrix(
    roster: pd.DataFrame, states: pd.DataFrame, measured: pd.DataFrame, here: str, found: Finding
) -> Chart:
    """Return every article by every frame, each cell parted between the coders.

    ``roster`` is ``coverage.roster``, ``states`` ``coverage.frame_states``, ``measured``
    ``coverage.agreement``, ``here`` the article's id.
    """
    doubtful = set(measured.loc[~measured["usable"], "frame"])
    seen = states["state"].isin(["lead", "body"]).groupby(states["frame"]).sum()
    frames = sorted(seen.index, key=lambda frame: (frame in doubtful, -seen[frame], frame))
    coders = sorted(states["coder_id"].unique())
    places = {pair: place for place, pair in enumerate(product(frames, coders))}
    cells: Cells = {}
    for row in states.to_dict("records"):
        state, found_it = row["state"], row["state"] in ("lead", "body")
        ref = evidence.ref("coverage.frame_codings", row) if found_it else ""
        cell = Cell(FOUND.get(state), ABSENT if state == "absent" else "", ref=ref)
        cells[row["article_id"], places[row["frame"], row["coder_id"]]] = cell
    sheet, heads = Sheet(), [spoken(frame) + DOUBTFUL * (frame in doubtful) for frame in frames]
    sheet.matrix(heads, _rows(roster, cells, here), parts=len(coders))
    sheet.key((FOUND[state], wording.say("state", state=state)) for state in FOUND)
    led = states[(states["state"] == "lead") & ~states["frame"].isin(doubtful)]
    leads = led.groupby("frame")["article_id"].nunique().sort_values(ascending=False, kind="stable")
    more = _about(roster) | {
        "unread": len(roster) - states.loc[states["state"] != "not_coded", "article_id"].nunique(),
        "columns": len(frames),
        "coders": tuple(coders),
        "states": states["state"].value_counts().to_dict(),
        "leads": leads.rename(spoken).to_dict(),
    }
    return wording.chart("frame_matrix", sheet, _matrix_data(roster, states, frames), found, **more)


@needs()
def agreement(measured: pd.DataFrame, found: Finding) -> Chart | LeftOut:
    """Return alpha of each frame with its interval (``coverage.agreement``)."""
    order = ["enough", "alpha", "frame"]
    rows = measured.sort_values(order, ascending=[False, False, True], ignore_index=True)
    doubt = rows["usable"].map({True: "", False: DOUBTFUL})
    rows = rows.assign(frame=rows["frame"].map(spoken) + doubt).drop(columns="coders")
    return of_coders.chart(wording, rows, found, "article", floor=found.values["floor"])


# ---- sources


@needs()
def source_types(
    roster: pd.DataFrame,
    types: pd.DataFrame,
    sources: pd.DataFrame,
    states: pd.DataFrame,
    here: str,
    found: Finding,
) -> Chart:
    """Return every article by the types of its sources, with the number of attributions.

    A type that is not quoted is crossed out in a text seen whole and left blank in an excerpt. ``types`` is
    ``coverage.source_types``; ``sources`` and their countries, ``states``, are the data behind the chart.
    """
    mine = types["article_id"] == here
    own, others = (
        types[part].groupby("source_type", sort=False)["attributions"].sum().to_dict()
        for part in (mine, ~mine)
    )
    kinds = list(types["source_type"].unique())
    total = {kinds.index(kind): Cell(word=str(number)) for kind, number in others.items()}
    name = f"{len(roster) - mine.any()} others together"
    rows = [*_rows(roster, _attributed(roster, types, sources), here), Row(name, total, strong=True)]
    sheet = Sheet()
    sheet.matrix([wording.say("kind", kind=kind) for kind in kinds], rows)
    more = _about(roster) | {"sources": len(sources), "own_kinds": own, "kinds": others}
    keys, names = ["article_id", "source_no"], wording.terms["source_columns"]
    iso3 = states.sort_values("country_iso3").groupby(keys)["country_iso3"].agg(", ".join)
    heard = roster[["article_id", "outlet"]].merge(sources.sort_values(keys), on="article_id", how="left")
    heard = heard.join(iso3, on=keys).astype({"source_type": object}).fillna({"source_name": "none visible"})
    data = readable(heard.assign(article=heard["outlet"].map(say.outlet)), list(names), names)
    return wording.chart("source_types", sheet, data, found, **more)


def _attributed(roster: pd.DataFrame, types: pd.DataFrame, sources: pd.DataFrame) -> Cells:
    """Return the cells of each article: how much is attributed to a type, or a cross in a whole text."""
    kinds, whole = list(types["source_type"].unique()), set(roster.loc[roster["complete"], "article_id"])
    top = max(1, types["attributions"].max())
    refs = sources.assign(ref=evidence.refs("coverage.sources", sources)).sort_values("source_no")
    first = refs.groupby(["article_id", "source_type"], observed=True)["ref"].first()
    cells: Cells = {}
    for article, kind, number in types[["article_id", "source_type", "attributions"]].to_numpy():
        place = article, kinds.index(kind)
        if number:
            fill = Fill(RAMP[len(RAMP) * number // (top + 1)])
            cells[place] = Cell(fill, str(number), ref=first[article, kind])
        elif article in whole:
            cells[place] = Cell(word=ABSENT)
    return cells


@needs()
def states_quoted(states: pd.DataFrame, here: str, found: Finding) -> Chart:
    """Return in how many articles a source from each state is quoted (``coverage.states_quoted``)."""
    quoted = [here in ids for ids in states["article_ids"]]
    rows, bars = states.assign(quoted=quoted, which=states["article_ids"].map(", ".join)), []
    for row in rows.to_dict("records"):
        fill = Fill(BLUE) if row["quoted"] else Fill(RAMP[1], "///")
        ref = f"history.countries:{row['country_iso3']}"
        value = f"{count(row['articles'], 'article')}, {count(row['attributions'], 'attribution')}"
        name = (HERE if row["quoted"] else "") + row["state"]
        bars.append(Bar(name, value, [Part(row["articles"], fill, ref=ref)], ref))
    sheet = Sheet()
    sheet.bars(bars, Scale(0, found.values["quoting"]), 9)
    columns = ["state", "articles", "sources", "attributions", "quoted", "which"]
    data = readable(rows, columns, {"quoted": "in the article"})
    numbers = dict(zip(rows["state"], rows["articles"], strict=True))
    return wording.chart("states_quoted", sheet, data, found, states=numbers, mark=HERE.strip())


# ---- which text goes back to which


@needs()
def dependences(graph: nx.DiGraph, leads: pd.DataFrame, here: str, found: Finding) -> Chart:
    """Return which text goes back to which as an outline: origins, and below each what goes back to it.

    ``graph`` is ``coverage.dependence_graph``, ``leads`` ``coverage.leads`` of the finding's frame.
    """
    leading, label = list(leads["article_id"]), dict(graph.nodes(data="label"))
    paths = coverage.common_paths(graph, leading)
    sheet, stream = Sheet(), set(zip(paths["from_id"], paths["to_id"], strict=True))
    sheet.tree(_outline(graph, leading, stream, here), Scale(0, 1))
    columns = ["from", "state of from", "to", "to leads with the frame", "confidence", "basis", "evidence"]
    rows = []
    for start, end, link in graph.edges(data=True):
        ends = (label[start], graph.nodes[start]["country_iso3"], label[end], end in leading)
        rows.append((*ends, link["confidence"], link["basis"], [f"coverage.dependences:{start}/{end}"]))
    alone = list(nx.isolates(graph))
    more: dict[str, Any] = {
        "every": len(graph),
        "texts": len(graph) - len(alone),
        "drawn": graph.number_of_edges(),
        "alone": say.outlets(label[node] for node in alone),
        "mark": HERE.strip(),
    }
    return wording.chart("dependences", sheet, pd.DataFrame(rows, columns=columns), found, **more)


def _outline(
    graph: nx.DiGraph, leading: Collection[str], stream: Collection[tuple[str, str]], here: str
) -> list[Branch]:
    """Return texts as an outline, larger streams first; what goes back to a text stands where first met."""
    branches: list[Branch] = []
    size = {node: len(nx.descendants(graph, node)) for node in graph}
    met: set[str] = set()

    def hang(node: str, depth: int, above: str = "") -> None:
        outside, again = graph.nodes[node]["type"] == "upstream", node in met and size[node]
        name = (HERE if node == here else "") + say.outlet(graph.nodes[node]["label"])
        name += LEADS if node in leading else ""
        value = "outside" if outside else "see above" if again else ""
        ref = f"coverage.{'upstream' if outside else 'articles'}:{node}"
        colour = ORANGE if (above, node) in stream else GREY
        broken = bool(above) and graph.edges[above, node]["confidence"] != "high"
        link = f"coverage.dependences:{above}/{node}" if above else ""
        branches.append(Branch(depth, Bar(name, value, (), ref), colour, broken, link))
        later = [] if node in met else sorted(graph.successors(node), key=lambda one: (-size[one], one))
        met.add(node)
        for one in later:
            hang(one, depth + 1, node)

    starts = [node for node in graph if size[node] and not graph.in_degree(node)]
    for start in sorted(starts, key=lambda node: (-size[node], node)):
        hang(start, 0)
    return branches


@needs()
def reported_points(roster: pd.DataFrame, points: pd.DataFrame, here: str, found: Finding) -> Chart:
    """Return every article by every point, with the numbers printed."""
    names = list(points["point"].cat.categories)
    cells: Cells = {}
    for row in points[points["status"] != "not_visible"].to_dict("records"):
        number = None if pd.isna(row["value"]) else str(row["value"])
        word = number or {"stated": "yes", "hedged": "hedged", "not_mentioned": ABSENT}[row["status"]]
        ref = evidence.ref("coverage.reported_points", row)
        cells[row["article_id"], names.index(row["point"])] = Cell(TOLD.get(row["status"]), word, ref=ref)
    sheet = Sheet()
    sheet.matrix([say.called(name, "head") for name in names], _rows(roster, cells, here))
    sheet.key((fill, status) for status, fill in TOLD.items())
    told = points[points["status"].isin(list(TOLD)) & (points["article_id"] != here)]
    numbers = told["point"].value_counts(sort=False)
    reported = {say.called(name): int(numbers.get(name, 0)) for name in names}
    rows = roster[["article_id", "outlet", "complete"]].merge(points, on="article_id")
    seen = rows["complete"].map({True: "whole", False: "part"})
    rows = rows.assign(article=rows["outlet"].map(say.outlet), seen=seen)
    columns = ["article", "seen", "point", "status", "value", "note"]
    data = readable(rows, columns, {}, "coverage.reported_points")
    data["point"] = [say.called(point) for point in rows["point"]]
    return wording.chart("reported_points", sheet, data, found, reported=reported, **_about(roster))


# ---- what the matrices share, and the data behind them


def _about(roster: pd.DataFrame) -> dict[str, Any]:
    """Return what is said of each matrix: its articles, those seen whole, the mark of the article studied."""
    return {"articles": len(roster), "whole": int(roster["complete"].sum()), "mark": HERE.strip()}


def _rows(roster: pd.DataFrame, cells: Cells, here: str) -> list[Row]:
    """Return the rows of a matrix of articles; one with nothing to show says so."""
    rows = []
    for article, outlet, complete in roster[["article_id", "outlet", "complete"]].to_numpy():
        name = (HERE if article == here else "") + say.outlet(outlet) + (WHOLE if complete else "")
        own = {column: cell for (other, column), cell in cells.items() if other == article}
        end = "" if own else "none visible"
        rows.append(Row(name, own, end, f"coverage.articles:{article}", article == here))
    return rows


def _matrix_data(roster: pd.DataFrame, states: pd.DataFrame, frames: Collection[str]) -> pd.DataFrame:
    """Return a row an article: what it is, then each frame's place and cue by each coder."""
    words = states["coder_id"] + " " + states["state"].map(spoken)
    words = words.where(states["cue"].isna(), words + ": " + states["cue"].fillna(""))
    wide = states.assign(words=words).groupby(["article_id", "frame"])["words"].agg("; ".join).unstack()
    seen = roster["complete"].map({True: "whole, ", False: "part, "}).astype(object)
    about = roster.assign(
        type=roster["outlet_type"].astype(object).map(spoken),
        seen=seen + roster["visible_length"].astype(str) + " " + roster["length_unit"].astype(object),
    )
    columns = ["article_id", "outlet", "country", "type", "published", "seen", "url"]
    return about[columns].join(wide[list(frames)].rename(columns=spoken), on="article_id")


def lead(article_id: str) -> Chart | LeftOut:
    """Return the chart that stands for the theme: the known links between the texts."""
    articles, codings, _, _, _, links, upstream = coverage.around(article_id)
    graph = coverage.dependence_graph(articles, upstream, links)
    frame = coverage.lead_frame(codings, coverage.agreement(codings), article_id)
    found: Any = say.one_origin(graph, codings, frame)
    return dependences(graph, coverage.leads(codings, frame), article_id, found)
