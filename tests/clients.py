"""Other clients run or render the notebooks unmodified: ``python tests/clients.py [CLIENT ...]``.

Stock nbconvert comes with the lock; papermill, nbmake and Voila are installed into a temporary environment on
top of it, and Label Studio into one of its own, so this needs a package index. Two look at the pages:
Firefox prints each, html-validate from npm holds it against the standard. Exit status 1 when a client fails.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
import venv
from collections.abc import Callable
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import firefox
import label_studio
import nbformat
from nbconvert.preprocessors import ClearOutputPreprocessor

from helpers import notebooks, report

VALIDATOR = "html-validate@10.9.0"
PEERS = ("papermill", "nbmake", "voila")
PATIENCE = 300
"""Seconds for one client and one notebook."""


def environment(folder: Path, *packages: str) -> Path:
    """Return the Python of a new environment that has the packages and all that this one has."""
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    own = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True,
        text=True,
        check=True,
    )
    # A folder named in a .pth file is searched, but only addsitedir reads the .pth files in it.
    line = f"import site; site.addsitedir({sysconfig.get_path('purelib')!r})\n"
    (Path(own.stdout.strip()) / "this.pth").write_text(line, encoding="utf-8")
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, *packages], check=True)
    return python


def html(python: Path, notebook: Path, out: Path) -> str:
    return run(python, "-m", "nbconvert", "--to", "html", f"--output-dir={out}", notebook)


def markdown(python: Path, notebook: Path, out: Path) -> str:
    return run(python, "-m", "nbconvert", "--to", "markdown", f"--output-dir={out}", notebook)


def papermill(python: Path, notebook: Path, out: Path) -> str:
    options = ["--no-progress-bar", f"--cwd={notebook.parent}"]
    return run(python, "-m", "papermill", *options, notebook, out / notebook.name)


def nbmake(python: Path, notebook: Path, out: Path) -> str:
    options = ["-q", "-p", "no:cacheprovider", "-c", os.devnull, f"--rootdir={out}"]
    return run(python, "-m", "pytest", "--nbmake", *options, notebook)


def voila(python: Path, notebook: Path, out: Path) -> str:
    """Serve the notebook without its stored outputs and fetch its page, which is sent when all cells ran."""
    book = notebooks.read(notebook)
    outputs = [output for cell in book.cells for output in cell.get("outputs", [])]
    charts = sum(output.get("metadata", {}).get("rostrum", {}).get("kind") == "chart" for output in outputs)
    bare = out / notebook.name
    nbformat.write(ClearOutputPreprocessor().preprocess(book, {})[0], bare)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--no-browser", f"--port={port}", "--Voila.ip=127.0.0.1", "--show_tracebacks=True"]
    # Its templates build on those of nbconvert by the same names, and must be found first.
    own = os.pathsep.join([str(python.parents[1] / "share" / "jupyter"), os.environ["JUPYTER_PATH"]])
    server = subprocess.Popen(
        [python, "-m", "voila", *options, bare],
        env={**os.environ, "JUPYTER_PATH": own},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        page = fetched(f"http://127.0.0.1:{port}/", server)
    finally:
        server.terminate()
        server.wait(60)
    shown = page.count("image/svg+xml")
    return "" if "Traceback" not in page and shown >= charts else f"{shown} of {charts} charts are shown"


def fetched(address: str, server: subprocess.Popen[bytes]) -> str:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urlopen(address, timeout=PATIENCE) as answer:
                return str(answer.read().decode("utf-8"))
        except URLError:
            time.sleep(0.5)
    return "Traceback: no answer"


def firefox_prints(python: Path, notebook: Path, out: Path) -> str:
    if firefox.PROGRAM is None:
        return "no Firefox on the PATH"
    (profile := out / f"profile-{notebook.stem}").mkdir()
    with firefox.launched(profile) as window:
        window.open(page_of(notebook, out))
        content = window.printed()
    return "" if content.startswith(b"%PDF-") and len(content) > 100_000 else "no whole PDF"


def html_validate(python: Path, notebook: Path, out: Path) -> str:
    """Hold a page against the presets ``document`` and ``standard``; the program gets a folder of its own."""
    place = out.parent / "validator"
    if not place.exists():
        place.mkdir()
        if complaint := run(
            "npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", place, VALIDATOR
        ):
            return complaint
        presets = {"root": True, "extends": ["html-validate:standard", "html-validate:document"]}
        (place / ".htmlvalidate.json").write_text(json.dumps(presets), encoding="utf-8")
    program = place / "node_modules" / ".bin" / "html-validate"
    return run(program, "--config", place / ".htmlvalidate.json", page_of(notebook, out))


def page_of(notebook: Path, out: Path) -> Path:
    """The page of a notebook in the whole report."""
    pages = {page.stem: page for page in report.build(notebooks.paths(), out / "report")}
    return pages.get(notebook.stem, pages[report.INDEX])


CLIENTS: dict[str, Callable[[Path, Path, Path], str]] = {
    "nbconvert html": html,
    "nbconvert markdown": markdown,
    "papermill": papermill,
    "nbmake": nbmake,
    "voila": voila,
    "firefox prints": firefox_prints,
    "html-validate": html_validate,
}


def run(*command: str | Path) -> str:
    """Run a command and return what it complained of when it failed."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    return (done.stderr + done.stdout)[-600:] if done.returncode else ""


def main(wanted: list[str]) -> int:
    """Run the clients over all notebooks, print a line for each, and return the exit status."""
    failed = False
    os.environ["JUPYTER_PATH"] = str(Path(sys.prefix) / "share" / "jupyter")
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        python = Path(sys.executable)
        if not wanted or set(wanted) & set(PEERS):
            try:
                python = environment(out / "peers", *PEERS)
            except subprocess.CalledProcessError:
                print(f"{', '.join(PEERS)}: not installed here, and no package index could be reached")
                return 1
        for name, client in CLIENTS.items():
            if wanted and name not in wanted:
                continue
            (out / "pages").mkdir()
            for notebook in notebooks.paths():
                started = time.monotonic()
                complaint = client(python, notebook, out / "pages")
                failed |= bool(complaint)
                print(
                    f"{name:20} {notebook.stem:24} {time.monotonic() - started:5.1f} s  {complaint or 'ok'}",
                    flush=True,
                )
            shutil.rmtree(out / "pages")
        if not wanted or label_studio.NAME in wanted:
            complaint = label_studio.check(out)
            failed |= bool(complaint)
            print(f"{label_studio.NAME:20} {complaint or 'ok'}", flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
