"""Remove from Markdown what its readers do not see; the markup of Markdown itself stays.

These are comments, pictures within the text (`data:`), struck-through words, the tags of HTML and
of templates, and the brackets of links between notes (`[[note|what is shown]]`). Code is left as it
is.
"""

import re
from html import unescape
from itertools import pairwise

from markdown_it import MarkdownIt

from fonti.index.formats.errors import Unreadable
from fonti.index.formats.html.embedded import expand_page
from fonti.index.formats.html.tree import add_html, parse_html
from fonti.index.formats.html.visibility import remove_hidden_elements
from fonti.index.formats.notation.superscripts import to_subscript, to_superscript
from fonti.index.formats.text_builder import TextBuilder

# A line as CommonMark defines it; str.splitlines has more line ends.
LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")

_CODE_BLOCKS = frozenset({"fence", "code_block"})

_TAGS = (
    "a abbr address article aside b bdi bdo big blockquote body br button caption center cite code"
    " col colgroup dd details dfn div dl dt em figcaption figure font footer form h1 h2 h3 h4 h5 h6"
    " header hr html i iframe img input ins kbd label legend li link main mark meta nav ol option p"
    " picture pre q rp rt ruby samp section select small source span strong sub summary sup table"
    " tbody td tfoot th thead time tr tt u ul var video wbr"
)
_INLINE = re.compile(
    r"(?P<code>(?<!`)(?P<ticks>`{1,20})(?!`)(?:(?!(?P=ticks)).|(?<=`)`){1,2000}?(?<!`)(?P=ticks)(?!`))"
    r"|(?P<escaped>\\[~<&{!`])"
    r"|(?P<comment><!--.*?-->|\[//\]:\s*#\s*[(\"'][^\n]*)"
    r"|(?P<picture>!\[[^\]\n]{0,1000}\]\(\s*<?data:[^)]*\)"
    r"|^[ ]{0,3}\[[^\]\n]{1,1000}\]:[ \t]*<?data:[^\n]*"
    r"|data:[\w/+.-]{1,100};base64,[A-Za-z0-9+/=%]{40,})"
    r"|(?P<struck>~~(?=\S)[^~\n]{1,1000}?(?<=\S)~~|<(?P<gone>del|s|strike|script|style)\b[^<>]{0,1000}>"
    r".{0,2000}?</(?P=gone)\s*>)"
    r"|<(?P<script>sup|sub)\b[^<>]{0,200}>(?P<scripted>[^<>\n]{1,200})</(?P=script)>"
    r"|(?P<tag></?(?P<name>" + "|".join(_TAGS.split()) + r")(?:\s[^<>]{0,2000})?/?>)"
    r"|(?P<template>\{%.{0,500}?%\}|\{\{[<%]?[^{}]{0,500}[>%]?\}\}"
    r"|\{:\s?[^{}\n]{1,200}\}|(?<=\s)\{#[\w:-]{1,100}\}|^[ ]{0,3}:{3,}[ ]*(?:\{?[\w-]{1,50}\}?)?)"
    # Not `[[1]](url)`, and not the index of a list, `x[[1]]`.
    r"|(?P<wiki>(?<![\w\]])(?P<embedded>!?)\[\[(?P<target>[^\s\[\]|][^\[\]|\n]{0,300})"
    r"(?:\|(?P<alias>[^\[\]\n]{1,300}))?\]\](?!\())"
    r"|(?P<entity>&(?:[a-zA-Z]{2,31}|\#\d{1,7}|\#[xX][\da-fA-F]{1,6});)",
    re.DOTALL | re.IGNORECASE | re.MULTILINE,
)
_PICTURE = re.compile(r".*\.(?:avif|bmp|gif|jpe?g|png|svg|webp)", re.IGNORECASE)
_BREAKING_TAGS = frozenset({"br", "p", "div", "li", "tr"})


def clean_markdown(text: str) -> str:
    """Return a Markdown text without what its readers do not see."""
    lines = LINE.findall(text)
    parts = []
    for is_whole, part in _split_blocks(text, lines):
        parts.append(part if is_whole else _INLINE.sub(_clean_inline, part))
    return "".join(parts)


def _split_blocks(text: str, lines: list[str]) -> list[tuple[bool, str]]:
    """Return the parts of a text: code and converted HTML, which are whole, and all other lines."""
    blocks: list[tuple[int, int, str]] = []
    for token in MarkdownIt("commonmark").parse(text):
        if token.map is None:
            continue
        first, end = token.map
        if token.type in _CODE_BLOCKS:
            blocks.append((first, end, "".join(lines[first:end])))
        elif token.type == "html_block":
            blocks.append((first, end, _convert_html(token.content)))

    parts = []
    limits = [(0, 0, ""), *blocks, (len(lines), len(lines), "")]
    for (_, previous_end, block), (first, _, _) in pairwise(limits):
        parts.append((True, block))
        parts.append((False, "".join(lines[previous_end:first])))
    return parts


def _convert_html(content: str) -> str:
    """Return the text of a block of HTML, its headings in the markup of Markdown."""
    builder = TextBuilder()
    try:
        page = parse_html(content)
        expand_page(page)
        remove_hidden_elements(page)
        add_html(page, builder)
    except (Unreadable, RecursionError):
        return "\n"

    text = builder.text
    for heading in reversed(builder.headings):
        text = f"{text[: heading.start]}{'#' * heading.level} {text[heading.start :]}"
    return f"{text}\n" if text else "\n"


def _clean_inline(match: re.Match[str]) -> str:
    """Return what stays of a piece of a text."""
    kind = match.lastgroup
    if match["code"] or match["escaped"]:
        return match[0]
    if match["script"]:
        write_script = to_superscript if match["script"].lower() == "sup" else to_subscript
        return write_script(unescape(match["scripted"]))
    if match["wiki"]:
        return _show_wiki_link(match)
    if match["entity"]:
        return unescape(match[0])
    if match["tag"] and match["name"].lower() in _BREAKING_TAGS:
        return "\n"
    return "" if kind else match[0]


def _show_wiki_link(match: re.Match[str]) -> str:
    """Return what a reader sees of a link to another note: its alias, or the name and heading.

    An embedded picture is not text; the alias of one is its width.
    """
    if match["embedded"] and _PICTURE.fullmatch(match["target"]):
        return ""
    if match["alias"]:
        return match["alias"]
    note, _, heading = match["target"].partition("#")
    return " > ".join(part for part in (note, heading.lstrip("^")) if part)
