"""The desk in a real JupyterLab: a text marked by mouse and by keyboard, undone, loaded anew, looked at.

An action is a press of a key (with Shift or Ctrl held or not), a click, a drag, or a turn of the wheel;
choosing from a list counts two.
"""

from __future__ import annotations

import io
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import ferry
import night
import numpy as np
import pytest
from axe_playwright_python.base import AXE_SCRIPT
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from test_browser import spoken
from test_jupyterlab import KERNEL, command, started

from helpers import notebooks
from helpers.code import package
from helpers.read import text as texts
from helpers.read.files import locked
from helpers.read.spans import words_of

pytestmark = [pytest.mark.browser, pytest.mark.long]
MOST = 150
HOSTILE = """\
<script>window.hacked = 1</script><img src=x onerror="window.hacked = 2">

"</span><svg onload=window.hacked=3>" said <b>Ann</b> Li 👩‍👩‍👧 of 東京タワー.
{{ 7 * 7 }} `javascript:x` ends it.
"""


@contextmanager
def desk(
    browser: Browser,
    factory: pytest.TempPathFactory,
    text: str | Path,
    theme: str = "JupyterLab Light",
    **asked: Any,
) -> Iterator[tuple[Page, Path]]:
    """A page of JupyterLab with a desk on a text, or on a package that is there, and the package."""
    folder = factory.mktemp("desk")
    made = text if isinstance(text, Path) else folder / "night"
    if isinstance(text, str):
        (folder / "night.txt").write_text(text, encoding="utf-8")
        language = {"language": "en", "may_publish": "true"}
        package.new(folder / "night.txt", made, "night", "generic", language, add=False)
    shutil.copy(notebooks.FOLDER / "coding_desk.ipynb", folder)
    place = {"ROSTRUM_DATA": str(made), "ROSTRUM_DESK": json.dumps({"coder": "jane", **asked})}
    themes = {"@jupyterlab/apputils-extension:themes": {"theme": theme}}
    with started(folder, factory, {**os.environ, **place}, **themes) as address:
        page = browser.new_page(viewport={"width": 1200, "height": 1000})
        requests: list[str] = []
        page.on("request", lambda request: requests.append(request.url))
        page.set_default_timeout(60_000)
        page.goto(f"{address}/lab/tree/coding_desk.ipynb?reset")
        page.wait_for_selector(".jp-Notebook .jp-Cell")
        page.wait_for_function(f"{KERNEL}?.connectionStatus === 'connected' && {KERNEL}.status === 'idle'")
        command(page, "notebook:run-all-cells")
        shown(page)
        yield page, made
        own = (address, f"ws{address.removeprefix('http')}", "data:", "blob:")
        assert [url for url in requests if not url.startswith(own)] == []
        assert page.evaluate("window.hacked") is None
        page.close()


def shown(page: Page) -> None:
    page.wait_for_selector(".rd-unit")
    settled(page)
    page.evaluate("document.querySelector('.rd').scrollIntoView()")


def settled(page: Page) -> None:
    """Wait until all that was asked for is done."""
    page.wait_for_function("document.querySelector('.rd').ariaBusy === 'false'")


def said(page: Page) -> str:
    settled(page)
    return page.locator(".rd-said").text_content() or ""


def rows(folder: Path, name: str) -> package.Rows:
    return package.rows(folder, f"article.{name}")


def place(of: str, content: str, units: list[Any]) -> tuple[Any, int, int]:
    """The unit that holds some content, and the place of other words in it."""
    unit = next(one for one in units if content in one.text)
    start = unit.start + unit.text.index(of)
    return unit, start, start + len(of)


def resting(page: Page, query: str) -> dict[str, float]:
    """Where something stands once it has stood there for a while: each change of place draws marks anew."""
    find = """async query => {
        for (let last = '', same = 0, frame = 0; frame < 1200; frame += 1) {
            await new Promise(requestAnimationFrame);
            const box = document.querySelector(query)?.getBoundingClientRect();
            const here = box?.width ? JSON.stringify(box) : '';
            same = here && here === last ? same + 1 : 0;
            if (same === 20) return box.toJSON();
            last = here;
        }
    }"""
    found = page.evaluate(find, query)
    assert found, f"{query} is not seen, or does not come to rest"
    return dict(found)


class Person:
    """Somebody at the desk, who counts what is done."""

    def __init__(self, page: Page, folder: Path) -> None:
        self.page, self.actions = page, 0
        self.units = package.article(folder)[1]
        self.text = (folder / "text" / "night.txt").read_text(encoding="utf-8")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.actions += 1
        settled(self.page)

    def click(self, what: Any, **how: Any) -> None:
        what.click(**how)
        self.actions += 1
        settled(self.page)


class Typist(Person):
    """One who has a keyboard alone."""

    def selected(self) -> str:
        return str(self.page.evaluate("getSelection().toString()"))

    def go(self, start: int, end: int) -> None:
        """Select words with as few keys as they take from here."""
        words = [(a, b) for unit in self.units for a, b in self._words(unit)]
        here = [one[0] for one in words].index(self.at)
        there = next(number for number, one in enumerate(words) if one[1] > start)
        letter = self.text[words[there][0]].lower()
        begin = [self.text[one[0]].lower() == letter for one in words]
        jumps = sum(begin[here + 1 : there + 1]) if there > here else 99
        within = next(one for one in reversed(self.units) if one.start <= start)
        last = max(number for number, one in enumerate(words) if one[0] < within.start + len(within.text))
        if 1 + last - there < min(abs(there - here), 2 * jumps):
            self.press("End", *["ArrowLeft"] * (last - there))
        elif there >= here and 2 * jumps <= there - here:
            self.press(*["g", letter] * jumps)
        elif there >= here:
            self.press(*["ArrowRight"] * (there - here))
        else:
            self.press(*["ArrowLeft"] * (here - there))
        more = sum(start <= one[0] < end for one in words) - 1
        self.press(*["Shift+ArrowRight"] * more)
        self.at = words[there][0]

    def _words(self, unit: Any) -> list[tuple[int, int]]:
        found = [(unit.start + a, unit.start + b) for a, b in words_of(unit.text)]
        bare = [(a + len(self.text[a:b]) - len(self.text[a:b].lstrip('"(“')), b) for a, b in found]
        return [(a, a + len(self.text[a:b].rstrip('".,)”:;'))) for a, b in bare]

    def unit(self, name: str) -> None:
        """Go down to a unit."""
        here = next(one for one in reversed(self.units) if one.start <= self.at)
        steps = [one.name for one in self.units].index(name) - self.units.index(here)
        self.press(*["ArrowDown"] * steps)
        if steps:
            self.at = self._words(next(one for one in self.units if one.name == name))[0][0]

    def mark(self, voices: list[str], cue: str, who: str, kind: str, content: str) -> None:
        unit, *cued = place(cue, content, self.units)
        _, *named = place(who, content, self.units)
        self.unit(unit.name)
        steps = [("cue", cued), ("source", named)]
        for what, (start, end) in sorted(steps, key=lambda step: step[1][0]):
            if what == "source" and who in kind and who != kind and steps[0][1][0] < start:
                self.press(str(voices.index(kind) + 1))  # a known name beside the cue is found
                continue
            self.go(start, end)
            if what == "cue":
                self.press("u")
            elif kind in voices:
                self.press("s", str(voices.index(kind) + 1))
            else:
                self.press("w")
                self.page.wait_for_function("document.activeElement.tagName === 'SELECT'")
                self.press(*self._begin(kind), "Enter")
                voices.append(who)
        self.press("c")

    def _begin(self, kind: str) -> str:
        """The first letters of a type by which a list finds it."""
        types = self.page.locator(".rd-card select").nth(1).locator("option").all_text_contents()
        begins = [kind[:count].replace("_", " ") for count in range(1, len(kind) + 1)]
        return next(
            one for one in begins if next(t for t in types if t.startswith(one)) == kind.replace("_", " ")
        )


class Pointer(Person):
    """One who has a mouse."""

    def where(self, start: int, end: int) -> dict[str, Any]:
        """Where words begin and end in the window, and whether all of that is in view."""
        units = [len(self.text[:at].encode("utf-16-le")) // 2 for at in (start, end)]
        find = """([start, end]) => {
            const walk = document.createTreeWalker(document.querySelector('.rd-text'), NodeFilter.SHOW_TEXT);
            const range = document.createRange();
            let at = 0;
            while (walk.nextNode()) {
                const size = walk.currentNode.data.length;
                if (at <= start && start < at + size) range.setStart(walk.currentNode, start - at);
                if (at < end && end <= at + size) range.setEnd(walk.currentNode, end - at);
                at += size;
            }
            const frame = document.querySelector('.rd-pane').getBoundingClientRect();
            const [first, last] = [[...range.getClientRects()][0], [...range.getClientRects()].at(-1)];
            return {
                from: [first.left + 1, first.top + first.height / 2],
                to: [last.right - 1, last.top + last.height / 2],
                inside: first.top > frame.top && last.bottom < Math.min(frame.bottom, innerHeight - 40),
            };
        }"""
        return dict(self.page.evaluate(find, units))

    def drag(self, start: int, end: int) -> None:
        """Select words from the first to the last."""
        spot = self.where(start, end)
        if not spot["inside"]:
            box = resting(self.page, ".rd-pane")
            self.page.mouse.move(box["x"] + 100, box["y"] + 100)
            self.page.mouse.wheel(0, spot["from"][1] - box["y"] - 100)
            resting(self.page, ".rd-text")
            self.actions += 1
            spot = self.where(start, end)
        self.page.mouse.move(*spot["from"])
        self.page.mouse.down()
        self.page.mouse.move(*spot["to"], steps=4)
        self.page.mouse.up()
        self.page.wait_for_timeout(60)
        self.actions += 1

    def button(self, name: str, **how: Any) -> None:
        self.click(self.page.locator(".rd-bar button", has_text=name), **how)

    def mark(self, voices: list[str], cue: str, who: str, kind: str, content: str) -> None:
        for part, words in (("Content", content), ("Cue", cue), ("Source", who)):
            _, start, end = place(words, content, self.units)
            self.drag(start, end)
            self.button("New voice" if part == "Source" and kind not in voices else part)
        if kind in voices:
            self.click(self.page.locator(".rd-side ol button", has_text=kind).first)
        else:
            self.page.locator(".rd-card select").nth(1).select_option(kind)
            self.actions += 2
            settled(self.page)
            voices.append(who)


def marked(folder: Path) -> list[tuple[str, ...]]:
    """Cue, source, voice and content of each attribution in a package."""
    text = (folder / "text" / "night.txt").read_text(encoding="utf-8")
    labels = {row["source_id"]: row["label"] for row in rows(folder, "sources")}
    found = []
    for row in rows(folder, "attributions"):
        mine = [
            one
            for one in rows(folder, "attribution_pieces")
            if one["attribution_id"] == row["attribution_id"]
        ]
        parts = [
            " ".join(text[int(one["start"]) : int(one["end"])] for one in mine if one["part"] == part)
            for part in ("cue", "source", "content")
        ]
        found.append((parts[0], parts[1], labels[row["source_id"]], parts[2].strip('",.')))
    return found


def expected() -> list[tuple[str, ...]]:
    known = set[str]()
    found = []
    for cue, who, kind, content in night.CODED:
        found.append((cue, who, kind if kind in known else who, content))
        known.add(who)
    return found


def test_a_whole_text_by_mouse(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> None:
    with desk(browser, tmp_path_factory, night.TEXT) as (page, folder):
        person, voices = Pointer(page, folder), list[str]()
        for one in night.CODED:
            person.mark(voices, *one)
        person.button("Done, next", modifiers=["Shift"])
        every = len(person.units)
        expect(page.locator(".rd-head")).to_contain_text(f"{every} of {every} units done")
        assert marked(folder) == expected()
        print(f"actions by mouse: {person.actions} for {len(night.TEXT.split())} words")
        assert person.actions <= MOST
        assert len(rows(folder, "attribution_codings")) == len(person.units)
        with package.using(folder):
            assert texts.verify(folder / "text" / "night.txt").problems == ()


def test_a_whole_text_by_keyboard(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> None:
    with desk(browser, tmp_path_factory, night.TEXT) as (page, folder):
        person, voices = Typist(page, folder), list[str]()
        page.locator(".rd-text").focus()
        person.at = person.units[0].start
        for one in night.CODED:
            person.mark(voices, *one)
        person.press("Shift+D")
        assert [one[:3] for one in marked(folder)] == [one[:3] for one in expected()]
        found = [one[3] for one in marked(folder)]
        assert all(one[3] in content for one, content in zip(night.CODED, found, strict=True)), found
        print(f"actions by keyboard: {person.actions} for {len(night.TEXT.split())} words")
        assert person.actions <= MOST


def test_undo_reload_and_another_run_find_what_was_marked(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with desk(browser, tmp_path_factory, night.TEXT) as (page, folder):
        person = Pointer(page, folder)
        person.mark([], *night.CODED[0])
        assert marked(folder) == expected()[:1]
        person.button("Undo")
        assert marked(folder) == []
        person.button("Redo")
        assert marked(folder) == expected()[:1]
        command(page, "docmanager:save")
        page.reload()
        page.wait_for_selector(".rd-mark")
        shown(page)
        expect(page.locator(".rd-mark.rd-cue")).to_have_count(1)
        page.keyboard.press("Tab")
        page.locator(".rd-text").focus()
        page.keyboard.press("z")
        assert "undo" in said(page)
        assert marked(folder) == []
        page.keyboard.press("r")
        assert "redo" in said(page)
        command(page, "docmanager:save")
        stored = (folder.parent / "coding_desk.ipynb").read_text(encoding="utf-8")
        assert "jane at the desk" in stored and "night at all" not in stored, (
            "no words of the text are stored"
        )


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_it_can_be_seen_and_used_by_anybody(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory, theme: str
) -> None:
    with desk(browser, tmp_path_factory, night.TEXT, theme, seen=True) as (page, folder):
        person = Pointer(page, folder)
        person.mark([], *night.CODED[0])
        page.evaluate("document.querySelectorAll('.rd details').forEach(one => one.open = true)")
        page.evaluate(AXE_SCRIPT)
        for width in (
            1200,
            700,
            320,
        ):  # the last is 1280 px at 400 %, where JupyterLab's own list takes all room
            page.set_viewport_size({"width": width, "height": 1000})
            if width == 320:
                command(page, "application:toggle-left-area")
            page.locator(".rd-pane").evaluate("one => one.scrollIntoView()")
            resting(page, ".rd-mark.rd-cue")
            found = page.evaluate("axe.run('.rd', {resultTypes: ['violations']})")
            assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []
            for scrolled in (0, 40):
                page.locator(".rd-pane").evaluate("(one, top) => { one.scrollTop = top; }", scrolled)
                box = resting(page, ".rd-mark.rd-cue")
                _, start, end = place("said", night.CODED[0][3], person.units)
                spot = person.where(start, end)
                assert abs(box["x"] - spot["from"][0]) < 4, "marks stay with their words"
                assert box["y"] < spot["from"][1] < box["y"] + box["height"]
            wide = (
                "document.querySelector('.rd').scrollWidth <= document.querySelector('.rd').clientWidth + 1"
            )
            assert page.evaluate(wide)
        page.set_viewport_size({"width": 1200, "height": 1000})
        page.locator(".rd-pane").evaluate("one => { one.scrollIntoView(); one.scrollTop = 0; }")
        for scheme, paper in (("light", 255), ("dark", 0)):
            page.emulate_media(forced_colors="active", color_scheme=scheme)
            for part in ("cue", "content"):
                assert drawn_under(page, f".rd-mark.rd-{part}", paper) > 0.8, (scheme, part)
        page.emulate_media(forced_colors="none", color_scheme="light")
        nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
        top = next(one for one in nodes if one.get("name", {}).get("value") == "Coding desk")
        parts = spoken([top, *nodes])
        assert {*NAMED} <= {role for role, *_ in parts}
        assert [one for one in parts if one[0] in NAMED and not one[1].strip()] == []
        tabbed(page)
        page.locator(".rd-text").focus()
        page.keyboard.press("Home")
        heard = page.locator("[data-is=word]")
        expect(heard, "which marks a word carries").to_have_text("People, content 1")
        page.keyboard.press("ArrowUp")
        expect(heard, "and the unit, where it is another").to_have_text(re.compile("^p1s3: "))
        outline = "getComputedStyle(document.querySelector('.rd-pane')).outlineStyle"
        page.keyboard.press("ArrowRight")
        assert page.evaluate(outline) == "solid"
        cells = page.locator(".jp-Cell").count()
        for key in ("d", "d", "x", "a", "b", "j", "k", "0", "0", "Escape", "Delete"):
            page.keyboard.press(key)
        settled(page)
        assert page.locator(".jp-Cell").count() == cells, "JupyterLab takes none of its keys"


NAMED = (
    "button",
    "checkbox",
    "combobox",
    "textbox",
    "list",
    "status",
    "toolbar",
    "progressbar",
    "application",
)
"""Roles of which a screen reader says the name."""


def drawn_under(page: Page, query: str, paper: int) -> float:
    """The greatest share of a row of pixels, at the lower edge of a mark, that is not as the paper."""
    box = resting(page, query)
    clip = {"x": box["x"], "y": box["y"] + box["height"] - 5, "width": box["width"], "height": 6}
    picture = Image.open(io.BytesIO(page.screenshot(clip=clip))).convert("L")
    rows = np.abs(np.asarray(picture).astype(int) - paper) > 100
    return float(rows.mean(axis=1).max())


def tabbed(page: Page) -> None:
    """Go through the desk by Tab alone: all is reached and framed, and the focus gets out again."""
    page.locator(".rd-head input").first.focus()
    seen = list[str]()
    while (one := str(page.evaluate(FOCUSED))) != "out":
        seen.append(one)
        page.keyboard.press("Tab")
        assert len(seen) < 100, "the focus does not get out"
    every = "document.querySelectorAll('.rd :is(:enabled, summary, [tabindex=\"0\"]):not(option, fieldset)')"
    left = (
        f"[...{every}].filter(one => one.checkVisibility() && !one.dataset.visited).map(one => one.outerHTML)"
    )
    assert page.evaluate(left) == []
    assert [one for one in seen[1:] if not one.endswith("solid")] == []


FOCUSED = """() => {
  const one = document.activeElement;
  if (!one.closest('.rd')) return 'out';
  one.dataset.visited = 'yes';
  const framed = one.matches('.rd-text') ? one.closest('.rd-pane') : one;
  return `${one.tagName} ${one.textContent.slice(0, 30)} ${getComputedStyle(framed).outlineStyle}`;
}"""


def test_suggestions_are_dashed_and_accepted_by_key(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = ferry.made(tmp_path_factory.mktemp("ferry"), monkeypatch)
    with desk(browser, tmp_path_factory, made) as (page, folder):
        # Marks are drawn a frame or two after what was done, and drawn anew now and then: each look may wait.
        page.wait_for_function("""() => {
            const all = [...document.querySelectorAll('.rd-mark.is-suggested')];
            return all.length >= 7 && all.every(one => getComputedStyle(one).borderBottomStyle === 'dashed');
        }""")
        weak, drawn = page.locator(".is-weak"), page.locator(".rd-mark:not(.is-suggested)")
        expect(weak).to_have_attribute("data-label", "? Mayor Ada Brook")
        expect(drawn).to_have_count(0)
        page.locator(".rd-text").focus()
        page.keyboard.press("ArrowRight")
        expect(page.locator("[data-is=word]")).to_contain_text("suggested: Mayor Ada Brook, said")
        page.keyboard.press("a")
        assert said(page) == "accepted: Mayor Ada Brook, said"
        expect(drawn).to_have_count(3)
        page.keyboard.press("ArrowDown")
        page.keyboard.press("x")
        assert said(page) == "suggestion cleared: Mayor Ada Brook, goes on, weak"
        expect(weak).to_have_count(0)
        page.locator(".rd-text").focus()
        page.keyboard.press("z")
        assert "undo" in said(page)
        expect(weak).to_have_count(1)
        page.keyboard.press("ArrowDown")
        page.locator("[data-is=guesses] button").click()
        settled(page)
        mine = [row for row in rows(folder, "attributions") if row["coder_id"] == "jane"]
        assert [row["sentence_id"] for row in mine] == ["p1s1", "p2s1"]
        page.evaluate(AXE_SCRIPT)
        found = page.evaluate("axe.run('.rd', {resultTypes: ['violations']})")
        assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []


def test_a_drag_that_ends_beside_the_text_marks_the_words_that_are_selected(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with desk(browser, tmp_path_factory, HOSTILE) as (page, folder):
        person, box = Pointer(page, folder), resting(page, ".rd-pane")
        page.mouse.click(*person.where(0, 1)["from"])
        spot = person.where(start := person.text.index("said"), start + 4)
        page.mouse.move(*spot["from"])
        page.mouse.down()
        page.mouse.move(*spot["to"], steps=4)
        page.mouse.move(box["x"] + box["width"] + 40, spot["to"][1], steps=4)
        page.mouse.up()
        page.wait_for_timeout(60)
        seen = " ".join(str(page.evaluate("String(getSelection())")).split())
        person.button("Content")
        settled(page)
        (kept,) = (folder / "sheets").glob("*.json")
        found = re.findall(
            r'"part": "content".*?"at": \[(\d+), (\d+)\]', " ".join(kept.read_text("utf-8").split())
        )
        assert seen.startswith("said") and [
            " ".join(person.text[int(start) : int(end)].split()) for start, end in found[-1:]
        ] == [seen]


def test_who_gets_no_answer_is_told(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> None:
    with desk(browser, tmp_path_factory, HOSTILE) as (page, folder):
        status = page.locator(".rd-said")
        page.locator(".rd-text").focus()
        with locked(folder):
            page.keyboard.press("u")
            expect(status).to_contain_text("No answer from the kernel")
            settled(page)
        expect(status).to_contain_text("cue of attribution 1")
        (table := folder / "article" / "sources.csv").rename(folder / "away")
        page.keyboard.press("z")
        expect(status).to_contain_text("mend that, then do the last step again")
        assert "sources" in said(page)
        (folder / "away").rename(table)
        page.keyboard.press("z")
        expect(status).to_have_text("undo: done")
        page.evaluate(f"{KERNEL}.restart()")
        page.wait_for_function(f"{KERNEL}.status === 'idle'")
        page.keyboard.press("u")
        expect(status).to_contain_text("run the cells again")
        settled(page)
        command(page, "notebook:run-all-cells")
        expect(status).to_have_text("")
        page.locator(".rd-text").focus()
        page.keyboard.press("u")
        expect(status).to_contain_text("cue of attribution 1")


def test_content_is_what_is_selected_where_a_step_was_refused_or_undone(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with desk(browser, tmp_path_factory, night.TEXT) as (page, folder):
        person = Pointer(page, folder)

        def content() -> list[str]:
            (kept,) = (folder / "sheets").glob("*.json")
            marks = json.loads(kept.read_text("utf-8"))["now"]["marks"]
            return [person.text[slice(*mark["at"])] for mark in marks if mark["part"] == "content"]

        def select(more: int = 0) -> None:
            page.mouse.click(*person.where(0, 1)["from"])  # else what is selected is dragged away
            person.drag(start, end + more)

        _, start, end = place("said", night.CODED[0][3], person.units)
        for keys in (["u", "z"], ["s", "z"], ["w", "Escape", "z"]):
            select()
            person.press(keys[0])
            person.press(*keys[1:], "c")
            assert content() == ["said"], keys
            person.press("z")
        select(more=40)
        person.press("u")
        assert "one to four" in said(page)
        person.press("c")
        assert len(content()[0]) > 35
        person.press("z")
        select()
        person.press("u", "c")
        assert content() != ["said"], "what was used gives the rest of the unit"


def test_a_hostile_text_stays_text(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> None:
    with desk(browser, tmp_path_factory, HOSTILE) as (page, folder):
        person = Pointer(page, folder)
        for words, name in (("Ann", "Content"), ("said", "Cue"), ("Li 👩‍👩‍👧 of 東京タワー", "New voice")):
            start = person.text.index(words)
            person.drag(start, start + len(words))
            person.button(name)
        page.locator(".rd-card select").nth(1).select_option("expert")
        settled(page)
        name = page.locator(".rd-card input").first
        name.fill("<img src=x onerror=window.hacked=5>")
        name.press("Enter")
        settled(page)
        assert marked(folder) == [
            ("said", "Li 👩‍👩‍👧 of 東京タワー", "<img src=x onerror=window.hacked=5>", "Ann")
        ]
        claims = ["<b>It rains</b>", "It snows"]
        for claim in claims:
            page.locator(".rd-text").focus()
            page.keyboard.press("l")
            page.keyboard.type(claim)
            page.keyboard.press("Enter")
            settled(page)
        assert [row["claim"] for row in rows(folder, "claims")] == claims
        for claim in claims:
            page.get_by_role("button", name=f"Take away: {claim}").click()
            settled(page)
        assert rows(folder, "claims") == []
        assert page.locator(".rd img, .rd script, .rd svg, .rd b").count() == 0
        ids = page.evaluate("async () => (await (await fetch('/api/sessions')).json()).length")
        assert ids == 1
