"""The report in Firefox: pages open whole, a link to a row lays its table open, and a page prints.

``make clients`` prints every page; one takes about six seconds.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import firefox
import pytest

from helpers import notebooks, report

pytestmark = [pytest.mark.browser, pytest.mark.long]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    report.build(notebooks.paths(), folder)
    return folder


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[firefox.Firefox]:
    if firefox.PROGRAM is None:
        pytest.skip("no Firefox")
    with firefox.launched(tmp_path_factory.mktemp("profile")) as window:
        yield window


def test_every_page_opens_whole_and_no_wider_than_the_window(window: firefox.Firefox, folder: Path) -> None:
    for path in sorted(folder.glob("*.html")):
        for width in (500, 1200):
            window.resize(width, 900)
            window.open(path)
            assert window.evaluate("document.querySelectorAll('figure svg').length"), path.name
            wider = window.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wider <= 0, f"{path.name} at {width}"


def test_a_link_to_a_row_opens_its_table(window: firefox.Firefox, folder: Path) -> None:
    window.open(folder / "02_sourcing.html")
    window.evaluate("document.querySelector('div.finding details').open = true")
    window.click("div.finding details a[href^='#r-']")
    place = window.evaluate("document.querySelector(':target').getBoundingClientRect().top")
    assert window.evaluate("document.querySelector(':target').closest('details').open")
    assert 0 <= place < 900


def test_the_link_that_lays_all_evidence_open_does(window: firefox.Firefox, folder: Path) -> None:
    height = "document.getElementById('all').getBoundingClientRect().height"
    window.open(folder / "03_geopolitical_framing.html")
    closed = window.evaluate(height)
    window.click("a[href='#all']")
    assert window.evaluate(height) > 3 * closed


def test_the_index_prints(window: firefox.Firefox, folder: Path) -> None:
    window.open(folder / "index.html")
    assert window.printed().startswith(b"%PDF-")
