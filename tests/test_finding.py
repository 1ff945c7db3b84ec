"""A finding can't be made with a number that is typed, missing or unused, or without evidence."""

from __future__ import annotations

import io

import pandas as pd
import pytest

from helpers import evidence
from helpers.datatable import DataTable
from helpers.finding import Finding, Findings, LeftOut, NoRows, count, join, needs, percent

ROWS = ["history.parades:vd2025", "article.sentences:uniteddaily_mys/p6s2"]


@pytest.mark.parametrize(
    ("text", "values", "rows", "fault"),
    [
        ("{n} of {total}", {"n": 1}, ROWS, "'total' has no value"),
        ("{n}", {"n": 1, "m": 2}, ROWS, "'m' is not used"),
        ("{n} of 24", {"n": 1}, ROWS, "digits are typed"),
        ("{n}", {"n": 1}, [], "no evidence"),
    ],
)
def test_a_finding_that_cannot_be_followed_is_refused(
    text: str, values: dict[str, int], rows: list[str], fault: str
) -> None:
    with pytest.raises(ValueError, match=fault):
        Finding(text, values, rows)


def test_a_finding_shows_its_sentence_and_links_its_rows() -> None:
    finding = Finding("{n:,} <b>days</b>", {"n": 24079}, ROWS)
    assert finding.sentence == "24,079 <b>days</b>"
    shown = finding._repr_mimebundle_()
    assert "24,079 &lt;b&gt;days&lt;/b&gt;" in shown["text/html"]
    assert 'href="#article.sentences:uniteddaily_mys/p6s2">p6s2</a>' in shown["text/html"]
    assert shown["text/plain"].endswith("[history.parades vd2025; article.sentences p6s2]")


def test_many_rows_of_evidence_are_folded_but_there() -> None:
    rows = [f"history.attendance:a{number:03}" for number in range(30)]
    shown = Finding("{n}", {"n": 30}, rows).html()
    assert "<summary>Evidence: 30 rows</summary>" in shown and shown.count("<a ") == 30


def test_findings_are_numbered_and_never_none() -> None:
    findings = Findings([Finding("{n}", {"n": n}, ROWS) for n in (1, 2, 3)])
    assert findings._repr_mimebundle_()["text/html"].count("<li>") == 3
    assert [finding.sentence for finding in findings[:2]] == ["1", "2"]
    with pytest.raises(ValueError, match="empty"):
        Findings([])


def test_references_name_rows_by_primary_key() -> None:
    frame = pd.DataFrame({"article_id": ["x", "x", "x"], "sentence_id": ["p1s1", "p1s1", None]})
    assert evidence.refs("article.sentences", frame) == ["article.sentences:x/p1s1"]
    with pytest.raises(KeyError):
        evidence.refs("article.sentences", frame[["article_id"]])


def test_a_finding_without_rows_is_left_out_in_one_line_and_out_of_the_list() -> None:
    @needs(guests="history.attendance", parades="history.parades")
    def seen(guests: pd.DataFrame, parades: pd.DataFrame) -> Finding:
        if "vd2025" not in set(parades["parade_id"]):
            raise NoRows("no parade vd2025 in history.parades")
        return Finding("{n} guests", {"n": len(guests)}, ROWS)

    some, parade = pd.DataFrame({"parade_id": ["nd1949"]}), pd.DataFrame({"parade_id": ["vd2025"]})
    said = [seen(some[:0], parade), seen(some, parades=some), seen(some, parade)]
    assert [isinstance(one, Finding) for one in said] == [False, False, True]
    lines = [one._repr_mimebundle_()["text/plain"] for one in said[:2]]
    assert lines == [
        "Left out: no rows in history.attendance.",
        "Left out: no parade vd2025 in history.parades.",
    ]
    assert list(Findings(said)) == [said[2]] and Findings(said)[-1] is said[2]
    nothing = Findings([said[0], said[0], said[1]])
    assert nothing[:2]._repr_mimebundle_()["text/plain"].split("\n") == lines and nothing[-1] == said[0]


def test_hostile_references_stay_text() -> None:
    link = evidence.link('history.parades:"><script>alert(1)</script>')
    assert "<script" not in link and '"><' not in link


def test_typed_values_are_written_in_the_template() -> None:
    values = {"n": 1, "share": 0.5, "names": ("a", "b", "c"), "by": {"x": 9, "y": 1}, "part": {"x": 0.25}}
    text = (
        "{n:count unit|units}, {n:count carries|carry}, {share:percent}; {names} / {names:or} / {names:;}; "
    )
    gap = "\N{NO-BREAK SPACE}"
    assert Finding(text + "{by}; {part:percent}", values, ROWS).sentence == (
        f"1 unit, 1 carries, 50.0{gap}%; a, b and c / a, b or c / a; b; c; 9 x and 1 y; 25.0{gap}% x"
    )


def test_findings_given_by_name_are_found_by_name() -> None:
    one, gone = Finding("{n} guests", {"n": 1}, ROWS), LeftOut("no rows in x")
    found = Findings({"guests": one, "agreement": gone})
    assert found["guests"] is one and found["agreement"] is gone and list(found) == [one]
    with pytest.raises(KeyError):
        found["nothing"]


def test_words_for_numbers() -> None:
    assert (count(1, "visit"), count(2, "visit"), count(3, "country", "countries")) == (
        "1 visit",
        "2 visits",
        "3 countries",
    )
    assert (join([]), join(["a"]), join(["a", "b"]), join(["a", "b", "c"])) == (
        "",
        "a",
        "a and b",
        "a, b and c",
    )
    assert percent(0.6275) == "62.7\N{NO-BREAK SPACE}%"


def test_a_table_escapes_text_and_guards_formulas_but_not_numbers() -> None:
    frame = pd.DataFrame(
        {
            "text": ["=1+1", "<script>", None],
            "number": [-1.5, 2.0, float("nan")],
            "day": pd.to_datetime(["2025-09-03", None, "1959-10-01"]),
            "yes": [True, False, True],
            "evidence": [ROWS, [], ROWS[:1]],
        }
    )
    table = DataTable(frame, "A <caption>")
    html = table.html()
    assert "<script>" not in html and "A &lt;caption&gt;" in html
    assert '<th scope="row">=1+1</th>' in html and '<td class="num">-1.5</td>' in html
    assert "2025-09-03" in html and "00:00" not in html
    back = pd.read_csv(io.StringIO(table.csv()))
    assert back["text"].tolist()[:2] == ["'=1+1", "<script>"]
    assert back["number"].tolist()[:2] == [-1.5, 2.0]
    with pytest.raises(ValueError, match="caption"):
        DataTable(frame, " ")
