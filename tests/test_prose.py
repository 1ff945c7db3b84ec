"""Markdown cells and text of terminals on a page: nothing lost, nothing that runs, nothing from outside."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pages
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_output

from helpers import report
from helpers.report import safe
from helpers.report.prose import Prose

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg"/>'


def shown(source: str, folder: Path = Path(), **attachments: dict[str, str]) -> str:
    """A cell's HTML in a notebook with the pages 01_a and 02_b."""
    prose = Prose(folder / "01_a.ipynb", {name: f"{name}.html" for name in ("01_a", "02_b", "03 c")})
    return str(
        prose.settled(
            prose.html(source, {name.replace("_", "."): kind for name, kind in attachments.items()})
        )
    )


@pytest.mark.parametrize(
    ("heading", "fragments"),
    [
        ("Limits", ["Limits", "limits"]),
        (
            "2. Who bargains, and who doesn't?",
            ["2.-Who-bargains,-and-who-doesn't?", "2-who-bargains-and-who-doesnt"],
        ),
        ("Die Übersicht", ["Die-Übersicht", "Die-%C3%9Cbersicht", "die-übersicht", "Die-U\u0308bersicht"]),
        ("一 二：三", ["一-二：三", "%E4%B8%80-%E4%BA%8C%EF%BC%9A%E4%B8%89"]),
        ("The *first* `cell` & more", ["The-first-cell-&-more", "the-first-cell--more"]),
        ("A/B – test", ["A/B-–-test", "ab--test"]),
        ("snake_case", ["snake_case"]),
    ],
)
def test_links_reach_a_heading_as_jupyter_and_others_write_them(heading: str, fragments: list[str]) -> None:
    for fragment in fragments:
        html = shown(f"[there](<#{fragment}>)\n\n## {heading}")
        target = re.search(r'<a href="#([^"]+)">there</a>', html)
        assert target is not None, fragment
        assert f'<h2 id="{target[1]}">' in html


def test_links_reach_anchors_and_headings_of_one_name(tmp_path: Path) -> None:
    cells = [
        "# The title?\n\n[top](#The-title?), [one](#Limits), [two](#limits-1), [far](#My%20place).",
        "[old](#old).",
        '## Limits\n\n<a id="My place"></a>Here <a name="old">there</a>\n\n## Limits',
        '<a id="limits"></a>\n\n[lost](#nowhere) [empty](#)',
    ]
    path = pages.stored(pages.notebook(*cells), tmp_path / "a.ipynb")
    html = report.build([path], tmp_path / "out")[0].read_text(encoding="utf-8")
    targets = {word: target for target, word in re.findall(r'<a href="#([^"]*)">(\w+)</a>[,.]', html)}
    ids = re.findall(r' id="([^"]*)"', html)
    assert {word: ids.count(target) for word, target in targets.items()} == dict.fromkeys(
        ("top", "one", "two", "far", "old"), 1
    )
    assert len(set(targets.values())) == 5
    assert len(ids) == len(set(ids))
    assert "lost empty" in html


def test_the_overview_is_the_index_wherever_a_page_leads_to_it(tmp_path: Path) -> None:
    source = "# A\n\nSee [the limits](00_overview.ipynb#Limits), [b](b.ipynb).\n\n## Limits"
    made = [pages.stored(pages.notebook(source), tmp_path / f"{name}.ipynb") for name in ("00_overview", "b")]
    for page in report.build(made, tmp_path / "out"):
        html = page.read_text(encoding="utf-8")
        assert 'See <a href="index.html#s-limits">the limits</a>, <a href="b.html">b</a>.' in html


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("02_b.ipynb", "02_b.html"),
        ("./02_b.ipynb", "02_b.html"),
        ("../notebooks/02_b.ipynb#2.-Who-bargains?", "02_b.html#s-2-who-bargains"),
        ("02%5Fb.ipynb#Die-%C3%9Cbersicht", "02_b.html#s-die-übersicht"),
        ("03%20c.ipynb", "03%20c.html"),
        ("01_a.ipynb#Limits", "01_a.html#s-limits"),
        ("https://example.org/a?b=1&c=2#d", "https://example.org/a?b=1&amp;c=2#d"),
        ("mailto:us@example.org", "mailto:us@example.org"),
    ],
)
def test_a_link_leads_to_the_page_of_a_notebook_or_the_web(address: str, target: str) -> None:
    for source in (
        f"[words]({address})",
        f'<a href="{address}" onclick="x()">words</a>',
        f"[words]\n\n[words]: {address}",
    ):
        assert f'<a href="{target}">words</a>' in shown(source)


@pytest.mark.parametrize(
    "address", ["99_z.ipynb", "99_z.ipynb#Limits", "../data/codebook.md", "//evil.example/x"]
)
def test_a_link_to_what_has_no_page_says_where_it_leads(address: str) -> None:
    assert shown(f"[words]({address})") == f"<p><span>words ({address})</span></p>"


def test_pictures_are_within_the_page(tmp_path: Path) -> None:
    (tmp_path / "img").mkdir()
    (tmp_path / "img" / "my pic.png").write_bytes(base64.b64decode(PIXEL))
    source = (
        "![one](attachment:a.png) <img src='attachment:b%2Epng' width=30 onload=x() alt='two'> "
        "![three](img/my%20pic.png 'said') <img src='img/my pic.png'>\n\n"
        f"![four](data:image/png;base64,{PIXEL}) ![five](attachment:c.svg) "
        "[![six](attachment:a.png)](02_b.ipynb)"
    )
    html = shown(
        source,
        tmp_path,
        a_png={"image/png": PIXEL},
        b_png={"image/jpeg": PIXEL},
        c_svg={"image/svg+xml": DRAWING},
    )
    png, jpeg = f"data:image/png;base64,{PIXEL}", f"data:image/jpeg;base64,{PIXEL}"
    drawing = base64.b64encode(DRAWING.encode()).decode()
    assert re.findall(r'<img src="([^"]*)" alt="([^"]*)"', html) == [
        (png, "one"),
        (jpeg, "two"),
        (png, "three"),
        (png, ""),
        (png, "four"),
        (f"data:image/svg+xml;base64,{drawing}", "five"),
        (png, "six"),
    ]
    assert 'width="30"' in html and 'title="said"' in html and "onload" not in html
    assert '<a href="02_b.html"><img ' in html


def test_a_picture_that_is_elsewhere_or_missing_is_said(tmp_path: Path) -> None:
    (tmp_path / "book").mkdir()
    (tmp_path / "private.png").write_bytes(base64.b64decode(PIXEL))
    (tmp_path / "book" / "text.txt").write_text("private", encoding="utf-8")
    far = "https://example.org/x.png"
    for source, html in {
        f"![far]({far})": f'<a href="{far}">far</a>',
        f"A <img src='{far}'>": f'A <a href="{far}">picture at example.org</a>',
        f"[![far]({far})](https://example.org/)": '<a href="https://example.org/">far</a>',
        "![gone](attachment:gone.png)": "gone (no picture attachment:gone.png)",
        "![gone](gone.png)": "gone (no picture gone.png)",
        "![out](../private.png)": "out (no picture ../private.png)",
        "![text](text.txt)": "text (no picture text.txt)",
        "![nul](a%00b.png)": "nul (no picture a%00b.png)",
        f"![long]({'a' * 5000}.png)": f"long (no picture {'a' * 5000}.png)",
    }.items():
        assert shown(source, tmp_path / "book") == f"<p>{html}</p>"


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("It cost $5 and **bold** then $10.", "It cost $5 and <strong>bold</strong> then $10."),
        ("US$5m, then 6$ or $7-$8", "US$5m, then 6$ or $7-$8"),
        (r"$\alpha_1 < \beta$, *so*", r"<code>\alpha_1 &lt; \beta</code>, <em>so</em>"),
        ("$x*y*z$", "<code>x*y*z</code>"),
        ("$$\nx^2 *y* <b>\n$$", "<code>x^2 *y* &lt;b&gt;</code>"),
        (r"\\(z_1\\) and \\[z_2\\]", "<code>z_1</code> and <code>z_2</code>"),
        (r"\begin{align}a&b\end{align}", r"<code>\begin{align}a&amp;b\end{align}</code>"),
    ],
)
def test_mathematics_is_shown_as_its_source_and_money_as_money(source: str, html: str) -> None:
    assert shown(source) == f"<p>{html}</p>"


def test_other_markdown_is_shown_as_in_jupyterlab() -> None:
    assert shown("- [ ] open\n- [x] done") == "<ul>\n<li>☐ open</li>\n<li>☑ done</li>\n</ul>"
    assert '<td style="text-align:right">2</td>' in shown("| a | b |\n|:--|--:|\n| 1 | 2 |")
    assert shown("~~gone~~") == "<p><del>gone</del></p>"
    assert '<span class="n">x</span>' in shown("```python\nx = 1\n```")
    assert "A--&gt;B &lt;b&gt;" in shown("```mermaid\nA-->B <b>\n```")


def test_harmless_html_is_kept_and_any_other_shown_as_typed() -> None:
    kept = "a<br>b, H<sub>2</sub>O, <b>c</b>, <kbd>d</kbd>, <font>e</font>"
    assert shown(kept.replace("<font>", "<font color='red'>")) == f"<p>{kept}</p>"
    folded = shown("<details>\n<summary>More</summary>\n\n*Text*\n\n</details>\n\nAfter <!-- <b>gone</b> -->")
    assert re.sub(r"\s", "", folded) == (
        "<details><summary>More</summary><p><em>Text</em></p></details><p>After</p>"
    )
    for typed in (
        "<script>alert(1)</script>",
        "<style>p{display:none}</style>",
        '<iframe src="https://evil.example"></iframe>',
        "<video src=x></video>",
        "ROSTRUM_ARTICLE=<article_id>",
        "<svg onload=x()><script>y</script></svg>",
        "<form><input name=a></form>",
        "<!DOCTYPE html>",
        "<?php x ?>",
    ):
        for source in (typed, f"Words {typed} more"):
            html = shown(source)
            assert not re.search(r"<(?!/?p\b)", html), html
            assert typed.replace("<", "&lt;").replace(">", "&gt;") in html


def test_words_that_code_displays_are_read_as_markdown_too() -> None:
    data = [{"text/markdown": "*So* [far](02_b.ipynb)"}, {"text/latex": "$x_1$"}]
    shows = [new_output("display_data", data={**one, "text/plain": "<object>"}) for one in data]
    page = report.page.compose(
        pages.notebook("# A", *shows), Path("a.ipynb"), report.Rows(), {"02_b": "02_b.html"}
    )
    assert [str(block["html"]) for block in page.blocks if block["kind"] == "prose"] == [
        '<p><em>So</em> <a href="02_b.html">far</a></p>',
        "<p><code>x_1</code></p>",
    ]


@given(st.text(st.sampled_from("<>\"'&;=/ab\x1b[]()!#$*`\n") | st.characters(codec="utf-8")))
def test_no_markdown_gets_an_address_or_a_handler_into_a_page(source: str) -> None:
    html = shown(f"{source} <a href='java{source}'>{source}</a> ![{source}]({source})")
    for tag, attributes in re.findall(r"<(\w+)([^>]*)>", html):
        assert tag in report.prose.TAGS
        for name, value in re.findall(r'([\w-]+)="([^"]*)"', attributes):
            assert not name.startswith("on")
            assert name not in ("src", "href") or re.match(
                r"data:image/|#s-|\w+\.html|https?://|mailto:", value
            )


# ---- what terminals are told -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b[1;38;2;9;9;9mbold\x1b[m \x1b[?25l\x1b(B", "bold "),
        ("\x9b31mred\x9b0m", "red"),
        ("a \x1b]8;;https://example.org\x1b\\link\x1b]8;;\x07 b", "a link b"),
        ("\x1b]0;a title\x07text", "text"),
        ("\x1bP1$r0m\x1b\\text", "text"),
        ("\x1b]never ends\nnext", "\nnext"),
        ("10%\r100%\n", "100%\n"),
        ("100%\r 5%", " 5%%"),
        ("Loading a large file\r\x1b[2KDone\n", "Done\n"),
        ("Loading\r\x1b[KDone", "Done"),
        ("abc\b\bX", "aXc"),
        ("\b\bX", "X"),
        ("one\r\ntwo\r\n", "one\ntwo\n"),
        ("cut \x1b[", "cut "),
        ("cut \x1b", "cut "),
        ("a\tb\n", "a\tb\n"),
    ],
)
def test_a_page_shows_what_a_terminal_would_show_in_the_end(text: str, seen: str) -> None:
    assert safe.terminal(text) == seen


RED = "\x1b[31mred\x1b[0m"


def test_no_control_character_reaches_a_page_by_any_way(tmp_path: Path) -> None:
    book = pages.notebook(
        f"# A {RED} title?\n\nPurpose {RED}.",
        f"## Head {RED}\n\n[link](https://example.org/ '{RED}') ![{RED}](gone.png) &#27; `{RED}`",
        "One\x07 two\x00 three\x0c four\x9b31m",
        pages.said("{a} guest", {"a": RED}, pages.rows("history.attendance", 1)),
        pages.DataTable(pages.pd.DataFrame({RED: [RED, "\x9b31mx\x85"]}), RED),
        new_output("stream", name="stdout", text=f"{RED}\n10%\r100%\n"),
        new_output("stream", name="stderr", text=f"{RED}\x1b]8;;x\x07"),
        new_output("display_data", data={"text/plain": f"{RED}\x1b[2J"}),
        new_output("display_data", data={"text/html": f"<p title='{RED}'>{RED}&#x1b;[31m\x1b]0;t\x07</p>"}),
        new_output("display_data", data={"image/png": PIXEL, "text/plain": RED}),
    )
    book.cells[3].source = f"print('{RED}')"
    made = report.build([pages.stored(book, tmp_path / "a.ipynb")], tmp_path / "out")
    for path in made:
        html = path.read_text(encoding="utf-8")
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]|\[\d*m|%1B|%9B|%C2%9B", html)
        assert "A red title?" in html
    assert "<pre>red\n100%\n</pre>" in made[0].read_text(encoding="utf-8")


def test_an_expected_error_is_shown_without_its_colours() -> None:
    error = new_output(
        "error", ename="KeyError", evalue="x", traceback=[f"\x1b[0;31mKeyError\x1b[0m: {RED}", "end"]
    )
    book = pages.notebook("# A\n\nB.", error)
    page = report.page.compose(book, Path("a.ipynb"), report.Rows(), {})
    assert [block["text"] for block in page.blocks if block["kind"] == "plain"] == ["KeyError: red\nend"]


def test_a_link_longer_than_any_name_of_a_file_has_words_alone() -> None:
    assert shown(f"[far]({300 * 'ä'}.ipynb)").startswith("<p><span>far (")
