"""What was not coded is told apart from what was not found."""

from __future__ import annotations

import pandas as pd
import pytest

from helpers.read import coded
from helpers.show import coders, words
from helpers.show.finding import LeftOut, NoRows, needs

ROWS = [
    *(("t", "jane", "hedges", "own", unit) for unit in ("p1s1", "p1s2", "p1s3")),
    *(("t", "ann", "hedges", "own", unit) for unit in ("p1s1", "p1s2")),
    *(("t", "jane", "frames", book, unit) for book in ("own", "five") for unit in ("p1s1", "p1s2")),
    ("t", "ann", "frames", "five", "p1s3"),
]
CODED = pd.DataFrame(ROWS, columns=["article_id", "coder_id", "layer", "codebook", "sentence_id"])
CODED["layer"] = pd.Categorical(CODED["layer"], list(coded.LAYERS), ordered=True)


def test_units_of_a_layer_are_those_of_its_codebook() -> None:
    assert len(coded.units(CODED, "hedges")) == 5 and coded.units(CODED, "claims").empty
    assert coded.units(CODED, "frames", "own")["sentence_id"].tolist() == ["p1s1", "p1s2"]
    assert len(coded.units(CODED, "frames")) == 3, "a unit read under two codebooks is one"


def test_one_coder_stands_for_all_layers_of_which_no_majority_is_taken() -> None:
    """Who went through most units for all layers; of several the first by name; as far as that one looked."""
    hedges = pd.DataFrame(
        {"article_id": "t", "coder_id": ["ann", "ann", "jane"], "cue": ["may", "can", "might"]}
    )
    assert coded.one_coder(hedges, CODED, "hedges")["cue"].tolist() == ["might"]
    even = CODED[CODED["sentence_id"].isin(["p1s1"]) & (CODED["layer"] == "hedges")]
    assert coded.one_coder(hedges, even, "hedges")["cue"].tolist() == ["may", "can"]
    assert coded.one_coder(hedges.iloc[:0], even, "hedges").empty
    assert coded.one_coder(hedges, CODED, "claims").empty, "nobody went through the text for claims"
    without = CODED[(CODED["coder_id"] == "ann") | (CODED["layer"] == "frames")]
    assert coded.one_coder(hedges, without, "hedges")["cue"].tolist() == ["may", "can"]
    other = CODED[CODED["coder_id"] == "ann"].assign(article_id="u")
    both = pd.concat([hedges, hedges.assign(article_id="u")])
    chosen = coded.one_coder(both, pd.concat([CODED, other]), "hedges")
    assert chosen["cue"].tolist() == ["might", "may", "can"], "each article has its own"


def test_a_layer_that_nobody_coded_leaves_a_finding_out() -> None:
    @needs()
    def hedges_found(rows: pd.DataFrame) -> str:
        coded.required(rows, "hedges")
        return "no hedge was found"

    assert hedges_found(CODED) == "no hedge was found"
    assert hedges_found(CODED.iloc[:0]) == LeftOut("nobody has coded hedges in this article")
    with pytest.raises(NoRows, match="nobody has coded who speaks"):
        coded.required(CODED, "attribution")


def test_coders_are_said_to_be_what_they_are() -> None:
    """A program is no language model, and one coder is not all coders."""
    kinds = ["language model", "language model", "program", "person"]
    said = [
        coders.who_coded(pd.DataFrame({"kind": part}))
        for part in (kinds[:2], kinds[2:3], kinds[1:], kinds[3:])
    ]
    assert said == [
        "2 coders, all language models; no person has coded. "
        "Models are separate runs, names and versions not recorded",
        "one program; no person has coded",
        "3 coders (1 language model, 1 program and 1 person). Name and version of the model are not recorded",
        "one person",
    ]
    told = pd.DataFrame({"coder_id": ["a", "b"], "kind": "person", "note": ["told to hurry", None]})
    assert coders.who_coded(told) == (
        "2 coders, all persons; a was told to hurry, so that coders are not exchangeable"
    )


def test_the_summary_says_who_went_through_how_much() -> None:
    coders = pd.DataFrame({"coder_id": ["jane", "ann"], "kind": ["person", "program"]})
    books = pd.DataFrame(
        {"codebook": ["own", "five"], "title": ["Ours", "Five"], "source": ["a.md", "a book"]}
    )
    found = coded.summary(CODED, coders, books, pd.DataFrame({"sentence_id": ["p1s1", "p1s2", "p1s3"]}))
    assert found.to_dict("split")["data"] == [
        ["frames", "Five", "a book", "ann", "program", 1, "p1s1, p1s2"],
        ["frames", "Five", "a book", "jane", "person", 2, "p1s3"],
        ["frames", "Ours", "a.md", "jane", "person", 2, "p1s3"],
        ["hedges", "Ours", "a.md", "ann", "program", 2, "p1s3"],
        ["hedges", "Ours", "a.md", "jane", "person", 3, ""],
    ]


def test_coders_are_compared_in_the_units_that_all_of_them_took() -> None:
    hedges, frames = coded.units(CODED, "hedges"), coded.units(CODED, "frames")
    assert coded.common(hedges)["sentence_id"].tolist() == ["p1s1", "p1s2"] and coded.apart(hedges)
    assert coded.common(frames).empty and coded.apart(frames)
    alone = hedges[hedges["coder_id"] == "jane"]
    assert len(coded.common(alone)) == 3 and not coded.apart(alone)


def test_the_whole_article_is_all_but_the_credit_line() -> None:
    sentences = pd.DataFrame({"article_id": "t", "sentence_id": ["p1s1", "p1s2", "p1s3", "p2s1"]})
    sentences["unit_type"] = [*["sentence"] * 3, "credit"]
    hedges = coded.units(CODED, "hedges")
    assert coded.whole(hedges, sentences)
    assert not coded.whole(hedges[hedges["coder_id"] == "ann"], sentences)


def test_whose_rows_stand_for_a_layer_is_computed() -> None:
    assert words.standing(CODED, "hedges") == "coded by jane, one of 2 coders"
    assert words.standing(CODED[CODED["coder_id"] == "ann"], "hedges") == "coded by ann alone"
    assert words.whose("ann", 1, "example") == "coded by ann alone, an example"
    with pytest.raises(NoRows, match="nobody has coded claims"):
        words.standing(CODED, "claims")


def test_a_value_that_nobody_gave_has_no_votes() -> None:
    looked = coded.units(CODED, "hedges")
    given = looked.assign(kind=pd.Categorical(["strong"] * len(looked), ["weak", "strong"]))
    found = coded.votes(given, looked, ["kind"])
    assert found["kind"].tolist() == ["strong"] * 3
    assert found[["votes", "coders"]].to_numpy().tolist() == [[2, 2], [2, 2], [1, 1]]
    assert found["most"].all()
    half = coded.votes(given[given["coder_id"] == "ann"], looked, ["kind"])
    assert not half["most"].any(), "one of two is no majority"


def test_the_one_coder_went_through_most_units_of_all_layers_together() -> None:
    units = [(layer, unit) for layer in ("claims", "mentions") for unit in ("p1s1", "p1s2", "p1s3")]
    more = pd.DataFrame([("t", "ann", layer, "own", unit) for layer, unit in units], columns=list(CODED))
    both = pd.concat([CODED, more], ignore_index=True).astype(CODED.dtypes.to_dict())
    hedges = pd.DataFrame({"article_id": "t", "coder_id": ["ann", "jane"], "cue": ["may", "might"]})
    found = coded.one_coder(hedges, both, "hedges")["cue"].tolist()
    assert found == ["may"], "nine units against seven, though never four of one layer"
    assert coded.one_coder(hedges, CODED, "hedges")["cue"].tolist() == ["might"]
