"""HTML from stored outputs and addresses from data, made harmless."""

from __future__ import annotations

import base64
import re
from urllib.parse import quote

import nh3
from markupsafe import Markup

from helpers.show.rows import is_web


def names(words: str) -> set[str]:
    """Return the words of a text as a set."""
    return set(words.split())


TAGS = names(
    "a abbr b br caption code dd del details div dl dt em h3 h4 h5 h6 hr i ins kbd li ol p pre s small span "
    "strong sub summary sup table tbody td tfoot th thead tr ul"
)
CLASSES = names("caption data evidence finding findings num")
ATTRIBUTES = names("class colspan headers rowspan scope start")
PLAIN = " !$'()*+,-./:;=?@[]_~{}|"
STRING = r"(?:\x1b[PX^_\]]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)?"
CODES = re.compile(rf"{STRING}|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?|\x1b[ -/]*[0-~]?")
"""What tells a terminal to do something: titles and links, colours and moves."""
ERASE = re.compile(r"(?:\x1b\[|\x9b)[02]?K")
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
UNSEEN = re.compile(rf"(?:\x1b\[|\x9b)[\d;:]*[A-Za-z]|{CONTROLS.pattern}|[\r\u202a-\u202e\u2066-\u2069]")
"""Colours of terminals and control characters; the last turn the direction of all text to the end of a block,
and so of our words too."""
SILENT = names("script style template iframe object svg math")
"""Elements whose text isn't for readers either."""


def html(source: str) -> Markup:
    """Return HTML with text, tables, lists and safe links only; what else is in it is dropped."""
    clean = nh3.clean(
        CODES.sub("", source),
        tags=TAGS,
        clean_content_tags=SILENT,
        attributes={"*": ATTRIBUTES, "a": {"href"}},
        attribute_filter=_allowed,
        link_rel=None,
    )
    return Markup(re.sub("<th[^>]*></th>", "<td></td>", clean))  # a cell without words is no heading


def visible(page: str) -> str:
    """Return a page without characters that nobody sees."""
    return UNSEEN.sub("", page)


def terminal(text: str) -> str:
    """Return what a terminal would show in the end: without codes, typed over after a return or backspace."""
    text = CODES.sub("", ERASE.sub("\x7f", text.replace("\x7f", ""))).replace("\r\n", "\n")
    return "\n".join(_typed(line) if re.search("[\r\b\x7f]", line) else line for line in text.split("\n"))


def _typed(line: str) -> str:
    shown: list[str] = []
    place = 0
    for sign in line:
        if sign in "\r\b":
            place = 0 if sign == "\r" else max(place - 1, 0)
        elif sign == "\x7f":
            del shown[place:]
        else:
            shown[place : place + 1] = sign
            place += 1
    return "".join(shown)


def download(text: str, kind: str) -> Markup:
    """Return a text file, csv or svg, as a ``data:`` address for an attribute in double quotes.

    Letters and most signs stay as they are, which is shorter than base64. A table gets a byte order mark,
    without which spreadsheet programs take its UTF-8 for another encoding.
    """
    start, kept = {"csv": ("text/csv", ""), "svg": ("image/svg+xml", "<>")}[kind]
    text = CONTROLS.sub("", CODES.sub("", text))
    text = f"\ufeff{text}" if kind == "csv" else text
    others = rf"[^\w{re.escape(PLAIN + kept)}]+|[^\x00-\x7f]+"
    coded = re.sub(others, lambda signs: quote(signs[0], safe=""), text)
    return Markup(f"data:{start};charset=utf-8,{coded}")


def picture(kind: str, content: str) -> str:
    """Return a stored picture, base64 or the text of an SVG, as a ``data:`` address."""
    if "<" in content:
        content = base64.b64encode(content.encode("utf-8")).decode("ascii")
    return f"data:{kind};base64,{re.sub(r'[^A-Za-z0-9+/=]', '', content)}"


def _allowed(tag: str, name: str, value: str) -> str | None:
    """Return an attribute's value, None for a class of the page's own or an address it must not lead to."""
    if name == "class":
        return value if set(value.split()) <= CLASSES else None
    return value if name != "href" or is_web(value) else None
