"""Firefox without a window, driven by its own protocol, Marionette: what it opens, asks and prints."""

from __future__ import annotations

import base64
import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PROGRAM = shutil.which("firefox-esr") or shutil.which("firefox")
PATIENCE = 60
"""Seconds for Firefox to start, or to answer."""


class Firefox:
    """One window of a running Firefox."""

    def __init__(self, port: int) -> None:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                self._socket = socket.create_connection(("127.0.0.1", port), PATIENCE)
                break
            except OSError:
                assert time.monotonic() < deadline, "Firefox did not start"
                time.sleep(0.1)
        self._read()  # it says first who it is
        self.ask("WebDriver:NewSession")

    def _read(self) -> Any:
        length = b""
        while (sign := self._socket.recv(1)) != b":":
            assert sign, "Firefox hung up"
            length += sign
        content = b""
        while len(content) < int(length):
            content += self._socket.recv(int(length) - len(content))
        return json.loads(content)

    def ask(self, command: str, **parameters: Any) -> Any:
        """Give a command and return its result."""
        message = json.dumps([0, 1, command, parameters]).encode()
        self._socket.sendall(b"%d:%s" % (len(message), message))
        _, _, error, result = self._read()
        assert error is None, error
        return result

    def open(self, path: Path, fragment: str = "") -> None:
        self.ask("WebDriver:Navigate", url=path.as_uri() + fragment)

    def evaluate(self, script: str) -> Any:
        return self.ask("WebDriver:ExecuteScript", script=f"return {script}", args=[])["value"]

    def printed(self) -> bytes:
        page = {"width": 21.0, "height": 29.7}
        return base64.b64decode(self.ask("WebDriver:Print", page=page, background=False)["value"])

    def picture(self) -> bytes:
        return base64.b64decode(self.ask("WebDriver:TakeScreenshot", full=False)["value"])

    def resize(self, width: int, height: int) -> None:
        self.ask("WebDriver:SetWindowRect", width=width, height=height)

    def click(self, query: str) -> None:
        found = self.ask("WebDriver:FindElement", using="css selector", value=query)
        self.ask("WebDriver:ElementClick", id=next(iter(found["value"].values())))


@contextmanager
def launched(folder: Path) -> Iterator[Firefox]:
    """A Firefox with a profile of its own in a folder, which asks its maker for nothing."""
    assert PROGRAM is not None
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    quiet = {
        "marionette.port": port,
        "app.update.enabled": False,
        "datareporting.policy.dataSubmissionEnabled": False,
        "network.captive-portal-service.enabled": False,
        "network.connectivity-service.enabled": False,
        "services.settings.server": "data:,",
    }
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in quiet.items()]
    (folder / "user.js").write_text("\n".join(lines), encoding="utf-8")
    options = ["--headless", "--no-remote", "--profile", str(folder), "--marionette"]
    own = {**os.environ, "HOME": str(folder), "MOZ_CRASHREPORTER_DISABLE": "1"}
    process = subprocess.Popen(
        [PROGRAM, *options], env=own, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield Firefox(port)
    finally:
        process.terminate()
        process.wait(60)
