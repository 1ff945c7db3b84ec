"""Findings of theme 3, each true for whatever article the tables hold: conditions choose the words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from string import ascii_lowercase
from typing import Any

import pandas as pd

from helpers.read import agreement as reliability
from helpers.read import coded, evidence, tables
from helpers.read.article import Article
from helpers.show import sensitivity
from helpers.show.coders import agreed, compared, tried
from helpers.show.finding import Finding, Findings, NoRows, needs, templated
from helpers.show.sensitivity import FLIPS, HOLDS, MOVES, NOT_CODED, NOT_TRIED, worst
from helpers.show.words import count, join, long_day, percent
from helpers.themes.framing import measure as framing
from helpers.themes.framing.measure import records

MARKS = "article.frame_codings"
Values = dict[str, Any]


def _looked(layer: str, article_id: str) -> list[str]:
    """Return references to the rows that say who looked for a layer. Raises NoRows where nobody did."""
    every = tables.load("article.coded")
    return coded.required(every[every["article_id"] == article_id], layer)


def _evidence(table: str, rows: pd.DataFrame, article_id: str) -> list[str]:
    """Return references to the rows, or where there are none to those that say who looked for them."""
    layer = {MARKS: "frames", "article.relations": "relations"}[table]
    return evidence.refs(table, rows) or _looked(layer, article_id)


def _no_relation(article_id: str) -> Finding:
    """Return that who looked for relations found none. Raises NoRows where nobody looked."""
    words = "No relation was found in the units that were coded for relations."
    return templated(words, {}, _looked("relations", article_id))


def _named(frames: Iterable[Any], last: str = "and") -> str:
    return join([str(frame).replace("_", " ") for frame in frames], last)


def _same(table: pd.DataFrame, conclusions: Iterable[str], coders: pd.DataFrame, told: pd.DataFrame) -> str:
    """Return a predicate: whether conclusions hold under every reading, and who the coders are.

    ``told`` has the number of ``coders`` of each unit: where some are fewer, only other units were compared.
    """
    named = table.set_index("conclusion").reindex(list(conclusions))
    found = named["verdict"].fillna(NOT_TRIED)
    took = [name for name in coders["coder_id"] if name in named and named[name].ne(NOT_CODED).all()]
    who = coders[coders["coder_id"].isin(took)]["kind"].astype(str).value_counts()
    kinds = join(count(many, str(kind)) for kind, many in who.items())
    # With one kind the number of coders says how many there are of it.
    kinds = f"{who.index[0]}s" if len(who) == 1 else kinds
    every = f"under each of the {who.sum()} coders ({kinds})"
    every += " in the units that all of them coded" if (told["coders"] < who.sum()).any() else ""
    said = {
        NOT_TRIED: "rests on the word of one coder",
        FLIPS: f"does not hold {every}, see the section on findings that depend on the coder",
        MOVES: f"holds {every}, though not every figure stays the same",
        HOLDS: f"holds {every}",
    }
    return said[worst(found)]


def _times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


@needs(cells=MARKS)
def frames(cells: pd.DataFrame, decided: pd.DataFrame, article_id: str) -> Finding:
    """Return which frames most coders found, how often, and which nobody found."""
    counts = decided["frame"].astype(str).value_counts()
    units = cells["sentence_id"].nunique()
    every = [str(frame) for frame in cells["frame"].cat.categories]
    found = framing.decide(cells, framing.UNION)
    never = [frame for frame in every if frame not in set(found["frame"].astype(str))]
    values: Values = {"units": count(units, "unit"), "all": len(every), "used": len(counts) or "none"}
    twice, names = found[found["coders"] > 1], framing.coders(cells)
    several = bool((cells.groupby(["sentence_id", "frame"], observed=True).size() > 1).any())
    who = "majority of coders" if several else "only coder" if len(names) == 1 else "only coder of each"
    text = f"In the {{units}} the {who} found {{used}} of {{all}} frames"
    if len(counts):
        top = counts[counts == counts.max()].index
        text += ", most often {top} ({most})"
        values |= {
            "top": _named(top),
            "most": f"{count(counts.max(), 'unit')}{' each' if len(top) > 1 else ''}",
        }
    if never:
        text += "; no coder found {never}"
        values["never"] = _named(never, "or")
    text += "."
    if several:
        text += " All coders share {shared} of the {marks} that any of them made"
        text += " in units that several coded." if coded.apart(cells) else "."
        values |= {
            "shared": int((twice["votes"] == twice["coders"]).sum()),
            "marks": count(len(twice), "mark"),
        }
    return templated(text, values, _evidence(MARKS, decided, article_id))


@needs(frames="frames")
def packages(
    told: pd.DataFrame,
    frames: pd.DataFrame,
    label: Mapping[str, str],
    table: pd.DataFrame,
    coders: pd.DataFrame,
    article_id: str,
) -> Finding:
    """Return whose words carry each package of frames, and whether packages share a voice."""
    if told.empty:
        raise NoRows("no frame that most coders found, in a unit whose voice is coded")
    carried = framing.packages(told, frames)
    members = frames.dropna(subset="package").groupby("package", sort=False)["frame"].agg(list)
    grouped = told[told["frame"].isin(frames.dropna(subset="package")["frame"])]
    text = ""
    values: Values = {}
    if carried["package"].nunique() > 1:
        shared = [label.get(one, one) for one in carried.loc[carried["voice"].duplicated(), "voice"].unique()]
        text = "{shared}."
        values["shared"] = f"More than one package of frames is carried by {join(shared)}"
        if not shared:
            both = "both packages" if carried["package"].nunique() == 2 else "two packages"
            values["shared"] = f"No voice carries {both} of frames"
    for key, (package, names) in zip(ascii_lowercase, members.items(), strict=False):
        part = carried[carried["package"] == package]
        values |= {f"package_{key}": str(package).capitalize(), f"frames_{key}": _named(names)}
        text += f" {{package_{key}}} ({{frames_{key}}}) is in "
        if part.empty:
            text += "no unit."
            continue
        total, heard = int(part["of"].iloc[0]), [framing.speaker(one, label) for one in part["voice"]]
        values |= {f"times_{key}": _times(total), f"who_{key}": heard[0]}
        text += f"the text {{times_{key}}}"
        if len(part) == 1:
            text += f", {'always ' if total > 1 else ''}in the words of {{who_{key}}}."
        else:
            text += f": {{who_{key}}}."
            values[f"who_{key}"] = join(
                f"{many} in the words of {voice}" for voice, many in zip(heard, part["codings"], strict=True)
            )
    plural = grouped[grouped["said_by"] != grouped["voice"]]
    if len(plural):
        labels = [label.get(one, one) for one in plural["said_by"].unique()]
        text += " This counts {plural} under {labels} for the voice"
        text += (
            f"{'s' if len(labels) > 1 else ''} that we infer behind {'them' if len(labels) > 1 else 'it'}."
        )
        values |= {"plural": count(len(plural), "coding"), "labels": join(f"‘{one}’" for one in labels)}
    if len(carried):
        text += " How sure: it {same}."
        told_by = [f"voices: {package}" for package in members.index]
        values["same"] = _same(table, [framing.SHARED, *told_by], coders, grouped)
    text = text.strip() or "The codebook groups no frames into packages."
    return templated(text, values, _evidence(MARKS, grouped, article_id))


@needs(shares=MARKS)
def words(
    shares: pd.DataFrame, decided: pd.DataFrame, cells: pd.DataFrame, sentences: pd.DataFrame, article_id: str
) -> Finding:
    """Return the frames that cover most words, the widest range between coders, and how far they overlap."""
    top = shares[shares["units"] > 0].sort_values("share", ascending=False, kind="stable").head(3)
    several = int((decided.groupby("sentence_id").size() > 1).sum())
    units = decided["sentence_id"].nunique()
    if top.empty:
        text = "No frame covers any words that were coded, by the majority of coders."
        return templated(text, {}, _evidence(MARKS, decided, article_id))
    values: Values = {
        "top": join(f"{_named([row.frame])} ({percent(row.share)})" for row in records(top)),
        "units": count(units, "unit"),
    }
    part = "" if coded.whole(cells, sentences) else " coded"
    text = f"The frames that cover the most words{part} are {{top}}."
    if several:
        text += " Shares overlap, since {several} of {units} with a frame carry more than one."
        values["several"] = several
    else:
        text += " Shares do not overlap: none of {units} with a frame carries more than one."
    wide = shares[shares["high"] > shares["low"]]
    if len(wide):
        text += " By coder, {wide}."
        values["wide"] = join(
            f"{_named([row.frame])} has {percent(row.low)} to {percent(row.high)}" for row in records(wide)
        )
    return templated(text, values, _evidence(MARKS, decided, article_id))


def _each(counts: pd.Series[Any]) -> str:
    """Return the count that all have, and that it is that of each where there are several."""
    return f"{counts.iloc[0]}{' each' if len(counts) > 1 else ''}"


@needs()
def agents(relations: pd.DataFrame, states: pd.DataFrame, who: str, article_id: str) -> Finding:
    """Return which states act and are acted upon most, and what dropping half-known relations changes."""
    if relations.empty:
        return _no_relation(article_id)
    every, relations = len(relations), framing.upheld(relations)
    refs = _evidence("article.relations", relations, article_id)
    if states.empty:
        return templated("No relation between states was coded.", {}, refs)
    acting, hit = (states[states[role] == states[role].max()] for role in ("agent", "patient"))
    open_ended = relations[relations["patient_state"].isna() & relations["agent_state"].notna()]
    upon = f"{'is' if len(hit) == 1 else 'are'} acted upon"
    if set(acting["label"]) != set(hit["label"]):
        upon = f"{join(map(framing.the, hit['label']))} {upon}"
    text = "In {relations}, {acting} act most ({acts}) and {upon} most ({hits}); {who}."
    values: Values = {
        "relations": count(len(relations), "relation"),
        "acting": join(map(framing.the, acting["label"])),
        "acts": _each(acting["agent"]),
        "upon": upon,
        "hits": _each(hit["patient"]),
        "who": who,
    }
    if len(relations) < every:
        values["contested"] = every - len(relations)
    if every > len(relations):
        text += " Left out: {contested} that the speaker mentions to reject."
    text = text.replace("{acting} act ", "{acting} acts ") if len(acting) == 1 else text
    if len(open_ended):
        lost = open_ended["agent_state"].value_counts()
        kept = states.assign(agent=states["agent"] - states["actor"].map(lost).fillna(0).astype(int))
        most = kept[kept["agent"] == kept["agent"].max()]
        text += (
            f" Without the {{open}} whose patient is no state, {{most}} act{'s' if len(most) == 1 else ''} "
        )
        text += "most: {kept}."
        values |= {
            "open": count(len(open_ended), "relation"),
            "most": join(map(framing.the, most["label"])),
            "kept": join(f"{row.label} {row.agent}" for row in records(kept[kept["agent"] > 0])),
        }
    return templated(text, values, refs)


@needs()
def casts(
    relations: pd.DataFrame, table: pd.DataFrame, label: Mapping[str, str], who: str, article_id: str
) -> Finding:
    """Return who acts in the words of the two voices with most relations: one cast or two?

    ``relations`` has the column ``voice``; ``table`` is ``framing.cast`` by ``voice``.
    """
    if relations.empty:
        return _no_relation(article_id)
    refs = _evidence("article.relations", framing.upheld(relations), article_id)
    order = table.groupby("voice")["agent"].sum().sort_values(ascending=False, kind="stable")
    order, tops = order[order > 0], []
    for voice in order.index[:2]:
        part = table[table["voice"] == voice]
        top = part[part["agent"] == part["agent"].max()]
        actors, most = join(map(framing.the, top["label"])), int(top["agent"].iloc[0])
        relations_of = count(order[voice], "relation")
        if most == order[voice]:
            acts = f"acts in {'its only relation' if most == 1 else f'all {relations_of}'}"
        elif len(top) == 1:
            acts = f"acts most ({most} of {relations_of})"
        else:
            acts = f"act most ({most} of {relations_of} each)"
        tops.append((framing.speaker(voice, label), actors, acts))
    if not tops:
        return templated("No voice has one state act on another.", {}, refs)
    said, values = [], {"who": who}
    for key, (voice, actors, acts) in zip("ab", tops, strict=False):
        said.append(f"in the words of {{voice_{key}}}, {{actors_{key}}} {{acts_{key}}}")
        values |= {f"voice_{key}": voice, f"actors_{key}": actors, f"acts_{key}": acts}
    text = f"{said[0][0].upper()}{'; '.join(said)[1:]}"
    if len(tops) == 2:
        values["casts"] = "one cast in both" if tops[0][1] == tops[1][1] else "two casts in one article"
        text += ": {casts}"
    return templated(text + ". How sure: the voices of relations were {who}.", values, refs)


@needs()
def pairs(
    relations: pd.DataFrame, table: pd.DataFrame, readings: pd.DataFrame, who: str, article_id: str
) -> Finding:
    """Return how many relations between two states are worded as good or bad, and what that count rests on.

    ``table`` is ``framing.pairs``, ``readings`` ``framing.readings``.
    """
    if relations.empty:
        return _no_relation(article_id)
    refs = _evidence("article.relations", relations, article_id)
    signs = table[["good", "neither", "bad", "contested"]].sum()
    if not signs.sum():
        return templated("No relation between two states was coded.", {}, refs)
    worded = {"good": "as good", "bad": "as bad", "neither": "as neither"}
    said = [f"{signs[name] or 'none'} {words}" for name, words in worded.items()]
    if signs["contested"]:
        said.append(f"{signs['contested']} as what the speaker rejects")
    values: Values = {
        "all": count(len(relations), "relation"),
        "who": who,
        "between": count(int(signs.sum()), "joins", "join"),
        "signs": join(said),
    }
    text = (
        "Of {all}, {who}, {between} two states, worded: {signs}. These are wordings, not acts: two leaders "
        "who are said to appear together count as a relation."
    )
    readings = readings[readings["coders"] > 1]
    if len(readings):
        text += " {coders} coded relations between states apart, and share {shared} of {readings}."
        values |= {
            "coders": count(int(readings["coders"].max()), "coder"),
            "shared": int((readings["votes"] == readings["coders"]).sum()),
            "readings": count(len(readings), "reading"),
        }
    return templated(text, values, refs)


@needs()
def aftermath(
    claims: pd.DataFrame, forecasts: pd.DataFrame, contacts: pd.DataFrame, article_id: str
) -> Finding:
    """Return what became of the forecasts, and which later meetings the article did not foresee.

    ``claims`` are all claims of the article, in which forecasts were looked for.
    """
    looked = _looked("claims", article_id)
    ours = forecasts[forecasts["voice"].notna() & (forecasts["foreseen"])]
    foretold = ours["claim_id"].unique()
    checked = ours.dropna(subset="verdict")
    held = checked.groupby("claim_id")["verdict"].agg(lambda given: set(given) == {"supported"})
    refs = [
        *evidence.refs("history.claim_checks", forecasts),
        *(evidence.refs("article.claims", ours) or looked),
        *evidence.refs("history.meetings", contacts),
    ]
    values: Values = {"claims": count(len(foretold), "forecast") if len(foretold) else "no forecast"}
    text = "The article holds {claims}"
    if claims.empty:
        text = "No claim was found in the units of the article that were coded for claims, and so no forecast"
        values = {}
    if len(checked):
        text += "; {checked} {were} checked, and {held} came out as worded"
        values |= {
            "checked": len(held),
            "were": "was" if len(held) == 1 else "were",
            "held": "all" if held.all() else int(held.sum()) or "none",
        }
    elif len(foretold):
        text += ", and the data hold no check of any"
    if len(contacts):
        hoped = contacts["expected"].map(len) > 0
        text += (
            ". Of {meetings} of leaders it names, {hoped} brought together leaders between whom it words a "
            "cooperative relation as planned, intended or possible"
        )
        values |= {
            "meetings": count(len(contacts), "listed later meeting"),
            "hoped": int(hoped.sum()) or "none",
        }
        if (~hoped).any():
            text += "; {surprise} did not"
            values["surprise"] = join(
                f"the one {'between' if row.leaders.count('–') == 1 else 'of'} "
                f"{join(row.leaders.split('–'))} ({long_day(row.date)})"
                for row in records(contacts[~hoped])
            )
    else:
        text += ". The data hold no later meeting of leaders it names"
    unsaid = forecasts[forecasts["verdict"].astype("str") == "not_claimed"]
    if len(unsaid):
        text += ". Also looked up, beyond what the article claims: {unsaid}"
        values["unsaid"] = "; ".join(
            f"‘{row.claim}’ – {'no answer' if pd.isna(row.verified_value) else _dated(row.verified_value)}"
            for row in records(unsaid)
        )
    return templated(text + ".", values, refs)


def _dated(text: str) -> str:
    """Return the text with its ISO dates written out."""
    return re.sub(r"\b\d{4}-\d\d-\d\d\b", lambda found: long_day(date.fromisoformat(found[0])), text)


@needs(cells=MARKS)
def agreement(
    cells: pd.DataFrame,
    measured: pd.DataFrame,
    codings: pd.DataFrame,
    readings: pd.DataFrame,
    coders: pd.DataFrame,
    article_id: str,
) -> Finding:
    """Return how far coders agree on frames and on relations, who they are, and where they differ.

    ``measured`` is ``reliability.agreement`` by frame; ``codings`` is ``Article.relation_codings``,
    ``readings`` ``framing.readings`` of these.
    """
    names = framing.coders(cells)
    text, values = agreed(measured, "frame", "unit")
    text = "Frames were coded by {who}. " + text
    values["who"] = coded.who(coders[coders["coder_id"].isin(names)])
    differ = reliability.disagreements(cells, ["sentence_id", "frame"], "coder_id", "present")
    given = differ.merge(framing.decide(cells, framing.UNION), on=["sentence_id", "frame"])
    if measured["units"].any():
        text += " Of {decisions} decisions, a unit and frame each and most of them against the frame, the "
        text += "coders differ on {number}"
        values |= {"decisions": int(measured["units"].sum()), "number": len(differ) or "none"}
    if len(differ):
        text += " ({differ})"
        values["differ"] = join(f"{row.sentence_id} {_named([row.frame])}" for row in records(differ))
    blind = coders[coders["coder_id"].isin(names) & coders["blind"]]["coder_id"]
    if 1 < len(blind) < len(names):
        apart = cells[cells["coder_id"].isin(blind)]
        rows = reliability.disagreements(apart, ["sentence_id", "frame"], "coder_id", "present")
        text += ", and the {blind} who worked blind on {apart}"
        values |= {"blind": len(blind), "apart": len(rows) or "none"}
    readings = readings[readings["coders"] > 1]
    text += "." if measured["units"].any() else ""
    if len(readings):
        text += (
            " On relations all share {shared} of {readings} (unit, agent, patient, sign, contested or not)."
        )
        values |= {
            "shared": int((readings["votes"] == readings["coders"]).sum()),
            "readings": count(len(readings), "distinct reading"),
        }
    refs = _evidence(MARKS, given, article_id) + evidence.refs("article.relations", codings)
    return templated(text, values, refs)


def agreement_title(measured: pd.DataFrame) -> str:
    """Return the title of the chart of agreement: where alpha can tell, and where nobody differs."""
    found, frames = reliability.overall(measured), count(len(measured), "frame")
    if not found.units:
        return "No unit was coded twice"
    same = int((measured["units_disagreeing"] == 0).sum())
    told = f"alpha {'averages' if len(found.told) > 1 else 'is'} {found.mean:.2f}"
    few = (
        f"{len(found.told) or 'None'} of {frames} stand{'s' if len(found.told) == 1 else ''} in enough units"
    )
    return f"{few} to tell agreement{f': {told}' if found.told else ''}; on {same} no coder differs"


def agreement_source(cells: pd.DataFrame, coders: pd.DataFrame) -> str:
    """Return the source line of the chart of agreement: the table, the units and who coded."""
    who = coded.who(coders[coders["coder_id"].isin(framing.coders(cells))])
    units = count(cells["sentence_id"].nunique(), "unit")
    return f"Data: article.frame_codings, coders. N = {units}. Coded by {who}."


@needs()
def stability(table: pd.DataFrame, cells: pd.DataFrame, article_id: str) -> Finding:
    """Return which conclusions change with the coder, which in a figure only, and which can't be tried."""
    if table.empty:
        raise NoRows("no rows in article.frame_codings and article.relations")
    text, values = tried(table, "conclusion")
    limits, more = compared(cells)
    return templated(text + limits, values | more, [f"article.texts:{article_id}"])


def headlines(article_id: str | None = None) -> Findings:
    """Return the notebook's findings on one article, most important first."""
    article_id = article_id or tables.article_id()
    article = Article.load(article_id)
    coders, countries = tables.load("coders", "history.countries")
    codings, looked = article.relation_codings, article.looked("relations")
    label = framing.short_labels(article.sources)
    names = framing.names(article.actors, countries)
    cells = framing.grid(article.sentences, article.looked("frames"), article.frame_codings, article.frames)
    decided = framing.decide(cells)
    relations = framing.resolve(article.relations, article.spans)
    who = framing.coded_by(relations, codings, coders)
    table = sensitivity.table(
        framing.frame_conclusions(cells, article.frames, article.voices(), article.spans, label),
        framing.relation_conclusions(codings, looked, names),
        framing.single_conclusions(relations, article.actors, label, names),
    )
    measured = reliability.agreement(cells, "frame", "sentence_id", "coder_id", "present")
    told = framing.voiced(decided, article.units(), article.spans)
    by_voice = framing.cast(relations, article.actors, names, by=["voice"])
    return Findings(
        {
            "packages": packages(told, article.frames, label, table, coders, article_id),
            "casts": casts(relations, by_voice, label, who, article_id),
            "words": words(framing.shares(cells), decided, cells, article.sentences, article_id),
            "agreement": agreement(
                cells, measured, codings, framing.readings(codings, looked), coders, article_id
            ),
        }
    )
