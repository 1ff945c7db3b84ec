from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.read import tables, voices

TABLES = (
    "article.sentences",
    "article.attribution_codings",
    "article.attribution_coding_sources",
    "article.sources",
    "article.attributions",
)


def article(article_id: str = "x", coders: str = "abc", **changed: dict[str, str]) -> list[pd.DataFrame]:
    """Three units of 10, 20 and 30 words: the narrator, a plural with an expert, the expert; then a credit.

    A keyword names a coder and gives the units that this coder attributes to somebody else.
    """
    said = {"p1s1": "NARR", "p1s2": "PL+EX", "p1s3": "EX"}
    sentences = pd.DataFrame(
        {
            "sentence_id": [*said, "p1s4"],
            "unit_type": ["sentence"] * 3 + ["credit"],
            "start": [0, 100, 200, 300],
            "words": [10, 20, 30, 4],
        }
    )
    heard = {coder: said | changed.get(coder, {}) for coder in coders}
    sources = pd.DataFrame(
        [
            (coder, unit, position, source)
            for coder, units in heard.items()
            for unit, voice in units.items()
            for position, source in enumerate(voice.split("+"), 1)
        ],
        columns=["coder_id", "sentence_id", "position", "source_id"],
    )
    codings = sources[["coder_id", "sentence_id"]].drop_duplicates()
    codings = codings.assign(status="explicit", depth=2, mode="indirect", stance="neutral")
    named = pd.DataFrame(
        {
            "source_id": ["NARR", "PL", "EX", "OFF"],
            "label": ["narrator", "experts", "Expert", "Office"],
            "source_type": ["narrator", "collective", "expert", "official"],
            "entity_type": ["none", "collective", "person", "organisation"],
        }
    )
    spans = pd.DataFrame(
        {
            "sentence_id": ["p1s2", "p1s2", "p1s3"],
            "source_id": ["PL", "EX", "EX"],
            "content_words": pd.array([7, 9, 28], dtype="Int64"),
            "resolves_to": ["EX", None, None],
        }
    )
    return [frame.assign(article_id=article_id) for frame in (sentences, codings, sources, named, spans)]


def words(units: pd.DataFrame) -> dict[str, int]:
    return units.groupby("source_id")["share"].sum().to_dict()


def test_two_sources_of_a_unit_are_one_collective_voice() -> None:
    units = voices.by_unit(*article(), coder="a")
    assert list(units.columns) == voices.COLUMNS
    assert units["sentence_id"].tolist() == ["p1s1", "p1s2", "p1s3"]  # not the credit line
    assert words(units) == {"NARR": 10, "PL+EX": 20, "EX": 30}
    joined = units.loc[1, ["label", "source_type", "entity_type"]].tolist()
    assert joined == ["experts + Expert", "collective", "collective"]


def test_resolving_shares_content_words_out() -> None:
    units = voices.by_unit(*article(), coder="a", resolve=True)
    assert words(units) == {"NARR": 10, "EX": 7 + 9 + 30}
    assert units["sentence_id"].tolist() == ["p1s1", "p1s2", "p1s3"]


def test_a_plural_that_comes_down_to_two_voices_is_shared_out_between_them() -> None:
    sentences, codings, coding_sources, sources, spans = article()
    twice = pd.concat([spans, spans.head(1).assign(content_words=4, resolves_to="OFF")], ignore_index=True)
    units = voices.by_unit(sentences, codings, coding_sources, sources, twice, resolve=True)
    shared = units[units["sentence_id"] == "p1s2"].set_index("source_id")["share"]
    assert shared.to_dict() == {"EX": 7 + 9, "OFF": 4}
    other = spans.assign(resolves_to=["OFF", None, None])
    units = voices.by_unit(sentences, codings, coding_sources, sources, other, resolve=True)
    assert units.loc[units["sentence_id"] == "p1s2", "source_id"].tolist() == ["OFF", "EX"], "as coded"


def test_without_a_source_in_any_coding_no_unit_has_a_voice() -> None:
    sentences, codings, coding_sources, sources, spans = article()
    whole = voices.by_unit(sentences, codings, coding_sources, sources, spans)
    for parts in ((codings, coding_sources.head(0)), (codings.head(0), coding_sources.head(0))):
        none = voices.by_unit(sentences, *parts, sources, spans)
        assert none.empty and list(none.columns) == list(whole.columns)


def test_resolving_changes_nothing_without_a_plural() -> None:
    frames = article()
    frames[-1]["resolves_to"] = None
    pd.testing.assert_frame_equal(voices.by_unit(*frames), voices.by_unit(*frames, resolve=True))


def test_majority_outvotes_one_coder() -> None:
    units = voices.by_unit(*article(b={"p1s3": "OFF"}))
    assert words(units)["EX"] == 30
    assert not units["tie"].any()


def test_without_a_majority_the_first_coder_decides() -> None:
    units = voices.by_unit(*article(b={"p1s3": "OFF"}, c={"p1s3": "NARR"}))
    assert words(units)["EX"] == 30
    assert units["tie"].tolist() == [False, False, True]
    two = voices.by_unit(*article(coders="ab", a={"p1s3": "OFF"}))
    assert words(two)["OFF"] == 30
    assert two["tie"].tolist() == [False, False, True]


def test_articles_are_kept_apart() -> None:
    both = [pd.concat(pair) for pair in zip(article("x"), article("y", a={"p1s3": "OFF"}), strict=True)]
    units = voices.by_unit(*both, coder="a")
    assert words(units[units["article_id"] == "x"]) == {"NARR": 10, "PL+EX": 20, "EX": 30}
    assert words(units[units["article_id"] == "y"]) == {"NARR": 10, "PL+EX": 20, "OFF": 30}


def test_no_units_give_an_empty_table() -> None:
    empty = voices.by_unit(*(frame.head(0) for frame in article()))
    assert list(empty.columns) == voices.COLUMNS
    assert empty.empty


def test_unknown_coders_are_refused() -> None:
    with pytest.raises(ValueError, match="no coder 'z'; there are a, b, c, majority"):
        voices.by_unit(*article(), coder="z")


@settings(max_examples=20, deadline=None)
@given(st.randoms(use_true_random=False), st.booleans())
def test_the_order_of_rows_never_matters(random: object, resolve: bool) -> None:
    frames = article(b={"p1s3": "OFF"}, c={"p1s3": "NARR"})
    shuffled = [frame.sample(frac=1, random_state=random.randrange(9**9)) for frame in frames]  # type: ignore[attr-defined]
    pd.testing.assert_frame_equal(
        voices.by_unit(*frames, resolve=resolve), voices.by_unit(*shuffled, resolve=resolve)
    )


def test_words_by_voice_of_the_article() -> None:
    loaded = tables.load(*TABLES)
    first = words(voices.by_unit(*loaded, coder="a1"))
    assert first == {"BBCZH": 199, "NI": 104, "NARR": 86, "FM_PL+CS_PL": 46, "MFA": 43}
    resolved = words(voices.by_unit(*loaded, coder="a1", resolve=True))
    assert resolved == {"BBCZH": 199 + 22, "NI": 104 + 17, "NARR": 86, "MFA": 43}
    majority = words(voices.by_unit(*loaded))
    assert (majority["BBCZH"], majority["WH"]) == (164, 35)


CODINGS = st.lists(
    st.tuples(
        st.sampled_from("xy"),
        st.sampled_from(["p1s1", "p1s2"]),
        st.sampled_from("abcde"),
        st.sampled_from("uvw"),
    ),
    unique_by=lambda row: row[:3],
)


@settings(max_examples=60, deadline=None)
@given(CODINGS)
def test_the_majority_is_that_of_a_count_by_hand(rows: list[tuple[str, str, str, str]]) -> None:
    """Also of units with one coder, two who differ, or five of whom no three agree."""
    columns = ["article_id", "sentence_id", "coder_id", "mode"]
    coded = pd.DataFrame(rows, columns=columns).astype(
        {"mode": pd.CategoricalDtype(list("uvw"), ordered=True)}
    )
    expected = {}
    for article_id, unit in sorted({row[:2] for row in rows}):
        given = [value for *_, value in sorted(row for row in rows if row[:2] == (article_id, unit))]
        most = next((value for value in given if 2 * given.count(value) > len(given)), None)
        expected[article_id, unit] = (most or given[0], most is None)
    found = voices.majority(coded, ["mode"])
    assert found["mode"].dtype == coded["mode"].dtype
    told = {row[:2]: row[2:] for row in found.astype(object).itertuples(index=False, name=None)}
    assert told == expected and list(told) == list(expected)
