"""A few mutants of the data are caught; and a fork's verdict on a notebook is nbval's, cell by cell.

``ROSTRUM_TRUST=1`` has nbval judge all mutants of the made-up notebook instead of three.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import mutate
import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from helpers import notebooks

SAMPLE = 5
CELLS = {
    "imports": """\
import sys
from helpers.show.chart import Chart
from helpers.show.kit import Sheet
from helpers.read import tables
from helpers.show.datatable import DataTable
meetings = tables.load("history.meetings")""",
    "words": "print(meetings['place'].tolist(), file=sys.stderr)",
    "table": "DataTable(meetings[['date']], 'Meetings')",
    "drawing": """\
sheet = Sheet()
sheet.words(" ".join(meetings["outcome"].str.len().astype(str)))
words = {"title": "Outcomes", "subtitle": "Letters", "alt": "A line", "source": "Data"}
Chart(figure=sheet.figure, data=meetings[["meeting_id"]], **words)""",
    "check": "assert meetings.groupby('kind', observed=True).size().tolist() == [48, 7, 15]",
}


def mutation(*arguments: str | Path) -> tuple[int, str]:
    """Exit status and output of the command."""
    done = subprocess.run(
        [sys.executable, mutate.__file__, *arguments], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.long
def test_a_sample_of_mutants_is_caught() -> None:
    status, said = mutation("--sample", str(SAMPLE))
    assert status == 0, said


VERDICTS = {
    "place": "words (stderr)",
    "date": "table (text/csv)",
    "outcome": "drawing (image/svg+xml)",
    "kind": "check (AssertionError)",
    "source_url": "survives",
    "reliability": "survives",
    "note": "survives",
}
"""Of mutants of ``history.meetings``, by the cells above."""
JUDGED = len(VERDICTS) if os.environ.get("ROSTRUM_TRUST") else 3


@pytest.mark.long
def test_the_verdict_of_a_fork_is_that_of_nbval(tmp_path: Path) -> None:
    """On a change that no cell shows, and on changes of words, a table, a drawing alone, and a failure."""
    path = tmp_path / "90_sample.ipynb"
    cells = [new_code_cell(source, id=name) for name, source in CELLS.items()]
    path.write_text(nbformat.writes(new_notebook(cells=cells)), encoding="utf-8")
    notebooks.refresh([path])
    _, said = mutation("--only", "history.meetings", "--each", "1", "--nbval", str(JUDGED), path)
    judged = re.findall(
        r"(?m)^nbval agrees: history\.meetings row \d+ (\w+): .*?: (?:90_sample: )?(\S+ \(\S+\)|survives)$",
        said,
    )
    assert len(judged) == JUDGED and dict(judged).items() <= VERDICTS.items(), said


def test_too_few_caught_is_a_failure_and_an_explained_survivor_is_none() -> None:
    mutants = [mutate.Mutant("history.meetings", "note", row, "a", "b") for row in range(200)]
    lines, good = mutate.report(mutants, ["schema"] * 199 + [""])
    assert not good and "NOT EXPLAINED" in lines[-2] and "99.5%" in lines[-1]
    mutate.EXPLAINED["history.meetings.note"] = "it is a test"
    try:
        assert mutate.report(mutants, ["schema"] * 199 + [""])[1]
        assert not mutate.report(mutants, ["schema"] * 190 + [""] * 10)[1]
    finally:
        del mutate.EXPLAINED["history.meetings.note"]
