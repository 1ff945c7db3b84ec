"""Findings on sourcing: which words a sentence has is decided by what was computed, never by the article."""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter
from typing import Any

import pandas as pd

from helpers.read import coded as layers
from helpers.read import evidence, tables
from helpers.read.article import Article
from helpers.read.voices import MAJORITY, UNIT
from helpers.show.coders import compared, tried
from helpers.show.finding import Finding, Findings, LeftOut, NoRows, fill, needs, templated
from helpers.show.sensitivity import FLIPS, HOLDS, MOVES, NOT_CODED, NOT_TRIED, of_finding
from helpers.show.words import count, join, short
from helpers.themes.sourcing import measure as sourcing
from helpers.themes.sourcing.measure import OWN, READINGS, RULES, SPANS, UNITS

HEADLINES = ("plurals", "interpretation", "attribution", "depth", "claims", "agreement")
"""The most important first. One that rests on who codes is left out unless it holds under every coder."""
SAID = {
    "supported": ("was supported", "were supported"),
    "imprecise": ("was imprecise", "were imprecise"),
    "unverifiable": ("could not be verified", "could not be verified"),
    "depends_on_rule": ("depends on the counting rule", "depend on the counting rule"),
    "contradicted": ("was contradicted", "were contradicted"),
    "not_claimed": ("is not made by the article", "are not made by the article"),
}
"""What a verdict says of one claim and of several."""
CELLS = {
    "voices": ("{voices} voices; {top}: {share:percent}", "{top}: {share:percent}"),
    "attribution": ("{explicit:percent}; with carry-over {known:percent}", "{explicit:percent}"),
    "concentration": (
        "{voices} voices, effective {effective:.2f}, {top} {share:percent}; resolved: {voices_resolved}, "
        "effective {effective_resolved:.2f}, {top_resolved} {share_resolved:percent}",
        "{voices} voices, effective {effective:.2f}, {top} {share:percent}",
        "one voice: {top}",
    ),
    "depth": ("mean {mean:.2f}; {share:percent} stand {deepest} deep",),
    "interpretation": (
        "{names}: {written:percent} of {words} words; resolved {content:percent} or {resolved:percent}",
        "{names}: {written:percent} of {words} words",
    ),
    "hedging": ("{top}: {weak:count weak hedge} in {words:count word} ({rate:.2f} per 100)",),
    "manner": ("{stances}; {modes:percent}",),
}
"""A finding in the cell of a grid: the first of these whose values it has, else its sentence."""


def headlines(article_id: str | None = None) -> Findings:
    """Return what the notebook found about one article (``tables.article_id()``), most important first."""
    article = Article.load(article_id or tables.article_id())
    verdicts = sensitivity(article, readings(article)).set_index("question")["verdict"]
    found = by_coder(article) | once(article)
    return Findings(
        {name: found[name] for name in HEADLINES if verdicts.get(name, HOLDS) in (HOLDS, NOT_TRIED)}
    )


def by_coder(article: Article, coder: str = MAJORITY) -> dict[str, Finding | LeftOut]:
    """Return the findings that rest on who codes, after one coder or the majority.

    Hedges are one coder's, whoever is followed: what differs is the voice of their unit.
    """
    units, resolved = article.units(coder), article.units(coder, resolve=True)
    looked, hedged = article.looked("frames"), article.looked("hedges")
    # Who did not look for frames has found none: those of the majority are read in that coder's units.
    reader = coder if coder in set(looked["coder_id"]) else MAJORITY
    framed = sourcing.interpretive(article.frame_codings, article.frames, looked, reader)
    carried = sourcing.carried_over(units, article.sentences, framed)
    stances, modes = sourcing.manner(units, "stance"), sourcing.manner(units, "mode")
    before, after = sourcing.concentration(units), sourcing.concentration(resolved)
    found = {
        "voices": voices(units, article.sentences),
        "attribution": attribution(sourcing.attribution(units), carried, units, article.sentences),
        "concentration": concentration(before, after, units),
        "depth": depth(sourcing.mean_depth(units), units, article.sentences),
        "interpretation": interpretation(
            sourcing.interpreters(units, resolved, framed), framed, units, looked, article.coded
        ),
        "hedging": hedging(sourcing.hedging(units, article.hedges, hedged), article.hedges, article.coded),
        "manner": manner(stances, modes, units),
    }
    if reader != coder and len(looked):
        found["interpretation"] = LeftOut(f"{coder} has not coded frames in these units")
    return found


def readings(article: Article) -> dict[str, dict[str, Finding]]:
    """Return the findings of ``by_coder`` for each coder and for the majority, as far as each has them.

    They are of the units that all coders went through; of all units, and the majority alone, where there is
    none.
    """
    shared = article.shared()
    found = {coder: by_coder(shared, coder) for coder in shared.readings()}
    if shared.codings.empty:
        found = {MAJORITY: by_coder(article)}
    return {
        coder: {name: one for name, one in said.items() if isinstance(one, Finding)}
        for coder, said in found.items()
    }


def once(article: Article) -> dict[str, Finding | LeftOut]:
    """Return the findings that rest on one coder's rows, or on all coders together."""
    looked = article.looked("spans")
    steps = sourcing.flow(article.sentences, looked, article.sources, article.spans, article.chains)
    decided = sourcing.decisions(article.codings, article.coding_sources)
    return {
        "plurals": plurals(sourcing.plurals(article.spans, article.sources), article.spans, article.coded),
        "chain": chain(steps, article.coded),
        "claims": claims(sourcing.ledger(article.claims, article.sources, article.checks), article.coded),
        "agreement": agreement(
            sourcing.agreement(decided), sourcing.disagreements(decided), article.coders, article.text
        ),
    }


# ---- one question each -----------------------------------------------------------------------------


def _coded(units: pd.DataFrame, sentences: pd.DataFrame) -> str:
    """Return what has to follow “words” where not all units were coded."""
    return "" if layers.whole(units, sentences) else " coded"


@needs(units=UNITS)
def voices(units: pd.DataFrame, sentences: pd.DataFrame) -> Finding:
    """Say how much the article speaks itself, and to whom it gives the rest."""
    body = int(units.drop_duplicates(UNIT)["words"].sum())
    given = sourcing.shares(units)
    own = int(body - given["words"].sum())
    values: dict[str, Any] = {"words": body, "units": units.drop_duplicates(UNIT)["sentence_id"].nunique()}
    where = evidence.refs("article.sentences", units)
    if given.empty:
        its = "its {units} units" if layers.whole(units, sentences) else "the {units} units coded"
        return templated(f"The article speaks all {{words}} words of {its} itself.", values, where)
    top = given.iloc[0]
    values |= {"own": own / body, "top": short(top["label"]), "share": float(top["words"] / body)}
    if len(given) == 1:
        rest = "one voice, {top}: {share:percent}."
    else:
        rest = "{voices} voices; {top} has the most, {share:percent}."
        values["voices"] = len(given)
    start = "Of {words} words in {units} units, {own:percent} are the article's own and the rest is given to "
    return templated(start + rest, values, where)


@needs()
def chain(steps: pd.DataFrame, coded: pd.DataFrame) -> Finding:
    """Say how long the longest chain of voices is, and whether all lead through one agency."""
    looked = layers.required(coded, "spans")
    attributions = sorted({name for names in steps["attributions"] for name in names})
    if not attributions:
        words = "No attribution was found in the units that were coded for source, cue and content."
        return templated(words, {}, looked)
    spans = steps.explode("attributions").rename(columns={"attributions": "attribution_id"})
    where = evidence.refs(SPANS, spans.dropna(subset="attribution_id"))
    values: dict[str, Any] = {"attributions": count(len(attributions), "attribution")}
    deepest = steps.sort_values("level", ascending=False, kind="stable").iloc[0]
    if deepest["level"] < 2:
        words = "In {attributions} each source speaks straight to the page: no voice speaks through another."
        return templated(words, values, where)
    labels = dict(zip(steps["path"], steps["label"], strict=True))
    path = deepest["path"].split(">")
    names = [short(labels[">".join(path[: number + 1])]) for number in range(len(path))]
    words = "The longest chain to the page has {voices}: {chain}."
    first = steps[(steps["level"] == 1) & (steps["attributions"].map(len) == len(attributions))]
    if len(first) and len(attributions) > 1:
        words += " All {attributions} pass through {agency}."
        values |= {"agency": short(first["label"].iloc[0])}
    else:
        words += " It is one of {attributions}."
    return templated(
        words, values | {"voices": count(len(names), "voice"), "chain": " > ".join(names)}, where
    )


@needs(units=UNITS)
def attribution(
    rules: pd.DataFrame, carried: pd.DataFrame, units: pd.DataFrame, sentences: pd.DataFrame
) -> Finding:
    """Say how many words have a source and a cue, how many a known speaker, and which units inherit one."""
    explicit, known = (rules.loc[rules["rule"] == rule].iloc[0] for rule in RULES)
    values: dict[str, Any] = {"explicit": float(explicit["share"])}
    where = evidence.refs("article.sentences", units[units["status"] != "none"])
    where = where or evidence.refs("article.sentences", units)
    whose = "article's words" if layers.whole(units, sentences) else "words coded"
    words = f"{{explicit:percent}} of the {whose} stand in units with a source and a cue"
    if carried.empty:
        return templated(words + "; no unit carries a speaker over from before.", values, where)
    values |= {"known": float(known["share"]), "carried": len(carried), "ids": tuple(carried["sentence_id"])}
    words += ". With {carried:count unit} that carr" + ("y" if len(carried) > 1 else "ies")
    words += " a speaker over from before ({ids}), the share is {known:percent}"
    framed = int(carried["interpretive"].notna().sum())
    if framed and len(carried) > 1:
        values["framed"] = framed
        words += "; {framed:count of these interprets|of these interpret}"
    elif framed:
        words += "; it interprets"
    return templated(words + ".", values, where)


@needs()
def plurals(found: pd.DataFrame, spans: pd.DataFrame, coded: pd.DataFrame) -> Finding:
    """Say which plural labels come down to one voice, each label and each voice once.

    Where a label comes down to none elsewhere, the units stand with it in which it does.
    """
    looked = layers.required(coded, "spans")
    if found.empty:
        words = "No plural label in the article stands for a single voice that it names elsewhere."
        return templated(words, {}, evidence.refs(SPANS, spans) or looked)
    open_ended = set(spans.loc[spans["resolves_to"].isna(), "source_id"])
    labels = [
        f"‘{label}’" + (f" (in {join(part['sentence_id'].unique())})" if source in open_ended else "")
        for (source, label), part in found.assign(label=found["label"].map(short)).groupby(
            ["source_id", "label"], sort=False
        )
    ]
    voices = found.drop_duplicates("resolves_to")
    kinds = voices["entity_type"].astype(str).value_counts(sort=False)
    values = {
        "labels": join(dict.fromkeys(labels)),
        "kinds": join(
            f"one {kind}" if number == 1 else f"{number} {kind}s" for kind, number in kinds.items()
        ),
        "voices": join(map(short, voices["voice"])),
    }
    several = len(set(labels)) > 1
    words = (
        f"We infer that the plural label{'s' if several else ''} {{labels}} "
        f"come{'' if several else 's'} down to {{kinds}}"
    )
    return templated(words + ": {voices}.", values, evidence.refs(SPANS, found))


@needs(units=UNITS)
def concentration(before: pd.DataFrame, after: pd.DataFrame, units: pd.DataFrame) -> Finding:
    """Say how far the attributed words rest on few voices, before and after plurals are resolved."""
    attributed = units[units["source_type"] != OWN]
    where = evidence.refs("article.sentences", attributed if len(attributed) else units)
    if before.empty:
        return templated("No words are attributed, so that none can be concentrated on a voice.", {}, where)
    first, last = before.iloc[0], after.iloc[0]
    values: dict[str, Any] = {"top": short(first["top"]), "share": float(first["top_share"])}
    if first["voices"] == 1:
        return templated(
            "All attributed words ({share:percent}) are those of one voice, {top}.", values, where
        )
    values |= {"voices": int(first["voices"]), "effective": float(first["effective"])}
    words = (
        "By attributed words, the {voices} voices are as diverse as {effective:.2f} voices of equal size; "
    )
    words += "{top} has {share:percent} of these words."
    if first["effective"] != last["effective"]:
        are = "voices are" if last["voices"] > 1 else "voice is"
        words += (
            f" With plurals resolved, {{voices_resolved}} {are} as diverse as {{effective_resolved:.2f}}; "
        )
        words += "{top_resolved} has {share_resolved:percent}."
        values |= {"voices_resolved": int(last["voices"]), "effective_resolved": float(last["effective"])}
        values |= {"top_resolved": short(last["top"]), "share_resolved": float(last["top_share"])}
    return templated(words, values, where)


@needs(units=UNITS)
def depth(mean: pd.DataFrame, units: pd.DataFrame, sentences: pd.DataFrame) -> Finding:
    """Say how many voices deep the words of the article stand."""
    row, where, coded = mean.iloc[0], evidence.refs("article.sentences", units), _coded(units, sentences)
    if row["deepest"] == 1:
        words = f"Every word{coded} stands at the first step: no voice speaks through another."
        return templated(words, {}, where)
    share, deepest = float(row["deepest_share"]), int(row["deepest"])
    values = {"mean": float(row["mean"]), "share": share, "deepest": deepest}
    words = "On average a word stands {mean:.2f} voices deep, the one next to the page counted as the first; "
    words += f"{{share:percent}} of the words{coded} stand {{deepest}} deep."
    return templated(words, values, where)


@needs(units=UNITS)
def interpretation(
    found: pd.DataFrame,
    framed: pd.DataFrame,
    units: pd.DataFrame,
    looked: pd.DataFrame,
    coded: pd.DataFrame,
) -> Finding:
    """Say who carries the interpretation, with plurals as written and resolved.

    ``looked`` says who looked at which unit for frames (``coded.units``).
    """
    where = layers.required(coded, "frames")
    whole = units.drop_duplicates(UNIT).merge(looked[UNIT].drop_duplicates(), on=UNIT)
    read = whole.merge(framed[UNIT].drop_duplicates(), on=UNIT)
    if whole.empty:
        raise NoRows("no unit was coded both for who speaks and for frames")
    if read.empty:
        return templated("No unit that was coded for frames carries an interpretive one.", {}, where)
    carriers = sourcing.carriers(found)
    shares = found[found["source_id"].isin(carriers["source_id"])].groupby("reading")["share"].sum()
    values: dict[str, Any] = {
        "written": float(shares[READINGS[0]]),
        "names": tuple(map(short, carriers["label"])),
        "words": int(read["words"].sum()),
        "body": int(whole["words"].sum()),
        "part": float(read["words"].sum() / whole["words"].sum()),
    }
    carry = "carry" if len(carriers) > 1 else "carries"
    words = "Units that interpret hold {words} of the {body} words coded ({part:percent}). "
    words += f"{{names}} {carry} {{written:percent}} of them"
    if shares[READINGS[2]] != shares[READINGS[0]]:
        words += "; if plural labels are resolved, {content:percent} (content words) or {resolved:percent} "
        words += "(whole units)"
        values |= {"content": float(shares[READINGS[1]]), "resolved": float(shares[READINGS[2]])}
    return templated(words + ".", values, evidence.refs("article.sentences", read))


@needs()
def hedging(found: pd.DataFrame, hedges: pd.DataFrame, coded: pd.DataFrame) -> Finding:
    """Say in the units of which voice most weak hedges stand by its words, and in those of which none."""
    where = layers.required(coded, "hedges")
    where = evidence.refs("article.hedges", hedges) or where
    layers.required(coded, "attribution")
    if found.empty:
        raise NoRows("no unit was coded both for who speaks and for hedges")
    weak = found[found["weak"] > 0].sort_values("weak_per_100", ascending=False, kind="stable")
    if weak.empty:
        return templated("No weak hedge was found in a unit of any voice.", {}, where)
    top, plain = weak.iloc[0], found[found["weak"] == 0]
    values: dict[str, Any] = {
        "top": short(top["label"]),
        "weak": int(top["weak"]),
        "words": int(top["words"]),
        "rate": float(top["weak_per_100"]),
    }
    # Labels come after a colon, where none needs an article.
    text = "Highest rate: {top} ({weak:count weak hedge} in {words:count word}, {rate:.2f} per hundred). "
    text += "A hedge counts for the voice of its unit"
    if top["elsewhere"]:
        values["elsewhere"] = int(top["elsewhere"])
        text += "; the table of hedges gives {elsewhere} of these to another voice"
    start = "Weak hedges stand in the units of every voice. "
    if len(plain):
        values["plain"] = tuple(map(short, plain["label"]))
        start = f"No weak hedge stands in the units of {'these voices' if len(plain) > 1 else 'this voice'}: "
        start += "{plain}. "
    return templated(start + text + ".", values, where)


@needs(units=UNITS)
def manner(stances: pd.DataFrame, modes: pd.DataFrame, units: pd.DataFrame) -> Finding:
    """Say which stance the cues take, and how much of the attributed words is quoted."""
    where = evidence.refs("article.sentences", units[units["source_type"] != OWN])
    if modes.empty:
        where = evidence.refs("article.sentences", units)
        return templated("No words are attributed, so that there is no cue and no quotation.", {}, where)
    by_mode = modes.groupby("mode", observed=True)["words"].sum()
    by_stance = stances.groupby("stance", observed=True)["units"].sum()
    values = {
        "cues": int(by_stance.sum()),
        "stances": {str(name): int(number) for name, number in by_stance.items()},
        "modes": {str(name): float(words / by_mode.sum()) for name, words in by_mode.items()},
    }
    text = "By stance, the cues in {cues:count unit} are {stances}; "
    text += "by mode, the attributed words are {modes:percent} speech."
    return templated(text, values, where)


@needs()
def claims(ledger: pd.DataFrame, coded: pd.DataFrame) -> Finding:
    """Say how many claims a fact could settle, and what checking gave so far."""
    looked = layers.required(coded, "claims")
    if ledger.empty:
        return templated("No claim was found in the units that were coded for claims.", {}, looked)
    totals = ledger["checkable"].value_counts().reindex(["yes", "partly", "no"], fill_value=0)
    checked = ledger["verdict"].dropna()
    values: dict[str, Any] = {"claims": count(len(ledger), "claim"), "yes": totals["yes"] or "none"}
    words = "A fact could settle {yes} of {claims}"
    if totals["partly"]:
        words += ", {partly} more in part" if totals["yes"] else ", {partly} in part"
        values["partly"] = totals["partly"]
    if totals["no"]:
        words += ", and {no} not at all"
        values["no"] = totals["no"]
    words += ". "
    if checked.empty:
        where = evidence.refs("article.claims", ledger)
        return templated(words + "No check against a cited page is recorded.", values, where)
    numbers = checked.value_counts()
    seen = sorted(numbers.index, key=lambda name: (-numbers[name], list(SAID).index(name)))
    values["checked"] = count(len(checked), "was", "were")
    values["verdicts"] = join(count(numbers[name], *SAID[name]) for name in seen)
    where = [*evidence.refs("article.claims", ledger), *(ref for refs in ledger["evidence"] for ref in refs)]
    words += "{checked} held against a cited page: {verdicts}"
    unsettled = int((ledger["verdict"].notna() & (ledger["checkable"] == "no")).sum())
    if unsettled:
        words += "; for the {unsettled} that no fact could settle, a page can show only that "
        words += "they were said" if unsettled > 1 else "it was said"
        values["unsettled"] = unsettled if unsettled > 1 else "one"
    return templated(words + ".", values, where)


@needs(found=UNITS)
def agreement(
    found: pd.DataFrame, differing: pd.DataFrame, coders: pd.DataFrame, text: pd.DataFrame
) -> Finding:
    """Say what the coders are, where they agree and where they differ."""
    values: dict[str, Any] = {"coders": layers.who(coders)}
    where = evidence.refs("coders", coders) or evidence.refs("article.texts", text)
    words = "Who speaks was coded by {coders}."
    measured = found[found["units"] > 0]
    if measured.empty:
        return templated(words + " No unit was coded twice, so that agreement is unknown.", values, where)
    same = measured.loc[measured["units_disagreeing"] == 0, "question"].astype(str)
    values["units"] = count(int(measured["units"].max()), "unit")
    if len(same):
        values["same"] = join(same)
        words += " In all {units} they agree on {same}"
    if len(differing):
        parts = differing.groupby("question", observed=True)["sentence_id"].agg(join)
        alike = parts.index.to_series().astype(str).groupby(parts, sort=False).agg(join)
        values["differ"] = "; ".join(f"{questions} ({units})" for units, questions in alike.items())
        words += "; they differ on {differ}" if len(same) else " In {units} they differ on {differ}"
        where += evidence.refs("article.sentences", differing)
    return templated(words + ".", values, where)


# ---- does it matter who codes? ---------------------------------------------------------------------


def sensitivity(article: Article, said: Mapping[str, Mapping[str, Finding]]) -> pd.DataFrame:
    """Return what becomes of each finding in ``said`` (of ``readings``) when another coder is followed.

    Columns: ``question``; a column a reading, with the finding in few words; ``verdict`` of ``sensitivity``;
    ``evidence``, the units on which the coders differ.
    """
    shared = article.shared()
    decided = sourcing.decisions(shared.codings, shared.coding_sources)
    where = evidence.refs("article.sentences", sourcing.disagreements(decided))
    rows = []
    for question in said[MAJORITY]:
        found = {coder: findings[question] for coder, findings in said.items() if question in findings}
        verdict = of_finding(found)
        cells = {coder: _in_short(one, question) for coder, one in found.items()}
        differ = verdict in (MOVES, FLIPS)
        if differ and len(set(cells.values())) == 1:
            cells = {coder: one.sentence for coder, one in found.items()}
        cells = {coder: cells.get(coder, NOT_CODED) for coder in said}
        rows.append({"question": question, **cells, "verdict": verdict, "evidence": where if differ else []})
    return pd.DataFrame(rows, columns=["question", *said, "verdict", "evidence"])


def _in_short(finding: Finding, question: str) -> str:
    """Return a finding in few words, as ``CELLS`` has it."""
    for words in CELLS[question]:
        if all(name in finding.values for _, name, _, _ in Formatter().parse(words) if name):
            return fill(words, finding.values)
    return finding.sentence


def differing(said: Mapping[str, Mapping[str, Finding]], found: pd.DataFrame) -> pd.DataFrame:
    """Return the sentences that do not hold: ``question``, ``under`` (who codes so), ``sentence``."""
    names = found.loc[found["verdict"].isin([MOVES, FLIPS]), "question"]
    rows = [
        (name, coder, findings[name].sentence)
        for name in names
        for coder, findings in said.items()
        if name in findings
    ]
    spoken = pd.DataFrame(rows, columns=["question", "under", "sentence"])
    return (
        spoken.groupby(["question", "sentence"], sort=False)["under"].agg(join).reset_index()[spoken.columns]
    )


@needs(found=UNITS)
def stability(found: pd.DataFrame, looked: pd.DataFrame, text: pd.DataFrame) -> Finding:
    """Say how many findings hold under every coder, and which do not.

    ``looked`` says who looked at which unit for who speaks (``coded.units``).
    """
    words, values = tried(found.rename(columns={"question": "conclusion"}), "finding")
    limits, more = compared(looked)
    refs = [ref for part in found["evidence"] for ref in part]
    where = list(dict.fromkeys(refs)) or evidence.refs("article.texts", text)
    return templated(words + limits, values | more, where)


def listed(spans: pd.DataFrame) -> str:
    """Return in words what the rows of ``spans`` are: ``2 attributions and the credit line``."""
    credits = int((spans["status"] == "credit").sum())
    found = count(len(spans) - credits, "attribution")
    return found + (" and the credit line" if credits else "")
