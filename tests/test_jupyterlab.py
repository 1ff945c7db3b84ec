"""The notebooks in JupyterLab: charts are seen before anything is trusted; Run All gives what is stored.

The kernels run in another place than those of test_determinism: same outputs there and here.
"""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import nbformat
import pytest
import surroundings
from nbformat import NotebookNode
from playwright.sync_api import Browser, Page, TimeoutError

from helpers import notebooks

pytestmark = [pytest.mark.browser, pytest.mark.long]
KERNEL = "jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel"
SECONDS = 90
"""For one notebook; it takes about six when the machine does nothing else."""


@pytest.fixture(scope="module")
def lab(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address of a JupyterLab that trusts nothing yet, and its folder with copies of the notebooks."""
    folder = tmp_path_factory.mktemp("lab")
    for path in notebooks.paths():
        shutil.copy(path, folder)
    place = surroundings.east(tmp_path_factory.mktemp("east"))
    with started(folder, tmp_path_factory, place.environment) as address:
        yield address, folder
        assert place.facts == surroundings.EAST


@contextmanager
def started(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, environment: Mapping[str, str], **settings: Any
) -> Iterator[str]:
    """The address of a JupyterLab in a folder, which trusts nothing yet."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = [
        "--no-browser",
        "--allow-root",
        "--ip=127.0.0.1",
        f"--port={port}",
        "--ServerApp.port_retries=0",
    ]
    command = [sys.executable, "-m", "jupyter", "lab", *options, "--IdentityProvider.token="]
    own = {
        name: str(tmp_path_factory.mktemp(name.lower()))
        for name in ("JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")
    }
    own["JUPYTER_CONFIG_PATH"] = str(settings_in(tmp_path_factory.mktemp("config"), **settings))
    server = subprocess.Popen(
        [*command, "--expose-app-in-browser"],
        cwd=folder,
        env={**environment, **own},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        await_server(f"http://127.0.0.1:{port}/api", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(60)


def settings_in(folder: Path, **more: Any) -> Path:
    """A folder with the collection's settings, and all cells drawn, not only those in view."""
    name = Path("labconfig") / "default_setting_overrides.json"
    settings = json.loads((notebooks.FOLDER.parent / ".jupyter" / name).read_text(encoding="utf-8"))
    settings["@jupyterlab/notebook-extension:tracker"] = {"windowingMode": "none"}
    settings |= more
    (folder / name).parent.mkdir()
    (folder / name).write_text(json.dumps(settings), encoding="utf-8")
    return folder


def await_server(address: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urlopen(address, timeout=2):
                return
        except URLError:
            time.sleep(0.1)
    pytest.fail("JupyterLab did not start")


@pytest.fixture(scope="module")
def window(browser: Browser, lab: tuple[str, Path]) -> Iterator[Page]:
    """JupyterLab in one window, as it takes seconds to load; each test opens and closes a notebook in it."""
    with closing(browser.new_page(viewport={"width": 1200, "height": 900})) as page:
        page.set_default_timeout(1000 * SECONDS)
        page.goto(f"{lab[0]}/lab?reset")
        yield page


@contextmanager
def visited(page: Page, name: str) -> Iterator[None]:
    """A notebook that is opened, and closed again; one that a failed test has left goes with a reload."""
    if page.locator(".jp-NotebookPanel").count():
        page.reload()
    page.wait_for_function("window.jupyterapp?.restored.then(() => true)")
    page.evaluate("path => void jupyterapp.commands.execute('docmanager:open', {path})", name)
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    yield
    command(page, "application:close-all")


def command(page: Page, name: str) -> None:
    """Give JupyterLab a command and wait until it is done; only a wait that is asked for has an end."""
    page.evaluate(
        "name => { window.done = ''; jupyterapp.commands.execute(name).then(() => { done = name; }); }",
        name,
    )
    page.wait_for_function("name => window.done === name", arg=name)


def charts(book: NotebookNode) -> int:
    outputs = [output for cell in book.cells for output in cell.get("outputs", [])]
    return sum(output.get("metadata", {}).get("rostrum", {}).get("kind") == "chart" for output in outputs)


def pictures(page: Page, kind: str, number: int) -> int:
    """How many pictures of a kind are shown as outputs, once there are so many, or time is up."""
    shown = f"""[...document.querySelectorAll('.jp-OutputArea-output img[src^="data:image/{kind}"]')]
        .filter(one => one.complete && one.naturalWidth > 0).length"""
    with suppress(TimeoutError):
        page.wait_for_function(f"number => {shown} >= number", arg=number, timeout=20_000)
    return int(page.evaluate(shown))


def hints(page: Page) -> set[str]:
    """What keys of evidence say on hover, for those who would see them there."""
    found = page.locator(".jp-OutputArea-output small span[title]")
    return set(found.evaluate_all("keys => keys.map(key => key.title)"))


def outputs(book: NotebookNode) -> list[list[Any]]:
    """What each code cell shows, in the order of the cells."""
    return [
        [output.get("data", output.get("text")) for output in cell.outputs]
        for cell in book.cells
        if cell.cell_type == "code"
    ]


@pytest.mark.parametrize("name", [path.name for path in notebooks.paths()])
def test_charts_are_seen_untrusted_and_run_all_saves_what_is_stored(
    window: Page, lab: tuple[str, Path], name: str
) -> None:
    page, (_, folder) = window, lab
    stored = notebooks.read(notebooks.FOLDER / name)
    with visited(page, name):
        assert pictures(page, "png", charts(stored)) == charts(stored), "before anything is run or trusted"
        told = hints(page)
        assert told and "" not in told
        # The indicator says idle before there is a kernel; what is run then may never be heard of again.
        page.wait_for_function(f"{KERNEL}?.connectionStatus === 'connected' && {KERNEL}.status === 'idle'")
        command(page, "notebook:run-all-cells")
        page.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status=idle]")
        shown = pictures(page, "svg", charts(stored))
        assert hints(page) == told
        if name.startswith("00"):
            row = page.locator(".jp-OutputArea-output table", has_text="What stands in article.sentences")
            assert "What it is" in (row.text_content() or "")
        command(page, "docmanager:save")
    saved = nbformat.read(folder / name, as_version=4)
    results = [output for cell in saved.cells for output in cell.get("outputs", [])]
    assert [output for output in results if output.output_type == "error"] == []
    assert shown == charts(stored)
    assert outputs(saved) == outputs(stored)
