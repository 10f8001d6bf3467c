"""Read what a person typed as a tree of words, phrases and fields; never fail, and note what was passed over.

    words  "a phrase"  -without  OR / HOẶC  ( … )  người:Dương Đức Tuấn  số:12/NQ-HĐND  năm:2020

Words beside each other must all match. A field takes the words that follow it up to the next sign; how many of them
belong to its value is for `indexer.understand` to tell, which knows what values there are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.vi.text import fold
from indexer.results import Note

# Names of fields as they are typed, folded, and what each means.
FIELD_NAMES = {
    "nguoi": "official", "official": "official", "can bo": "official",
    "so": "number", "so hieu": "number", "number": "number",
    "loai": "kind", "kind": "kind",
    "co quan": "issuer", "coquan": "issuer", "issuer": "issuer",
    "tu": "from", "tu ngay": "from", "from": "from",
    "den": "to", "den ngay": "to", "to": "to",
    "nam": "year", "year": "year",
    "ky hop": "session", "kyhop": "session", "session": "session",
    "khoa": "term", "nhiem ky": "term", "term": "term",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Word:
    """Holds one run of signs without a space, where it stands in the query."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Quoted:
    """Holds the words that stood in quotation marks."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Field:
    """Holds a field (one of the values of FIELD_NAMES) and the words after it; `quoted`: all of them are its value."""

    name: str
    words: tuple[Word, ...]
    quoted: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Not:
    """Holds what must not be there."""

    part: Node


@dataclass(frozen=True, slots=True)
class Group:
    """Holds parts that must all match, or, with `either`, of which one must."""

    parts: tuple[Node, ...]
    either: bool = False


Node = Word | Quoted | Field | Not | Group


@dataclass(frozen=True, slots=True)
class Parsed:
    """Holds the tree of a query and notes on what was passed over."""

    tree: Group
    notes: tuple[Note, ...]


LOUD = 8  # words in capitals that are a sentence, and not terms with a sign between them
DEEPEST = 20  # brackets within brackets; whoever types more of them does not mean them

_QUOTES = '"“”„«»'
_names = sorted(FIELD_NAMES, key=len, reverse=True)
_TOKEN = re.compile(
    rf"""
    (?P<space>\s+)
    | (?P<quoted>[{_QUOTES}](?P<inner>[^{_QUOTES}]*)(?P<closed>[{_QUOTES}])?)
    | (?P<open>\()
    | (?P<close>\))
    | (?P<minus>(?<![^\s(])[-−–](?=[^\s\-−–)]))
    | (?P<either>(?:OR|HOẶC|HOAC)(?![^\s()]))
    | (?P<word>[^\s()"“”„«»]+)
    """,
    re.VERBOSE,
)
_FIELD = re.compile(rf"({'|'.join(name.replace(' ', '[ _]?') for name in _names)})\s?[:：]\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    start: int
    end: int
    name: str = ""


def parse(text: str) -> Parsed:
    """Return the tree of a query in tidy text; whatever is broken in it is read as the nearest thing that is not."""
    notes: list[Note] = []
    tokens = _tokens(text, notes)
    parts, at = _either(tokens, 0, notes)
    while at < len(tokens):  # a closing bracket that nothing opened
        notes.append(Note("Đã bỏ qua dấu “)” không có dấu “(” đi trước.", tokens[at].start, tokens[at].end))
        more, at = _either(tokens, at + 1, notes)
        parts += more
    # The same thing many times is said once, where it is first.
    once = {note.message: note for note in reversed(notes)}
    return Parsed(Group(tuple(parts)), tuple(note for note in notes if once[note.message] is note))


def _tokens(text: str, notes: list[Note]) -> list[_Token]:
    folded = fold(text)
    folded = folded if len(folded) == len(text) else text
    fields = ":" in text or "：" in text
    # In a sentence that is all capitals `HOẶC` is a word of it.
    loud = text.isupper() and len(text.split()) >= LOUD
    tokens: list[_Token] = []
    at = depth = 0
    while at < len(text):
        free = fields and (at == 0 or text[at - 1].isspace() or text[at - 1] in "(-−–" + _QUOTES)
        if free and (found := _FIELD.match(folded, at)):
            tokens.append(_Token("field", text[at : found.end()], at, found.end(), _field_name(found.group(1))))
            at = found.end()
            continue
        if (token := _TOKEN.match(text, at)) is None:  # cannot be, as every sign is in some class
            at += 1
            continue
        kind = token.lastgroup or ""
        kind = "quoted" if token["quoted"] is not None else kind
        if kind == "quoted":
            if token["closed"] is None:
                notes.append(Note("Thiếu dấu ngoặc kép đóng: đã hiểu cụm từ kéo dài đến hết.", at, token.end()))
            tokens.append(_Token("quoted", token["inner"], at, token.end()))
        elif kind == "open" and (depth := depth + 1) > DEEPEST:
            notes.append(Note("Đã bỏ qua dấu “(” lồng quá sâu.", at, token.end()))
        elif kind == "either" and loud:
            tokens.append(_Token("word", token.group(), at, token.end()))
        elif kind != "space":
            depth -= kind == "close" and depth > 0
            tokens.append(_Token(kind, token.group(), at, token.end()))
        at = token.end()
    return tokens


def _field_name(typed: str) -> str:
    name = " ".join(typed.lower().replace("_", " ").split())
    return FIELD_NAMES.get(name) or next(FIELD_NAMES[known] for known in _names if known.replace(" ", "") == name)


def _either(tokens: list[_Token], at: int, notes: list[Note]) -> tuple[list[Node], int]:
    """Read parts divided by OR up to a closing bracket or the end."""
    sides: list[list[Node]] = [[]]
    last: _Token | None = None
    while at < len(tokens) and tokens[at].kind != "close":
        token = tokens[at]
        if token.kind == "either":
            if not sides[-1]:
                notes.append(Note(f"Đã bỏ qua “{token.text}” vì không có từ nào đi trước.", token.start, token.end))
            else:
                sides.append([])
            last = token
            at += 1
            continue
        part, at = _part(tokens, at, notes)
        if part is not None:
            sides[-1].append(part)
    if len(sides) > 1 and not sides[-1] and last:
        notes.append(Note(f"Đã bỏ qua “{last.text}” vì không có từ nào theo sau.", last.start, last.end))
    sides = [side for side in sides if side]
    if len(sides) > 1:
        return [Group(tuple(side[0] if len(side) == 1 else Group(tuple(side)) for side in sides), either=True)], at
    return (sides[0] if sides else []), at


def _part(tokens: list[_Token], at: int, notes: list[Note]) -> tuple[Node | None, int]:
    token = tokens[at]
    if token.kind == "open":
        parts, end = _either(tokens, at + 1, notes)
        if end < len(tokens):
            end += 1
        else:
            notes.append(Note("Thiếu dấu “)”: đã hiểu ngoặc kéo dài đến hết.", token.start, token.end))
        if not parts:
            notes.append(Note("Đã bỏ qua cặp ngoặc không có từ nào.", token.start, tokens[end - 1].end))
            return None, end
        return parts[0] if len(parts) == 1 else Group(tuple(parts)), end
    if token.kind == "minus":
        if at + 1 == len(tokens) or tokens[at + 1].kind in ("close", "either", "minus"):
            notes.append(Note("Đã bỏ qua dấu “-” vì không có từ nào theo sau.", token.start, token.end))
            return None, at + 1
        part, end = _part(tokens, at + 1, notes)
        return (Not(part) if part is not None else None), end
    if token.kind == "quoted":
        return (Quoted(token.text, token.start, token.end) if token.text.strip() else None), at + 1
    if token.kind == "field":
        return _field(tokens, at, notes)
    return Word(token.text, token.start, token.end), at + 1


def _field(tokens: list[_Token], at: int, notes: list[Note]) -> tuple[Node | None, int]:
    token = tokens[at]
    end = at + 1
    if end < len(tokens) and tokens[end].kind == "quoted":
        value = tokens[end]
        word = Word(value.text.strip(), value.start, value.end)
        if word.text:
            return Field(token.name, (word,), True, token.start, value.end), end + 1
        end += 1
    words: list[Word] = []
    while end < len(tokens) and tokens[end].kind == "word":
        words.append(Word(tokens[end].text, tokens[end].start, tokens[end].end))
        end += 1
    if not words:
        name = token.text.strip()
        notes.append(Note(f"Đã bỏ qua “{name}” vì không có giá trị theo sau.", token.start, token.end))
        return None, end
    return Field(token.name, tuple(words), False, token.start, words[-1].end), end
