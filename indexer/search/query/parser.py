"""Parse a query into a tree of words, phrases and fields; never fail, and note what is ignored.

    words  "a phrase"  word*  -without  NOT  AND / VÀ / &  OR / HOẶC / |  ( … )
    người:Dương Đức Tuấn  số:12/NQ-HĐND  năm:2020

Adjacent words must all match. A field takes the words that follow it up to the next operator; how many of them are its
value is decided in `understanding`, which knows the values of the index.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from corpus.vi.syllables import Syllable
from corpus.vi.text import fold
from indexer import sentences
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
    "dan": "citing", "citing": "citing",
    "quan he": "relation", "quanhe": "relation", "relation": "relation",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Word:
    """Holds a run of characters without a space, and its half-open range in the query."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Quoted:
    """Holds the words between quotation marks."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Beginning:
    """Holds the letters with which a word begins, typed with a star behind them."""

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
    """Holds the part that documents must not match."""

    part: Node


@dataclass(frozen=True, slots=True)
class BooleanGroup:
    """Holds parts that must all match, or, with `either`, at least one of which must."""

    parts: tuple[Node, ...]
    either: bool = False


Node = Word | Quoted | Beginning | Field | Not | BooleanGroup


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """Holds the syntax tree of a query, and notes on what was ignored."""

    tree: BooleanGroup
    notes: tuple[Note, ...]


UNCLOSED_QUOTE = "unclosed-quote"  # code of a note
MIN_CAPITAL_SENTENCE_WORDS = 8  # fewer words in capitals are terms with an operator between them
MAX_BRACKET_DEPTH = 20  # deeper ones are not meant as brackets

QUOTES = '"“”„«»'
_NAMES = sorted(FIELD_NAMES, key=len, reverse=True)
_LAST_SYLLABLES = frozenset(name.split()[-1] for name in FIELD_NAMES)
_TOKEN = re.compile(
    rf"""
    (?P<space>\s+)
    | (?P<quoted>[{QUOTES}](?P<inner>[^{QUOTES}]*)(?P<closed>[{QUOTES}])?)
    | (?P<open>\()
    | (?P<close>\))
    | (?P<minus>(?<![^\s(])[-−–](?=[^\s\-−–)]))
    | (?P<either>(?:OR|or|HOẶC|HOAC)(?![^\s()])|\|+)
    | (?P<both>(?:AND|and|VÀ)(?![^\s()])|&+(?![^\s()]))
    | (?P<not>NOT(?![^\s()]))
    | (?P<beginning>[^\W_]{{2,}}\*+(?![^\s()|]))
    | (?P<word>[^\s()|"“”„«»]+)
    """,
    re.VERBOSE,
)
_FIELD = re.compile(rf"({'|'.join(name.replace(' ', '[ _]?') for name in _NAMES)})\s?[:：]\s*", re.IGNORECASE)
# `abc:xyz`, but not `TCVN:2019` or `https://…`.
_UNKNOWN_FIELD = re.compile(r"[A-Za-z]{2,}[:：](?=\w)")
# `Hướng dẫn: …`, `nhân dân: …`, `mối quan hệ: …` are words before a colon.
_WORDS_OF_FIELD = re.compile(r"(?:huong|chi|nhan|nguoi|moi|cac) (?:dan|quan he)\s?[:：]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    start: int
    end: int
    name: str = ""


def is_field_name(text: str, word: Syllable) -> bool:
    """Tell whether a syllable of a query is the name of a field, or the last one of it, and no word of documents."""
    return text[word.end : word.end + 1] == ":" and fold(word.term) in _LAST_SYLLABLES


def parse(text: str) -> ParsedQuery:
    """Return the syntax tree of a tidy query; broken syntax is read as the nearest valid one, with a note."""
    notes: list[Note] = []
    tokens = _tokens(text, notes)
    parts, at = _alternatives(tokens, 0, notes)
    while at < len(tokens):  # a closing bracket that nothing opened
        notes.append(Note("unopened-bracket", sentences.UNOPENED_BRACKET, tokens[at].start, tokens[at].end))
        more, at = _alternatives(tokens, at + 1, notes)
        parts += more
    # Of equal messages only the first is shown.
    first = {note.message: note for note in reversed(notes)}
    return ParsedQuery(BooleanGroup(tuple(parts)), tuple(note for note in notes if first[note.message] is note))


def _tokens(text: str, notes: list[Note]) -> list[_Token]:
    folded = fold(text)
    folded = folded if len(folded) == len(text) else text
    has_colon = ":" in text or "：" in text
    # In a sentence that is all capitals, `HOẶC` is one of its words.
    is_capital_sentence = text.isupper() and len(text.split()) >= MIN_CAPITAL_SENTENCE_WORDS
    tokens: list[_Token] = []
    at = depth = 0
    while at < len(text):
        may_be_field = has_colon and (at == 0 or text[at - 1].isspace() or text[at - 1] in "(-−–" + QUOTES)
        if may_be_field and (field := _FIELD.match(folded, at)) and not _is_words(text, folded, field):
            tokens.append(_Token("field", text[at : field.end()], at, field.end(), _field_name(field.group(1))))
            at = field.end()
            continue
        if (token := _TOKEN.match(text, at)) is None:  # cannot be, as every character is in some class
            at += 1
            continue
        kind = token.lastgroup or ""
        kind = "quoted" if token["quoted"] is not None else kind
        if kind == "quoted":
            if token["closed"] is None:
                notes.append(Note(UNCLOSED_QUOTE, sentences.UNCLOSED_QUOTE, at, token.end()))
            tokens.append(_Token("quoted", token["inner"], at, token.end()))
        elif kind == "open" and (depth := depth + 1) > MAX_BRACKET_DEPTH:
            notes.append(Note("deep-bracket", sentences.DEEP_BRACKET, at, token.end()))
        elif (kind == "either" and is_capital_sentence) or (token.group() in ("VÀ", "NOT") and text.isupper()):
            tokens.append(_Token("word", token.group(), at, token.end()))
        elif kind != "space":
            depth -= kind == "close" and depth > 0
            if kind in ("beginning", "word") and "*" in token.group() and any(map(str.isalnum, token.group())):
                notes.append(_star(kind, token.group(), at, token.end()))
            if (
                has_colon
                and kind == "word"
                and (unknown := _UNKNOWN_FIELD.match(token.group()))
                and not unknown.group().isupper()
            ):
                message = sentences.UNKNOWN_FIELD.format(field=unknown.group())
                notes.append(Note("unknown-field", message, at, token.end()))
            tokens.append(_Token(kind, token.group(), at, token.end()))
        at = token.end()
    return list(_operators(tokens, notes))


def _is_words(text: str, folded: str, field: re.Match[str]) -> bool:
    """Tell whether the name of a field is words of a sentence: with other marks, or behind what it belongs to."""
    start, end = field.span(1)
    if folded[start:end].lower() == "dan" and text[start:end].lower() not in ("dan", "dẫn"):
        return True
    before = folded.rfind(" ", 0, max(0, start - 1)) + 1
    return _WORDS_OF_FIELD.match(folded, before) is not None


def _star(kind: str, text: str, start: int, end: int) -> Note:
    if kind == "beginning":
        return Note("wildcard", sentences.WILDCARD.format(word=text, start=text.rstrip("*")), start, end)
    return Note("ignored-wildcard", sentences.IGNORED_WILDCARD.format(word=text), start, end)


def _operators(tokens: list[_Token], notes: list[Note]) -> Iterator[_Token]:
    """Yield the tokens without operators that have nothing on a side, of which those in small letters are words.

    `VÀ` is a word there too, and a table's `|` needs no note. NOT becomes a minus; AND only parts words.
    """
    repeatable = ("either", "both")
    tokens = [
        t
        for t, last in zip(tokens, (None, *tokens), strict=False)
        if not last or t.kind != last.kind or t.kind not in repeatable
    ]
    for at, token in enumerate(tokens):
        if token.kind not in _NOTED:
            yield token
            continue
        before = tokens[at - 1].kind if at else "open"
        after = tokens[at + 1].kind if at + 1 < len(tokens) else "close"
        has_before = before not in (*_NOTED, "open", "minus") or (token.kind == "not" and before != "minus")
        has_after = after not in ("either", "both", "close")
        if has_before and has_after:
            message = _NOTED[token.kind].format(operator=token.text)
            notes.append(Note(_OPERATOR_CODES[token.kind], message, token.start, token.end))
            yield replace(token, kind="minus") if token.kind == "not" else token
        elif token.text in ("or", "and", "VÀ"):
            yield replace(token, kind="word")
        elif token.text.isalpha():
            nothing = sentences.NOTHING_AFTER_OR if has_before else sentences.NOTHING_BEFORE_OR
            code = "nothing-after-operator" if has_before else "nothing-before-operator"
            notes.append(Note(code, nothing.format(operator=token.text), token.start, token.end))


_NOTED = {"either": sentences.OR, "both": sentences.AND, "not": sentences.NOT}  # operators, with what is said of them
_OPERATOR_CODES = {"either": "operator-or", "both": "operator-and", "not": "operator-not"}
OPERATORS = frozenset(_OPERATOR_CODES.values())  # codes of notes


def _field_name(typed: str) -> str:
    name = " ".join(typed.lower().replace("_", " ").split())
    return FIELD_NAMES.get(name) or next(FIELD_NAMES[known] for known in _NAMES if known.replace(" ", "") == name)


def _alternatives(tokens: list[_Token], at: int, notes: list[Note]) -> tuple[list[Node], int]:
    """Parse parts divided by OR, up to a closing bracket or the end; return them and where the next token is."""
    sides: list[list[Node]] = [[]]
    while at < len(tokens) and tokens[at].kind != "close":
        if tokens[at].kind in ("either", "both"):
            sides += [[]] if tokens[at].kind == "either" else []
            at += 1
            continue
        part, at = _part(tokens, at, notes)
        if part is not None:
            sides[-1].append(part)
    sides = [side for side in sides if side]
    if len(sides) > 1:
        return [BooleanGroup(tuple(map(_single_or_group, sides)), either=True)], at
    return (sides[0] if sides else []), at


def _single_or_group(parts: list[Node]) -> Node:
    return parts[0] if len(parts) == 1 else BooleanGroup(tuple(parts))


def _part(tokens: list[_Token], at: int, notes: list[Note]) -> tuple[Node | None, int]:
    token = tokens[at]
    if token.kind == "open":
        parts, end = _alternatives(tokens, at + 1, notes)
        if end < len(tokens):
            end += 1
        else:
            notes.append(Note("unclosed-bracket", sentences.UNCLOSED_BRACKET, token.start, token.end))
        if not parts:
            notes.append(Note("empty-brackets", sentences.EMPTY_BRACKETS, token.start, tokens[end - 1].end))
            return None, end
        return _single_or_group(parts), end
    if token.kind == "minus":
        if at + 1 == len(tokens) or tokens[at + 1].kind in ("close", "either", "minus"):
            notes.append(Note("nothing-after-minus", sentences.NOTHING_AFTER_MINUS, token.start, token.end))
            return None, at + 1
        part, end = _part(tokens, at + 1, notes)
        return (Not(part) if part is not None else None), end
    if token.kind == "quoted":
        return (Quoted(token.text, token.start, token.end) if token.text.strip() else None), at + 1
    if token.kind == "beginning":
        return Beginning(token.text.rstrip("*"), token.start, token.end), at + 1
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
        notes.append(
            Note("field-without-value", sentences.FIELD_WITHOUT_VALUE.format(field=name), token.start, token.end)
        )
        return None, end
    return Field(token.name, tuple(words), False, token.start, words[-1].end), end
