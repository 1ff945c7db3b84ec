"""A finding has a headline and evidence; tables, numbers and names are written for readers."""

from __future__ import annotations

import io
import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import notebooks
from helpers.read import evidence, tables
from helpers.show.datatable import DataTable
from helpers.show.evidence import evidence as evidence_of
from helpers.show.finding import Finding, Findings, LeftOut, NoRows, needs
from helpers.show.rows import heading
from helpers.show.words import count, join, percent, the

ROWS = ["history.parades:vd2025", "article.sentences:uniteddaily_mys/p6s2"]


def said(text: str, **values: int) -> Finding:
    """A finding of a headline alone."""
    return Finding(text.format(**values), values=values, evidence=ROWS)


@pytest.mark.parametrize(
    ("headline", "rows", "fault"), [("", ROWS, "no headline given"), ("A", [], "no evidence given")]
)
def test_a_finding_that_cannot_be_followed_is_refused(headline: str, rows: list[str], fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        Finding(headline, evidence=rows)


def test_headline_detail_and_evidence_stand_on_lines_of_their_own() -> None:
    shown = Finding("A <b>.", "More.", {}, ROWS)._repr_mimebundle_()[0]
    assert shown["text/plain"].split("\n")[:2] == ["A <b>.", "More."]
    assert shown["text/plain"].split("\n")[2].startswith("[history.parades vd2025")
    assert '<strong class="headline">A &lt;b&gt;.</strong>' in shown["text/html"]
    assert 'class="detail"' in shown["text/html"]


def test_a_finding_shows_its_sentence_and_names_its_rows() -> None:
    finding = said("{n:,} <b>days</b>", n=24079)
    assert finding.sentence == "24,079 <b>days</b>"
    shown, metadata = finding._repr_mimebundle_()
    assert "24,079 &lt;b&gt;days&lt;/b&gt;" in shown["text/html"]
    for text in (shown["text/plain"], re.sub("<[^>]*>", "", shown["text/html"])):
        assert "[history.parades vd2025; article.sentences p6s2]" in text
    gist = tables.load("article.sentences").set_index("sentence_id")["gist"]["p6s2"]
    assert f'<span title="{gist}">p6s2</span>' in shown["text/html"]
    (facts,) = metadata["rostrum"]["findings"]
    assert facts == {"headline": finding.headline, "detail": "", "evidence": ROWS}


def test_many_rows_of_evidence_are_folded_but_there() -> None:
    rows = [f"history.attendance:a{number:03}" for number in range(30)]
    shown = Finding("30", evidence=rows).html()
    assert "<summary>Evidence: 30 rows</summary>" in shown and len(re.findall(r"\ba\d{3}\b", shown)) == 30


def test_findings_are_numbered_and_never_none() -> None:
    findings = Findings([said("{n}", n=n) for n in (1, 2, 3)])
    assert findings._repr_mimebundle_()[0]["text/html"].count('<li class="finding">') == 3
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
        return said("{n} guests", n=len(guests))

    some, parade = pd.DataFrame({"parade_id": ["nd1949"]}), pd.DataFrame({"parade_id": ["vd2025"]})
    shown = [seen(some[:0], parade), seen(some, parades=some), seen(some, parade)]
    assert [isinstance(one, Finding) for one in shown] == [False, False, True]
    lines = [one._repr_mimebundle_()[0]["text/plain"] for one in shown[:2]]
    assert lines == [
        "Left out: no rows in history.attendance.",
        "Left out: no parade vd2025 in history.parades.",
    ]
    assert list(Findings(shown)) == [shown[2]] and Findings(shown)[-1] is shown[2]
    nothing = Findings([shown[0], shown[0], shown[1]])
    mime, metadata = nothing[:2]._repr_mimebundle_()
    assert mime["text/plain"].split("\n") == lines and nothing[-1] == shown[0]
    assert metadata["rostrum"] == {"kind": "left-out", "lines": lines}


def test_hostile_references_stay_text() -> None:
    hostile = 'history.parades:"><script>alert(1)</script>'
    assert "<script" not in evidence.target(hostile) and '"' not in evidence.target(hostile)
    assert "<script" not in Finding("1", evidence=[hostile]).html()


def test_findings_given_by_name_are_found_by_name() -> None:
    one, gone = said("{n} guests", n=1), LeftOut("no rows in x")
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
    assert "<th>=1+1</th>" in html and '<td class="num">-1.5</td>' in html
    assert "2025-09-03" in html and "00:00" not in html
    back = pd.read_csv(io.StringIO(table.csv()))
    assert back["text"].tolist()[:2] == ["'=1+1", "<script>"]
    assert back["number"].tolist()[:2] == [-1.5, 2.0]
    with pytest.raises(ValueError, match="caption"):
        DataTable(frame, " ")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (10000.5, "10000.5"),
        (12345678.0, "12345678"),
        (123456789.25, "123456789.25"),
        (1234567890123456.0, "1234567890123456"),
        (0.000123, "0.000123"),
        (1e-7, "1e-07"),
        (1e22, "1e+22"),
        (-0.0, "0"),
        (-7.2, "-7.2"),
        (float("inf"), "inf"),
        (1 / 7, "0.1429"),
        (0.1 + 0.2, "0.3"),
        (2e6 / 3, "666667"),
    ],
)
def test_a_number_is_shown_in_full_and_saved_exactly(value: float, shown: str) -> None:
    for kind in ("float64", "Float64", "object"):
        table = DataTable(pd.DataFrame({"a": ["row"], "n": pd.Series([value], dtype=kind)}), "Numbers")
        assert re.findall("<td[^>]*>([^<]*)", table.html()) == [shown]
        assert float(table.csv().splitlines()[1].removeprefix("row,")) == value


@given(st.lists(st.floats(allow_nan=False)), st.lists(st.integers(-(2**63), 2**63 - 1)))
def test_any_number_comes_back_from_a_csv(fractions: list[float], counts: list[int]) -> None:
    for column in (fractions, counts):
        _, *lines = DataTable(pd.DataFrame({"n": column}), "Numbers").csv().splitlines()
        assert [type(value)(line) for value, line in zip(column, lines, strict=True)] == column


def test_a_missing_number_is_empty_and_a_whole_one_stays_whole_beside_it() -> None:
    frame = pd.DataFrame({"n": pd.array([2**53 + 1, None], dtype="Int64"), "f": [36.0, float("nan")]})
    assert DataTable(frame, "Numbers").csv() == "n,f\n9007199254740993,36\n,\n"
    assert re.findall("<t[dh] ?[^>]*>([^<]*)<", DataTable(frame, "Numbers").html().split("<tbody>")[1]) == [
        "9007199254740993",
        "36",
        "",
        "",
    ]


def test_a_list_is_evidence_in_the_column_of_that_name_only() -> None:
    frame = pd.DataFrame(
        {"who": [["Ann <b>", "Bo"]], "when": [(1959, 2025)], "what": [{"b", "a"}], "evidence": [ROWS]}
    )
    table = DataTable(frame, "Lists")
    plain = re.sub("</?span[^>]*>", "", table.html().split("<tbody>")[1])
    assert re.findall("<t[dh][^>]*>([^<]*)</t[dh]>", plain) == [
        "Ann &lt;b&gt;; Bo",
        "1959; 2025",
        "a; b",
        evidence.plain(ROWS),
    ]
    assert table.facts()["evidence"] == ["\n".join(ROWS)]
    assert table.csv().splitlines()[1].startswith("Ann <b>; Bo,1959; 2025,a; b,")


def test_a_key_shows_its_row() -> None:
    shown = evidence_of("p6s2")
    assert shown.caption == "What stands in article.sentences p6s2"
    said = dict(zip(shown.frame["what"], shown.frame["value"], strict=True))
    row = tables.load("article.sentences").set_index("sentence_id").loc["p6s2"]
    assert said["What it is"] == row["gist"] and said["Words"] == str(row["words"])
    page = tables.load("history.attendance").set_index("attendance_id")["source_url"]["a053"]
    assert page in evidence_of("history.attendance:a053").csv(), "the page's whole address"
    with pytest.raises(KeyError, match="no row of the data has the key 'zz'"):
        evidence_of("zz")


def test_columns_are_named_as_the_schema_names_them_for_readers() -> None:
    frame = pd.DataFrame(
        {"sentence_id": ["p1s1"], "source_type": ["x"], "own_name": [1], "article value": [2]}
    )
    table = DataTable(frame, "T")
    assert table.csv().splitlines()[0] == "unit,type of source,own name,value in the article"
    twice = DataTable(pd.DataFrame({"label": ["a"], "voice": ["b"]}), "T")
    assert twice.head() == ["label", "voice"]
    for path in notebooks.paths():
        for output in (one for cell in notebooks.read(path).cells for one in cell.get("outputs", ())):
            head = output.get("data", {}).get("text/csv", "").split("\n")[0]
            assert "_" not in head, f"{path.stem}: {head}"


def test_a_name_has_one_title_in_the_package() -> None:
    titles: dict[str, set[str]] = {}
    for name in tables.names():
        for field in tables.resource(name)["schema"]["fields"]:
            titles.setdefault(field["name"], set()).add(heading(field))
    assert {name: said for name, said in titles.items() if len(said) > 1} == {
        "country_iso3": {"country", "code"}
    }


def test_only_a_text_that_would_run_is_guarded() -> None:
    cells = ["=1", "+1+1", "-2+3", "@A1", "\uff1d1", "-7.2", "+1", "-5 %", "- none", -7.2, -1, None]
    frame = pd.DataFrame({"=n": pd.Series(cells, dtype=object)})
    header, *lines = DataTable(frame, "Cells").csv().splitlines()
    assert header == "'=n"
    assert lines == [
        *("'=1", "'+1+1", "'-2+3", "'@A1", "'\uff1d1", "-7.2", "+1", "'-5 %", "'- none", "-7.2", "-1", '""')
    ]


@pytest.mark.parametrize(
    ("takes", "bare"),
    [
        ("United States", "China"),
        ("Maldives", "Laos"),
        ("Republic of the Congo", "Bosnia and Herzegovina"),
        ("narrator", "foreign media"),
        ("White House", "Reuters"),
    ],
)
def test_a_name_takes_its_article_in_a_sentence(takes: str, bare: str) -> None:
    assert (the(takes), the(bare)) == (f"the {takes}", bare)


def test_a_finding_without_detail_has_no_empty_line() -> None:
    assert Finding("One.", "", {}, ROWS).plain().count("\n") == 1
    assert Finding("One.", "Two.", {}, ROWS).plain("  ").split("\n")[1] == "  Two."
