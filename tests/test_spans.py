"""Spans of several pieces in one row, and the unit codings that follow from spans, on texts of our own."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from helpers.read import spans

SOURCES = pd.DataFrame(
    [("NARR", "narrator", False), ("MAYOR", "official", True), ("UNION", "civil_society", True),
     ("SOME", "collective", False)],
    columns=["source_id", "source_type", "named"],
)  # fmt: skip


def coded(
    text: str, *attributions: tuple[str, str, str, list[str], str | None]
) -> tuple[dict[str, Any], dict[str, str]]:
    """Codings by unit, each a line of the text, and their sources.

    Attributions are given by source, stance, cue, contents and outer one, named a1, a2, ... in order;
    the depth of each is one more than that of its outer one.
    """
    units, at = [], 0
    for number, line in enumerate(text.split("\n"), 1):
        kind = "credit" if line.startswith("Credit") else "sentence"
        units.append(("t", f"p{number}s1", kind, at, at + len(line)))
        at += len(line) + 1
    rows, pieces, depths = [], [], {None: 0}
    for number, (source, stance, cue, contents, outer) in enumerate(attributions, 1):
        name = f"a{number}"
        depths[name] = depths[outer] + 1
        status = "explicit" if cue else "carry_over"
        rows.append(("t", name, "jane", source, status, depths[name], stance, outer))
        for part, texts in (("cue", [cue] if cue else []), ("content", contents)):
            for piece, words in enumerate(texts, 1):
                assert text.count(words) == 1, words
                start = text.index(words)
                pieces.append(("t", name, part, piece, start, start + len(words), words))
    codings, told = spans.unit_codings(
        pd.DataFrame(units, columns=["article_id", "sentence_id", "unit_type", "start", "end"]),
        pd.DataFrame(
            rows,
            columns=["article_id", "attribution_id", "coder_id", "source_id", "status", "depth", "stance",
                     "nested_in"],
        ),
        pd.DataFrame(
            pieces, columns=["article_id", "attribution_id", "part", "piece", "start", "end", "cue"]
        ),
        SOURCES, spans.words_of(text), spans.quoted(text),
    )  # fmt: skip
    keys = ["sentence_id", "status", "depth", "mode", "stance"]
    by_unit = {unit: tuple(rest) for unit, *rest in codings[keys].itertuples(index=False, name=None)}
    return by_unit, told.groupby("sentence_id")["source_id"].agg("+".join).to_dict()


def test_the_source_of_most_words_speaks_and_carries_over_without_a_cue() -> None:
    codings, voices = coded(
        "The mayor says the tram is late again.\nIt will come. \nThe town waits in the rain.\nCredit: us",
        ("MAYOR", "neutral", "says", ["the tram is late again", "It will come."], None),
    )
    assert codings["p1s1"] == ("explicit", 1, "indirect", "neutral")
    assert codings["p2s1"] == ("carry_over", 1, "indirect", "none")
    assert codings["p3s1"] == ("none", 1, "none", "none")
    assert voices == {"p1s1": "MAYOR", "p2s1": "MAYOR", "p3s1": "NARR"} and "p4s1" not in codings


def test_half_of_the_words_is_enough_and_less_is_not() -> None:
    said = ("MAYOR", "neutral", "says", ["it is late"], None)
    assert coded("The mayor says it is late", said)[1] == {"p1s1": "MAYOR"}
    assert coded("The mayor now says it is late", said)[1] == {"p1s1": "NARR"}


def test_the_innermost_content_counts_if_it_covers_half() -> None:
    text = "The union says that the mayor denied that the tram was ever late"
    outer = ("UNION", "neutral", "says", ["that the mayor denied that the tram was ever late"], None)
    inner = ("MAYOR", "distancing", "denied", ["that the tram was ever late"], "a1")
    codings, voices = coded(f"{text} in May", outer, inner)
    assert voices == {"p1s1": "UNION"} and codings["p1s1"] == ("explicit", 2, "indirect", "neutral")
    codings, voices = coded(text.replace("The union", "Union"), outer, inner)
    assert voices == {"p1s1": "MAYOR"} and codings["p1s1"] == ("explicit", 2, "indirect", "distancing")


def test_an_unnamed_voice_inside_anothers_words_adds_no_depth() -> None:
    outer = ("UNION", "neutral", "says", ["that some think it late"], None)
    inner = ("SOME", "neutral", "think", ["it late"], "a1")
    assert coded("The union says that some think it late", outer, inner)[0]["p1s1"][1] == 1


def test_sources_beside_each_other_speak_together() -> None:
    text = "The mayor says it is late, while the union says it is lost"
    both = [
        ("MAYOR", "factive", "mayor says", ["it is late"], None),
        ("UNION", "neutral", "union says", ["it is lost"], None),
    ]
    codings, voices = coded(text, *both)
    assert voices == {"p1s1": "NARR"} and codings["p1s1"][0] == "none", "six of thirteen words are no half"
    codings, voices = coded(text.replace("while ", ""), *both)
    assert voices == {"p1s1": "MAYOR+UNION"} and codings["p1s1"] == ("explicit", 1, "indirect", "factive")


def test_content_of_several_pieces_counts_all_of_them() -> None:
    pieces = ["“The tram,”", "“is never late.”"]
    codings, voices = coded(
        "“The tram,” says the mayor, “is never late.”", ("MAYOR", "neutral", "says", pieces, None)
    )
    assert voices == {"p1s1": "MAYOR"} and codings["p1s1"] == ("explicit", 1, "direct", "neutral")


@pytest.mark.parametrize(
    ("content", "mode"),
    [
        ("“it is late 🚋”", "direct"), ("it is “late”", "mixed"), ("it's late, isn't it", "indirect"),
        ("«it is late»", "direct"), ("„it is late“", "direct"), ("»it is late«", "direct"),
        ('"it is late"', "direct"), ("‘it isn’t late’", "direct"), ("「它 晚了」", "direct"),
        ("the dogs’ tram isn’t late", "indirect"), ("“it is late", "indirect"),
    ],
)  # fmt: skip
def test_quotation_marks_of_many_languages_give_the_mode(content: str, mode: str) -> None:
    codings, _ = coded(f"Mayor says {content}\n“And so on.”", ("MAYOR", "neutral", "says", [content], None))
    assert codings["p1s1"][2] == mode


def test_places_run_from_the_first_piece_to_the_last() -> None:
    attributions = pd.DataFrame({"article_id": "t", "attribution_id": ["a1", "a2"]})
    rows = [
        ("a1", "cue", 2, 20, 24, "that"),
        ("a1", "cue", 1, 10, 14, "said"),
        ("a1", "content", 1, 30, 40, None),
        ("a1", "content", 2, 50, 55, None),
        ("a2", "content", 1, 60, 70, None),
    ]
    pieces = pd.DataFrame(rows, columns=["attribution_id", "part", "piece", "start", "end", "cue"])
    found = spans.placed(attributions, pieces.assign(article_id="t")).set_index("attribution_id")
    assert found.loc["a1", ["cue", "cue_start", "cue_end", "content_start", "content_end"]].tolist() == [
        "said ... that", 10, 24, 30, 55,
    ]  # fmt: skip
    assert (
        found.loc["a2", ["cue_start", "source_start"]].isna().all() and found.loc["a2", "content_end"] == 70
    )


def test_nothing_coded_gives_the_articles_own_voice() -> None:
    assert coded("The tram is late.") == ({"p1s1": ("none", 1, "none", "none")}, {"p1s1": "NARR"})
