"""A hostile article and hostile codings in a real browser: nothing in them runs, no other page writes."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import example
import psutil
import pytest
from browser import opened
from filled import fill
from playwright.sync_api import Browser, expect
from test_desk_browser import desk, rows, shown
from test_jupyterlab import KERNEL, await_server, command, visited
from typer.testing import CliRunner

from helpers import formats, notebooks
from helpers.__main__ import FORMATS, app
from helpers.code import marks, package, sheet

pytestmark = [pytest.mark.browser, pytest.mark.long]
SUFFIX = {"webannotation": ".json", "labelstudio": ".json", "csv": ".csv"}
RUN = """[...document.querySelectorAll("*")].flatMap((one) => [...one.attributes])
    .filter(({name, value}) => name.startsWith("on") || /^\\s*javascript:/i.test(value))
    .map((one) => one.value)"""
"""What a page holds that could run."""


def script(word: str) -> str:
    return f"<img src=x onerror=window.hacked='{word}'>"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package whose title, text, voices and claims want to run; each format brought a voice."""
    place = tmp_path_factory.mktemp("hostile")
    folder, path = place / "tram", place / "tram.txt"
    name, words = "Ruth Adeyemi", example.TEXT.read_text("utf-8")
    path.write_text(words.replace(name, f"{name} <script>window.hacked='text'</script>"), "utf-8")
    facts = {"title": script("title"), "outlet": script("outlet"), "may_publish": "true", "language": "en"}
    facts["url"] = "https://x/\"><script>window.hacked='url'</script>"
    package.new(path, folder, "tram", "generic", facts, add=False)
    sheet.export(folder, "jane", place / "jane.xlsx", "", "person", "")
    voices = [tuple(cell.replace(name, script("sheet")) for cell in row) for row in example.VOICES]
    cells = {unit: {**row} for unit, row in example.sourcing().items()}
    for row in cells.values():
        row["voice"] = row.get("voice", "").replace(name, script("sheet"))
    cells["p2s2"] |= {"claim": f"value: {script('claim')}", "checkable": "no"}
    fill(place / "jane.xlsx", voices, cells)
    marks.store(place / "jane.xlsx", folder)
    (key,) = [row["source_id"] for row in rows(folder, "sources") if "sheet" in row["label"]]
    for kind in FORMATS:
        out = place / f"out{SUFFIX.get(kind, '')}-{kind}"
        formats.write(kind, folder, out, "jane", "", with_text=True)
        for file in [out] if out.is_file() else [one for one in out.rglob("*") if one.is_file()]:
            text = file.read_text("utf-8").replace(key, kind.upper()).replace("='sheet'", f"='{kind}'")
            file.write_text(text.replace("=&apos;sheet&apos;", f"='{kind}'"), "utf-8")
        formats.load(kind, out, folder, f"by_{kind}", "", None)
    labels = {row["label"] for row in rows(folder, "sources")}
    assert labels >= {script(kind) for kind in ("sheet", *FORMATS)}
    return folder


def test_no_page_of_a_report_runs_what_data_hold(
    hostile: Path, browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Watches the escaping of templates in report.exporter: without it a title comes to run."""
    for name in ("ROSTRUM_DATA", "ROSTRUM_ARTICLE"):
        monkeypatch.setenv(name, "")  # which the command sets, and the test puts back
    text = hostile / "text" / "tram.txt"
    done = CliRunner().invoke(
        app, ["report", "--data", str(hostile), "--out", str(tmp_path), "--text", str(text)]
    )
    assert done.exit_code == 0, done.stderr
    pages = sorted(tmp_path.glob("*.html"))
    assert len(pages) == 2
    told = ""
    for path in pages:
        with opened(browser, path) as page:
            assert page.evaluate("window.hacked") is None and page.evaluate(RUN) == []
            told += page.content()
    assert all(f"hacked='{word}'&gt;" in told for word in ("title", "sheet", *FORMATS)), "it is shown as text"


def test_neither_notebooks_nor_the_desk_run_what_data_hold(
    hostile: Path, browser: Browser, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Watches the escaping of what a finding says, and the text nodes of the desk: else an image runs."""
    with desk(browser, tmp_path_factory, hostile, coder="kim", seen=True) as (page, _):
        page.evaluate("document.querySelectorAll('.rd details').forEach(one => one.open = true)")
        page.locator(".rd-text").focus()
        told = ""
        for _ in range(12):
            page.keyboard.press("ArrowDown")
            told += page.locator(".rd").inner_text()
        assert all(words in told for words in ("<script>window.hacked='text'", script("brat"), script("csv")))
        assert page.evaluate(RUN.replace('"*"', '".rd *"')) == []
        page.goto(page.url.partition("/lab")[0] + "/lab?reset")
        save = "([name, model]) => jupyterapp.serviceManager.contents.save(name, model).then(() => 1)"
        for path in notebooks.copies(hostile, tmp_path / "notebooks", script("title")):
            shows = {"00": script("title"), "02": script("brat")}.get(path.name[:2])
            if shows:
                content = json.loads(path.read_text("utf-8"))
                page.evaluate(save, [path.name, {"type": "notebook", "format": "json", "content": content}])
                with visited(page, path.name):
                    ready = f"{KERNEL}?.connectionStatus === 'connected' && {KERNEL}.status === 'idle'"
                    page.wait_for_function(ready)
                    command(page, "notebook:run-all-cells")
                    expect(page.locator(".jp-Notebook")).to_contain_text(shows)
                    page.wait_for_timeout(1000)
                    assert page.evaluate(RUN.replace('"*"', '".jp-Notebook *"')) == []
                    command(page, "docmanager:save")


@contextmanager
def running(folder: Path, tmp: Path) -> Iterator[dict[str, Any]]:
    """What JupyterLab says of itself, as the command `desk` starts it."""
    for name in ("config", "runtime", "data"):
        (tmp / name).mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = {"open_browser": False, "port": port, "port_retries": 0}
    settings = {"ServerApp": server, "LabApp": {"expose_app_in_browser": True}}
    for name in ("server", "lab"):
        (tmp / "config" / f"jupyter_{name}_config.json").write_text(json.dumps(settings), "utf-8")
    places = {"CONFIG_DIR": "config", "RUNTIME_DIR": "runtime", "DATA_DIR": "data"}
    environment = {**os.environ, **{f"JUPYTER_{name}": str(tmp / place) for name, place in places.items()}}
    run = subprocess.Popen(
        [sys.executable, "-m", "helpers", "desk", "--coder", "jane", "--data", folder],
        cwd=notebooks.FOLDER.parent,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        ends = time.monotonic() + 90
        while not (told := list((tmp / "runtime").glob("jpserver-*.json"))):
            assert time.monotonic() < ends and run.poll() is None, "JupyterLab did not start"
            time.sleep(0.1)
        await_server(f"http://127.0.0.1:{port}/api", run)
        yield json.loads(told[0].read_text("utf-8"))
    finally:
        run.terminate()
        run.wait(60)


def listening(pid: int) -> set[tuple[str, str, int]]:
    """Who of a process and its children listens where."""
    family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    return {
        (
            "kernel" if "ipykernel_launcher" in " ".join(one.cmdline()) else "server",
            at.laddr.ip,
            at.laddr.port,
        )
        for one in family
        for at in one.net_connections("all")
        if at.status == psutil.CONN_LISTEN
    }


ATTACK = """async ([port, kernel]) => {
    const [tried, host] = [{}, `127.0.0.1:${port}`];
    const post = (path, body) => fetch(`http://${host}/${path}`, {
        method: "POST", body, mode: "no-cors", credentials: "include",
        headers: { "Content-Type": "text/plain" },
    }).catch(() => {});
    await post("api/contents", '{"type": "file"}');
    await post("api/kernels", "{}");
    await post(`api/kernels/${kernel}/interrupt`, "{}");
    const read = await fetch(`http://${host}/api/contents`, { credentials: "include" })
        .then((one) => one.text()).catch(() => "refused");
    const socket = new WebSocket(`ws://${host}/api/kernels/${kernel}/channels`);
    const said = await new Promise((done) => {
        [socket.onopen, socket.onerror] = [() => done("open"), () => done("refused")];
    });
    if (said === "open") {
        const kind = { msg_id: "1", msg_type: "execute_request" };
        const header = { ...kind, username: "", session: "1", version: "5.3" };
        const code = "open('hacked', 'w')";
        const content = { code, silent: false, store_history: false, user_expressions: {} };
        socket.send(JSON.stringify({ channel: "shell", header, parent_header: {}, metadata: {}, content }));
        await new Promise((done) => setTimeout(done, 1000));
    }
    return { read, said };
}"""


def test_nothing_listens_but_jupyterlab_and_no_other_page_can_write(
    hostile: Path, browser: Browser, tmp_path: Path
) -> None:
    """Watches the options in __main__._jupyter: no other host, and no other origin, may come in."""
    (tmp_path / "page").mkdir()
    (tmp_path / "page" / "index.html").write_text("<p>Free prizes", "utf-8")
    silent = type("Silent", (SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
    other = ThreadingHTTPServer(("127.0.0.1", 0), partial(silent, directory=str(tmp_path / "page")))
    threading.Thread(target=other.serve_forever, daemon=True).start()
    (hostile / "sheets").mkdir(exist_ok=True)
    (hostile / "sheets" / "night.paul.json").write_text("{}", "utf-8")
    with running(hostile, tmp_path) as server, browser.new_context() as context:
        address = f"http://127.0.0.1:{server['port']}"
        with pytest.raises(HTTPError, match="403"):
            urlopen(f"{address}/api/contents", timeout=20)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.goto(f"{address}/lab/tree/coding_desk.ipynb?token={server['token']}&reset")
        page.wait_for_selector(".jp-Notebook .jp-Cell")
        page.wait_for_function(f"{KERNEL}?.connectionStatus === 'connected' && {KERNEL}.status === 'idle'")
        before = listening(server["pid"])
        command(page, "notebook:run-all-cells")
        shown(page)
        assert listening(server["pid"]) == before, "the desk itself listens nowhere"
        assert {(who, where) for who, where, _ in before} == {
            ("server", "127.0.0.1"),
            ("kernel", "127.0.0.1"),
        }
        assert [port for who, _, port in before if who == "server"] == [server["port"]]
        there, sessions = found(hostile), page.evaluate(SESSIONS)
        kernel = page.evaluate(f"{KERNEL}.id")
        for host in ("127.0.0.1", "localhost"):
            hostile_page, statuses = context.new_page(), dict[str, int]()
            hostile_page.on("response", lambda one, all=statuses: all.update({one.url: one.status}))  # type: ignore[misc]
            hostile_page.goto(f"http://{host}:{other.server_port}/")
            said = hostile_page.evaluate(ATTACK, [server["port"], kernel])
            assert said == {"read": "refused", "said": "refused"}
            told = {url: status for url, status in statuses.items() if url.startswith(address)}
            assert len(told) == 3 and {*told.values()} <= {403, 404}, told
        assert found(hostile) == there and page.evaluate(SESSIONS) == sessions
        own = page.evaluate(ATTACK, [server["port"], kernel])
        assert own["said"] == "open" and "coding_desk" in own["read"], "its own page can do all that"
        assert "paul" not in own["read"], "who works blind is not told who else does"
        assert (hostile / "sheets" / "jane" / "hacked").exists()
    other.shutdown()


SESSIONS = "async () => (await (await fetch('/api/kernels')).json()).map((one) => one.id)"


def found(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
