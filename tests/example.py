"""The worked example of docs: what a person typed into the cells of its sheet.

`PYTHONPATH=. python tests/example.py` makes `docs/example/tram.xlsx` of it anew.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from filled import Cells, fill, rows

from helpers.code import package, sheet

FOLDER = Path(__file__).parents[1] / "docs" / "example"
TEXT, SHEET = FOLDER / "tram.txt", FOLDER / "tram.xlsx"
VOICES = (
    ("Marlow Press Agency", "agency"),
    ("J. T. Hale", "official", "", "person"),
    ("Ruth Adeyemi", "official", "", "person"),
    ("transport office", "document"),
    ("opponents", "collective"),
    ("Owen Blythe", "civil_society", "", "person"),
    ("Lena Okafor", "business", "", "person"),
    ("experts", "collective"),
    ("Anne Dufour", "expert"),
    ("person close to the ministry", "anonymous", "Wexcombe Gazette"),
    ("Wexcombe Gazette", "media"),
    ("transport ministry", "official"),
)
SPEAKS = """
p2s1  | none
p2s2  | J. T. Hale | announced
p3s1  | none
p3s2  | Ruth Adeyemi | told
p3s3  | Ruth Adeyemi | called
p3s4  | none
p4s1  | transport office | according to
p4s2  | transport office | says
p4s3  | transport office | warns
p5s1  | none
p6s1  | opponents | claim | stance=distancing
p6s2  | Owen Blythe | said | mode=direct
p6s3  | Owen Blythe | announced
p6s4  | J. T. Hale | rejected ... said
p7s1  | none
p7s2  | Lena Okafor | said
p7s3  | none
p8s1  | experts | point out | stance=factive
p8s2  | Anne Dufour | said
p8s3  | Anne Dufour | argues | stance=distancing
p8s4  | Anne Dufour
p9s1  | none
p9s2  | person close to the ministry | told
p9s3  | transport ministry | declined to comment
p10s1 | none
p11s1 | none
p11s2 | none
p11s3 | Ruth Adeyemi | hinted | stance=distancing
p11s4 | Ruth Adeyemi | said
p11s5 | Ruth Adeyemi
p12s1 | Marlow Press Agency
"""
FRAMES = {
    "p2s2": "none",
    "p3s2": "conflict: did not want it",
    "p4s1": "economic_consequences: 84 million pounds",
    "p4s2": "economic_consequences: 11,000 passengers",
    "p4s3": "economic_consequences: prices for steel",
    "p5s1": "conflict: divided",
    "p6s1": "conflict: unfair",
    "p6s2": "conflict: never got their papers",
    "p6s3": "conflict: court",
    "p6s4": "conflict: rejected",
    "p7s1": "human_interest: fear; economic_consequences: dust",
    "p7s2": "human_interest: We have lived; economic_consequences: end of us",
    "p8s3": "economic_consequences: pay off",
    "p9s1": "responsibility: share the cost; economic_consequences: cost",
}
HEDGES = {"p4s2": "could", "p4s3": "may", "p7s2": "may", "p8s1": "strong: at all; rarely", "p9s2": "hardly"}
CLAIMS = {
    "p2s2": ("quantity: More than half of the votes were for the tram.", "yes"),
    "p4s1": ("quantity: The line costs 84 million.", "partly"),
    "p6s1": ("evaluation: The count was not fair.", "partly"),
    "p6s2": ("Many streets got no papers.", "yes"),
    "p8s3": ("causal: Trams pay where cars have less room.", "partly"),
    "p9s2": ("forecast: No decision before the autumn.", "yes"),
}


def sourcing() -> dict[str, dict[str, str]]:
    """The cells that the pages on sourcing need."""
    return rows(SPEAKS)


def whole() -> Cells:
    """The cells of all layers, those of units where nothing was found included."""
    cells = sourcing()
    for unit in [unit for unit in cells if unit != "p12s1"]:
        claim, check = CLAIMS.get(unit, ("none", ""))
        more = {"frames": FRAMES.get(unit, "none"), "hedges": HEDGES.get(unit, "none"), "claim": claim}
        cells[unit] |= {**more, **({"checkable": check} if check else {})}
    return cells


def make() -> None:
    """Write the sheet of the example."""
    SHEET.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "tram")
        package.new(TEXT, folder, "tram", "generic", {"may_publish": "true"}, add=False)
        sheet.export(folder, "example", SHEET, "", "example", "")
    fill(SHEET, VOICES, whole(), {"note": "made up to show how a sheet is filled in"})


if __name__ == "__main__":
    make()
