"""A coding desk in JupyterLab: a text with its units, and marks of a coder, kept at every change."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

from helpers.code import package, sheet
from helpers.code.kept import Kept, MovedError
from helpers.code.marking import Marking
from helpers.code.package import PackageError
from helpers.code.units import Unit
from helpers.read import tables, text
from helpers.suggest import suggestions

HERE = Path(__file__).parent
EXAMPLE = HERE.parents[1] / "docs" / "example" / "tram.txt"
"""An invented report, on which anybody may try the desk."""
FAILED = "nothing has changed: mend that, then do the last step again"


class Desk:
    """The desk of one coder; as the last value of a cell, it is shown in JupyterLab."""

    def __init__(self, folder: Path, coder: str, article: str = "", seen: bool = False, **more: str) -> None:
        """Open a package for a coder, who has ``seen`` other codings, or works blind.

        ``more`` may have a ``kind`` of coder, and as ``path`` a copy of the text. Raises PackageError where
        coder, article or text are none that can be used.
        """
        chosen, self.units = _units(folder, article, more.pop("path", ""))
        self.kept = Kept(folder, chosen, sheet.named(coder, more.get("kind", "person")), seen, **more)
        self.place: Any = None  # a temporary folder lasts as long as its desk
        self.widget: Any = None
        self.read()

    def read(self) -> None:
        """Take what the package has, with what rules suggested, if they did."""
        with package.held(self.kept.folder):
            suggested = suggestions(self.kept.folder, self.kept.article)
        self.marking = Marking(self.units, self.kept.read(), suggested)
        self.kept.helped = bool(self.marking.suggested)
        self.marking.fixed = self.kept.fixed

    def __repr__(self) -> str:
        """Return who is how far, the same in each run."""
        done = f"{len(self.marking.done())} of {len(self.units)} units of {self.kept.article}"
        return f"{self.kept.coder} at the desk: {done} gone through"

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        if self.widget is None:
            import anywidget

            library, script, style = (
                (HERE / name).read_text(encoding="utf-8")
                for name in ("library/recogito.js", "desk.js", "desk.css")
            )
            files = {"_esm": f"{library}\n{script}", "_css": style}
            self.widget = type("DeskWidget", (anywidget.AnyWidget,), files)()
            self.widget.on_msg(lambda widget, message, _: widget.send(self.answer(message)))
        data, metadata = self.widget._repr_mimebundle_()
        return {**data, "text/plain": repr(self)}, metadata

    def about(self) -> dict[str, Any]:
        """Return what stays as it is: the text, its units, and the page of the desk."""
        return {
            "text": self.marking.text,
            "units": [unit._asdict() | {"end": unit.end} for unit in self.units],
            "page": (HERE / "desk.html").read_text(encoding="utf-8"),
            "coder": self.kept.coder,
            "blind": not self.kept.seen,
            "how": ("has seen other codings" if self.kept.seen else "works blind")
            + ", with suggestions" * self.kept.helped,
            "frames": self.kept.frames,
            "others": self.kept.others,
            "helped": self.kept.helped,
        }

    def answer(self, message: Any) -> dict[str, Any]:
        """Do what the script asks for, keep it, and return what the script shows then.

        Whatever goes wrong is said, since the script waits for an answer.
        """
        told: dict[str, Any] = {"said": "", "wrong": False}
        try:
            if message == {"do": "hello"}:
                told["about"] = self.about()
            else:
                told["said"] = self._do(message)
        except Exception as error:
            said = str(error) if isinstance(error, ValueError | OSError) else f"the desk failed: {error!r}"
            told |= {"said": said if type(error) in (ValueError, MovedError) else f"{said}; {FAILED}"}
            told["wrong"] = True
        return told | {"now": self.marking.shown()}

    def _do(self, message: Any) -> str:
        said = self.marking.take(message)
        try:
            if message["do"] != "open":
                said += self.kept.write(self.marking)
        except Exception as error:
            self.marking.back()
            if isinstance(error, MovedError):
                before = self.marking
                self.read()
                self.marking.reopen(before)
            raise
        return said


def opened() -> Desk:
    """Return the desk that ``make desk`` asks for; else one on an invented report, which is kept nowhere."""
    if asked := json.loads(os.environ.get("ROSTRUM_DESK", "{}")):
        return Desk(tables.data_dir(), **asked)
    place = tempfile.TemporaryDirectory()
    folder = Path(place.name, "tram")
    package.new(EXAMPLE, folder, "tram", "generic", {"may_publish": "true"}, add=False)
    desk = Desk(folder, "practice", kind="example")
    desk.place = place
    return desk


def _units(folder: Path, article: str, path: str) -> tuple[str, list[Unit]]:
    """Return an article and its units with their words, from a copy of its text if one is named."""
    if not path:
        try:
            return package.article(folder, article)
        except PackageError as lacking:
            raise PackageError(f"{lacking}, or name a copy with --text") from None
    with package.using(folder):
        words = text.passages(path).set_index("sentence_id")["text"]
        chosen = tables.article_id()
    rows = [row for row in package.rows(folder, "article.sentences") if row["article_id"] == chosen]
    cut = [Unit.of(row, "")._replace(text=words[row["sentence_id"]]) for row in rows]
    return chosen, [unit for unit in cut if unit.text]
