"""A file as the blocks of an article: title, crossheads, paragraphs and credit lines, each with the rule for it.

Plain text, Markdown and HTML are read; of a web page the main text, by trafilatura. White space is evened out
and accents are joined to their letters, so that words that somebody types are found.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from helpers.errors import RostrumError
from helpers.read.files import read_text
from helpers.read.spans import HAN, words_of

LARGEST = 5_000_000
"""Bytes of a file; a web page is mostly markup."""
LONGEST = 500_000
"""Characters of an article."""
SHORT = 12
"""Words of a title, a crosshead or a credit line at most, in a file that does not mark them."""
END = re.compile(r"[.!?…。！？:;,，：；][\"'”’»«“‹›」』）)\]]*$")
BYLINE = re.compile(r"(?i)(by|von|por|par|автор:?|от)\s+\S|.*(记者|記者|기자)|.*@")
ORIGIN = re.compile(r"(?i)(source|quelle|fuente|origine|источник|来源|來源|출처)\s*[:：]|[—–-]\s*\w|[(\[（【].*[)\]）】]$")
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b\u2060\ufeff]")
FUNCTION_WORDS = {
    "en": "the of and to in that was is for with",
    "de": "der die und das nicht ist den von mit eine",
    "es": "el la que los del por con una las se",
    "fr": "le les des est et une dans que pour du",
}
SCRIPTS = {"ko": "\uac00-\ud7a3", "ja": "\u3040-\u30ff", "zh": HAN, "ru": "\u0400-\u04ff"}


class TextError(RostrumError):
    """A file that no article can be read from; says why and what to do."""


@dataclass
class Block:
    """A part of an article: ``title``, ``crosshead``, ``paragraph`` or ``credit``, and by which rule."""

    kind: str
    text: str
    rule: str


@dataclass
class Found:
    """What a file holds: the blocks in their order, and what it says of itself (``article.texts``)."""

    blocks: list[Block]
    facts: dict[str, str] = field(default_factory=dict)


def read(path: Path) -> Found:
    """Return the article in a file; raises TextError for one that holds none."""
    if path.is_file() and path.stat().st_size > LARGEST:
        raise TextError(f"{path}: more than {LARGEST:,} bytes; give a file with one article")
    try:
        found = _html(path) if _is_html(path) else _parted(read_text(path), path.suffix.lower())
    except ValueError as error:
        advice = "save it as text in UTF-8" if path.is_file() else "name a text, Markdown or HTML file"
        raise TextError(f"{path}: found {error}; {advice}") from None
    blocks = [Block(block.kind, even(block.text), block.rule) for block in found.blocks]
    blocks = [block for block in blocks if re.search(r"\w", block.text)]
    if not any(block.kind == "paragraph" for block in blocks):
        raise TextError(f"{path}: no article was found in it; save its text as plain text in UTF-8")
    if (size := sum(len(block.text) for block in blocks)) > LONGEST:
        raise TextError(f"{path}: {size:,} characters; an article has at most {LONGEST:,}")
    return Found(blocks, found.facts)


def even(text: str) -> str:
    """Return a text on one line with single plain blanks, in NFC, without characters that nobody sees."""
    return " ".join(unicodedata.normalize("NFC", UNSEEN.sub("", text)).split())


def guessed(text: str) -> str:
    """Return the language that a text is most likely in: by its script, else by its commonest small words."""
    letters = len(re.findall(r"\w", text))
    for language, script in SCRIPTS.items():
        if len(re.findall(f"[{script}]", text)) > (0.05 if language == "ja" else 0.3) * letters:
            return language
    words = text.lower().split()
    return max(FUNCTION_WORDS, key=lambda one: sum(map(words.count, FUNCTION_WORDS[one].split())))


def _is_html(path: Path) -> bool:
    if path.suffix.lower() in (".html", ".htm", ".xhtml"):
        return path.is_file()
    with path.open("rb") if path.is_file() else open("/dev/null", "rb") as file:
        return bool(re.match(rb"(\xef\xbb\xbf)?\s*(<!doctype html|<html)", file.read(200), re.I))


def _html(path: Path) -> Found:
    import trafilatura

    page = trafilatura.bare_extraction(path.read_bytes(), with_metadata=True, include_comments=False)
    if page is None or page.body is None:
        raise ValueError("no main text")
    heading, blocks = "marked as a heading", []
    for part in page.body.iter("head", "p", "item", "quote"):
        if part.tag != "quote" or not part.findall(".//p"):
            kind, rule = ("crosshead", heading) if part.tag == "head" else ("paragraph", "a paragraph")
            blocks.append(Block(kind, "".join(part.itertext()), rule))
    names = {"title": "title", "sitename": "outlet", "date": "published", "url": "url", "language": "language"}
    facts = {name: str(value) for key, name in names.items() if (value := getattr(page, key, None))}
    title = even(facts.get("title", "")).casefold()
    blocks = [block for block in blocks if even(block.text).casefold() != title]
    named = [Block("title", facts["title"], "the page's title")] if title else []
    return Found([*named, *_credits(blocks)], facts)


def _parted(text: str, suffix: str) -> Found:
    return Found(list(_markdown(text)) if suffix in (".md", ".markdown") else _plain(text))


def _markdown(text: str) -> Iterator[Block]:
    from markdown_it import MarkdownIt

    blocks, tokens = [], MarkdownIt("commonmark").parse(text)
    for before, token in pairwise(tokens):
        if token.type == "inline":
            kind = "paragraph" if before.type != "heading_open" else "crosshead"
            kind = "title" if before.tag == "h1" and not blocks else kind
            rule = "a paragraph" if kind == "paragraph" else f"marked with {before.markup}"
            said = "".join(_said(part) for part in token.children or [])
            blocks.append(Block(kind, said, rule))
    yield from _credits(blocks)


def _said(part: Any) -> str:
    if part.type in ("softbreak", "hardbreak"):
        return "\n"
    return str(part.content) if part.type in ("text", "code_inline") else ""


def _plain(text: str) -> list[Block]:
    parts = [part.strip().split("\n") for part in re.split(r"\n[^\S\n]*\n", text.replace("\r", "\n"))]
    parts = [lines for lines in parts if any(line.strip() for line in lines)]
    inner = [line.strip() for lines in parts if len(parts) > 1 for line in lines[:-1]]
    if any(len(line) >= 40 and not END.search(line) for line in inner):
        texts = [" ".join(lines) for lines in parts]  # lines that were broken to fit a width
    else:
        texts = [line for lines in parts for line in lines if line.strip()]
    blocks = [Block("paragraph", part, "a paragraph") for part in texts]
    for number, block in enumerate(blocks[:-1]):
        if _short(block.text) and not BYLINE.match(block.text.strip()):
            block.kind = "title" if number == 0 else "crosshead"
            block.rule = "a short line without a full stop" + (" on top" if number == 0 else "")
    return _credits(blocks)


def _credits(blocks: list[Block]) -> list[Block]:
    """Return blocks with a credit line at the end, and a line on the author on top, marked as such."""
    last = next((block for block in reversed(blocks)), None)
    several = sum(block.kind == "paragraph" for block in blocks) > 1
    if last and several and len(words_of(last.text)) <= SHORT:
        if ORIGIN.match(last.text.strip()) or _short(last.text):
            last.kind, last.rule = "credit", "a short last line that names an origin, or has no full stop"
    for block in blocks[:3] if several else []:
        if block.kind != "title" and BYLINE.match(block.text.strip()) and _short(block.text):
            block.kind, block.rule = "credit", "a short line on top that names an author"
    return blocks


def _short(text: str) -> bool:
    return len(words_of(text)) <= SHORT and not END.search(text.strip())
