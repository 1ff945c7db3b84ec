"""A coding desk in JupyterLab: a text with its units, marks that a coder makes in it, kept at every change."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

import pandas as pd

from helpers.code import package, sheet
from helpers.code.package import PackageError
from helpers.code.units import Unit
from helpers.desk.marking import Marking
from helpers.desk.stored import Kept, MovedError
from helpers.errors import RostrumError
from helpers.read import tables, text

HERE = Path(__file__).parent
EXAMPLE = HERE.parents[1] / "docs" / "example" / "tram.txt"
"""An invented report, on which anybody may try the desk."""


class Desk:
    """The desk of one coder; as the last value of a cell, it is shown in JupyterLab."""

    def __init__(self, folder: Path, coder: str, article: str = "", seen: bool = False, **more: str) -> None:
        """Open a package for a coder, who has ``seen`` other codings, or works blind.

        ``more`` may have a ``kind`` of coder, and as ``path`` a copy of the text. Raises PackageError where coder,
        article or text are none that can be used.
        """
        chosen, units = _units(folder, article, more.pop("path", ""))
        self.kept = Kept(folder, chosen, sheet.named(coder), seen, **more)
        self.marking = Marking(units, self.kept.read())
        self.marking.fixed = self.kept.fixed
        self.widget: Any = None

    def __repr__(self) -> str:
        done = len(self.marking.done())
        return f"{self.kept.coder} at the desk: {done} of {len(self.marking.units)} units of {self.kept.article}"

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        if self.widget is None:
            import anywidget

            script, style = (
                "\n".join((HERE / name).read_text(encoding="utf-8") for name in names)
                for names in (["library/recogito.js", "desk.js"], ["desk.css"])
            )
            self.widget = type("DeskWidget", (anywidget.AnyWidget,), {"_esm": script, "_css": style})()
            self.widget.on_msg(lambda _, message, __: self.widget.send(self.answer(message)))
        data, metadata = self.widget._repr_mimebundle_()
        return {**data, "text/plain": repr(self)}, metadata

    def units(self) -> pd.DataFrame:
        """Return each unit: whether it was gone through, who speaks in it, and what is not finished."""
        labels = {key: row["label"] for key, row in self.marking.now["voices"].items()}
        shown, done = self.marking.shown()["attributions"], self.marking.done()
        rows = []
        for name in self.marking.units:
            here = [one for one in shown if one["unit"] == name]
            voices = ", ".join(labels.get(one["voice"], "nobody yet") for one in here)
            needs = ", ".join(f"{one['number']}: {lack}" for one in here for lack in one["lacks"])
            rows.append((name, "yes" if name in done else "no", voices, needs))
        return pd.DataFrame(rows, columns=["unit", "gone through", "voices", "not finished"])

    def answer(self, message: Any) -> dict[str, Any]:
        """Do what the script asks for, keep it, and return what the script shows then."""
        if message == {"do": "hello"}:
            kinds = {"coder": self.kept.coder, "blind": not self.kept.seen, "frames": self.kept.frames}
            units = [unit._asdict() | {"end": unit.end} for unit in self.marking.units.values()]
            about = {"text": self.marking.text, "units": units, "others": self.kept.others, **kinds}
            return {"about": about, "now": self.marking.shown(), "said": "", "wrong": False}
        said, wrong = "", False
        try:
            said = self.marking.take(message)
            self.kept.write(self.marking)
        except MovedError as moved:
            self.marking.__init__(list(self.marking.units.values()), self.kept.read())
            said, wrong = str(moved), True
        except (ValueError, RostrumError, OSError) as error:
            self.marking.back()
            said, wrong = str(error), True
        return {"now": self.marking.shown(), "said": said, "wrong": wrong}


def opened() -> Desk:
    """Return the desk that ``make desk`` asks for; else one on an invented report, which is kept nowhere."""
    settings = json.loads(os.environ.get("ROSTRUM_DESK", "{}"))
    if settings:
        return Desk(tables.data_dir(), **settings)
    place = tempfile.TemporaryDirectory()
    folder = Path(place.name, "tram")
    package.new(EXAMPLE, folder, "tram", "generic", {"may_publish": "true"}, add=False)
    desk = Desk(folder, "practice", kind="example")
    desk.widget_place = place
    return desk


def _units(folder: Path, article: str, path: str) -> tuple[str, list[Unit]]:
    """Return an article and its units with their words, from a copy of its text if one is named."""
    if not path:
        return package.article(folder, article)
    with package.using(folder):
        words = text.passages(path).set_index("sentence_id")["text"]
        chosen = tables.article_id()
    rows = [row for row in package.rows(folder, "article.sentences") if row["article_id"] == chosen]
    return chosen, [
        Unit(row["sentence_id"], int(row["paragraph"]), row["unit_type"], int(row["start"]), words[row["sentence_id"]])
        for row in rows
    ]
