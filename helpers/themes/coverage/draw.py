"""Charts of the coverage comparison: measures in, one Chart out."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import networkx as nx
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch, Rectangle

from helpers.read import agreement as reliability
from helpers.read import evidence
from helpers.show import agreement as agreement_charts
from helpers.show.chart import WIDTH, Chart, canvas
from helpers.show.finding import LeftOut, NoRows, needs
from helpers.show.style import BLUE, GREY, GRID, INK, MUTED, ORANGE, PANEL, PAPER, RAMP, text_on
from helpers.show.words import count, join
from helpers.themes.coverage import measure as coverage
from helpers.themes.coverage.measure import ON_NEWS, outlet_names
from helpers.themes.coverage.say import LEAD_FRAME
from helpers.themes.framing.measure import the

HERE = "▶ "
"""Stands before the name of the article that the notebooks read."""
SMALL = 7.5
"""Points."""
OUTLET, CELLS, COUNTRY, TYPE, SEEN = 0.02, 1.45, 5.24, 6.16, 6.88
"""Where the columns of a matrix start, in inches: a phone shows outlets and cells before it scrolls."""
CELLS_WIDTH = COUNTRY - 0.06 - CELLS
LINES: Mapping[str, Any] = {"high": "solid", "medium": (0, (4, 2)), "low": (0, (1, 2))}
MARKERS: Mapping[str, Any] = {"all": "full", "some": "left", "none": "none"}
STATES = {
    "lead": "in the lead",
    "body": "further down",
    "absent": "absent from a whole text",
    "not_visible": "not visible in an excerpt (blank)",
    "not_coded": "not coded",
}
POINTS = {
    "leaders_count": "Leaders\ninvited",
    "years_since_last_dprk_leader": "Years since a\nNorth Korean\nleader\nattended",
    "last_dprk_attendance_year": "Year of\nthat parade",
    "kim_last_china_visit": "Kim's last\nvisit to China",
    "first_multilateral": "His first\nmultilateral\nevent",
}
"""Each point as a column's head."""
TELLS = {
    "leaders_count": ("gives", "give", "the number of leaders"),
    "years_since_last_dprk_leader": (
        "says",
        "say",
        "how long ago a North Korean leader attended such a parade",
    ),
    "last_dprk_attendance_year": ("says", "say", "when a North Korean leader last attended such a parade"),
    "kim_last_china_visit": ("tells", "tell", "of Kim's last visit to China"),
    "first_multilateral": ("claims", "claim", "that this is Kim's first multilateral event"),
}
"""What one article, and what several do who report a point, and what then."""
KINDS = {
    "official": ("official", "officials"),
    "expert": ("expert", "experts"),
    "media": ("media", "media"),
    "state_media": ("state\nmedia", "state media"),
    "agency": ("agency", "agencies"),
    "collective": ("plural\nlabel", "plural labels"),
    "anonymous": ("unnamed", "unnamed voices"),
}
"""Each type of source as a column's head and within a sentence."""


@needs(compared=ON_NEWS["codings"])
def frame_ranges(
    compared: pd.DataFrame, ranges: pd.DataFrame, measured: pd.DataFrame, definitions: pd.DataFrame, who: str
) -> Chart:
    """Return the share of articles with each frame as a range, without and with article and dispatch.

    ``compared`` is ``coverage.comparison``, ``ranges`` ``coverage.frame_ranges`` of all articles,
    ``measured`` ``coverage.agreement``, ``definitions`` the frames of the codebook, ``who`` what coders are.
    """
    rows = compared.merge(ranges, on="frame", suffixes=("", "_with")).merge(measured, on="frame")
    if not rows["articles"].any():
        raise NoRows(f"no other article that every coder of {ON_NEWS['codings']} read")
    order = ["usable", "share_all", "share_any", "frame"]
    rows = rows.sort_values(order, ascending=[False, False, False, True], ignore_index=True)
    rows["name"] = rows["frame"].map(_frame) + rows["usable"].map({True: "", False: " †"})
    rows["place"] = rows.index + 0.7 * ~rows["usable"]
    defined = {row["frame"]: row for row in definitions.to_dict("records")}
    figure, axes = canvas(4.9)
    for row in rows.to_dict("records"):
        _range(axes, row, "", row["place"] - 0.13, BLUE if row["usable"] else GREY)
        _range(axes, row, "_with", row["place"] + 0.22, GREY)
        if pd.notna(row["article"]):
            held = MARKERS[row["article"]]
            axes.plot(-0.07, row["place"], "D", color=INK, ms=6, fillstyle=held, clip_on=False)
        words = f"{coverage.spread(row['by_all'], row['by_any'])} of {row['articles']}"
        words += "" if row["usable"] else _alpha(row)
        note = axes.text(1.03, row["place"], words, va="center", fontsize=8)
        note.set_color(INK if row["usable"] else MUTED)
        if row["frame"] in defined:
            note.set_url(evidence.target(evidence.ref("frames", defined[row["frame"]])))
    axes.axvline(coverage.MOST, color=MUTED, lw=0.8, ls=LINES["low"])
    axes.set_yticks(rows["place"], rows["name"])
    axes.tick_params(axis="y", length=0, pad=30)
    axes.set_xlim(-0.02, 1.02)
    axes.set_ylim(rows["place"].max() + 0.6, -0.6)
    axes.xaxis.set_major_formatter(lambda share, _: f"{100 * share:.0f} %")
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x")
    others, every = rows["articles"].iloc[0], rows["articles_with"].iloc[0]
    _legend(
        axes,
        -0.06,
        [
            _dot("D", INK, "full", "the article carries it"),
            _dot("o", BLUE, "full", f"of {others} others, every coder found it"),
            _dot("D", INK, "left", "by some of its coders"),
            _dot("o", BLUE, "none", "at least one did"),
            _dot("D", INK, "none", "it does not"),
            _dot("s", GREY, "full", f"all {every}: every coder (filled), at least one (hollow)"),
        ],
    )
    usable = rows[rows["usable"]]
    named = usable.groupby("kind", sort=False)["name"].agg(join)
    rare = usable[usable["kind"] == coverage.RARE]
    parts = {"which few have": rare["by_any"] > 0, "which none has": rare["by_any"] == 0}
    seldom = [f"{join(rare.loc[part, 'name'])}, {words}" for words, part in parts.items() if part.any()]
    said = {
        coverage.SHARED: "shares {} with most others",
        coverage.MISSING: "lacks {}, which most have",
    }
    clauses = [words.format(named[kind]) for kind, words in said.items() if kind in named]
    clauses += [f"has {', and '.join(seldom)}"] if seldom else []
    doubtful = rows.loc[~rows["usable"], "frame"].map(_frame)
    data = rows.merge(definitions[["frame", "definition"]], on="frame", how="left")
    return Chart(
        figure=figure,
        title=f"Frames: the article {'; it '.join(clauses) or 'cannot be set apart from the others'}",
        subtitle="Share of articles with the frame in their visible text, from those in which every coder "
        "found it to those in which any did. Dotted line: half of the articles. Broken, †: not for findings, "
        "since agreement is too low or unknown",
        alt=f"Ranges for {len(rows)} frames over {others} other articles: "
        + "; ".join(
            f"{name} {coverage.spread(low, high)}"
            for name, low, high in usable[["name", "by_all", "by_any"]].to_numpy()
        )
        + f". Not for findings: {join(doubtful) or 'none'}.",
        source=f"Data: coverage.frame_codings, frames. N = {others} articles that every coder read, {every} "
        f"with the article and the dispatch it came from. The coders are {who}.",
        data=_renamed(
            data.assign(frame=data["frame"].map(_frame)),
            {
                "frame": "frame",
                "definition": "the text presents",
                "article": "found in the article by",
                "articles": "other articles",
                "by_all": "of them by every coder",
                "by_any": "of them by any coder",
                "articles_with": "all articles",
                "by_all_with": "all, by every coder",
                "by_any_with": "all, by any coder",
                "alpha": "alpha",
                "enough": "enough to tell",
                "usable": "for findings",
                "kind": "comparison",
            },
        ),
    )


@needs(roster=ON_NEWS["articles"], states=ON_NEWS["codings"])
def frame_matrix(roster: pd.DataFrame, states: pd.DataFrame, measured: pd.DataFrame, here: str) -> Chart:
    """Return every article by every frame, each cell parted between the coders.

    ``roster`` is ``coverage.roster``, ``states`` ``coverage.frame_states``, ``here`` the article's id.
    """
    doubtful = set(measured.loc[~measured["usable"], "frame"])
    states = states.assign(found=states["state"].isin(["lead", "body"]))
    found = states.groupby("frame")["found"].sum()
    frames = sorted(found.index, key=lambda frame: (frame in doubtful, -found[frame], frame))
    coders = sorted(states["coder_id"].unique())
    width = CELLS_WIDTH / len(frames)
    starts = {frame: CELLS + width * place for place, frame in enumerate(frames)}
    figure, axes = canvas(6.1)
    rows = _rows(axes, roster, here, len(frames), width)
    for frame, start in starts.items():
        words, tint = (_frame(frame) + " †", MUTED) if frame in doubtful else (_frame(frame), INK)
        axes.text(
            start + width / 2, -0.8, words, rotation=90, ha="center", va="bottom", fontsize=8, color=tint
        )
    part = (width - 0.05) / len(coders)
    for row in states.to_dict("records"):
        start = starts[row["frame"]] + 0.025 + part * coders.index(row["coder_id"])
        ref = evidence.ref("coverage.frame_codings", row)
        _mark(axes, start, rows[row["article_id"]], part, row["state"], ref)
    axes.text(0.02, -1.9, f"In each cell, from\nleft: {', '.join(coders)}", fontsize=8, color=MUTED)
    _key(axes, len(roster) + 0.9, STATES)
    axes.set_ylim(len(roster) + 1.6, -6)
    counted = states.groupby("state").size()
    led = states[(states["state"] == "lead") & ~states["frame"].isin(doubtful)]
    leads = led.groupby("frame")["article_id"].nunique().sort_values(ascending=False, kind="stable")
    mine = leads[leads.index.isin(led.loc[led["article_id"] == here, "frame"])]
    said = [f"{number} with {_frame(name)}" for name, number in [*leads[:1].items(), *mine[-1:].items()]]
    said = [*dict.fromkeys(said)] or ["none with any frame"]
    verb = "leads" if leads[:1].eq(1).any() else "lead"
    read = states.loc[states["state"] != "not_coded", "article_id"].nunique()
    whole = int(roster["complete"].sum())
    return Chart(
        figure=figure,
        title=f"Of {count(read, 'article')} read by at least one coder, "
        + join(said).replace(" with", f" {verb} with", 1)
        + " (as at least one coder found)",
        subtitle="Place of each frame in each article, by coder. Lead: headline, standfirst or first two "
        "paragraphs. † not for findings",
        alt=f"Matrix of {len(roster)} articles by {len(frames)} frames, each cell parted between "
        f"{count(len(coders), 'coder')}: "
        + ", ".join(f"{counted.get(state, 0)} marks {words}" for state, words in STATES.items())
        + f". Leads: {join(f'{_frame(name)} {number}' for name, number in leads.items()) or 'none'}.",
        source=f"Data: coverage.frame_codings, coverage.articles. N = {len(roster)} articles, {whole} seen "
        f"whole, {len(roster) - whole} in excerpt; {len(roster) - read} not coded.",
        data=_matrix_data(roster, states, frames),
    )


@needs(roster=ON_NEWS["articles"], sources=ON_NEWS["sources"])
def source_types(
    roster: pd.DataFrame, types: pd.DataFrame, sources: pd.DataFrame, states: pd.DataFrame, here: str
) -> Chart:
    """Return every article by the types of its sources, with the number of attributions.

    A type that is not quoted is crossed out in a text seen whole and left blank in an excerpt.
    ``types`` is ``coverage.source_types``; the tables of sources and of their countries (``states``) make
    the data behind the chart.
    """
    kinds = list(types["source_type"].unique())
    width = CELLS_WIDTH / len(kinds)
    figure, axes = canvas(6.4)
    rows = _rows(axes, roster, here, len(kinds), width)
    rows["others"] = len(roster)
    whole = set(roster.loc[roster["complete"], "article_id"])
    total = types[types["article_id"] != here].groupby("source_type", sort=False)["attributions"].sum()
    mine = types[types["article_id"] == here].set_index("source_type")["attributions"]
    sums = pd.DataFrame(
        {"article_id": "others", "source_type": total.index, "attributions": total.to_numpy()}
    )
    top = max(1, types["attributions"].max())
    refs = sources.assign(ref=["#" + ref for ref in evidence.refs("coverage.sources", sources)])
    first = refs.sort_values("source_no").groupby(["article_id", "source_type"], observed=True)["ref"].first()
    for row in pd.concat([types, sums]).to_dict("records"):
        start, number = CELLS + width * kinds.index(row["source_type"]), row["attributions"]
        place = rows[row["article_id"]]
        together = row["article_id"] == "others"
        fill = PAPER if together else RAMP[min(4, 5 * number // (top + 1))]
        if number or together:
            box = Rectangle((start + 0.03, place - 0.4), width - 0.06, 0.8, fc=fill, ec="none")
            if not together:
                box.set_url(first[row["article_id"], row["source_type"]])
            axes.add_patch(box)
            look = {"ha": "center", "va": "center", "fontsize": 8, "weight": "bold" if together else "normal"}
            axes.text(start + width / 2, place, str(number), color=text_on(fill), **look)
        elif row["article_id"] in whole:
            _mark(axes, start, place, width, "absent")
    for place, kind in enumerate(kinds):
        words, middle = KINDS.get(kind, (kind,))[0], CELLS + width * (place + 0.5)
        axes.text(middle, -0.8, words, ha="center", va="baseline", fontsize=SMALL, linespacing=1.1)
    axes.text(
        OUTLET, len(roster), f"{len(roster) - 1} others together", va="center", fontsize=SMALL, weight="bold"
    )
    for silent in sorted(set(roster["article_id"]) - set(sources["article_id"]) - whole):
        axes.text(CELLS + 0.06, rows[silent], "no source visible", va="center", fontsize=SMALL)
    _key(axes, len(roster) + 1.5, _some(STATES))
    axes.set_ylim(len(roster) + 2.2, -2.4)
    said = [
        f"{_kind(numbers.idxmax())} in {where} ({numbers.max()} of {numbers.sum()} attributions)"
        for where, numbers in (("the other articles", total), ("the article", mine))
        if numbers.sum()
    ]
    return Chart(
        figure=figure,
        title=f"Heard most: {join(said) or 'nobody'}",
        subtitle="Attributions (times that words are attributed) by type of source, in the visible text",
        alt=f"Matrix of {len(roster)} articles by {len(kinds)} types of source. Attributions in the others: "
        + join(f"{number} to {_kind(kind)}" for kind, number in total.items())
        + "; in the article: "
        + join(f"{number} to {_kind(kind)}" for kind, number in mine.items())
        + ".",
        source=f"Data: coverage.sources, coverage.articles. N = {count(len(sources), 'source')} in "
        f"{sources['article_id'].nunique()} of {len(roster)} articles, by one coder."
        + (
            " Plural labels: in the article we infer that each stands for a source named further down, so "
            "that it may be counted twice."
            if mine.get("collective")
            else ""
        ),
        data=_source_data(roster, sources, states),
    )


@needs(states=ON_NEWS["source_countries"])
def states_quoted(states: pd.DataFrame, countries: pd.DataFrame, sources: pd.DataFrame, here: str) -> Chart:
    """Return in how many articles a source from each state is quoted (``coverage.states_quoted``)."""
    showing = sources["article_id"].nunique()
    names = countries.set_index("country_iso3")["country"]
    rows = states.assign(
        state=states["country_iso3"].map(names).fillna(states["country_iso3"]),
        quoted=[here in ids for ids in states["article_ids"]],
        which=states["article_ids"].map(", ".join),
    )
    figure, axes = canvas(0.24 * len(rows) + 0.5)
    for place, row in enumerate(rows.to_dict("records")):
        tint, hatch = (BLUE, "") if row["quoted"] else (RAMP[1], "///")
        bar = axes.barh(place, row["articles"], 0.66, color=tint, hatch=hatch, edgecolor=INK, lw=0.5)[0]
        bar.set_url(evidence.target(f"history.countries:{row['country_iso3']}"))
        words = f"{count(row['articles'], 'article')}, {count(row['attributions'], 'attribution')}"
        axes.text(row["articles"] + 0.2, place, words, va="center", fontsize=8)
    axes.set_yticks(range(len(rows)), rows["quoted"].map({True: HERE, False: ""}) + rows["state"])
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlim(0, showing)
    axes.set_xlabel("articles that quote a source from there")
    first, own, others = rows.iloc[0], rows.loc[rows["quoted"], "state"], rows[~rows["quoted"]]
    others = others if len(own) else others[:0]
    silent = [f"{the(row['state'])}, quoted in {row['articles']}," for row in others[:1].to_dict("records")]
    return Chart(
        figure=figure,
        title=f"Sources from {the(first['state'])} speak in {first['articles']} of "
        f"{count(showing, 'article that shows', 'articles that show')} a source"
        + "".join(f"; {words} has no voice in the article" for words in silent),
        subtitle="Number of articles with a source from the state or territory in their visible text (a "
        f"source of two counts for both). {HERE.strip()} and solid: the article quotes it too",
        alt="Bars, articles by state or territory of their sources: "
        + "; ".join(f"{state} {number}" for state, number in rows[["state", "articles"]].to_numpy())
        + f". The article quotes {join(map(the, own)) or 'none of them'}.",
        source=f"Data: coverage.source_countries, coverage.sources. N = {count(showing, 'article')} with "
        "a visible source; sources without a state or territory are left out.",
        data=_renamed(
            rows,
            {
                "state": "state",
                "articles": "articles",
                "sources": "sources",
                "attributions": "attributions",
                "quoted": "in the article",
                "which": "which",
            },
        ),
    )


@needs()
def dependences(graph: nx.DiGraph, leads: pd.DataFrame, frame: str, here: str) -> Chart:
    """Return who feeds whom, from origins on the left to the articles they reach on the right.

    ``graph`` is ``coverage.dependence_graph``, ``leads`` ``coverage.leads`` of ``frame``.
    """
    if not graph.number_of_edges():
        raise NoRows(f"no rows in {ON_NEWS['dependences']}")
    leading = list(leads["article_id"])
    label = dict(graph.nodes(data="label"))
    shared, paths = coverage.shared_origins(graph, leading), coverage.common_paths(graph, leading)
    stream = set(zip(paths["from_id"], paths["to_id"], strict=True))
    alone = outlet_names(label[node] for node in nx.isolates(graph))
    linked = graph.copy()
    linked.remove_nodes_from(list(nx.isolates(graph)))
    layers = {node: depth for depth, nodes in enumerate(nx.topological_generations(linked)) for node in nodes}
    heights = _heights(linked)
    steps, rows = max(layers.values(), default=0) + 1, max(heights.values(), default=0) + 1
    width = min(1.5, 0.84 * WIDTH / steps)
    gap = (WIDTH - width - 0.2) / max(1, steps - 1)
    places = {node: (0.1 + gap * layers[node], heights[node]) for node in linked}
    figure, axes = canvas(0.46 * rows + 1.0)
    landings = _landings(linked, layers, heights)
    for start, end, link in linked.edges(data=True):
        arrow = _arrow(places[start], places[end], width, landings.get((start, end)))
        arrow.set(ls=LINES[link["confidence"]], color=GREY, lw=1.1)
        if (start, end) in stream:
            arrow.set(color=ORANGE, lw=1.9)
        arrow.set_url(evidence.target(f"coverage.dependences:{start}/{end}"))
        axes.add_patch(arrow)
    for node in linked:
        _node(axes, node, graph.nodes[node], places[node], width, node in leading, node == here)
    for step in range(steps):
        words = f"{count(step, 'step')} on" if step else "origin"
        axes.text(0.1 + gap * step + width / 2, -0.75, words, ha="center", fontsize=8, color=MUTED)
    axes.set_xlim(0, WIDTH)
    axes.set_ylim(rows - 0.4, -1)
    axes.axis("off")
    kept = set(nx.get_edge_attributes(linked, "confidence").values())
    _legend(
        axes,
        0.0,
        [
            Rectangle((0, 0), 1, 1, fc=ORANGE, ec=INK, label=f"article that leads with {_frame(frame)} (◆)"),
            *([Line2D([], [], color=ORANGE, lw=1.9, label="path to such an article")] if stream else []),
            Rectangle((0, 0), 1, 1, fc=RAMP[0], ec=INK, label="other article"),
            *(
                [Rectangle((0, 0), 1, 1, fc=PAPER, ec=INK, lw=2, label=f"{HERE}the article studied")]
                if here in linked
                else []
            ),
            Rectangle((0, 0), 1, 1, fc=PAPER, ec=GREY, label="text outside the collection"),
            *(Line2D([], [], color=GREY, ls=LINES[c], label=f"{c} confidence") for c in LINES if c in kept),
        ],
    )
    names = join(f"the {label[node]}" for node in shared)
    names += _condition(graph, leading) if names else ""
    who = f"All {len(leading)} articles that lead" if len(leading) > 1 else "The one article that leads"
    none = f"{len(leading) or 'No'} articles lead with {_frame(frame)}"
    none += "; they have no known text in common" if leading else ", as far as is known"
    trace = "trace" if len(leading) > 1 else "traces"
    return Chart(
        figure=figure,
        title=f"{who} with {_frame(frame)} {trace} back to {names}" if names else none,
        subtitle="Dependences found: an arrow goes from the feeding text to the text fed. A lead counts when "
        "any coder found it",
        alt=f"Graph of {linked.number_of_nodes()} texts and {linked.number_of_edges()} links. "
        f"{join(outlet_names(label[node] for node in leading)) or 'No article'} lead with {_frame(frame)}"
        + (f"; all are fed, directly or through others, by {names}." if names else "."),
        source="Data: coverage.dependences, coverage.upstream, coverage.frame_codings. "
        f"N = {count(len(graph), 'text')}; not drawn: "
        + (
            f"{nx.number_of_isolates(graph)} with no dependence found ({', '.join(alone)})."
            if alone
            else "none."
        ),
        data=pd.DataFrame(
            [
                {
                    "from": label[start],
                    "state of from": graph.nodes[start]["country_iso3"],
                    "to": label[end],
                    "to leads with the frame": end in leading,
                    "confidence": link["confidence"],
                    "basis": link["basis"],
                    "evidence": [f"coverage.dependences:{start}/{end}"],
                }
                for start, end, link in linked.edges(data=True)
            ]
        ),
    )


@needs(roster=ON_NEWS["articles"], points=ON_NEWS["points"])
def reported_points(roster: pd.DataFrame, points: pd.DataFrame, counts: pd.DataFrame, here: str) -> Chart:
    """Return every article by every point, numbers printed (``counts`` is ``coverage.point_counts``)."""
    names = list(points["point"].cat.categories)
    width = CELLS_WIDTH / len(names)
    figure, axes = canvas(6.0)
    rows = _rows(axes, roster, here, len(names), width)
    for row in points.to_dict("records"):
        start = CELLS + width * names.index(row["point"]) + 0.03
        _point(axes, start, rows[row["article_id"]], width - 0.06, row)
    for place, name in enumerate(names):
        words, middle = POINTS.get(name, name), CELLS + width * (place + 0.5)
        axes.text(middle, -0.8, words, ha="center", va="baseline", fontsize=SMALL, linespacing=1.1)
    _key(axes, len(roster) + 0.9, {"stated": "stated", "hedged": "hedged", **_some(STATES)})
    axes.set_ylim(len(roster) + 1.6, -3.4)
    told = {
        row["point"]: f"{row['stated'] + row['hedged']} of {row['others']} others"
        for row in counts.to_dict("records")
    }
    whole = int(roster["complete"].sum())
    return Chart(
        figure=figure,
        title=_left_out(counts) or "No point is known to be left out of the article",
        subtitle=f"What each article says on {count(len(names), 'point')}; a number is the one it prints",
        alt=f"Matrix of {len(roster)} articles by {len(names)} points. In the visible text: "
        + "; ".join(f"{coverage.POINTS.get(name, name)} in {number}" for name, number in told.items())
        + ".",
        source=f"Data: coverage.reported_points, coverage.articles. N = {len(roster)} articles, {whole} seen "
        f"whole, {len(roster) - whole} in excerpt; by one coder.",
        data=_point_data(roster, points),
    )


@needs(measured=ON_NEWS["codings"])
def agreement(measured: pd.DataFrame, who: str) -> Chart | LeftOut:
    """Return alpha of each frame with its interval (``coverage.agreement``, ``who``)."""
    order = measured.sort_values(
        ["enough", "alpha", "frame"], ascending=[False, False, True], ignore_index=True
    )
    found = reliability.overall(order)
    doubtful = order.loc[~order["usable"], "frame"].map(_frame)
    order["frame"] = order["frame"].map(_frame) + order["usable"].map({True: "", False: " †"})
    told = f"Alpha is {found.mean:.2f} on average over {count(len(found.told), 'frame')} with enough articles"
    told = told if found.told else "On no frame are there enough articles for alpha to tell"
    carry = f"{join(doubtful)} carr{'y' if len(doubtful) > 1 else 'ies'} no finding (†)"
    return agreement_charts.agreement(
        order.drop(columns="coders"),
        title=f"{told}; {carry if len(doubtful) else 'all frames carry findings'}"
        if found.units
        else "No article was coded twice",
        source=f"Data: coverage.frame_codings. N = {count(found.units, 'article')} read by "
        f"{count(int(measured['coders'].max()), 'coder')}, {who}. "
        f"† alpha below {coverage.AGREEMENT_FLOOR}, or too few to tell and in dispute.",
        unit="article",
    )


# Parts of the matrices: x is in inches, y counts rows downwards.


def _rows(axes: Axes, roster: pd.DataFrame, here: str, columns: int, width: float) -> dict[str, int]:
    """Write outlet, country, type and extent beside each row, rule the cells; return each article's row."""
    right, last = WIDTH - 0.06, None
    for place, row in enumerate(roster.to_dict("records")):
        mine = row["article_id"] == here
        if mine:
            axes.add_patch(Rectangle((0, place - 0.5), right, 1, fc=PANEL, ec="none", zorder=0))
        if row["country"] != last:
            axes.plot([0, right], [place - 0.5] * 2, color=GRID, lw=0.8)
            axes.text(COUNTRY, place, row["country"], va="center", fontsize=SMALL, color=MUTED)
        last = row["country"]
        outlet = axes.text(OUTLET, place, (HERE if mine else "") + row["name"], va="center", fontsize=SMALL)
        outlet.set(
            weight="bold" if mine else "normal", url=evidence.target(f"coverage.articles:{row['article_id']}")
        )
        kind, extent = str(row["outlet_type"]).replace("_", " "), "whole" if row["complete"] else "part"
        axes.text(TYPE, place, kind, va="center", fontsize=SMALL, color=MUTED)
        axes.text(SEEN, place, extent, va="center", fontsize=SMALL, color=INK if row["complete"] else MUTED)
    axes.plot([0, right], [len(roster) - 0.5] * 2, color=GRID, lw=0.8)
    for column in range(columns + 1):
        axes.plot([CELLS + column * width] * 2, [-0.5, len(roster) - 0.5], color=GRID, lw=0.6, zorder=0.5)
    for start, words in ((OUTLET, "Outlet"), (COUNTRY, "Country"), (TYPE, "Type"), (SEEN, "Seen")):
        axes.text(start, -0.8, words, va="bottom", fontsize=SMALL, weight="bold", color=MUTED)
    axes.set_xlim(0, WIDTH - 0.06)
    axes.axis("off")
    return {article: place for place, article in enumerate(roster["article_id"])}


def _mark(axes: Axes, start: float, place: float, width: float, state: str, ref: str = "") -> None:
    """Draw one coder's finding: a full bar, a half one, a cross, nothing, or a hatch."""
    looks: dict[str, tuple[float, dict[str, Any]]] = {
        "lead": (0.8, {"fc": RAMP[4], "ec": PAPER, "lw": 0.5}),
        "body": (0.4, {"fc": RAMP[2], "ec": PAPER, "lw": 0.5}),
        "not_coded": (0.8, {"fc": PAPER, "ec": "none", "hatch": "/////", "hatchcolor": GREY}),
        "stated": (0.8, {"fc": RAMP[1], "ec": "none"}),
        "hedged": (0.8, {"fc": PAPER, "ec": BLUE, "ls": "--", "lw": 0.9}),
    }
    if state in looks:
        height, look = looks[state]
        bar = Rectangle((start, place + 0.4 - height), width, height, **look)
        if ref and state != "not_coded":
            bar.set_url(evidence.target(ref))
        axes.add_patch(bar)
    elif state in ("absent", "not_mentioned"):
        axes.plot(start + width / 2, place, "x", color=MUTED, ms=3.4, mew=0.9)


def _point(axes: Axes, start: float, place: float, width: float, row: Mapping[Any, Any]) -> None:
    """Draw what an article says on a point: its number, ``yes``, a hedge, a cross, or nothing."""
    ref = f"coverage.reported_points:{row['article_id']}/{row['point']}"
    _mark(axes, start, place, width, row["status"], ref)
    number = "" if pd.isna(row["value"]) else str(row["value"])
    words = {"stated": number or "yes", "hedged": f"hedged {number}".strip()}.get(row["status"], number)
    axes.text(start + width / 2, place, words, ha="center", va="center", fontsize=SMALL)


def _key(axes: Axes, place: float, entries: Mapping[str, str]) -> None:
    """Explain the marks in one row; the blank cell is shown with its border."""
    start = 0.02
    for state, words in entries.items():
        if state == "not_visible":
            axes.add_patch(Rectangle((start, place - 0.4), 0.2, 0.8, fc=PAPER, ec=GRID, lw=0.8))
        _mark(axes, start, place, 0.2, state)
        axes.text(start + 0.26, place, words, va="center", fontsize=SMALL)
        start += 0.45 + 0.0575 * len(words)


# Parts of the other charts


def _range(axes: Axes, row: Mapping[Any, Any], end: str, place: float, tint: str) -> None:
    """Draw a frame's range, filled at its lower end; ``end`` is the suffix of its columns."""
    low, high, shape = row[f"share_all{end}"], row[f"share_any{end}"], "s" if end else "o"
    size = 4 if end else 6
    axes.plot(
        [low, high], [place] * 2, lw=size / 2.4, ls=LINES["high" if row["usable"] else "medium"], color=tint
    )
    axes.plot(high, place, shape, mfc=PAPER, mec=tint, ms=size)
    axes.plot(low, place, shape, mfc=tint, mec=tint, ms=size)


def _arrow(
    start: tuple[float, float], end: tuple[float, float], width: float, landing: float | None
) -> FancyArrowPatch:
    """Return an arrow between two boxes; ``landing`` is where on the goal's lower edge it ends, if there."""
    goal = end if landing is None else (end[0] + landing * width, end[1] + 0.33)
    return FancyArrowPatch(
        (start[0] + width, start[1]), goal, arrowstyle="-|>", mutation_scale=9, shrinkA=1, shrinkB=1
    )


def _node(
    axes: Axes,
    node: str,
    about: Mapping[str, str],
    place: tuple[float, float],
    width: float,
    leads: bool,
    mine: bool,
) -> None:
    """Draw a text as a box: filled when it leads with the frame, pale when not, empty when outside."""
    outside = about["type"] == "upstream"
    fill = PAPER if outside else ORANGE if leads else RAMP[0]
    corners = f"round,pad=0,rounding_size={0.12 if outside else 0.01}"
    box = FancyBboxPatch(
        (place[0], place[1] - 0.33), width, 0.66, boxstyle=corners, fc=fill, lw=2 if mine else 0.9
    )
    box.set(edgecolor=GREY if outside else INK)
    box.set_url(evidence.target(f"coverage.{'upstream' if outside else 'articles'}:{node}"))
    axes.add_patch(box)
    words = textwrap.fill((HERE if mine else "") + about["label"] + (" ◆" if leads else ""), 21)
    look: dict[str, Any] = {"ha": "center", "va": "center", "weight": "bold" if mine else "normal"}
    axes.text(
        place[0] + width / 2, place[1], words, fontsize=8, color=text_on(fill), linespacing=1.05, **look
    )


def _landings(
    graph: nx.DiGraph, layers: Mapping[str, int], heights: Mapping[str, float]
) -> dict[tuple[str, str], float]:
    """Return for links that pass a column from below where on the goal's lower edge each ends, 0 to 1."""
    rising = [
        (start, end)
        for start, end in sorted(graph.edges, key=lambda link: heights[link[0]])
        if layers[end] - layers[start] > 1 and heights[start] > heights[end]
    ]
    goals: dict[str, list[str]] = {}
    for start, end in rising:
        goals.setdefault(end, []).append(start)
    # The nearest comes in furthest left, so that no two cross.
    return {
        (start, end): 0.6 * (goals[end].index(start) + 1) / (len(goals[end]) + 1) for start, end in rising
    }


def _condition(graph: nx.DiGraph, leading: Sequence[str]) -> str:
    """Return on what a common origin depends: ``, if 2 links of medium confidence hold``; empty if sure."""
    if coverage.shared_origins(graph, leading) == coverage.shared_origins(coverage.surest(graph), leading):
        return ""
    kinds = coverage.common_paths(graph, leading)["confidence"].loc[lambda kind: kind != "high"]
    kind = kinds.iloc[0] if kinds.nunique() == 1 else "less than high"
    return f", if {count(len(kinds), 'link')} of {kind} confidence {'holds' if len(kinds) == 1 else 'hold'}"


def _heights(graph: nx.DiGraph) -> dict[str, float]:
    """Return the row of each node: a text that feeds none has its own, one that feeds stands amid those.

    Larger streams come first, and within a stream the longer branch comes last, where the next one joins it.
    """
    heights: dict[str, float] = {}

    def place(node: str) -> None:
        fed = [child for child in graph.successors(node) if child not in heights]
        for child in sorted(fed, key=lambda name: (len(nx.descendants(graph, name)), name)):
            place(child)
        middle = [heights[child] for child in fed]
        row = float(int(max(heights.values(), default=-1)) + 1)
        heights[node] = sum(middle) / len(middle) if middle else row

    streams = sorted(nx.weakly_connected_components(graph), key=lambda nodes: (-len(nodes), min(nodes)))
    for stream in streams:
        starts = [node for node in stream if not graph.in_degree(node)]
        for node in sorted(starts, key=lambda name: (-len(nx.descendants(graph, name)), name)):
            place(node)
    return heights


# Data behind the charts


def _renamed(frame: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Return the named columns under their readable names."""
    return frame[list(names)].rename(columns=dict(names))


def _matrix_data(roster: pd.DataFrame, states: pd.DataFrame, frames: Sequence[str]) -> pd.DataFrame:
    """Return a row an article: what it is, then each frame's place and cue by each coder."""
    words = states["coder_id"] + " " + states["state"].str.replace("_", " ")
    cells = states.assign(words=words.where(states["cue"].isna(), words + ": " + states["cue"].fillna("")))
    wide = cells.groupby(["article_id", "frame"])["words"].agg("; ".join).unstack()[list(frames)]
    about = roster.assign(
        type=roster["outlet_type"].astype(object).str.replace("_", " "),
        seen=roster["complete"].map({True: "whole, ", False: "part, "}).astype(object)
        + roster["visible_length"].astype(str)
        + " "
        + roster["length_unit"].astype(object),
    )
    columns = ["article_id", "outlet", "country", "type", "published", "seen", "url"]
    return about[columns].join(wide.rename(columns=_frame), on="article_id")


def _source_data(roster: pd.DataFrame, sources: pd.DataFrame, countries: pd.DataFrame) -> pd.DataFrame:
    """Return a row a source, by article; an article without one has a row that says so."""
    keys = ["article_id", "source_no"]
    states = countries.sort_values("country_iso3").groupby(keys)["country_iso3"].agg(", ".join)
    rows = roster[["article_id", "name"]].merge(sources.sort_values(keys), on="article_id", how="left")
    rows = rows.join(states, on=keys).astype({"source_type": object})
    rows["source_name"] = rows["source_name"].fillna("none visible")
    return _renamed(
        rows,
        {
            "name": "article",
            "source_no": "number",
            "source_name": "source",
            "source_type": "type",
            "named": "named",
            "country_iso3": "states",
            "via": "passed on by",
            "attributions": "attributions",
        },
    )


def _point_data(roster: pd.DataFrame, points: pd.DataFrame) -> pd.DataFrame:
    """Return a row an article and point."""
    rows = roster[["article_id", "name", "complete"]].merge(points, on="article_id")
    rows["evidence"] = [[ref] for ref in evidence.refs("coverage.reported_points", rows)]
    rows["seen"] = rows["complete"].map({True: "whole", False: "part"})
    rows["point"] = rows["point"].astype(object).replace(coverage.POINTS)
    rows["status"] = rows["status"].astype(object).str.replace("_", " ")
    return rows[["name", "seen", "point", "status", "value", "note", "evidence"]].rename(
        columns={"name": "article"}
    )


def _left_out(counts: pd.DataFrame) -> str:
    """Return how many others report what the article does not mention; empty where that is nothing."""
    rows = counts[counts["article"] == "not_mentioned"].to_dict("records")
    verbs = [TELLS.get(row["point"], ("mentions", "mention", _frame(row["point"]))) for row in rows]
    numbers = [row["stated"] + row["hedged"] for row in rows]
    others = counts["others"].max()
    if not rows or not others:
        return f"The article does not {join((f'{v[1]} {v[2]}' for v in verbs), 'or')}" if rows else ""
    said = [
        f"{number or 'none'} {many if number > 1 else one} {what}"
        for number, (one, many, what) in zip(numbers, verbs, strict=True)
    ]
    does = {1: "does not", 2: "does neither"}.get(len(rows), "does none of this")
    return f"Of {count(others, 'other')}, {join(said)}; the article {does}"


def _some(states: Mapping[str, str]) -> dict[str, str]:
    """Return the states of a text that a point can have too."""
    return {state: states[state] for state in ("absent", "not_visible")}


def _alpha(row: Mapping[Any, Any]) -> str:
    """Return why a frame is not for findings, to stand behind its numbers."""
    if row["units"] and not row["enough"]:
        return ";\nalpha: too few to tell"
    return "; alpha unknown" if pd.isna(row["alpha"]) else f"; alpha {row['alpha']:.2f}"


def _frame(name: Any) -> str:
    return str(name).replace("_", " ")


def _kind(source_type: Any) -> str:
    """Return a type of source as it stands in a sentence."""
    return KINDS[source_type][1] if source_type in KINDS else str(source_type)


def _dot(shape: str, colour: str, fill: Any, words: str) -> Line2D:
    """Return a legend's entry for a marker."""
    return Line2D([], [], marker=shape, color=colour, ls="", fillstyle=fill, ms=6, label=words)


def _legend(axes: Axes, place: float, handles: Sequence[Any]) -> None:
    """Explain marks below the axes, ``place`` being the legend's upper edge in shares of their height."""
    spot: dict[str, Any] = {"loc": "upper center", "bbox_to_anchor": (0.5, place)}
    axes.legend(handles=handles, **spot, ncol=3, columnspacing=1.2, handletextpad=0.5, fontsize=8)


def lead(article_id: str) -> Chart | LeftOut:
    """Return the chart that stands for the theme: known links, from the origin to each article."""
    articles, codings, _, _, _, links, upstream = coverage.around(article_id)
    graph = coverage.dependence_graph(articles, upstream, links)
    return dependences(graph, coverage.leads(codings, LEAD_FRAME), LEAD_FRAME, article_id)
