"""Pages from stored notebooks: whole, linked, the same each time, and harmless whatever the data say."""

from __future__ import annotations

import base64
import io
import re
import shutil
import subprocess
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from string import Formatter
from urllib.parse import unquote
from xml.etree import ElementTree

import pages
import pandas as pd
import pytest
import second_article
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_output

from helpers import notebooks, report, themes
from helpers.errors import LeftOut
from helpers.read import evidence, tables
from helpers.report import printing, safe
from helpers.report.present import present
from helpers.report.prose import Prose
from helpers.report.svg import Drawing, SvgError
from helpers.show.rows import Rows, _words
from helpers.show.style import COLOURS

PLACES = ["Finding 1", "Figure 1", "Table 1"]
"""Where the sample cites its first guest."""


class Reader(HTMLParser):
    """What a page holds: elements with their attributes, and its text."""

    VOID = frozenset({"br", "hr", "img", "input", "link", "meta"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        assert not self._open, f"left open: {self._open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def values(self, name: str, tag: str | None = None) -> list[str]:
        found = [attributes.get(name) for element, attributes in self.elements if tag in (None, element)]
        return [value for value in found if value is not None]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The pages of two made-up notebooks, by file name."""
    folder = tmp_path_factory.mktemp("report")
    first = pages.stored(pages.sample(), folder / "01_a.ipynb")
    second = pages.stored(pages.notebook("# Who speaks?\n\nAnother page."), folder / "02_b.ipynb")
    made = report.build([first, second], folder / "out")
    return {path.name: path.read_text(encoding="utf-8") for path in made}


@pytest.fixture
def page(built: dict[str, str]) -> str:
    return built["01_a.html"]


@pytest.fixture
def hostile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    monkeypatch.setenv("ROSTRUM_DATA", str(pages.hostile_package(tmp_path / "data")))
    path = pages.stored(pages.hostile(), tmp_path / "01_a.ipynb")
    made = report.build([path], tmp_path / "out")
    yield {path.name: path.read_text(encoding="utf-8") for path in made}
    tables.forget()


def download(page: str, kind: str) -> bytes:
    """The bytes of a page's first download of a kind."""
    link = next(href for href in Reader(page).values("href") if href.startswith(f"data:{kind}"))
    head, _, body = link.partition(",")
    return base64.b64decode(body) if head.endswith(";base64") else unquote(body).encode()


# ---- the page --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["01_a.html", "02_b.html", "index.html"])
def test_page_is_one_file_with_one_h1_and_ids_of_its_own(built: dict[str, str], name: str) -> None:
    reader = Reader(built[name])
    tags = [tag for tag, _ in reader.elements]
    assert tags.count("h1") == tags.count("main") == 1
    assert not {"script", "iframe", "object", "form"} & set(tags)
    assert [href for tag, a in reader.elements if tag == "link" for href in [a["href"]]] == ["data:,"]
    assert {"src", "srcset", "action"}.isdisjoint(
        key for tag, a in reader.elements for key in a if tag != "img"
    )
    assert all(source.startswith("data:image/") for source in reader.values("src"))
    assert (
        reader.values("content", "meta")[0] == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    )
    assert not re.search(r"url\((?!#)|@import", re.sub('"data:[^"]*"', "", built[name]))
    ids = reader.values("id")
    assert len(ids) == len(set(ids))
    assert not [value for value in ids if re.search(r"\s", value)]
    ends = {href[1:] for href in reader.values("href") if href.startswith("#")}
    named = {part for name in ("aria-labelledby", "aria-describedby") for part in reader.values(name)}
    assert ends | named <= set(ids)


def test_headings_step_down_one_level_at_a_time(built: dict[str, str]) -> None:
    for html in built.values():
        levels = [int(tag[1]) for tag, _ in Reader(html).elements if re.fullmatch("h[1-6]", tag)]
        assert levels[0] in (1, 2)
        assert all(after <= before + 1 for before, after in pairwise(levels))


def test_pages_lead_to_each_other_and_the_index_asks_their_questions(built: dict[str, str]) -> None:
    assert {"index.html", "02_b.html"} <= set(Reader(built["01_a.html"]).values("href"))
    index = Reader(built["index.html"])
    assert [href for href in index.values("href", "a") if href[0] != "#"][:2] == ["01_a.html", "02_b.html"]
    assert "Who came, and how often?" in " ".join(index.text)


def test_the_overview_leads_from_headlines_to_findings_on_other_pages(tmp_path: Path) -> None:
    came = pages.said("{n} came.", {"n": 1}, pages.rows("history.attendance", 1))
    theme = pages.notebook("# One?\n\nB.", came, pages.chart(["Ann"], pages.rows("history.attendance", 1)))
    facts = {"kind": "glance", "asks": "One?", "notebook": "01_a", "lines": [["1 came.", "01_a"]]}
    picture, metadata = pages.chart(["Ann"], pages.rows("history.attendance", 1)).picture()
    metadata["rostrum"] |= {"evidence": [], "notebook": "01_a"}
    shown = [
        new_output("display_data", data={"text/html": "", "text/plain": ""}, metadata={"rostrum": facts}),
        new_output("display_data", data=picture, metadata=metadata),
        new_output("display_data", data={"text/html": "Bars"}, metadata={"rostrum": {"kind": "caption"}}),
    ]
    overview = pages.notebook("# All", *shown)
    paths = [
        pages.stored(book, tmp_path / f"{name}.ipynb")
        for name, book in (("00_overview", overview), ("01_a", theme))
    ]
    made = report.build(paths, tmp_path / "out")
    assert [path.name for path in made] == ["01_a.html", "index.html"]
    index = made[-1].read_text(encoding="utf-8")
    glance = index.split('<section class="glance">')[1].split("</section>")[0]
    assert '<h2 id="s-one">One?</h2>' in glance and '<a href="01_a.html#finding-1">1 came.</a>' in glance
    assert '<a href="01_a.html">Findings, charts and evidence' in glance
    assert 'role="img"' in glance and "<a" not in glance.split("<svg")[1].split("</svg>")[0]
    assert 'class="rows"' not in index


def test_contents_are_the_headings(page: str) -> None:
    contents = page.split('<nav class="contents"')[1].split("</nav>")[0]
    words = re.findall(r">([^<>]+)</a>", contents)
    assert words == ["Findings", "1. Who came?", "Limits", "Evidence", "How this was checked"]


def test_code_is_one_fold_a_section(page: str) -> None:
    folded = re.findall(r"<details class=\"code\"><summary>Code.*?</details>", page, re.DOTALL)
    assert len(folded) == 2
    codes = sum(cell.cell_type == "code" for cell in pages.sample().cells)
    assert sum(fold.count("# as counted") for fold in folded) == codes


def test_outputs_of_other_kinds_are_shown_as_picture_text_or_harmless_html(page: str) -> None:
    assert '<img src="data:image/png;base64,iVBORw0KGgo=" alt="a picture">' in page
    assert "<p>Of another <b>make</b></p>" in page
    assert "<pre>12 rows &lt; 13\n</pre>" in page


def test_two_builds_are_the_same_to_the_byte_and_start_no_process_but_git(
    built: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = []
    start = subprocess.Popen.__init__

    def watched(self: subprocess.Popen[str], command: list[str], *rest: object, **more: object) -> None:
        started.append(command[0])
        start(self, command, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(subprocess.Popen, "__init__", watched)
    first = pages.stored(pages.sample(), tmp_path / "01_a.ipynb")
    second = pages.stored(pages.notebook("# Who speaks?\n\nAnother page."), tmp_path / "02_b.ipynb")
    made = report.build([first, second], tmp_path / "out")
    assert {path.name: path.read_text(encoding="utf-8") for path in made} == built
    assert set(started) <= {"git"}


def test_page_says_how_it_was_checked(page: str) -> None:
    words = " ".join(" ".join(Reader(page).text).split())
    assert f"pandas {pd.__version__}" in words
    assert "Data package 2.0.0 of 20" in words
    assert "10 coders, all language models; no person has coded." in words


def test_a_person_among_the_coders_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pages.shutil.copytree(tables.data_dir(), tmp_path / "data")
    pages.spoil(
        tmp_path / "data" / "coders.csv", "kind", lambda number: ["language model", "person"][number > 0]
    )
    monkeypatch.setenv("ROSTRUM_DATA", str(tmp_path / "data"))
    path = pages.stored(pages.notebook("# Who?\n\nA page."), tmp_path / "a.ipynb")
    html = report.build([path], tmp_path / "out")[0].read_text(encoding="utf-8")
    assert "coded by 10 coders (9 persons and 1 language model)." in html
    assert "No person" not in html


# ---- charts and tables -----------------------------------------------------------------------------------


def test_chart_becomes_a_figure_with_its_title_as_text_and_names_for_those_who_cannot_see_it(
    page: str,
) -> None:
    figure = page.split('<figure id="figure-1"')[1].split("</figure>")[0]
    picture = figure.split("<svg")[1].split("</svg>")[0]
    assert 'href="#figure-1">Figure 1</a> <strong>One name counts most</strong>' in figure
    assert 'role="group" aria-labelledby="figure-1-name" aria-describedby="figure-1-alt"' in picture
    assert '<title id="figure-1-name">One name counts most</title>' in picture
    assert '<desc id="figure-1-alt">Bars that rise from Ann to Cy.</desc>' in picture
    drawn = re.findall(r"<text[^>]*>([^<]*)", picture)
    assert "Ann" in drawn
    assert not {"One name counts most", "Names by count", "Data: history.attendance. N = 81."} & set(drawn)


def test_chart_is_cropped_by_its_title_and_source(page: str) -> None:
    saved = ElementTree.fromstring(download(page, "image/svg+xml"))
    _, _, width, height = map(float, saved.attrib["viewBox"].split())
    shown = re.search(r'<svg width="([\d.]+)" height="[\d.]+" viewBox="0 ([\d.]+) \1 ([\d.]+)"', page)
    assert shown is not None
    breadth, top, room = map(float, shown.groups())
    assert breadth == width
    assert top > 15
    assert room == pytest.approx(2.4 * 72, abs=0.1)
    assert height > top + room


def test_colours_of_a_chart_follow_the_page_and_the_saved_file_keeps_its_own(page: str) -> None:
    style = page.split("<style>")[1].split("</style>")[0]
    light, dark = COLOURS["blue"]
    assert style.index(f"--c-blue:{light}") < style.index("prefers-color-scheme:dark") < style.index(dark)
    used = set(re.findall(r'(?:fill|stroke)="#[0-9a-f]{6}"', page.split("<svg")[1].split("</svg>")[0]))
    assert f'fill="{light}"' in used
    for paint in used:
        assert re.search(rf"\[{paint}\]{{{paint.partition('=')[0]}:var\(--c-\w+\)}}", style), paint
    saved = download(page, "image/svg+xml")
    assert saved.startswith(b"<?xml version='1.0' encoding='UTF-8'?>")
    assert f"fill='{light}'".encode() in saved
    assert b"var(" not in saved
    assert "One name counts most" in "".join(ElementTree.fromstring(saved).itertext())


def unpainted(drawing: str) -> list[str]:
    """Shapes and texts for which nothing says, here or around, what they are painted with."""
    found = []

    def look(element: ElementTree.Element, around: set[str]) -> None:
        tag, said = element.tag.rpartition("}")[2], around | set(element.attrib)
        shape = tag in ("path", "text", "rect", "circle", "use", "polygon", "line")
        if shape and not said & {"fill", "id"}:  # what has an id is painted where it is used
            found.append(ElementTree.tostring(element, encoding="unicode")[:90])
        for child in element if tag != "clipPath" else ():
            look(child, said - {"id"})

    look(ElementTree.fromstring(drawing), set())
    return found


def test_a_chart_is_painted_without_the_style_sheet(built: dict[str, str], page: str) -> None:
    for html in built.values():
        for drawing in re.findall(r"<svg.*?</svg>", html, re.DOTALL):
            assert not re.search(r"\s(class|style)=", drawing)
            assert unpainted(drawing) == []
    assert unpainted(download(page, "image/svg+xml").decode()) == []


def effective(drawing: str) -> list[tuple[str, dict[str, str]]]:
    """Each path and text of a drawing with all paint that holds for it."""
    found: list[tuple[str, dict[str, str]]] = []

    def look(element: ElementTree.Element, around: dict[str, str]) -> None:
        said = {**around, **{name: value for name, value in element.attrib.items() if name not in "dxy"}}
        if element.tag in ("path", "text"):
            found.append((element.get("d") or element.text or "", said))
        for child in element:
            look(child, said)

    look(ElementTree.fromstring(drawing), {"stroke": "none", "stroke-linejoin": "miter"})
    return found


def test_shapes_that_share_a_group_keep_their_own_paint() -> None:
    shapes = [
        '<path d="M0 0" style="fill: #111111; stroke: #222222" clip-path="url(#c)"/>',
        '<path d="M1 1" style="fill: #111111; stroke: #222222" clip-path="url(#c)"/>',
        '<path d="M2 2" style="fill: #111111" clip-path="url(#c)"/>',
        '<path d="M3 3" style="fill: none; stroke: #333333; stroke-width: 2; stroke-linejoin: miter"/>',
        "<text>a</text>",
        '<path d="M4 4" clip-path="url(#c)"/>',
        '<text style="font-weight: 700; fill: #444444; font-size: 9px; text-anchor: end">b</text>',
        '<text style="font-weight: 700; fill: #444444; font-size: 8px">c</text>',
    ]
    drawing = inlined(f'<clipPath id="c"><path d="M9 9"/></clipPath>{"".join(shapes)}')
    (_, *paints) = effective(drawing)
    kept = dict(paints)
    assert [kept[d]["stroke"] for d in ("M0 0", "M1 1", "M2 2", "M3 3")] == ["#222222"] * 2 + [
        "none",
        "#333333",
    ]
    assert [kept[d]["fill"] for d in ("M0 0", "M2 2", "M3 3")] == ["#111111", "#111111", "none"]
    assert [kept[d].get("stroke-width", "1") for d in ("M0 0", "M3 3")] == ["1", "2"]
    assert [kept[d]["stroke-linejoin"] for d in ("M0 0", "M3 3")] == ["round", "miter"]
    assert [d for d in kept if "clip-path" in kept[d]] == ["M0 0", "M1 1", "M2 2", "M4 4"]
    assert [kept[word].get("fill", "#000000") for word in "abc"] == ["#000000", "#444444", "#444444"]
    assert [kept[word].get("font-weight", "400") for word in "abc"] == ["400", "700", "700"]
    assert [kept[word].get("text-anchor", "start") for word in "abc"] == ["start", "end", "start"]
    assert [kept[word]["font-size"] for word in "bc"] == ["9", "8"]


def test_every_csv_begins_with_a_byte_order_mark(page: str) -> None:
    links = [href for href in Reader(page).values("href") if href.startswith("data:text/csv")]
    assert len(links) == 2
    assert [unquote(href.partition(",")[2])[:1] for href in links] == ["\ufeff", "\ufeff"]


def test_downloaded_csv_holds_the_values_that_are_plotted(page: str) -> None:
    frame = pd.read_csv(io.BytesIO(download(page, "text/csv")))
    expected = pd.DataFrame({"Name": ["Ann", "Bo", "Cy"], "Share": [1 / 7, 2 / 7, 3 / 7]})
    pd.testing.assert_frame_equal(frame, expected, rtol=1e-5)
    names = Reader(page).values("download")
    assert names == ["01_a-figure-1.csv", "01_a-figure-1.svg", "01_a-table-1.csv"]


def test_tables_are_numbered_and_keep_caption_and_scopes(page: str) -> None:
    table = page.split('<details class="table" id="table-1"')[1].split("</table>")[0]
    assert '<caption><span><span class="number">Table 1</span> Guests by row</span></caption>' in table
    assert table.count('scope="col"') == 4
    assert table.count("<tr><th>") == 12, "a cell that heads its row, in a column of such, needs no scope"


def test_a_table_says_to_the_style_sheet_what_heads_its_columns(tmp_path: Path) -> None:
    frame = pd.DataFrame({"sentence_id": ["p1"], "a'};</style>": [2], "Day": ["2025-09-03"]})
    path = pages.stored(pages.notebook("# A\n\nB.", pages.DataTable(frame, "T")), tmp_path / "a.ipynb")
    html = report.build([path], tmp_path / "out")[0].read_text(encoding="utf-8")
    style = html.split('<table style="')[1].split('"')[0]
    assert style.startswith("--1:'unit';--2:'a\\27 \\7d ;\\3c /style\\3e ';--3:'Day'")
    assert style.endswith(";--a2:right;--m2:0;--w2:nowrap;--a3:left;--w3:nowrap")


def test_addresses_in_a_table_are_links_and_dates_keep_together(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {"Date": ["2025-09-03"], "Page": ["https://www.example.org/a?b=1&c=<"], "Bad": ["http:x"]}
    )
    book = pages.notebook("# A\n\nB.", pages.DataTable(frame, "Pages"))
    path = pages.stored(book, tmp_path / "a.ipynb")
    html = report.build([path], tmp_path / "out")[0].read_text(encoding="utf-8")
    row = html.split("<tbody>")[1].split("</tbody>")[0]
    assert row == (
        "<tr><th>2025-09-03</th>"
        '<td><a href="https://www.example.org/a?b=1&amp;c=&lt;">example.org</a></td>'
        "<td>http:x</td></tr>"
    )


def test_a_chart_without_links_is_one_image(tmp_path: Path) -> None:
    path = pages.stored(pages.notebook("# A\n\nB.", pages.chart(["Ann"], [])), tmp_path / "a.ipynb")
    html = report.build([path], tmp_path / "out")[0].read_text(encoding="utf-8")
    assert 'role="img"' in html
    assert 'class="rows"' not in html


# ---- evidence --------------------------------------------------------------------------------------------


def test_every_reference_has_its_row_with_gist_values_and_a_way_back(page: str) -> None:
    guest = page.split('<tr id="r-a001">')[1].split("</tr>")[0]
    row = tables.load("history.attendance").iloc[0]
    assert row["office"] in unescape(guest)
    assert f'<a href="{row["source_url"]}"' in guest
    places = [f'<a href="#{name.lower().replace(" ", "-")}">{name}</a>' for name in PLACES]
    assert f"<td>{', '.join(places)}</td>" in guest
    assert len(re.findall(r'<tr id="r-', page)) == 12 + 10


def test_a_link_says_what_its_row_is(page: str) -> None:
    gist = tables.load("article.sentences")["gist"][0]
    assert '<a href="#r-p1s1">p1s1</a>' in page
    assert page.count(gist) == 2, "in its row, and for hovering once for all links"
    assert f"""a[href="#r-p1s1"]{{--g:'{gist}'}}""" in page
    assert re.search(r'<a href="#r-a001"><title>people[^<]+</title><path', page)


def test_two_rows_of_one_key_have_two_ids(tmp_path: Path) -> None:
    refs = ["history.meetings:m01", "coders:a1", "article.texts:uniteddaily_mys"]
    page = report.page.Page("a", "a.html", Rows(), Prose(Path("a.ipynb"), {}))
    page.rows.label = lambda ref: "x y"  # type: ignore[method-assign]
    assert [page.id(ref) for ref in [*refs, refs[0]]] == ["r-x%20y", "r-x%20y~2", "r-x%20y~3", "r-x%20y"]


@pytest.mark.parametrize(
    ("value", "words"), [(12345678.0, "12345678"), (10000.25, "10000.25"), (1 / 3, "0.3333")]
)
def test_a_number_in_evidence_is_shown_in_full(value: float, words: str) -> None:
    assert _words(value) == words


def test_a_unit_shows_voice_chain_frames_and_offsets() -> None:
    facts = Rows().entry("article.sentences:uniteddaily_mys/p1s2").facts
    words = {name: [value.words for value in values] for name, values in facts.items()}
    assert words["Chain"][0].startswith("Central News Agency ›")
    assert "leverage (3 of 3 coders)" in words["Frames"]
    assert words["Start"] == ["134"]
    assert {"Voice, by most coders", "Paragraph", "Words"} <= set(words)
    assert not [name for name in words if "sha256" in name]


def test_a_value_that_names_a_row_leads_there_where_it_is_on_the_page(tmp_path: Path) -> None:
    refs = [*pages.rows("history.attendance", 1), *pages.rows("history.parades", 1)]
    finding = pages.said("{n} guest", {"n": 1}, refs)
    html = pages.stored(pages.notebook("# A\n\nB.", finding), tmp_path / "a.ipynb")
    page = report.build([html], tmp_path / "out")[0].read_text(encoding="utf-8")
    assert 'parade of <a href="#r-nd1949">1 October 1949</a></td>' in page
    assert "delegation, North Korea: reported" in page


@pytest.mark.parametrize("ref", ["history.attendance:zz9", "history.attendance:"])
def test_a_reference_without_a_row_stops_the_report_by_file_and_cell(tmp_path: Path, ref: str) -> None:
    book = pages.notebook("# A\n\nB.", pages.said("{n} guest", {"n": 1}, [ref]))
    path = pages.stored(book, tmp_path / "01_a.ipynb")
    with pytest.raises(report.ReportError, match=rf"01_a\.ipynb: cell 2 \(code-1\): evidence '{ref}'"):
        report.build([path], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_with_the_text_the_passages_stand_there_and_the_page_is_marked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ROSTRUM_DATA", str(second_article.build(tmp_path / "data")))
    text = tmp_path / "text.txt"
    text.write_text(second_article.TEXT, encoding="utf-8")
    unit = f"article.sentences:{second_article.ARTICLE_ID}/p1s2"
    book = pages.notebook("# A\n\nB.", pages.said("{n} unit", {"n": 1}, [unit]))
    path = pages.stored(book, tmp_path / "a.ipynb")
    for page in report.build([path], tmp_path / "with", text=text):
        assert page.stat().st_mode & 0o777 == notebooks.PRIVATE
        assert "Not for redistribution." in page.read_text(encoding="utf-8")
    page, _ = report.build([path], tmp_path / "without")
    quoted = (tmp_path / "with" / "a.html").read_text(encoding="utf-8")
    assert f"<blockquote>{second_article.UNITS['p1s2'][0]}</blockquote>" in quoted
    assert "blockquote" not in page.read_text(encoding="utf-8").split("</style>")[1]


def test_a_value_that_names_a_row_of_one_of_two_tables_says_which_it_is() -> None:
    gist = Rows().gist("coverage.dependences:x_bbc_chinese/cna_twn")
    assert gist.startswith("Central News Agency goes back to BBC Chinese comment of 28 Aug 2025: ")


def test_a_gist_names_rows_as_readers_do_and_says_nothing_of_what_is_empty() -> None:
    gist, change = Rows().gist, "hands.changes:h1_0"
    assert gist(f"{change}50").startswith("dropped, detail, Sing Tao 3, to the dispatch; was: Shared")
    assert gist(f"{change}50").endswith("natural (coder h1)")
    assert gist(f"{change}02").startswith("kept, the dispatch 1, to United Daily p1s1; was: Kim")
    assert gist(f"{change}64").startswith("added, detail, to the dispatch 1; now: Both leaders")
    assert gist("history.head_counts:h11") == "heads of state or government, parade of 1 October 1999"


@pytest.mark.parametrize("name", tables.names())
def test_every_table_has_a_gist_that_its_rows_fill(name: str) -> None:
    fields = {part["name"] for part in tables.resource(name)["schema"]["fields"]}
    wanted = {field for _, field, _, _ in Formatter().parse(tables.resource(name)["gist"]) if field}
    assert wanted and wanted <= fields
    rows, refs = Rows(), evidence.refs(name, tables.load(name))
    assert not [ref for ref in refs if len(rows.gist(ref)) < 2]
    assert rows.entry(refs[0]).ref == refs[0]


def test_a_table_without_a_gist_is_described_by_its_texts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = shutil.copytree(tables.data_dir(), tmp_path / "data")
    package = (data / "datapackage.json").read_text(encoding="utf-8")
    gist = tables.resource("frames")["gist"]
    assert package.count(f'"gist": "{gist}",') == 1
    (data / "datapackage.json").write_text(package.replace(f'"gist": "{gist}",', ""), encoding="utf-8")
    monkeypatch.setenv("ROSTRUM_DATA", str(data))
    assert Rows().gist("frames:rostrum/bloc").startswith("rostrum, bloc, states as a standing common front")


# ---- what goes wrong -------------------------------------------------------------------------------------


def test_a_broken_notebook_leaves_the_old_report_as_it_was(tmp_path: Path) -> None:
    good = pages.stored(pages.sample(), tmp_path / "01_a.ipynb")
    report.build([good], tmp_path / "out")
    before = {path: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    unrun = pages.sample()
    unrun.cells[-2].execution_count = None
    bad = pages.stored(unrun, tmp_path / "02_b.ipynb")
    changed = pages.stored(pages.notebook("# Other\n\nTitle."), good)
    with pytest.raises(notebooks.NotebookError, match=r"02_b\.ipynb"):
        report.build([changed, bad], tmp_path / "out")
    assert {path: path.read_bytes() for path in (tmp_path / "out").iterdir()} == before


def test_a_page_that_no_report_made_is_not_written_over(tmp_path: Path) -> None:
    book, index = pages.stored(pages.sample(), tmp_path / "01_a.ipynb"), tmp_path / "out" / "index.html"
    index.parent.mkdir()
    index.write_text("<!doctype html><title>A site of somebody's</title>")
    with pytest.raises(report.ReportError, match=r"out/index\.html: found a page that no report made"):
        report.build([book], index.parent)
    assert [path.name for path in index.parent.iterdir()] == ["index.html"]
    index.unlink()
    assert [report.build([book], index.parent) for _ in range(2)]


def test_two_pages_of_one_name_are_refused(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    paths = [pages.stored(pages.sample(), tmp_path / folder / "a.ipynb") for folder in ("", "b")]
    with pytest.raises(report.ReportError, match=r"called a\.html"):
        report.build(paths, tmp_path / "out")
    paths = [pages.stored(pages.sample(), tmp_path / f"{name}.ipynb") for name in ("00_overview", "index")]
    with pytest.raises(report.ReportError, match=r"called index\.html"):
        report.build(paths, tmp_path / "out")


def test_a_notebook_without_a_title_and_a_chart_that_is_none_are_refused(tmp_path: Path) -> None:
    path = pages.stored(pages.notebook("No heading."), tmp_path / "00_overview.ipynb")
    with pytest.raises(report.ReportError, match="needs a title"):
        report.build([path], tmp_path / "out")
    data, metadata = pages.chart(["Ann"], []).picture()
    broken = new_output("display_data", data={**data, "image/svg+xml": "<p>"}, metadata=metadata)
    path = pages.stored(pages.notebook("# A", broken), tmp_path / "a.ipynb")
    with pytest.raises(report.ReportError, match=r"cell 2 \(code-1\): not an SVG picture"):
        report.build([path], tmp_path / "out")


def test_pdf_without_a_browser_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(report.PdfError, match=r"needs Chromium or Chrome.*Install one, or print"):
        report.pdf([tmp_path / "a.html"], tmp_path)


def test_pdf_by_a_browser_that_fails_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "BROWSERS", ("false",))
    with pytest.raises(report.PdfError, match=r"did not print .*a\.html"):
        report.pdf([tmp_path / "a.html"], tmp_path)
    assert not list(tmp_path.iterdir())


def test_pdf_is_as_private_as_its_page_and_made_where_sockets_have_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = tmp_path / "browser"
    words = 'for word; do case $word in --print-to-pdf=*) printf %s "$TMPDIR" > "${word#*=}";; esac; done'
    browser.write_text(f"#!/bin/sh\n{words}\n", encoding="utf-8")
    browser.chmod(0o755)
    monkeypatch.setattr(printing, "BROWSERS", (str(browser),))
    (long := tmp_path / ("d" * 100)).mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(long))
    for mode in (0o644, 0o600):
        page = tmp_path / f"{mode}.html"
        page.write_text("<p>", encoding="utf-8")
        page.chmod(mode)
        (made,) = report.pdf([page], tmp_path)
        assert made.stat().st_mode & 0o777 == mode
        assert len(made.read_text(encoding="utf-8")) < 80
    assert not list(long.iterdir())


def test_the_exporter_works_by_itself(tmp_path: Path) -> None:
    path = pages.stored(pages.sample(), tmp_path / "01_a.ipynb")
    html, _ = report.ReportExporter().from_filename(str(path))
    assert "<h1>Who came, and how often?</h1>" in html
    assert not re.search(r'href="[\w.]+\.html"', html)


# ---- text from data does no harm -------------------------------------------------------------------------


def test_nothing_from_hostile_data_becomes_an_element_or_an_address(hostile: dict[str, str]) -> None:
    for html in hostile.values():
        reader = Reader(html)
        assert not {"script", "iframe", "form", "object", "input"} & {tag for tag, _ in reader.elements}
        assert not [key for _, attributes in reader.elements for key in attributes if key.startswith("on")]
        sources = reader.values("src")
        assert all(source.startswith("data:image/svg+xml;base64,") for source in sources)
        allowed = r"#\S+|https?://\S+|data:(text/csv|image/svg\+xml);charset=utf-8,.+|(index|01_a)\.html"
        assert not [href for href in reader.values("href", "a") if not re.fullmatch(allowed, href)]
        assert html.count("<style>\n") == 1
        assert pages.RLO not in html


def test_hostile_text_is_shown_as_it_is(hostile: dict[str, str]) -> None:
    words = "".join(Reader(hostile["01_a.html"]).text)
    for text in pages.NASTY:
        assert text.replace(pages.RLO, "") in words
    assert "{{ 7 * 7 }}" in words
    assert "foreign" in words
    assert "alert(8)" not in words


def test_a_spreadsheet_runs_no_cell_of_a_downloaded_csv(hostile: dict[str, str]) -> None:
    frame = pd.read_csv(io.BytesIO(download(hostile["01_a.html"], "text/csv")))
    assert not frame["Name"].str.startswith(("=", "+", "-", "@")).any()
    assert frame["Name"].str.removeprefix("'").tolist() == pages.NASTY
    assert frame["Share"].tolist() == pytest.approx([number / 7 for number in range(1, 11)], rel=1e-5)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("<b onclick=x>a</b>", "<b>a</b>"),
        ("<script>x</script>a", "a"),
        ("<style>x</style>a", "a"),
        ("<svg><a xlink:href='javascript:x'>b</a></svg>a", "a"),
        ("<ScRiPt>x", ""),
        ("<a href='JaVaScRiPt:x'>a</a>", "<a>a</a>"),
        ("<a href='java&#10;script:x'>a</a>", "<a>a</a>"),
        ("<a href='data:text/html,x'>a</a>", "<a>a</a>"),
        ("<a href='//evil.example'>a</a>", "<a>a</a>"),
        ("<a href='file:///etc/passwd'>a</a>", "<a>a</a>"),
        ("<a href='http:'>a</a>", "<a>a</a>"),
        ("<a href='https://example.org/?a=1'>a</a>", '<a href="https://example.org/?a=1">a</a>'),
        ("<a href='#coders:a1'>a</a>", "<a>a</a>"),
        ("<p id=main class='skip' style='position:fixed'>a</p>", "<p>a</p>"),
        ("<b>a", "<b>a</b>"),
    ],
)
def test_html_of_others_keeps_only_what_is_harmless(given: str, kept: str) -> None:
    assert safe.html(given) == kept


def inlined(inside: str, marks: dict[str, tuple[str, str]] | None = None) -> str:
    source = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'viewBox="0 0 9 9">{inside}</svg>'
    )
    return Drawing(source, (0, 0), "n", "a").inline("f", marks or {})


def drawn(inside: str, marks: dict[str, tuple[str, str]] | None = None) -> str:
    return inlined(inside, marks).partition("</desc>")[2].removesuffix("</svg>")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ('<path d="M 1.23456 2 \nL -3.0001 4 \nz" onload="x"/>', '<path d="M1.2 2L-3 4z"/>'),
        ("<script>x</script><foreignObject><p>a</p></foreignObject><style>*{}</style>", ""),
        ('<image href="https://evil.example/x.png" width="1"/>', '<image width="1"/>'),
        ('<use xlink:href="https://evil.example/x.svg#a"/>', "<use/>"),
        ('<a xlink:href="javascript:x"><path d="M0 0"/></a>', '<path d="M0 0"/>'),
        ('<a xlink:href="https://evil.example"><path d="M0 0"/></a>', '<path d="M0 0"/>'),
        ('<g id="axes_1"><g id="b"><path d="M0 0"/></g></g>', '<path d="M0 0"/>'),
        ('<path style="fill: url(https://evil.example/a)"/>', "<path/>"),
        ('<path style="fill: red}*{display:none"/>', "<path/>"),
        ('<path style="fill: expression(x); position: fixed"/>', "<path/>"),
        ('<text x="1" transform="rotate(-0 1 2)">a &lt; b</text>', '<text x="1">a &lt; b</text>'),
        ('<g id="chart-header-0"><text>t</text></g>', ""),
    ],
)
def test_a_drawing_keeps_shapes_and_words_only(given: str, kept: str) -> None:
    assert drawn(given) == kept


def test_a_drawing_has_ids_of_its_own() -> None:
    shape = drawn('<defs><path id="m" d="M0 0"/></defs><use xlink:href="#m" x="1"/><g id="m2"/>')
    assert shape == '<defs><path id="f-0" d="M0 0"/></defs><use href="#f-0" x="1"/>'


def test_a_finding_that_stands_below_too_is_named_in_the_list_only(tmp_path: Path) -> None:
    long = pages.said("{n} guests", {"n": 12}, pages.rows("history.attendance", 12))
    other = pages.said("{n} parades", {"n": 9}, pages.rows("history.parades", 9))
    book = pages.notebook("# A\n\nB.", pages.Findings([long, other]), long)
    path = pages.stored(book, tmp_path / "a.ipynb")
    html = report.build([path], tmp_path / "out")[0].read_text(encoding="utf-8")
    first, second = html.split('<ol class="findings">')[1].split("</ol>")[0].split("</li>")[:2]
    assert '<a class="headline" href="#finding-2">12 guests</a>' in first and "Evidence" not in first
    assert 'id="finding-1"' in second and second.count('href="#r-') == 9
    below = html.split('<div class="finding" id="finding-2">')[1].split("</details>")[0]
    assert below.count('href="#r-') == 12 and '<a class="number" href="#finding-2">Finding 2</a>' in below
    assert html.count("<strong class") == 2


def test_findings_and_charts_have_a_link_to_themselves_and_a_line_to_cite(page: str) -> None:
    for name in ("Finding 1", "Finding 3", "Figure 1"):
        place = name.lower().replace(" ", "-")
        assert f'<a class="number" href="#{place}">{name}</a>' in page
        assert (
            f"Cite: The Rostrum contributors: “Who came, and how often?”, {name}. Rostrum 2.0.0, data of 20"
            in page
        )
    cited = (notebooks.FOLDER.parent / "CITATION.cff").read_text(encoding="utf-8")
    facts = report.checks.facts()
    assert f"name: {facts['authors']}\n" in cited and f"version: {facts['version']}\n" in cited
    assert f"date-released: {facts['created']}\n" in cited


def test_a_mark_leads_where_the_page_says() -> None:
    shape = drawn(
        '<a xlink:href="#coders:a1" target="_blank"><path d="M0 0"/></a>', {"#coders:a1": ("#r", "<b>")}
    )
    assert shape == '<a href="#r"><title>&lt;b&gt;</title><path d="M0 0"/></a>'


@pytest.mark.parametrize(
    "source",
    [
        "",
        "<p>",
        '<p xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>',
        '<svg xmlns="http://www.w3.org/2000/svg"/>',
        '<!DOCTYPE a [<!ENTITY b "b">]><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">&b;</svg>',
    ],
)
def test_what_is_no_picture_is_refused(source: str) -> None:
    with pytest.raises(SvgError):
        Drawing(source, (0, 0), "n", "a")


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"))
)
def test_any_text_in_a_drawing_comes_out_as_that_text(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    shape = drawn(f"<text>{escaped}</text>")
    assert (ElementTree.fromstring(shape).text if shape else "") == text


def test_a_check_that_holds_is_folded_with_its_code(tmp_path: Path) -> None:
    """A grey 'True' among findings says nothing to a reader; one that does not hold stands out."""
    for said in ("True", "False"):
        told = new_output("execute_result", {"text/plain": said})
        path = pages.stored(pages.notebook("# Who?\n\nA page.", told), tmp_path / "a.ipynb")
        page = report.build([path], tmp_path / said)[0].read_text(encoding="utf-8")
        assert ("\n# True</code>" in page) == (said == "True")
        assert (f"<pre>{said}</pre>" in page) == (said == "False")


def test_pages_turn_in_the_order_of_the_overview(tmp_path: Path) -> None:
    stems = [path.stem for path in themes.notebooks().values()]
    for stem in (*stems, "own"):
        pages.stored(pages.notebook(f"# {stem}\n\nA page."), tmp_path / f"{stem}.ipynb")
    made = report.build(sorted(tmp_path.glob("*.ipynb")), tmp_path / "out")
    after = {path.stem: re.findall('rel="next" href="([^"]+)"', path.read_text("utf-8")) for path in made}
    order = [*stems, "own"]
    assert all(after[one] == [f"{other}.html"] for one, other in pairwise(order)), after


def test_a_section_without_anything_to_show_is_named_at_the_end() -> None:
    gone, none = (
        LeftOut("nobody looked"),
        new_output("execute_result", {"text/plain": "Empty DataFrame\nColumns: []"}),
    )
    one, true = (new_output("execute_result", {"text/plain": said}) for said in ("1", "True"))
    book = pages.notebook("# A", "## One\n\nWords on it.", gone, gone, "How to read it.", "## Two", one, gone)
    book.cells += pages.notebook("Read that so.", "## Three", none, true, "## Four", true).cells
    cells = [cell for _, cell in present(book)]
    said = [cell.source for cell in cells if cell.cell_type == "markdown"]
    assert said[:3] == ["# A", "## Two", "## Four"] and len(said) == 4
    assert said[3] == "## What was left out\n\n- **One** Nobody looked.\n- **Three** No rows."
    assert [len(cell.outputs) for cell in cells if cell.cell_type == "code"] == [0, 0, 1, 1, 0, 0, 1]
