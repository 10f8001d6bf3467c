"""Read Markdown with front matter in JSON, YAML or TOML, as content management systems store their records."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

import yaml

from corpus import sentences
from corpus.extraction.heading import heading as find_head
from corpus.formats.blocks import TableBlock, text_of_blocks
from corpus.readers.attribute_lines import portal_text
from corpus.readers.encoding import clean, decode
from corpus.readers.fields import documents, field_of, is_no_title
from corpus.readers.items import MEDIA_TYPES
from corpus.readers.jsonl import parse
from corpus.readers.layout import signed_article, with_column_gaps
from corpus.readers.markup import untagged
from corpus.readers.source import ReadResult, Source, Unreadable
from corpus.readers.text import plain
from corpus.readers.text_tables import tables_and_text
from corpus.vi.bounded import compile_bounded

_FRONT_MATTER = re.compile(
    r"\ufeff?\s*---[ \t]*(?:json|yaml|yml)?[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE
)
_TOML_FRONT_MATTER = re.compile(r"\ufeff?\s*\+\+\+[ \t]*\r?\n(.*?)^\+\+\+[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_OPENING = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*"
    rb"(?:---[ \t]*(?:json[ \t]*\r?\n|(?:ya?ml)?[ \t]*\r?\n\s*(?:[{#\"]|(?:---|\.{3})\s|[\w-]+[ \t]*:))"
    rb"|\+\+\+[ \t]*\r?\n\s*(?:[\w.\"-]+[ \t]*=|[#\[]|\+\+\+\s))"
)

# Marks of Markdown and what replaces them, applied in this order. Every pattern is bounded or cannot backtrack over
# what it has passed: a hostile file must not take minutes.
_MARKS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"^[ \t]*(?:```|~~~).*\n?", re.MULTILINE), ""),
    (re.compile(r"^(?:(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|(?:-[ \t]*){3,}|=+)$", re.MULTILINE), ""),
    (re.compile(r"^[ \t]{0,3}#{1,6}[ \t]+", re.MULTILINE), ""),
    (re.compile(r"^(?:[ \t]*>)+[ \t]?", re.MULTILINE), ""),
    (re.compile(r"^[ \t]*+\|?(?:[ \t]*+:?-{3,}+:?[ \t]*+\|)++(?:[ \t]*+:?-{3,}+:?)?[ \t]*+$\n?", re.MULTILINE), ""),
    (re.compile(r"^[ \t]*\|[ \t]*(.*)\|$", re.MULTILINE), r"\1"),
    (re.compile(r"!?\[([^\[\]]{0,500})\]\((?:[^()\s]|\([^()\s]{0,200}\)){0,2000}(?:\s\"[^\"\n]{0,200}\")?\)"), r"\1"),
    (re.compile(r"!?\[([^\[\]]{1,500})\]\[[^\[\]]{0,100}\]"), r"\1"),
    (re.compile(r"<((?:https?|mailto):[^\s<>]+)>"), r"\1"),
    (re.compile(r"(?<!\\)(\*\*\*|\*\*|\*|~~)(?=\S)((?:(?!\n\n)[^*~]){1,1000})(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w\\])(__|_)(?=\S)([^_\n]{1,1000})(?<=\S)\1(?!\w)"), r"\2"),
    (re.compile(r"(?<!\\)(`{1,3})([^`]{1,1000})\1"), r"\2"),
    (re.compile(r"\\([\\`*_{}\[\]()#+.!|>~-])"), r"\1"),
)
_LINK = compile_bounded(r"(?<!!)\[[^\[\]]{0,500}\]\([ \t]{0,4}(?P<address><[^<>\n]{1,500}>|[^()\s]{1,500})")
_MAX_FRONT_MATTER_CHARACTERS = 1_000_000  # PyYAML takes 150 bytes and 6 µs for each
_LONG_KEY = re.compile(r"(?:\.[ \t]{0,2}+[\w\"'-]{1,80}+[ \t]{0,2}+){40}")  # tomllib takes the square of its dots
_HEADING = re.compile(r"\s*#[ \t]+(\S[^\n]*)(?:\n|\Z)")


def fits(source: Source) -> bool:
    """Tell whether the file is Markdown: by front matter, or by an ending that says so."""
    return source.ending in (".md", ".markdown") or bool(_OPENING.match(source.head))


def read(source: Source) -> Iterator[ReadResult]:
    """Yield the document of the file. Raises Unreadable where its front matter is none of JSON, YAML, TOML."""
    content = clean(with_column_gaps(decode(source.read_all())))
    toml = _TOML_FRONT_MATTER.match(content)
    front = toml or _FRONT_MATTER.match(content)
    shape = _front_matter(front.group(1), toml=bool(toml)) if front else {}
    body = content[front.end() :] if front else content
    shape = {
        name: value for name, value in shape.items() if not (field_of(str(name)) == "title" and is_no_title(value))
    }
    if (heading := _HEADING.match(body)) and not shape.get("title"):
        shape["title"] = plain_text(heading.group(1).rstrip(" #"))
        body = body[heading.end() :]
    text = plain_text(body)
    files = _files(body)
    if files and not any(field_of(str(name)) == "attachments" for name in shape):
        shape["attachments"] = files
    if not front and not heading and text and not files:
        yield plain(text)
        return
    if portal := portal_text(text):
        shape, text = {**portal.fields, **shape}, portal.text
    elif text and not shape.get("author") and find_head(text) is None:
        text, author = signed_article(text.split("\n\n"))
        shape |= {"author": author} if author else {}
    yield from documents({**shape, "text": text} if text else shape, source.name)


def _files(markdown: str) -> list[dict[str, str]]:
    """Return the files of documents that links lead to; a picture that is shown is none."""
    addresses = dict.fromkeys(match["address"].strip("<>") for match in _LINK.finditer(markdown))
    return [{"url": address} for address in addresses if _ending(address) in MEDIA_TYPES]


def _ending(address: str) -> str:
    return address.partition("#")[0].partition("?")[0].rpartition(".")[2].lower()


def plain_text(markdown: str) -> str:
    """Return the text without Markdown's marks: emphasis, links, headings, tables, quotes, code, HTML tags."""
    text = _without_trails(untagged(_without_comments(markdown), markdown=True))
    pieces = list(tables_and_text(text))
    paragraphs = [_unmarked_table(piece) if isinstance(piece, TableBlock) else _unmarked(piece) for piece in pieces]
    return re.sub(r"\n{3,}", "\n\n", _without_trails("\n\n".join(paragraphs))).strip()


def _unmarked(text: str) -> str:
    for mark, replacement in _MARKS:
        text = mark.sub(replacement, text)
    return text


def _unmarked_table(table: TableBlock) -> str:
    rows = tuple(tuple(" ".join(_unmarked(cell).split()) for cell in row) for row in table.rows)
    return text_of_blocks([TableBlock(rows, table.has_head)])


def _without_trails(text: str) -> str:
    """Drop spaces, the backslash of a line break and the closing signs of a heading from the ends of lines."""
    lines = (line.rstrip(" \t\\") for line in text.split("\n"))
    return "\n".join(line.rstrip("#").rstrip() if line.startswith("#") else line for line in lines)


def _without_comments(text: str) -> str:
    parts = []
    at = 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start)) >= 0:
        parts.append(text[at:start])
        at = end + 3
    return "".join([*parts, text[at:]])


def _front_matter(text: str, *, toml: bool) -> dict[Any, Any]:
    shape: Any
    if len(text) > _MAX_FRONT_MATTER_CHARACTERS:
        raise Unreadable(sentences.FRONT_MATTER_TOO_LONG.format(limit=_MAX_FRONT_MATTER_CHARACTERS))
    if toml:
        if _LONG_KEY.search(text):
            raise Unreadable(sentences.INVALID_TOML)
        try:
            shape = tomllib.loads(text)
        except (ValueError, RecursionError) as error:
            raise Unreadable(sentences.INVALID_TOML) from error
    elif text.lstrip().startswith("{"):
        shape = parse(text)
    else:
        try:
            # Every scalar stays the text it is in the file: `so: 010` is no octal number, a date needs no guess.
            shape = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506  # BaseLoader makes only str, list and dict
        except (yaml.YAMLError, ValueError, RecursionError) as error:
            mark = getattr(error, "problem_mark", None)
            place = sentences.IN_LINE.format(line=mark.line + 2) if mark else ""
            raise Unreadable(sentences.INVALID_YAML.format(place=place)) from error
    if shape in (None, ""):
        return {}  # nothing between the lines, as Jekyll's pages often have it
    if not isinstance(shape, dict):
        raise Unreadable(sentences.FRONT_MATTER_WITHOUT_FIELDS)
    return shape
