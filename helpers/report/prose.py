"""Markdown cells as HTML: links that lead on in the report, pictures within it, nothing that runs or loads.

Reads Markdown as nbconvert does. HTML that is known and harmless is kept; any other is shown as it was typed.
"""

from __future__ import annotations

import base64
import re
import unicodedata
from collections.abc import Mapping
from html import escape, unescape
from itertools import chain, count
from pathlib import Path, PurePosixPath
from typing import Any, ClassVar
from urllib.parse import quote, unquote

import nh3
from markupsafe import Markup
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath, MathInlineParser

from helpers.notebooks import FOLDER, LARGEST
from helpers.report import safe
from helpers.show.rows import host, is_web

TAGS = safe.TAGS | safe.names(
    "big blockquote center cite figcaption figure font h2 img mark q samp tt u var wbr"
)
TAG = re.compile(r"</?([a-z][\w:-]*)", re.IGNORECASE)
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
ANCHOR = re.compile(r"(<a\s(?:[^>]*\s)?)name(?=\s*=)", re.IGNORECASE)
LINK = re.compile(r'<a\b([^>]*?) href="([^"]*)"([^>]*)>(.*?)</a>', re.DOTALL)
WITHIN = re.compile(r'<a\b[^>]*? href="#(s-[^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
IMAGE = re.compile(r"<img\b([^>]*)>")
CLASS = re.compile(r"highlight|[a-z][a-z0-9]{0,2}")
"""Those that colour code."""
ATTRIBUTES = {
    "*": safe.names("align class colspan id rowspan scope start style title"),
    "a": {"href"},
    "details": {"open"},
    "img": safe.names("alt height src width"),
}
SCHEMES = safe.names("attachment data http https mailto")
KINDS = {f".{kind}": f"image/{kind}" for kind in ("png", "jpeg", "gif", "webp")}
KINDS |= {".jpg": "image/jpeg", ".svg": "image/svg+xml"}


class Prose:
    """The Markdown of one notebook; its first heading of level 1 is the page's title."""

    def __init__(self, path: Path, files: Mapping[str, str]) -> None:
        """Take the notebook's path, where its pictures are, and the pages' files by stems of notebooks."""
        self.title, self.top = "", ""
        self.headings: list[dict[str, Any]] = []
        self._folder, self._files = path.parent.resolve(), files
        self._ids: set[str] = set()
        self._unplaced: set[str] = set()
        self._attachments: Mapping[str, Mapping[str, str]] = {}
        self._markdown = MarkdownWithMath(_Renderer(self), inline=_Inline(hard_wrap=False))

    def html(self, source: str, attachments: Mapping[str, Mapping[str, str]]) -> Markup:
        """Return a cell's text; links within the page still have to be ``settled``."""
        clean = nh3.clean(
            self._markdown.render(source),
            tags=TAGS,
            attributes=ATTRIBUTES,
            attribute_filter=self._attribute,
            filter_style_properties={"text-align"},
            url_schemes=SCHEMES,
            link_rel=None,
        )
        self._attachments = attachments
        # Links come first, with the pictures in them: another picture may become a link itself.
        return Markup(IMAGE.sub(self._picture, LINK.sub(self._link, clean)).strip())

    def settled(self, html: Markup) -> Markup:
        """Return HTML whose links to places that the page doesn't have are words."""
        return Markup(WITHIN.sub(lambda link: link[0] if link[1] in self._ids else link[2], html))

    def heading(self, text: str, level: int) -> str:
        """Note a heading under an id of its own, and return its HTML; of the title there is none."""
        words = unescape(re.sub(r"<[^>]*>", "", text)).strip()
        wanted = f"s-{_slug(words) or 'section'}"
        names = chain([wanted], (f"{wanted}-{number}" for number in count(1)))
        name = next(name for name in names if name not in self._ids)
        self._ids.add(name)
        if level == 1 and not self.title:
            self.title, self.top = words, name
            return ""
        level = max(level, 2)
        self.headings.append({"id": name, "words": words, "level": level})
        self._unplaced.add(name)
        return f'<h{level} id="{name}">{text}</h{level}>\n'

    def _attribute(self, tag: str, name: str, value: str) -> str | None:
        """Return an attribute's value on the page, None for one that is left out."""
        if name == "class":
            return value if CLASS.fullmatch(value) else None
        if name != "id":
            return value
        if value in self._unplaced:
            self._unplaced.remove(value)
            return value
        anchor = f"s-{_slug(value)}"
        if anchor == "s-" or anchor in self._ids:
            return None
        self._ids.add(anchor)
        return anchor

    def _link(self, link: re.Match[str]) -> str:
        """Return a link that leads on, or its words and the address that has no page."""
        before, address, after = link[1], unescape(link[2]), link[3]
        words = IMAGE.sub(lambda image: self._picture(image, linked=True), link[4])
        path, _, fragment = address.partition("#")
        file, place = PurePosixPath(unquote(path)), f"#s-{_slug(unquote(fragment))}" if fragment else ""
        if is_web(address) or address.startswith("mailto:"):
            target = address
        elif not path or (file.suffix == ".ipynb" and file.stem in self._files):
            target = place if not path else quote(self._files[file.stem]) + place
        else:
            left_out = file.name in {path.name for path in FOLDER.iterdir()}
            ours = address.startswith("data:") or left_out
            said = "" if ours or address in words else f" ({escape(address)})"
            return f"<span{before}{after}>{words}{said}</span>"
        return f'<a{before} href="{escape(target)}"{after}>{words}</a>' if target else words

    def _picture(self, image: re.Match[str], linked: bool = False) -> str:
        """Return a picture within the page; of one elsewhere or missing, what it shows and where it is."""
        attributes = {name: unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', image[1])}
        source, alt = attributes.pop("src", ""), attributes.pop("alt", "")
        if is_web(source):
            words = alt or f"picture at {host(source)}"
            return escape(words) if linked else f'<a href="{escape(source)}">{escape(words)}</a>'
        if content := self._content(source):
            more = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
            return f'<img src="{escape(content)}" alt="{escape(alt)}"{more}>'
        return escape(f"{alt} (no picture {source})".strip())

    def _content(self, source: str) -> str:
        """Return a picture as a ``data:`` address: one attached, or in a file; empty where there is none."""
        if source.startswith("data:image/"):
            return source
        if source.startswith("attachment:"):
            name = source.removeprefix("attachment:")
            bundle = self._attachments.get(name) or self._attachments.get(unquote(name), {})
            kind = next((kind for kind in KINDS.values() if kind in bundle), "")
            return safe.picture(kind, bundle[kind]) if kind else ""
        root = FOLDER.parent if self._folder.is_relative_to(FOLDER.parent) else self._folder
        try:
            file = (self._folder / unquote(source)).resolve()
            if file.is_relative_to(root) and file.suffix.lower() in KINDS and file.stat().st_size <= LARGEST:
                content = base64.b64encode(file.read_bytes()).decode("ascii")
                return f"data:{KINDS[file.suffix.lower()]};base64,{content}"
        except (OSError, ValueError):
            pass
        return ""


class _Inline(MathInlineParser):
    """Takes dollar signs for mathematics as Pandoc does: no space within them, no digit behind them."""

    SPECIFICATION: ClassVar[dict[str, str]] = {
        **MathInlineParser.SPECIFICATION,
        "inline_math_tex": r"(?<![\w$\\])\$(?![\s$])(?P<math_inline_tex>[^$]*[^\s$\\])\$(?!\d)",
    }


class _Renderer(IPythonRenderer):
    """Markdown to HTML that is still to be cleaned; mathematics as its TeX source."""

    def __init__(self, prose: Prose) -> None:
        super().__init__(escape=False)
        self._prose = prose

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        return self._prose.heading(text, level)

    def inline_html(self, html: str) -> str:
        html = COMMENT.sub("", html)
        known = {tag.lower() for tag in TAG.findall(html)}
        if html.strip() and not (known and known <= TAGS | {"h1"}):
            return escape(html)
        return ANCHOR.sub(r"\1id", re.sub(r"(?i)(</?)h1\b", r"\1h2", html))

    def block_html(self, html: str) -> str:
        shown = self.inline_html(html)
        return f"<p>{shown}</p>\n" if shown.startswith("&lt;") else f"{shown}\n"

    def block_mermaidjs(self, code: str) -> str:
        return f"<pre><code>{escape(code)}</code></pre>\n"

    def block_math(self, body: str) -> str:
        return f"<code>{escape(body.strip())}</code>"

    inline_math = block_math

    def latex_environment(self, name: str, body: str) -> str:
        return self.block_math(f"\\begin{{{name}}}{body}\\end{{{name}}}")

    def task_list_item(self, text: str, checked: bool) -> str:
        return f"<li>{'☑' if checked else '☐'} {text}</li>\n"

    def _embed_image_or_attachment(self, src: str) -> str:
        return src


def _slug(words: str) -> str:
    """Return words as JupyterLab's and other Markdown's fragments for a heading have them in common."""
    plain = re.sub(r"[^\w\s-]", "", unicodedata.normalize("NFC", words).lower())
    return re.sub(r"[\s-]+", "-", plain).strip("-")
