"""Made-up notebooks that hold every kind of output that a page can show, built without a kernel."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
from drawn import canvas
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from helpers.read import evidence, tables
from helpers.show.chart import Chart
from helpers.show.datatable import DataTable
from helpers.show.finding import Finding, Findings
from helpers.show.kit import SIZE
from helpers.show.style import BLUE, INK

RLO = "\N{RIGHT-TO-LEFT OVERRIDE}"
SCRIPT = "<script>alert(1)</script>"
NASTY = [
    SCRIPT,
    '"><img src=x onerror=alert(2)>',
    "</svg></style></title><script>alert(3)</script>",
    "javascript:alert(4)",
    f"a {RLO}reversed",
    '=HYPERLINK("http://evil.example")',
    "+1-1",
    "@SUM(A1)",
    "-2+3",
    "]]>&lt;b&gt;{{ 7 * 7 }}",
]
"""What text from data may hold at worst."""


def said(text: str, values: Mapping[str, Any], refs: Sequence[str]) -> Finding:
    """A finding without a detail."""
    return Finding(text.format(**values), values=values, evidence=refs)


def outputs(shown: Any) -> list[NotebookNode]:
    """What a cell stores that ends with this value."""
    if isinstance(shown, NotebookNode):
        return [shown]
    if isinstance(shown, Chart):
        return [
            new_output("display_data", data=data, metadata=metadata)
            for data, metadata in (shown.picture(), shown._table())
        ]
    data, metadata = shown._repr_mimebundle_()
    return [new_output("execute_result", data=data, metadata=metadata, execution_count=1)]


def notebook(*parts: str | Any) -> NotebookNode:
    """A notebook that was run: texts become Markdown cells, values the output of code cells."""
    cells, count = [], 0
    for number, part in enumerate(parts):
        if isinstance(part, str):
            cells.append(new_markdown_cell(part, id=f"text-{number}"))
        else:
            count += 1
            results = outputs(part)
            for output in results:
                if output.output_type == "execute_result":
                    output.execution_count = count
            source = f"measured = measures.number({count}, 'a')  # as counted\nfindings.number(measured)"
            cells.append(new_code_cell(source, id=f"code-{number}", execution_count=count, outputs=results))
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel, "language_info": {"name": "python"}})


def stored(book: NotebookNode, path: Path) -> Path:
    nbformat.write(book, path)
    return path


def chart(names: list[str], refs: list[str], title: str = "One name counts most") -> Chart:
    """Bars that link to rows and bear a text from data each."""
    figure, axes = canvas(2.4)
    bars = axes.bar(range(len(names)), range(1, len(names) + 1), color=BLUE, hatch="//")
    for bar, ref, name in zip(bars, refs, names, strict=False):
        bar.set_url(evidence.target(ref))
        axes.annotate(name[:12], (bar.get_x(), len(names) + 0.2), color=INK, fontsize=SIZE, rotation=90)
    axes.set_ylim(0, 2 * len(names))
    data = pd.DataFrame({"Name": names, "Share": [number / 7 for number in range(1, len(names) + 1)]})
    return Chart(
        figure=figure,
        title=title,
        subtitle="Names by count",
        alt=f"Bars that rise from {names[0]} to {names[-1]}.",
        source="Data: history.attendance. N = 81.",
        data=data,
        evidence=refs,
    )


def rows(table: str, number: int) -> list[str]:
    return evidence.refs(table, tables.load(table).head(number))


PROSE = """### In detail

[Limits](#Limits), [next](02_b.ipynb#s), H<sub>2</sub>O, $\\alpha_1$ for $5,
![a dot](data:image/gif;base64,R0lGODdhAQABAAAA)

- [x] done

| a | b |
|:--|--:|
| 1 | 2 |

<details><summary>More</summary>Folded</details>

```python
rows = frame.loc[frame["a_rather_long_name_of_a_column"] == "a rather long value", "another_column"]
```
"""


def sample() -> NotebookNode:
    """A notebook with a chart, tables, findings, prose and outputs of others."""
    guests = rows("history.attendance", 12)
    frame = tables.load("history.attendance").head(12)[["attendance_id", "leader", "office"]]
    return notebook(
        "# Who came, and how often?\n\nA page to try things on.",
        "## Findings",
        Findings(
            [
                said("{n} guests came.", {"n": 2}, guests[:2]),
                said("{n} units say so.", {"n": 10}, rows("article.sentences", 10)),
            ]
        ),
        "## 1. Who came?\n\nBy row of `history.attendance`; see [the next](02_b.ipynb).",
        said("{n} came once.", {"n": 3}, guests[2:5]),
        chart(["Ann", "Bo", "Cy"], guests),
        PROSE,
        DataTable(frame.assign(evidence=[[ref] for ref in guests]), "Guests by row"),
        new_output("display_data", data={"image/png": "iVBORw0KGgo=", "text/plain": "a picture"}),
        new_output("display_data", data={"text/html": "<p>Of another <b>make</b></p>"}),
        new_output("stream", name="stdout", text="12 rows < 13\n"),
        "## Limits\n\nNone.",
    )


def hostile_package(folder: Path) -> Path:
    """The data package with nasty text in many tables, its patterns for addresses taken out."""
    shutil.copytree(tables.data_dir(), folder)
    description = folder / "datapackage.json"
    package = json.loads(description.read_text(encoding="utf-8"))
    package["title"] = f"Rostrum: {SCRIPT}"
    for resource in package["resources"]:
        for part in resource["schema"]["fields"]:
            if "url" in part["name"]:
                part.get("constraints", {}).pop("pattern", None)
    description.write_text(json.dumps(package), encoding="utf-8")
    spoil(folder / "article" / "sentences.csv", "gist", lambda number: NASTY[number % len(NASTY)])
    names = [text for text in NASTY if RLO not in text]  # the loader refuses it in a name
    spoil(folder / "coverage" / "articles.csv", "outlet", lambda number: names[number % len(names)])
    spoil(folder / "history" / "attendance.csv", "office", lambda number: NASTY[number % len(NASTY)])
    spoil(folder / "history" / "attendance.csv", "source_url", lambda _: "javascript:alert(5)")
    return folder


def spoil(path: Path, column: str, value: Callable[[int], str]) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        header, *lines = list(csv.reader(file))
    for number, line in enumerate(lines):
        line[header.index(column)] = value(number)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *lines])


def hostile() -> NotebookNode:
    """A notebook whose stored outputs try to get a script into the page, by our own outputs and by others."""
    guests = rows("history.attendance", len(NASTY))
    nasty = Findings([said("{a} and {b}", {"a": text, "b": text}, guests[:3]) for text in NASTY])
    bars = chart(NASTY, guests, title=NASTY[2])
    bars.figure.axes[0].texts[0].set_url("javascript:alert(6)")
    foreign = (
        "<p onclick=alert(7)>foreign</p><script>alert(8)</script><style>*{display:none}</style>"
        "<iframe src=https://evil.example></iframe><a href='javascript:alert(9)'>a</a>"
        "<img src=https://evil.example/x.png><form action=https://evil.example><input></form>"
        "<svg><script>alert(10)</script></svg><a href='https://example.org/'>fine</a>"
    )
    picture = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" onload="alert(11)">'
        "<script>alert(12)</script></svg>"
    )
    return notebook(
        f"# A title with {NASTY[2]}\n\n<img src=x onerror=alert(13)> and [a link](javascript:alert(14)).",
        nasty,
        bars,
        DataTable(pd.DataFrame({NASTY[0]: NASTY, "n": range(len(NASTY))}), NASTY[1]),
        said("{a} in units", {"a": NASTY[4]}, rows("article.sentences", 18)),
        said("{a} in outlets", {"a": NASTY[1]}, rows("coverage.articles", 20)),
        new_output("display_data", data={"text/html": foreign}),
        new_output("display_data", data={"image/svg+xml": picture, "text/plain": NASTY[1]}),
        new_output("stream", name="stdout", text=NASTY[2]),
    )
