"""A file as the blocks of an article: title, crossheads, paragraphs, credit lines, each with its rule.

Plain text, Markdown and HTML are read; of a web page the main text, by readability. White space is evened out
and accents are joined to their letters, so that words that somebody types are found.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, count, groupby
from pathlib import Path
from typing import Any

from helpers.errors import RostrumError
from helpers.read import cells
from helpers.read.files import read_text
from helpers.read.spans import words_of

LANGUAGES = tomllib.loads(Path(__file__).with_name("languages.toml").read_text(encoding="utf-8"))
LARGEST, LONGEST = 5_000_000, 500_000
"""Bytes of a file, of which a web page's are mostly markup; characters of an article."""
SHORT = 12
"""Words of a title, a crosshead or a credit line at most, where the file does not mark it."""
END = re.compile(rf"[.!?…。！？:;,，：；।॥؟۔،؛။។៕።፧։][\"'”’»«“‹›」』）)\]{cells.UNSEEN}]*$")
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b\u2060\ufeff]")
BLOCKS = ("h1", "h2", "h3", "h4", "h5", "h6", "p", "li", "pre")
"""Elements of HTML whose words are a block."""
FACTS = re.compile(r"\A---\n\w+:.*?\n(---|\.\.\.)\n", re.DOTALL)
"""What a file of Markdown says of itself, before its text."""
META = {
    "outlet": ("meta[property='og:site_name']", "content"),
    "published": ("meta[property='article:published_time']", "content"),
    "url": ("link[rel='canonical']", "href"),
    "language": ("html", "lang"),
}
"""What a web page says of itself: column of ``article.texts``; element and attribute that have it."""


class TextError(RostrumError):
    """A file that no article can be read from; says why and what to do."""


@dataclass
class Block:
    """A part of an article: ``title``, ``crosshead``, ``paragraph`` or ``credit``, and by which rule."""

    kind: str
    text: str
    rule: str = "a paragraph"


def read(path: Path) -> tuple[list[Block], dict[str, str]]:
    """Return the article in a file, and columns of ``article.texts`` that the file tells.

    Raises TextError for a file that holds no article.
    """
    if path.is_file() and path.stat().st_size > LARGEST:
        raise TextError(f"{path}: more than {LARGEST:,} bytes; give one article, as text, Markdown or HTML")
    page = path.is_file() and re.match(rb"\W*(<!doctype html|<html)", path.read_bytes()[:200], re.I)
    try:
        if path.suffix.lower() in (".html", ".htm") or page:
            blocks, facts = _page(path.read_bytes())
        elif path.suffix.lower() in (".md", ".markdown"):
            blocks, facts = _markdown(read_text(path)), {}
        else:
            blocks, facts = _plain(read_text(path)), {}
    except (OSError, ValueError) as error:
        found = getattr(error, "strerror", None) or error
        raise TextError(f"{path}: found {found}; name a text, Markdown or HTML file in UTF-8") from None
    blocks = [Block(block.kind, even(block.text), block.rule) for block in blocks]
    blocks = _credits([block for block in blocks if re.search(r"\w", block.text)])
    if not any(block.kind == "paragraph" for block in blocks):
        raise TextError(f"{path}: no article was found in it; save its text as plain text in UTF-8")
    if (size := sum(len(block.text) for block in blocks)) > LONGEST:
        raise TextError(f"{path}: {size:,} characters; an article has at most {LONGEST:,}")
    title = next((block.text for block in blocks if block.kind == "title"), path.stem)
    return blocks, {"title": title, **{name: even(value) for name, value in facts.items()}}


def even(text: str) -> str:
    """Return a text on one line with single plain blanks, in NFC, without what nobody sees, least at ends."""
    plain = " ".join(unicodedata.normalize("NFC", UNSEEN.sub("", text)).split())
    return re.sub(rf"^[\s{cells.UNSEEN}]+|[\s{cells.UNSEEN}]+$", "", plain)


def guessed(text: str) -> str:
    """Return the language that a text is most likely in: by its script, else by its commonest small words."""
    letters = len(re.findall(r"\w", text))
    for language, script in LANGUAGES["scripts"].items():
        if len(re.findall(script, text)) > (0.05 if language in ("ja", "fa") else 0.3) * letters:
            return str(language)
    words, known = text.lower().split(), LANGUAGES["words"]
    return str(max(known, key=lambda one: sum(map(words.count, known[one].split()))))


NESTED = 500
"""Elements inside one another; browsers take no more either, and each more costs the extractor all before."""


def _page(raw: bytes) -> tuple[list[Block], dict[str, str]]:
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import detect_encoding
    from resiliparse.parse.html import HTMLTree

    tags = re.findall(rb"<(/?)(?:div|section|article|main|span|table|ul|ol|blockquote|font|[abi]|em)\b", raw)
    if max(accumulate(-1 if end else 1 for end in tags), default=0) > NESTED:
        return [], {}
    page: Any = HTMLTree.parse_from_bytes(raw, detect_encoding(raw) or "utf-8")
    found = {name: page.document.query_selector(element) for name, (element, _) in META.items()}
    facts = {name: even(one.getattr(META[name][1]) or "")[:200] for name, one in found.items() if one}
    facts["published"] = re.sub(r"(?<=-\d\d)[T ].*", "", facts.get("published", ""))
    facts["language"] = facts.get("language", "").replace("_", "-")
    blocks = _marked(extract_plain_text(page, main_content=True, preserve_formatting="minimal_html"))
    if blocks and blocks[0].kind != "title" and page.title:
        blocks = [Block("title", page.title, "the page's title"), *blocks]
    return blocks, {name: one for name, one in facts.items() if one}


def _markdown(text: str) -> list[Block]:
    from markdown_it import MarkdownIt

    return _marked(MarkdownIt("js-default").render(FACTS.sub("", text)))


def _marked(html: str) -> list[Block]:
    """Return the blocks of HTML; a heading of first rank that stands first is the title.

    Outside of headings, paragraphs and items a line is taken where it is no short one without a full stop.
    """
    from resiliparse.parse.html import HTMLTree

    blocks = list[Block]()
    page: Any = HTMLTree.parse(html)
    for (_, tag), parts in groupby(_texts(page.body, (0, ""), count(1)), key=lambda part: part[0]):
        text = "".join(words for _, words in parts)
        if not text.strip():
            continue
        if tag[:1] == "h":
            kind = "title" if tag == "h1" and not blocks else "crosshead"
            blocks.append(Block(kind, text, "marked as a heading"))
        elif tag:
            blocks.append(Block("paragraph", text))
        else:
            blocks += [Block("paragraph", line) for line in text.split("\n") if not short(line)]
    return blocks


def _texts(element: Any, block: tuple[int, str], number: count[int]) -> Iterator[tuple[tuple[int, str], str]]:
    """Yield the words of an element in order, with number and tag of the innermost block that has them."""
    for one in element.child_nodes:
        if one.node_name == "#text":
            yield block, one.node_value
        else:
            yield from _texts(one, (next(number), one.tag) if one.tag in BLOCKS else block, number)


def _plain(text: str) -> list[Block]:
    """Return the blocks of plain text: what blank lines part, or lines where none are broken for width."""
    parts = [part.strip().split("\n") for part in re.split(r"\n[^\S\n]*\n", text.replace("\r", "\n"))]
    inner = [line.strip() for lines in parts if len(parts) > 1 for line in lines[:-1]]
    broken = any(len(line) >= 40 and not END.search(line) for line in inner)
    texts = [" ".join(lines) for lines in parts] if broken else [line for lines in parts for line in lines]
    blocks = [Block("paragraph", part) for part in texts if part.strip()]
    for number, block in enumerate(blocks[:-1]):
        if short(block.text) and not re.match(LANGUAGES["lines"]["author"], block.text.strip()):
            block.kind = "crosshead" if number else "title"
            block.rule = "a short line without a full stop" + ("" if number else ", on top")
    return blocks


def _credits(blocks: list[Block]) -> list[Block]:
    """Return blocks with a credit line at the end, and an author's on top, marked as such."""
    known = LANGUAGES["lines"]
    if sum(block.kind == "paragraph" for block in blocks) > 1:
        last, rule = blocks[-1], "a short last line that names an origin, or has no full stop"
        if short(last.text) or (re.match(known["origin"], last.text) and len(words_of(last.text)) <= SHORT):
            last.kind, last.rule = "credit", rule
        for block in blocks[:3]:
            if block.kind != "title" and re.match(known["author"], block.text) and short(block.text):
                block.kind, block.rule = "credit", "a short line on top that names an author"
    return blocks


def short(text: str) -> bool:
    """Tell whether a line is one of few words without a full stop: a title, a crosshead, a credit line."""
    return len(words_of(text)) <= SHORT and not END.search(text.strip())
