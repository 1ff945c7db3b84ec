"""HTML from stored outputs and addresses from data, made harmless."""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import quote, urlsplit

from bleach.sanitizer import Cleaner  # type: ignore[import-untyped]
from markupsafe import Markup


def names(words: str) -> frozenset[str]:
    """Return the words of a text as a set."""
    return frozenset(words.split())


TAGS = names(
    "a abbr b br caption code dd del details div dl dt em h3 h4 h5 h6 hr i ins kbd li ol p pre s small span "
    "strong sub summary sup table tbody td tfoot th thead tr ul"
)
CLASSES = names("caption data evidence finding findings num")
ATTRIBUTES = names("colspan headers rowspan scope start")
FRAGMENT = re.compile(r"#[\w:./%~-]+")
PLAIN = " !$'()*+,-./:;=?@[]_~{}|"
SILENT = re.compile(r"<(script|style|template|iframe|object|svg|math)\b.*?(?:</\1\s*>|\Z)", re.I | re.S)
"""Elements whose text isn't for readers: the sanitiser alone would show it."""


def html(source: str) -> Markup:
    """Return HTML with text, tables, lists and safe links only; what else is in it is dropped."""
    return Markup(_cleaner().clean(SILENT.sub("", source)))


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

    Letters, most signs and those ``kept`` stay as they are, which is shorter than base64.
    """
    return Markup(f"data:{kind};charset=utf-8,{quote(text, safe=PLAIN + kept)}")


def _allowed(tag: str, name: str, value: str) -> bool:
    if name == "href":
        return tag == "a" and (is_web(value) or bool(FRAGMENT.fullmatch(value)))
    return name in ATTRIBUTES or (name == "class" and set(value.split()) <= CLASSES)


@cache
def _cleaner() -> Cleaner:
    return Cleaner(tags=TAGS, attributes=_allowed, protocols={"http", "https"}, strip=True)
