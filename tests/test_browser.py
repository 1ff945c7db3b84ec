"""The report in Chromium: nothing leaves, nothing is lost, everybody can read it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import product
from pathlib import Path
from threading import Thread
from typing import Any, Literal

import pages
import pandas as pd
import pytest
from axe_playwright_python.base import AXE_SCRIPT
from browser import opened
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from helpers import notebooks, report, themes
from helpers.read import tables

pytestmark = [pytest.mark.browser, pytest.mark.long]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
THEMES: list[str] = [path.stem for path in notebooks.paths()][1:]
LEADING = next(iter(themes.notebooks().values())).stem
NAMES = ["index", "sample", "hostile", *THEMES]
WALKS = [*product(("sample", "index", "hostile"), ("none", "active")), *product(THEMES, ["none"])]
A4 = {"width": 665, "height": 986}
"""What the style sheet's margins leave of A4, 176 x 261 mm, in CSS px."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of all notebooks, of a sample with all kinds of outputs, and of hostile data."""
    folder = tmp_path_factory.mktemp("report")
    sample = pages.stored(pages.sample(), folder / "sample.ipynb")
    report.build([*notebooks.paths(), sample], folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ROSTRUM_DATA", str(pages.hostile_package(folder / "data")))
        hostile = pages.stored(pages.hostile(), folder / "hostile.ipynb")
        page = report.build([hostile], folder / "hostile")[0]
        page.replace(folder / "hostile.html")
    return folder


@pytest.fixture(scope="module", params=NAMES)
def page(browser: Browser, folder: Path, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Each page with all that is folded laid open; it may say nothing and ask for nothing."""
    with opened(browser, folder / f"{request.param}.html") as page:
        unfold(page)
        yield page


def unfold(page: Page, which: str = "") -> None:
    page.evaluate(f"document.querySelectorAll('details{which}').forEach(one => one.open = true)")


def view(page: Page, width: int, height: int = 800, scheme: str = "light", media: str = "screen") -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme=scheme, media=media)  # type: ignore[arg-type]


def test_words_in_charts_can_be_read_in_both_schemes(page: Page) -> None:
    for scheme in ("light", "dark"):
        view(page, 1200, scheme=scheme)
        assert page.evaluate(FAINT) == [], scheme


FAINT = """() => {  // text of drawings whose colour is too near to that of the shape under it
  const light = colour => {
    const [red, green, blue] = colour.match(/[\\d.]+/g).slice(0, 3).map(part => part / 255)
      .map(part => part <= .04045 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4);
    return .2126 * red + .7152 * green + .0722 * blue;
  };
  const paint = shape => {
    const fill = getComputedStyle(shape).fill, local = fill.match(/url\\("?#([^")]+)/);
    return local ? getComputedStyle(document.getElementById(local[1]).querySelector('rect')).fill : fill;
  };
  const found = [], paper = getComputedStyle(document.documentElement).backgroundColor;
  for (const text of document.querySelectorAll('figure.chart svg text')) {
    text.scrollIntoView({block: 'center', inline: 'center'});
    const box = text.getBoundingClientRect();
    const under = document.elementsFromPoint(box.x + box.width / 2, box.y + box.height / 2)
      .filter(shape => shape.closest('svg') && !['svg', 'g', 'text', 'a'].includes(shape.tagName))
      .filter(shape => text.compareDocumentPosition(shape) & Node.DOCUMENT_POSITION_PRECEDING)
      .map(paint).find(colour => colour.startsWith('rgb'));
    const levels = [getComputedStyle(text).fill, under || paper].map(light).sort((one, other) => other - one);
    const contrast = (levels[0] + .05) / (levels[1] + .05);
    if (contrast < 4.5) found.push(`${text.textContent}: ${contrast.toFixed(2)}`);
  }
  return found;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_without_its_style_shows_its_charts(browser: Browser, folder: Path, scheme: str) -> None:
    """As in a mail, or on a server whose policy forbids inline styles."""
    bare = folder / "bare.html"
    html = (folder / "02_sourcing.html").read_text(encoding="utf-8")
    bare.write_text(re.sub("<style>.*?</style>", "", html, flags=re.DOTALL), encoding="utf-8")
    with opened(browser, bare, color_scheme=scheme) as page:
        for chart in page.locator("figure svg").all():
            picture = Image.open(io.BytesIO(chart.screenshot())).convert("L")
            light, dark = (sum(picture.histogram()[part]) / picture.width / picture.height for part in TONES)
            assert light > 0.4 and dark < 0.1
            assert picture.width <= 361, "as wide as drawn, whatever the window"


TONES = slice(200, 256), slice(0, 20)


def test_every_link_within_the_page_has_one_target(page: Page) -> None:
    wrong = page.evaluate("""() => {
      const ids = [...document.querySelectorAll('[id]')].map(one => one.id);
      const twice = ids.filter((id, place) => ids.indexOf(id) !== place);
      const known = new Set(ids);
      const lost = [...document.querySelectorAll('a[href^="#"]')]
        .map(link => link.getAttribute('href').slice(1)).filter(name => !known.has(name));
      return [...twice, ...lost];
    }""")
    assert wrong == []


def test_a_link_to_a_row_says_what_it_is_and_lands_there(page: Page) -> None:
    view(page, 1200)
    links = page.locator("main a[href^='#r-']:not(svg a)")
    for place in sorted({0, links.count() // 2, links.count() - 1} if links.count() else ()):
        link = links.nth(place)
        row = page.locator(f"[id='{(link.get_attribute('href') or '')[1:]}'] td").first
        for show in (link.hover, link.focus):
            show()
            said = link.evaluate("link => getComputedStyle(link, '::after').content")
            assert (
                said.removesuffix(' / ""')[1:-1].replace('\\"', '"').replace("\\\\", "\\")
                == row.text_content()
            )
        link.press("Enter")
        row = page.locator(":target")
        assert f"#{row.get_attribute('id')}" == link.get_attribute("href")
        box = row.bounding_box()
        assert box is not None
        assert 0 <= box["y"] < 800


LOST = """() => {  // what leaves the page at its side
  const width = document.documentElement.clientWidth;
  const leaves = box => box.width && (box.right > width + 1 || box.x < -1);
  const out = [...document.querySelectorAll('main *, header *')]
    .filter(one => !one.closest('.scroll, svg, .hidden, .skip, .entries thead'))
    .filter(one => leaves(one.getBoundingClientRect())).map(one => one.outerHTML.slice(0, 90));
  return document.documentElement.scrollWidth > width ? ['the page scrolls sideways', ...out] : out;
}"""


def test_a_page_reflows_at_four_times_its_size(page: Page) -> None:
    """Zoom of 400 % on a screen of 1280 px leaves 320 CSS px, zoom of 200 % leaves 640."""
    for width in (1600, 640, 320):
        view(page, width)
        assert page.evaluate(LOST) == [], width


def test_drawings_are_read_on_a_phone_without_scrolling(page: Page) -> None:
    for width in (360, 700):
        view(page, width)
        found = page.evaluate("""() => {
          const drawings = [...document.querySelectorAll('figure.chart svg')];
          return drawings.map(svg => {
            const grows = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
            const size = text => parseFloat(getComputedStyle(text).fontSize) * grows;
            const least = Math.min(99, ...[...svg.querySelectorAll('text')].map(size));
            return [least, svg.scrollWidth > svg.parentNode.clientWidth];
          });
        }""")
        assert [drawing for drawing in found if drawing[0] < 10 or drawing[1]] == [], width


def test_no_table_is_cut_or_scrolls(page: Page) -> None:
    unfold(page)
    for width in (360, 700, 1200):
        view(page, width)
        wide = page.evaluate("""() => [...document.querySelectorAll('main table')]
            .filter(one => !one.closest('.output'))
            .flatMap(table => [table.parentNode, table, ...table.querySelectorAll('td, tbody th')])
            .filter(one => one.getBoundingClientRect().right > innerWidth
                || one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display === 'block')
            .map(one => one.outerHTML.slice(0, 90))""")
        assert wide == [], width


@pytest.mark.parametrize("name", ["index", *THEMES])
def test_the_accessibility_tree_has_each_figure_with_name_description_and_data(
    browser: Browser, folder: Path, name: str
) -> None:
    """What a screen reader is told: the figure, its title, its picture's name and alt text, its table."""
    with opened(browser, folder / f"{name}.html") as page:
        unfold(page)
        parts = spoken(page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"])
        said = [(role, name) for role, name, _ in parts]
        drawn = page.evaluate("""() => [...document.querySelectorAll('figure.chart svg')].map(svg =>
            [svg.querySelector('title').textContent, svg.querySelector('desc').textContent])""")
        assert sum(role == "figure" for role, _ in said) == len(drawn) > 0
        for title, alt in drawn:
            picture = next(place for place, one in enumerate(said) if one[1] == title and one[0] in PICTURE)
            assert parts[picture][2] == alt
            behind = next((one for one in said[picture:] if one[0] == "table"), None)
            assert name == "index" or behind == ("table", f"Data behind the chart: {title}")
        rows = [role for role, _ in said if role in ("rowheader", "columnheader", "cell")]
        assert rows.count("columnheader") and rows.count("rowheader") and rows.count("cell")


def spoken(nodes: list[dict[str, Any]]) -> list[list[str]]:
    """Role, name and description of what a screen reader comes to, in the order of the page."""
    known, found, ahead = {node["nodeId"]: node for node in nodes}, [], [nodes[0]["nodeId"]]
    while ahead:
        node = known[ahead.pop()]
        ahead += reversed([child for child in node.get("childIds", []) if child in known])
        if not node["ignored"]:
            found.append([node.get(part, {}).get("value", "") for part in ("role", "name", "description")])
    return found


PICTURE = ("image", "img", "group", "graphics-document", "SvgRoot")


def test_the_index_is_read_in_two_minutes_and_all_stays_small(browser: Browser, folder: Path) -> None:
    """The limits only go down."""
    with opened(browser, folder / "index.html", viewport={"width": 1200, "height": 900}) as page:
        assert page.locator("#evidence").evaluate("one => one.getBoundingClientRect().top + scrollY") <= 4000
        first = page.locator(".content .headline").first.inner_text()
        assert "United Daily" in first and "29 August 2025" in first
        assert (
            len(" ".join(page.locator(".glances").first.locator(".headlines li").all_inner_texts()).split())
            < 500
        )  # at 250 a minute
    assert sum((folder / f"{name}.html").stat().st_size for name in (*THEMES, "index")) < 500_000 * len(
        notebooks.paths()
    )
    assert sum(path.stat().st_size for path in notebooks.paths()) < 720_000 * len(notebooks.paths())


def test_a_stranger_finds_five_answers_in_three_clicks(browser: Browser, folder: Path) -> None:
    for asked, (clicks, answer) in STRANGER.items():
        assert len(clicks) <= 3
        with closing(browser.new_page()) as page:
            page.goto((folder / "index.html").as_uri())
            for query in clicks:
                page.locator(query).locator("visible=true").first.click()
            found = page.get_by_text(re.compile(answer)).locator("visible=true").first
            expect(found, asked).to_be_visible()


STRANGER = {
    "What did the article get wrong?": (
        [".headlines a >> text=/balance.*ties/"],
        "contradicts itself",
    ),
    "Whose view is it?": (
        [".headlines a >> text=/words in units that interpret/"],
        "attributed to BBC Chinese and Ni Lexiong",
    ),
    "How sure is that, and who coded?": (
        ["summary >> text=The coders, and how each worked"],
        "all language models; no person has coded",
    ),
    "Does it say more than its sources?": (
        [".headlines a >> text=/could settle/", ":target details.evidence summary", ":target a >> text=c02"],
        "not supported in text: one outlet",
    ),
    "What did others say that it leaves out?": (
        [".headlines a >> text=/omits/"],
        r"last visit to China \(9 others\)",
    ),
}


def test_any_host_serves_the_pages_from_any_folder(browser: Browser, folder: Path) -> None:
    serve = partial(SimpleHTTPRequestHandler, directory=str(folder.parent))
    with ThreadingHTTPServer(("127.0.0.1", 0), serve) as host, closing(browser.new_page()) as page:
        Thread(target=host.serve_forever, daemon=True).start()
        answers: list[tuple[str, int]] = []
        page.on("response", lambda answer: answers.append((answer.url.rpartition("/")[2], answer.status)))
        page.goto(f"http://127.0.0.1:{host.server_address[1]}/{folder.name}/index.html")
        page.locator(".headlines a").first.click()
        page.wait_for_selector(":target")
        page.locator("header.site a").click()
        page.wait_for_selector(".glances")
        host.shutdown()
    names = [name.partition("#")[0] for name, _ in answers if not name.startswith("data:,")]
    assert names == ["index.html", f"{LEADING}.html", "index.html"], "and no icon is asked for"
    assert {status for name, status in answers if name.endswith(".html")} == {200}


def test_print_folds_code_away_and_cuts_no_chart(page: Page) -> None:
    view(page, **A4, scheme="dark", media="print")
    shown = page.evaluate("""() => {
      const all = query => [...document.querySelectorAll(query)];
      const boxes = all('figure').map(one => one.getBoundingClientRect()), mm = 96 / 25.4;
      const high = svg => svg.getBoundingClientRect().height / mm, drawn = svg => svg.viewBox.baseVal.height;
      return {
        aside: all('details.code, .contents, .downloads').filter(one => one.checkVisibility()).length,
        cut: boxes.filter(box => box.right > innerWidth + 1 || box.height > innerHeight).length,
        alone: all('.chart svg').filter(svg => high(svg) > Math.max(160, .191 * drawn(svg))).length,
        tiny: all('.content > .chart svg').filter(svg => high(svg) < Math.min(214, .189 * drawn(svg))).length,
        wide: all('table').filter(one => one.getBoundingClientRect().right > innerWidth + 1).length,
        broken: all('figure').filter(one => getComputedStyle(one).breakInside !== 'avoid').length,
        paper: getComputedStyle(document.documentElement).backgroundColor,
      };
    }""")
    assert shown.pop("paper") == "rgb(255, 255, 255)"
    assert shown == dict.fromkeys(shown, 0)


@pytest.mark.parametrize("name", NAMES)
def test_nobody_is_shut_out(browser: Browser, folder: Path, name: str) -> None:
    """Widths and schemes are independent: two views hold all, the made-up pages are seen in four."""
    views = [(360, "dark"), (1200, "light")] if name[0].isdigit() else product((360, 1200), ("light", "dark"))
    with opened(browser, folder / f"{name}.html", reduced_motion="reduce") as page:
        unfold(page)
        # Rows of one table and links of one kind are made alike, so some of each do. Words in charts have
        # a test of their own: axe does not look at them, but takes long to pass them by.
        page.evaluate("""() => {
          const alike = ['tbody > *', 'details a[href^="#r-"]', 'svg a'];
          const more = alike.map(query => `${query}:nth-of-type(n+3)`).join(', ');
          document.querySelectorAll(`${more}, svg :not(:is(a, a *, title, desc, :has(a)))`)
            .forEach(one => one.remove());
        }""")
        # A gradient anywhere behind a text keeps axe from judging its contrast: these are at the edges only.
        page.add_style_tag(content=".scroll { background: none !important }")
        page.evaluate(AXE_SCRIPT)
        for width, scheme in views:
            view(page, width, scheme=scheme)
            found = page.evaluate("rules => axe.run({runOnly: rules, resultTypes: ['violations']})", RULES)
            faults = [(one["id"], node["html"][:150]) for one in found["violations"] for node in one["nodes"]]
            assert faults == [], (width, scheme)


@pytest.mark.parametrize(("name", "forced"), WALKS)
def test_the_keyboard_alone_reaches_everything(
    browser: Browser, folder: Path, name: str, forced: Literal["none", "active"]
) -> None:
    """On a wide page, and with forced colours at 400 % of zoom: each stop is seen, none holds the focus."""
    size = {"none": {"width": 1200, "height": 800}, "active": {"width": 320, "height": 256}}[forced]
    with opened(browser, folder / f"{name}.html", viewport=size, forced_colors=forced) as page:
        stops: list[str] = []
        while stop := pressed(page, "Tab"):
            stops.append(stop)
        missed = page.evaluate("""() => [...document.querySelectorAll('a[href], summary, [tabindex="0"]')]
            .filter(one => one.checkVisibility() && !one.dataset.visited).map(one => one.outerHTML)""")
        assert missed == []
        assert len(stops) > 15 and [stop for stop in stops if not stop.endswith(": seen")] == []
        page.evaluate(
            "document.querySelectorAll('[data-visited]').forEach(one => delete one.dataset.visited)"
        )
        back = [pressed(page, "Shift+Tab") for _ in range(10)]
        assert back == stops[-1:-11:-1], "and back again"
        page.locator("details summary").locator("visible=true").first.press("Enter")
        expect(page.locator("details[open]")).to_have_count(1)


def pressed(page: Page, key: str) -> str:
    """What is focused then, and whether that is seen; empty when the focus has left, or has come round."""
    page.keyboard.press(key)
    return str(page.evaluate(STOP))


STOP = """() => {
  const one = document.activeElement, { outlineStyle: style, outlineWidth: width } = getComputedStyle(one);
  if (one === document.body || one.dataset.visited) return '';
  one.dataset.visited = 'yes';
  const box = [...one.getClientRects()].find(box => box.width && box.height) ?? one.getBoundingClientRect();
  const inside = (box.width || box.height) && box.right > 0 && box.x < innerWidth
    && box.bottom > 0 && box.y < innerHeight;
  const [x, y] = [(Math.max(box.x, 0) + Math.min(box.right, innerWidth)) / 2,
    (Math.max(box.y, 0) + Math.min(box.bottom, innerHeight)) / 2];
  const top = inside && document.elementFromPoint(x, y);
  const seen = !inside ? 'out of sight' : style === 'none' || width === '0px' ? 'without a frame'
    : one.closest('svg') || top && (one.contains(top) || top.contains(one)) ? 'seen' : 'covered';
  return `${one.outerHTML.slice(0, 80)}: ${seen}`;
}"""


@pytest.mark.parametrize("name", NAMES)
def test_what_a_reader_has_set_is_heeded(browser: Browser, folder: Path, name: str) -> None:
    """Letters of twice the size, wide spaces, no motion, forced colours; and each part is named."""
    wide = {"width": 1280, "height": 800}
    with opened(browser, folder / f"{name}.html", viewport=wide, reduced_motion="reduce") as page:
        unfold(page, ":not(.entries ~ .entries)")  # tables of evidence are made alike
        client = page.context.new_cdp_session(page)
        said = spoken(client.send("Accessibility.getFullAXTree")["nodes"])
        unnamed = [role for role, name, _ in said if role in NAMED and not name.strip()]
        assert unnamed == ["table"] * page.locator("main :is(.prose, .output) table").count()
        assert [sum(one[0] == role for one in said) for role in ("main", "banner", "contentinfo")] == [
            1,
            1,
            1,
        ]
        assert page.evaluate(MOVES) == []
        for style in LARGE, SPACED:
            added = page.add_style_tag(content=style)
            assert page.evaluate(LOST) == [], style
            added.evaluate("one => one.remove()")
        for scheme in ("dark",) if name[0].isdigit() else ("light", "dark"):
            view(page, **wide, scheme=scheme)
            usual = page.evaluate(PAINT)
            page.emulate_media(forced_colors="active")
            assert page.evaluate(PAINT) == usual, "a drawing keeps its colours, which tell its marks apart"
            page.evaluate("location.hash = document.querySelector('main :is(tr, div, figure, li)[id]').id")
            framed = page.locator(":target").evaluate("one => getComputedStyle(one).outlineStyle")
            assert framed == "solid", "where a link has led to is seen"
            page.emulate_media(forced_colors="none")


NAMED = ("link", "button", "DisclosureTriangle", "figure", "table", "heading", "navigation", "img", "image")
"""Roles of which a screen reader says the name."""
LARGE = "html { font-size: 212.5% }"
SPACED = "* { line-height: 1.5; letter-spacing: .12em; word-spacing: .16em } p { margin-bottom: 2em }"
"""Twice the size of the style sheet; the spaces of WCAG 1.4.12."""
MOVES = """() => [...document.querySelectorAll('*')].filter(one => {
  const style = getComputedStyle(one);
  return style.animationName !== 'none' || parseFloat(style.transitionDuration)
    || style.scrollBehavior !== 'auto';
}).map(one => one.outerHTML.slice(0, 90))"""
PAINT = """() => [...document.querySelectorAll('figure.chart svg :not(text, tspan, a, g)')]
  .map(one => `${getComputedStyle(one).fill} ${getComputedStyle(one).stroke}`)"""


def test_downloads_are_files_with_the_values_that_are_shown(
    browser: Browser, folder: Path, tmp_path: Path
) -> None:
    saved = {}
    with opened(browser, folder / "sample.html", accept_downloads=True) as page:
        unfold(page)
        for link in page.locator("a[download]").all():
            with page.expect_download() as started:
                link.click()
            saved[started.value.suggested_filename] = tmp_path / started.value.suggested_filename
            started.value.save_as(tmp_path / started.value.suggested_filename)
    assert list(saved) == ["sample-figure-1.csv", "sample-figure-1.svg", "sample-table-1.csv"]
    frame = pd.read_csv(saved["sample-figure-1.csv"])
    assert frame["Name"].tolist() == ["Ann", "Bo", "Cy"]
    assert frame["Share"].tolist() == pytest.approx([1 / 7, 2 / 7, 3 / 7], rel=1e-5)
    guests = tables.load("history.attendance").head(12)
    assert pd.read_csv(saved["sample-table-1.csv"])["office"].tolist() == guests["office"].tolist()
    with opened(browser, saved["sample-figure-1.svg"]) as page:
        words = page.locator("text").all_text_contents()
        assert {"One name counts most", "Names by count", "Ann"} <= set(words)


def test_pdf_has_pages_and_leaves_nothing_else(browser: Browser, folder: Path, tmp_path: Path) -> None:
    made = report.pdf([folder / "sample.html"], tmp_path)
    assert made == [tmp_path / "sample.pdf"] == list(tmp_path.iterdir())
    content = made[0].read_bytes()
    assert content.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page\b", content)) >= 2
