"""A real Label Studio takes the tasks that are exported, and gives back what an annotator saved."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
import venv
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

import example

from helpers import formats
from helpers.code import marks, package

NAME, VERSION = "label studio", "label-studio==1.23.0"
USER, PASSWORD = "coder@example.org", "not-a-secret-1"
PATIENCE = 300


class Session:
    """A person's session with the server."""

    def __init__(self, address: str) -> None:
        self.address, self.jar = address, CookieJar()
        self.opener = build_opener(HTTPCookieProcessor(self.jar))

    def ask(self, path: str, content: Any = None, form: bool = False) -> Any:
        token = next((one.value for one in self.jar if one.name == "csrftoken"), "")
        body = None if content is None else (urlencode if form else json.dumps)(content).encode()
        kind = "application/x-www-form-urlencoded" if form else "application/json"
        headers = {"X-CSRFToken": str(token), "Content-Type": kind, "Referer": self.address}
        with self.opener.open(Request(self.address + path, body, headers), timeout=60) as answer:
            text = answer.read().decode("utf-8")
        return json.loads(text) if path.startswith("/api") else text

    def log_in(self) -> None:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.ask("/user/login/"))
        assert token
        self.ask(
            "/user/login/", {"csrfmiddlewaretoken": token[1], "email": USER, "password": PASSWORD}, form=True
        )


def started(program: Path, folder: Path) -> tuple[subprocess.Popen[bytes], str]:
    """Return a server on this machine alone, ready to answer, and its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--no-browser", "--internal-host", "127.0.0.1", "--port", str(port)]
    own = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    server = subprocess.Popen(
        [program, "start", *options, "--username", USER, "--password", PASSWORD],
        env={**own, "LABEL_STUDIO_BASE_DATA_DIR": str(folder), "COLLECT_ANALYTICS": "0"},
        stdout=(folder.parent / "log").open("wb"),
        stderr=subprocess.STDOUT,
    )
    address, deadline = f"http://127.0.0.1:{port}", time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        try:
            Session(address).ask("/user/login/")
            break
        except (URLError, OSError):
            time.sleep(1)
    return server, address


def saved(address: str, tasks: Path) -> Any:
    """Return what Label Studio exports after its user has saved each prediction as an annotation."""
    session = Session(address)
    session.log_in()
    config = tasks.with_suffix(".xml").read_text("utf-8")
    project = session.ask("/api/projects/", {"title": "tram", "label_config": config})["id"]
    session.ask(f"/api/projects/{project}/import", json.loads(tasks.read_text("utf-8")))
    for task in session.ask(f"/api/tasks/?project={project}&fields=all")["tasks"]:
        for prediction in session.ask(f"/api/tasks/{task['id']}/")["predictions"]:
            session.ask(f"/api/tasks/{task['id']}/annotations/", {"result": prediction["result"]})
    return session.ask(f"/api/projects/{project}/export?exportType=JSON")


def rows(folder: Path) -> dict[str, list[str]]:
    paths = sorted((folder / "article").glob("*.csv"))
    return {path.name: sorted(path.read_text("utf-8").split("\n")) for path in paths}


def check(out: Path) -> str:
    """Return what is wrong with the way out and in again, empty when nothing."""
    program = Path(os.environ.get("LABEL_STUDIO", out / "label-studio" / "bin" / "label-studio"))
    if not program.exists():
        venv.create(program.parents[1], with_pip=True)
        pip = [program.with_name("python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, VERSION], check=True)
    source = out / "tram"
    package.new(example.TEXT, source, "tram", "generic", {"may_publish": "true"}, add=False)
    into = shutil.copytree(source, out / "into")
    marks.store(example.SHEET, source)
    formats.write("labelstudio", source, out / "tasks.json", "", "", with_text=False)
    server, address = started(program, out / "server")
    try:
        found = saved(address, out / "tasks.json")
    finally:
        server.terminate()
        server.wait(60)
    (out / "export.json").write_text(json.dumps(found), encoding="utf-8")
    formats.load("labelstudio", out / "export.json", into, "example", "", None)
    there, back = rows(source), rows(into)
    return ", ".join(f"{name} has other rows" for name in there if there[name] != back[name])


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        print(check(Path(place)) or "ok")
