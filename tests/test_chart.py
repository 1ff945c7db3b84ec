"""Charts refuse to be made without their words, and are written alike on every run."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET

import legibility
import pandas as pd
import pytest
from drawn import canvas
from PIL import Image

from helpers.show import chart, style
from helpers.show.kit import PAPER_WIDE

WORDS = {
    "title": "c has three times the words of a",
    "subtitle": "Words by voice",
    "alt": "Bars: a 1, b 2, c 3 words.",
    "source": "Data: made up. N = 3.",
    "data": pd.DataFrame({"voice": ["a", "b", "c"], "words": [1, 2, 3]}),
}


def bars(**changed: object) -> chart.Chart:
    figure, axes = canvas(2)
    axes.bar(["a", "b", "c"], [1, 2, 3], color=style.BLUE)
    axes.patches[0].set_url("#made.up:a")
    return chart.Chart(figure=figure, **{**WORDS, **changed})  # type: ignore[arg-type]


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", ["title", "subtitle", "alt", "source", "data"])
def test_a_chart_without_its_words_or_data_is_refused(name: str) -> None:
    empty = pd.DataFrame() if name == "data" else " "
    with pytest.raises(ValueError, match=f"empty {name}"):
        bars(**{name: empty})


def test_svg_is_the_same_on_every_run_and_keeps_text_as_text() -> None:
    first, second = bars().svg(), bars().svg()
    assert first == second
    root = ET.fromstring(first)
    spoken = "".join(root.itertext())
    assert WORDS["title"] in spoken and WORDS["source"] in spoken
    names = {"svg": "http://www.w3.org/2000/svg"}
    assert root.findtext("svg:title", namespaces=names) == WORDS["title"]
    assert root.findtext("svg:desc", namespaces=names) == WORDS["alt"]
    assert "metadata" not in first
    assert 'href="#made.up:a"' in first


def test_a_changed_value_changes_the_svg() -> None:
    figure, axes = canvas(2)
    axes.bar(["a", "b", "c"], [1, 2, 3.01], color=style.BLUE)
    assert chart.Chart(figure=figure, **WORDS).svg() != bars().svg()  # type: ignore[arg-type]


def test_the_picture_carries_its_alt_text_and_shown_size() -> None:
    data, metadata = bars().picture()
    assert (
        data["text/plain"] == metadata["image/png"]["alt"] == metadata["image/svg+xml"]["alt"] == WORDS["alt"]
    )
    assert metadata["image/png"]["width"] == round(96 / 72 * PAPER_WIDE)
    assert set(metadata["rostrum"]) >= {"title", "subtitle", "alt", "source", "header", "footer"}


def test_a_straight_step_is_stored_by_one_length() -> None:
    path = ' d="M 1.234 2 \nL 3 2 \nL 3 4 \nL 1.234 2 \nQ 1 2 3 2 \nL 3 5 \nL 3 5 \nz\n"'
    (short,) = [chart._shortened(one) for one in chart.PLACED.finditer(path)]
    assert short == ' d="M 1.23 2 H 3 V 4 L 1.23 2 Q 1 2 3 2 V 5 L 3 5 z"'


def test_the_picture_in_points_has_few_colours() -> None:
    colours = Image.open(io.BytesIO(bars().png())).getcolors()
    assert colours and len(colours) == 24


def test_caption_and_data_follow_the_picture() -> None:
    shown, metadata = bars(alt="a < b")._table()
    assert "a &lt; b" in shown["text/html"] and "<table>" in shown["text/html"]
    assert shown["text/csv"] == "voice,words\na,1\nb,2\nc,3\n"
    assert metadata["rostrum"]["columns"] == "text number"


def test_words_in_dollar_signs_are_not_read_as_mathematics() -> None:
    assert "$x^2$" in bars(title="Cost $x^2$ and $y$").svg()
    assert chart.text_width("$x^2$", 11) > chart.text_width("x2", 11) + 2 * chart.text_width("$", 11)


def test_no_line_is_wider_than_the_figure() -> None:
    text = "a sentence of quite ordinary words that goes on and on " * 6
    lines = chart.wrap(text, PAPER_WIDE / 72, 11, "bold")
    assert len(lines) > 3 and " ".join(lines) == text.strip()
    assert not legibility.problems(bars(title=text))
    shares = "80.4\N{NO-BREAK SPACE}%, " * 40
    assert "".join(chart.wrap(shares, 2, 11)).count("80.4\N{NO-BREAK SPACE}%,") == 40


def test_legibility_sees_each_kind_of_fault() -> None:
    figure, axes = canvas(2)
    axes.text(0.5, 0.5, "over", fontsize=12)
    axes.text(0.5, 0.5, "under", fontsize=5, color="#123456")
    figure.text(0.98, 0.5, "beyond the edge")
    found = " ".join(legibility.problems(chart.Chart(figure=figure, **WORDS)))  # type: ignore[arg-type]
    assert "'under' is 5.0 pt" in found
    assert "'over' overlaps 'under'" in found
    assert "'beyond the edge' leaves the figure" in found
    assert "#123456 is no colour" in found


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
def test_colours_stand_out_in_both_modes(mode: int) -> None:
    paper, ink = style.COLOURS["paper"][mode], style.COLOURS["ink"][mode]
    twins = {light: (light, dark) for light, dark in style.COLOURS.values()}
    for light in style.RAMP:
        text = {style.INK: ink, style.PAPER: paper}[style.text_on(light)]
        assert contrast(twins[light][mode], text) >= 4.5, light
    for light in (style.BLUE, style.ORANGE, style.TEAL, style.PURPLE, style.GOLD, style.RED, style.GREY):
        assert contrast(twins[light][mode], paper) >= 4.5, light
    assert contrast(style.COLOURS["muted"][mode], paper) >= 4.5


def test_every_colour_has_one_name() -> None:
    lights = [light for light, _ in style.COLOURS.values()]
    assert len(set(lights)) == len(lights)
