"""What sourcing found: values and evidence for the sentences of ``wording.toml``.

Every finding has the same values whatever it says, None for what there is not, so that two can be compared.
"""

from __future__ import annotations

from itertools import product
from typing import Any

import pandas as pd

from helpers.read import coded as layers
from helpers.read import evidence, tables
from helpers.read.article import Article
from helpers.read.voices import MAJORITY, UNIT
from helpers.show import coders as of_coders
from helpers.show.finding import Finding, Findings, LeftOut, NoRows, needs
from helpers.show.sensitivity import FLIPS, HOLDS, MOVES, NOT_CODED, NOT_TRIED, of_finding, tried
from helpers.show.wording import Wording
from helpers.show.words import join, short, standing
from helpers.themes.sourcing import beside, measure, yardstick
from helpers.themes.sourcing.measure import OWN, READINGS, RULES, SPANS, UNITS, VERDICTS

wording = Wording(__file__)

CHANGES, TEXTS = "hands.changes", "hands.texts"
NOTED = ["from_text", "from_unit", "to_text", "to_unit", "change", "aspect", "before", "after", "note"]
"""What is shown of a change in the texts behind an article."""
DIVERSITY = wording.terms["diversity"]
"""The columns of ``measure.DIVERSITY`` as they are shown."""
HEADLINES = ("plurals", "interpretation", "unusual", "attribution", "depth", "claims", "agreement")
"""The most important first. One that rests on who codes is left out unless it holds under every coder."""
NOTHING = {"plurals": "labels", "interpretation": "names", "claims": "claims"}
"""The value of a finding without which it says that there is nothing, which is no headline."""
Readings = dict[str, dict[str, Finding]]
"""By coder and by name: the findings that each coder's codings give."""


def headlines(article_id: str | None = None) -> Findings:
    """Return what the notebook found about one article (``tables.article_id()``), most important first."""
    article = Article.load(article_id or tables.article_id())
    verdicts = sensitivity(article, readings(article)).set_index("question")["verdict"]
    found = by_coder(article) | once(article)
    holding = [name for name in HEADLINES if verdicts.get(name, HOLDS) in (HOLDS, NOT_TRIED)]
    values = {name: getattr(one, "values", {}) for name, one in found.items()}
    told = [name for name in holding if values[name].get(NOTHING.get(name), True)]
    return Findings({name: found[name] for name in told})


def every(article_id: str) -> dict[str, Finding | LeftOut]:
    """Return all that the notebook finds about one article by the majority of coders, by name."""
    article = Article.load(article_id)
    return by_coder(article) | once(article)


def by_coder(article: Article, coder: str = MAJORITY) -> dict[str, Finding | LeftOut]:
    """Return the findings that rest on who codes, after one coder or the majority.

    Hedges are one coder's, whoever is followed: what differs is the voice of their unit.
    """
    units, resolved = article.units(coder), article.units(coder, resolve=True)
    looked, hedged = article.looked("frames"), article.looked("hedges")
    # Who did not look for frames has found none: those of the majority are read in that coder's units.
    reader = coder if coder in set(looked["coder_id"]) else MAJORITY
    framed = measure.interpretive(article.frame_codings, article.frames, looked, reader)
    carried = measure.carried_over(units, article.sentences, framed)
    interpreted = measure.interpreters(units, resolved, framed)
    hedges = measure.hedging(units, article.hedges, hedged)
    found = {
        "voices": voices(units, article.sentences),
        "attribution": attribution(measure.attribution(units), carried, units, article.sentences),
        "concentration": concentration(measure.concentration(units), measure.concentration(resolved), units),
        "depth": depth(measure.mean_depth(units), units, article.sentences),
        "interpretation": interpretation(interpreted, framed, units, looked, article.coded),
        "hedging": hedging(hedges, article.hedges, article.coded),
        "manner": manner(measure.manner(units, "stance"), measure.manner(units, "mode"), units),
    }
    if reader != coder and len(looked):
        found["interpretation"] = LeftOut(f"{coder} has not coded frames in these units")
    return found


def readings(article: Article) -> Readings:
    """Return the findings of ``by_coder`` for each coder and for the majority, as far as each has them.

    They are of the units that all coders went through; where there is none, the majority's of all units.
    """
    shared, found = article.shared(), Readings()
    compared = {MAJORITY: article} if shared.codings.empty else dict.fromkeys(shared.readings(), shared)
    for coder, coding in compared.items():
        said = by_coder(coding, coder)
        found[coder] = {name: one for name, one in said.items() if isinstance(one, Finding)}
    return found


def once(article: Article) -> dict[str, Finding | LeftOut]:
    """Return the findings that rest on one coder's rows, or on all coders together."""
    looked, found = article.looked("spans"), measure.plurals(article.spans, article.sources)
    steps = measure.flow(article.sentences, looked, article.sources, article.spans, article.chains)
    decided = measure.decisions(article.codings, article.coding_sources)
    disputed = measure.disagreements(decided)
    return {
        "unusual": beside.unusual(*yardstick.load(article.text["article_id"].iloc[0])),
        "plurals": plurals(found, article.spans, article.coded, noted(found)),
        "chain": chain(steps, article.coded),
        "claims": claims(measure.ledger(article.claims, article.sources, article.checks), article.coded),
        "agreement": agreement(measure.agreement(decided), disputed, article),
    }


# ---- one question each -----------------------------------------------------------------------------


def _body(units: pd.DataFrame, sentences: pd.DataFrame) -> dict[str, bool]:
    """Return whether all units were coded, and whether an agency is credited, which is then at depth 1."""
    credited = bool((sentences["unit_type"] == "credit").any())
    return {"whole": layers.whole(units, sentences), "credited": credited}


@needs(units=UNITS)
def voices(units: pd.DataFrame, sentences: pd.DataFrame) -> Finding:
    """Return how much the article speaks itself, and to whom it gives the rest."""
    whole, given = units.drop_duplicates(UNIT), measure.shares(units)
    body = int(whole["words"].sum())
    names, shares = [*map(short, given["label"]), OWN], given["words"] / body
    values = {
        **_body(units, sentences),
        "words": body,
        "units": len(whole),
        "own": float(body - given["words"].sum()) / body,
        "voices": len(given),
        "top": names[0],
        "share": float(shares.iloc[0]) if len(given) else None,
        "second": names[1] if len(given) > 1 else None,
        "both": float(shares.iloc[:2].sum()),
    }
    return wording.finding("voices", values, evidence.refs("article.sentences", units))


@needs()
def chain(steps: pd.DataFrame, coded: pd.DataFrame) -> Finding:
    """Return how long the longest chain of voices is, and whether all lead through one agency."""
    looked = layers.required(coded, "spans")
    spans = steps.explode("attributions").rename(columns={"attributions": "attribution_id"})
    number, names = spans["attribution_id"].nunique(), [] if steps.empty else measure.longest(steps)
    first = steps[(steps["level"] == 1) & (steps["attributions"].map(len) == number)]
    values = {
        "by": standing(coded, "spans"),
        "attributions": number,
        "chain": tuple(map(short, names)),
        "agency": short(first["label"].iloc[0]) if len(first) and number > 1 and len(names) > 1 else None,
    }
    return wording.finding("chain", values, evidence.refs(SPANS, spans) or looked)


@needs(units=UNITS)
def attribution(
    rules: pd.DataFrame, carried: pd.DataFrame, units: pd.DataFrame, sentences: pd.DataFrame
) -> Finding:
    """Return how many words have a source and a cue, how many a known speaker, and who inherits one."""
    explicit, known = (float(rules.loc[rules["rule"] == rule, "share"].iloc[0]) for rule in RULES)
    values = {
        "whole": layers.whole(units, sentences),
        "explicit": explicit,
        "known": known if len(carried) else None,
        "carried": len(carried),
        "ids": tuple(carried["sentence_id"]),
        "framed": int(carried["interpretive"].notna().sum()),
    }
    said = units[units["status"] != "none"]
    rows = said if len(said) else units
    return wording.finding("attribution", values, evidence.refs("article.sentences", rows))


@needs()
def plurals(found: pd.DataFrame, spans: pd.DataFrame, coded: pd.DataFrame, behind: pd.DataFrame) -> Finding:
    """Return which plural labels come down to one voice, each label and each voice once.

    Where a label comes down to none elsewhere, the units stand with it in which it does. ``behind`` is what
    was ``noted`` on them in the texts behind the article.
    """
    looked = layers.required(coded, "spans")
    open_ended = set(spans.loc[spans["resolves_to"].isna(), "source_id"])
    labels = []
    for (source, label), part in found.groupby(["source_id", "label"], sort=False):
        where = f" (in {join(part['sentence_id'].unique())})" if source in open_ended else ""
        labels.append(f"‘{short(str(label))}’{where}")
    heard = found.drop_duplicates("resolves_to")
    kinds = heard["entity_type"].astype(str).value_counts(sort=False)
    values = {
        "labels": tuple(dict.fromkeys(labels)),
        "kinds": kinds.to_dict(),
        "voices": tuple(map(short, heard["voice"])),
        "noted": len(behind),
        "noters": behind["coder_id"].nunique(),
    }
    rows = evidence.refs(SPANS, found if len(found) else spans) or looked
    return wording.finding("plurals", values, [*rows, *evidence.refs(CHANGES, behind)])


def noted(found: pd.DataFrame) -> pd.DataFrame:
    """Return ``measure.noted`` of the package, no row where it has no comparison of texts."""
    columns = ["change_id", "article_id", "coder_id", *NOTED]
    there = CHANGES in tables.names()
    return measure.noted(tables.load(CHANGES), found) if there else pd.DataFrame(columns=columns)


@needs(texts=TEXTS)
def behind(texts: pd.DataFrame, sources: pd.DataFrame) -> Finding:
    """Return which texts stand behind the one that an article credits, and which of them it does not name.

    ``texts`` are the article's rows of ``hands.texts``. One is named where a voice begins with its label.
    """
    first, others = (texts[texts["role"] == role] for role in ("dispatch", "source"))
    if first.empty or others.empty:
        raise NoRows(f"no text behind the one that the article credits in {TEXTS}")
    names = tuple(others["name"])
    values = {
        "first": str(first["name"].iloc[0]),
        "names": names,
        "unnamed": tuple(name for name in names if not sources["label"].str.startswith(name).any()),
        "whole": bool((first["seen"] == "whole").all()),
    }
    return wording.finding("behind", values, evidence.refs(TEXTS, texts[texts["role"] != "copy"]))


@needs(units=UNITS)
def concentration(before: pd.DataFrame, after: pd.DataFrame, units: pd.DataFrame) -> Finding:
    """Return how far the attributed words rest on few voices, before and after plurals are resolved."""
    attributed = units[units["source_type"] != OWN]
    first, last = _first(before), _first(after)
    changed = (first["voices"] or 0) > 1 and first["effective"] != last["effective"]
    values: dict[str, Any] = {}
    for end, row in (("", first), ("_resolved", last if changed else dict.fromkeys(last))):
        values |= {f"{name}{end}": row[name] for name in ("voices", "effective")}
        values |= {f"inverse{end}": row["inverse_simpson"], f"share{end}": row["top_share"]}
        values[f"top{end}"] = row["top"] and short(row["top"])
    rows = attributed if len(attributed) else units
    return wording.finding("concentration", values, evidence.refs("article.sentences", rows))


def _first(rows: pd.DataFrame) -> dict[Any, Any]:
    """Return the values of the first row by column, None each where there is none."""
    return next(iter(rows.to_dict("records")), dict.fromkeys(rows))


@needs(units=UNITS)
def depth(mean: pd.DataFrame, units: pd.DataFrame, sentences: pd.DataFrame) -> Finding:
    """Return how many voices deep the words of the article stand."""
    row = mean.iloc[0]
    values = {
        **_body(units, sentences),
        "mean": float(row["mean"]),
        "share": float(row["deepest_share"]),
        "deepest": int(row["deepest"]),
    }
    return wording.finding("depth", values, evidence.refs("article.sentences", units))


@needs(units=UNITS)
def interpretation(
    found: pd.DataFrame,
    framed: pd.DataFrame,
    units: pd.DataFrame,
    looked: pd.DataFrame,
    coded: pd.DataFrame,
) -> Finding:
    """Return who carries the interpretation, with plurals as written and resolved.

    ``looked`` says who looked at which unit for frames (``coded.units``).
    """
    where = layers.required(coded, "frames")
    whole = units.drop_duplicates(UNIT).merge(looked[UNIT].drop_duplicates(), on=UNIT)
    if whole.empty:
        raise NoRows("no unit was coded both for who speaks and for frames")
    read = whole.merge(framed[UNIT].drop_duplicates(), on=UNIT)
    carriers = measure.carriers(found)
    shares = found[found["source_id"].isin(carriers["source_id"])].groupby("reading")["share"].sum()
    written, content, resolved = (float(shares.get(rule, 0)) for rule in READINGS)
    values = {
        "names": tuple(map(short, carriers["label"])),
        "ids": tuple(read["sentence_id"]),
        "words": int(read["words"].sum()),
        "body": int(whole["words"].sum()),
        "part": float(read["words"].sum() / whole["words"].sum()),
        "written": written,
        "content": content if resolved != written else None,
        "resolved": resolved if resolved != written else None,
    }
    return wording.finding("interpretation", values, evidence.refs("article.sentences", read) or where)


@needs()
def hedging(found: pd.DataFrame, hedges: pd.DataFrame, coded: pd.DataFrame) -> Finding:
    """Return in the units of which voice most weak hedges stand by its words, and in those of which none."""
    looked = layers.required(coded, "hedges")
    layers.required(coded, "attribution")
    if found.empty:
        raise NoRows("no unit was coded both for who speaks and for hedges")
    weak = found[found["weak"] > 0].sort_values("weak_per_100", ascending=False, kind="stable")
    top = _first(weak)
    values = {
        "by": standing(coded, "hedges"),
        "voices": len(found),
        "plain": tuple(map(short, found.loc[found["weak"] == 0, "label"])),
        "top": top["label"] and short(top["label"]),
        "weak": top["weak"],
        "words": top["words"],
        "rate": top["weak_per_100"],
        "elsewhere": top["elsewhere"],
    }
    return wording.finding("hedging", values, evidence.refs("article.hedges", hedges) or looked)


@needs(units=UNITS)
def manner(stances: pd.DataFrame, modes: pd.DataFrame, units: pd.DataFrame) -> Finding:
    """Return which stance the cues take, and how much of the attributed words is quoted."""
    by_mode = modes.groupby("mode", observed=True)["words"].sum()
    by_stance = stances.groupby("stance", observed=True)["units"].sum()
    values = {
        "cues": int(by_stance.sum()),
        "stances": by_stance.to_dict(),
        "modes": (by_mode / by_mode.sum()).to_dict(),
    }
    said = units[units["source_type"] != OWN]
    return wording.finding("manner", values, evidence.refs("article.sentences", said if len(said) else units))


@needs()
def claims(ledger: pd.DataFrame, coded: pd.DataFrame) -> Finding:
    """Return how many claims a fact could settle, and what checking gave so far."""
    looked = layers.required(coded, "claims")
    totals = ledger["checkable"].value_counts()
    numbers = ledger["verdict"].dropna().value_counts()
    seen = sorted(numbers.index, key=lambda name: (-numbers[name], -VERDICTS.index(name)))
    values = {
        "by": standing(coded, "claims"),
        "claims": len(ledger),
        **{answer: int(totals.get(answer, 0)) for answer in ("yes", "partly", "no")},
        "checked": int(numbers.sum()),
        "verdicts": {name: int(numbers[name]) for name in seen},
        "unsettled": int((ledger["verdict"].notna() & (ledger["checkable"] == "no")).sum()),
    }
    checks = [ref for refs in ledger["evidence"] for ref in refs]
    return wording.finding("claims", values, [*evidence.refs("article.claims", ledger), *checks] or looked)


@needs(found=UNITS)
def agreement(found: pd.DataFrame, differing: pd.DataFrame, article: Article) -> Finding:
    """Return what the coders are, where they agree and where they differ, and how much was decided there."""
    measured = found[found["units"] > 0]
    if measured.empty:
        raise NoRows("no unit was coded twice, so that agreement on who speaks is unknown")
    called, apart = tables.load("article.sources"), differing[differing["question"] == "source"]
    label = called[called["article_id"].isin(apart["article_id"])].set_index("source_id")["label"].map(short)
    given = apart.drop(columns=["question", *UNIT]).replace(label.to_dict()).fillna("")
    parts = differing.groupby("question", observed=True)["sentence_id"].agg(join)
    alike = parts.index.to_series().astype(str).groupby(parts, sort=False).agg(join)
    values = {
        "who": of_coders.who_coded(article.coders),
        "units": int(measured["units"].max()),
        "questions": len(measured),
        "settled": len(article.decided),
        "disputed": [tuple(filter(None, dict.fromkeys(names))) for names in given.to_numpy()],
        "same": tuple(measured.loc[measured["units_disagreeing"] == 0, "question"].astype(str)),
        "differ": tuple(f"{questions} ({units})" for units, questions in alike.items()),
    }
    where = evidence.refs("coders", article.coders) or evidence.refs("article.texts", article.text)
    return wording.finding("agreement", values, [*where, *evidence.refs("article.sentences", differing)])


# ---- does it matter who codes? ---------------------------------------------------------------------


def sensitivity(article: Article, said: Readings) -> pd.DataFrame:
    """Return what becomes of each finding in ``said`` (of ``readings``) when another coder is followed.

    Columns: ``question``; a column a reading, with the finding in few words; ``verdict`` of ``sensitivity``;
    ``evidence``, the units on which the coders differ.
    """
    shared = article.shared()
    decided = measure.decisions(shared.codings, shared.coding_sources)
    where = evidence.refs("article.sentences", measure.disagreements(decided))
    rows = []
    for question in said[MAJORITY]:
        found = {coder: findings[question] for coder, findings in said.items() if question in findings}
        verdict = of_finding(found)
        differ = verdict in (MOVES, FLIPS)
        cells = {coder: one.short for coder, one in found.items()}
        if differ and len(set(cells.values())) == 1:
            cells = {coder: one.sentence for coder, one in found.items()}
        cells = dict.fromkeys(said, NOT_CODED) | cells
        rows.append({"question": question, **cells, "verdict": verdict, "evidence": where if differ else []})
    return tried(pd.DataFrame(rows, columns=["question", *said, "verdict", "evidence"]))


def differing(said: Readings, found: pd.DataFrame) -> pd.DataFrame:
    """Return the sentences that do not hold: ``question``, ``under`` (who codes so), ``sentence``."""
    names = found.loc[found["verdict"].isin([MOVES, FLIPS]), "question"]
    given = ((name, coder, said[coder].get(name)) for name, coder in product(names, said))
    rows = [(name, coder, one.sentence) for name, coder, one in given if one]
    spoken = pd.DataFrame(rows, columns=["question", "under", "sentence"])
    same = spoken.groupby(["question", "sentence"], sort=False)["under"].agg(join)
    return same.reset_index()[spoken.columns]


@needs()
def stability(found: pd.DataFrame, looked: pd.DataFrame, text: pd.DataFrame) -> Finding:
    """Return how many findings hold under every coder, and which do not.

    ``looked`` says who looked at which unit for who speaks (``coded.units``).
    """
    values = of_coders.tried(found.rename(columns={"question": "conclusion"}), "finding", looked)
    refs = list(dict.fromkeys(ref for part in found["evidence"] for ref in part))
    return wording.finding("stability", values, refs or evidence.refs("article.texts", text))


def listed(spans: pd.DataFrame) -> str:
    """Return in words what the rows of ``spans`` are: ``2 attributions and the credit line``."""
    credits = int((spans["status"] == "credit").sum())
    return wording.say("listed", attributions=len(spans) - credits, credits=credits)
