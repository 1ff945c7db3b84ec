"""HTML from stored outputs and addresses from data, made harmless."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

import nh3
from markupsafe import Markup


def names(words: str) -> set[str]:
    """Return the words of a text as a set."""
    return set(words.split())


TAGS = names(
    "a abbr b br caption code dd del details div dl dt em h3 h4 h5 h6 hr i ins kbd li ol p pre s small span "
    "strong sub summary sup table tbody td tfoot th thead tr ul"
)
CLASSES = names("caption data evidence finding findings num")
ATTRIBUTES = names("class colspan headers rowspan scope start")
FRAGMENT = re.compile(r"#[\w:./%~-]+")
PLAIN = " !$'()*+,-./:;=?@[]_~{}|"
SILENT = names("script style template iframe object svg math")
"""Elements whose text isn't for readers either."""


def html(source: str) -> Markup:
    """Return HTML with text, tables, lists and safe links only; what else is in it is dropped."""
    return Markup(
        nh3.clean(
            source,
            tags=TAGS,
            clean_content_tags=SILENT,
            attributes={"*": ATTRIBUTES, "a": {"href"}},
            attribute_filter=_allowed,
            link_rel=None,
        )
    )


def is_web(address: str) -> bool:
    """Return whether an address is an http(s) one with a host."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https") and bool(parts.netloc) and not re.search(r"[\s\x00-\x1f]", address)
    )


def host(address: str) -> str:
    """Return the host of an http(s) address, without ``www.``."""
    return urlsplit(address).netloc.rpartition("@")[2].removeprefix("www.")


def download(kind: str, text: str, kept: str = "") -> Markup:
    """Return a text file as a ``data:`` address for an attribute in double quotes.

    Letters, most signs and those ``kept`` stay as they are, which is shorter than base64. A table gets a byte
    order mark, without which spreadsheet programs take its UTF-8 for another encoding.
    """
    text = f"\ufeff{text}" if kind == "text/csv" else text
    return Markup(f"data:{kind};charset=utf-8,{quote(text, safe=PLAIN + kept)}")


def _allowed(tag: str, name: str, value: str) -> str | None:
    """Return an attribute's value, None for a class of the page's own or an address it must not lead to."""
    if name == "class":
        return value if set(value.split()) <= CLASSES else None
    return value if name != "href" or is_web(value) or FRAGMENT.fullmatch(value) else None
