"""Follow the words of RTF: what counts in each group, which letters are text, where paragraphs, cells and rows end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from corpus import sentences
from corpus.formats.content import UnreadableContent, bound
from corpus.formats.flow import FontRun
from corpus.formats.legacy_encodings import encoding_of_font
from corpus.formats.rtf_tokens import RtfToken
from corpus.formats.table_builder import RowShape

MAX_NESTING = 200
MAX_LETTERS = 20_000_000
_CHARSETS = {
    0: "cp1252", 2: "latin-1", 77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gbk", 136: "cp950", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874",
    238: "cp1250",
}  # fmt: skip
_CODE_PAGES = frozenset((437, 850, 852, 874, 932, 936, 949, 950, *range(1250, 1259)))
_SIGN_WORDS = {
    b"tab": "\t", b"line": "\n", b"lbr": "\n", b"column": "\n", b"emdash": "—", b"endash": "–", b"bullet": "•",
    b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”", b"emspace": " ", b"enspace": " ",
    b"qmspace": " ",
}  # fmt: skip
_SIGNS = {b"\\~": " ", b"\\_": "-", b"\\-": "\u00ad", b"\\\\": "\\", b"\\{": "{", b"\\}": "}"}  # U+00AD: ư in TCVN3
# Groups whose letters are not of the text; in those of the second list there are groups that are.
_SKIPPED_WORDS = (
    "colortbl stylesheet pict header headerl headerr headerf footer footerl footerr footerf listtable revtbl "
    "listoverridetable filetbl rsidtbl generator xmlnstbl themedata datastore latentstyles fldinst shprslt do xe rxe "
    "tc tcn nonesttables pntxta pntxtb sp ftnsep ftnsepc aftnsep aftnsepc operator author company comment doccomm "
    "keywords subject manager category hlinkbase creatim revtim printim buptim formfield datafield"
)
_SKIPPED = frozenset(word.encode() for word in _SKIPPED_WORDS.split())
_PASSED = frozenset((b"object", b"shpinst", b"upr"))


class _Font(NamedTuple):
    """Holds a font of the table: its name and the encoding of its letters."""

    name: str = ""
    encoding: str | None = None


@dataclass(frozen=True, slots=True)
class _State:
    """Holds what counts within a group."""

    font: int = 0
    is_skipped: bool = False  # with all groups in it
    is_passed: bool = False  # but for groups of the text in it
    is_hidden: bool = False
    is_deleted: bool = False
    is_capitals: bool = False
    fallback: int = 1  # letters after a Unicode letter, for old programs
    target: str = "text"  # or fonts, info (which is left out but for the title), title, label
    level: int = 0
    is_centred: bool = False
    in_table: bool = False
    depth: int | None = None
    story: int = 0


class RtfDraft(NamedTuple):
    """Holds a paragraph whose fonts are not judged yet; `ends`: a cell or a row that ends with it."""

    runs: list[FontRun]
    label: list[FontRun]
    level: int
    is_centred: bool
    depth: int
    ends: str = ""
    shape: RowShape | None = None


@dataclass(slots=True)
class RtfStory:
    """Holds the paragraphs of the text, of a note or of a text box, and the one that is being read."""

    kind: str = "text"
    drafts: list[RtfDraft] = field(default_factory=list)
    runs: list[FontRun] = field(default_factory=list)
    label: list[FontRun] = field(default_factory=list)
    boxes: list[RtfDraft] = field(default_factory=list)  # which stand in the paragraph


@dataclass(slots=True)
class _OpenRow:
    """Gathers what words say of the row that is to end."""

    edges: list[int] = field(default_factory=list)
    continued: set[int] = field(default_factory=set)
    lined: int = 0
    is_head: bool = False
    cell_has_lines: bool = False


class RtfParser:
    """Takes tokens one by one; groups are a stack of states."""

    def __init__(self) -> None:
        self.state = _State()
        self.stack: list[_State] = []
        self.fonts: dict[int, _Font] = {}
        self.font_name = bytearray()
        self.charset: int | None = None
        self.encoding = "cp1252"
        self.default_font = 0
        self.stories = [RtfStory()]
        self.row = _OpenRow()
        self.raw = bytearray()
        self.to_skip = 0
        self.is_optional = False  # the next word is for new programs
        self.title: list[FontRun] = []
        self.all_runs: list[FontRun] = []
        self.has_pictures = False
        self.length = 0

    def take(self, token: RtfToken) -> None:
        """Take the next token. Raises UnreadableContent: nested too deep, too long."""
        if token.word:
            self._word(token.word.lower(), token.number)
        elif token.letters:
            skipped = min(self.to_skip, len(token.letters))
            self.to_skip -= skipped
            if not self._is_out():
                self.raw += token.letters[skipped:]
        elif token.sign == b"{":
            self._flush()
            if len(self.stack) >= MAX_NESTING:
                raise UnreadableContent(sentences.CONTENT_TOO_DEEP)
            self.stack.append(self.state)
        elif token.sign == b"}":
            self._end_group()
        elif token.sign == b"\\*":
            self.is_optional = True
        elif token.sign in (b"\\\n", b"\\\r"):
            self._word(b"par", None)
        elif token.sign in _SIGNS and self.to_skip:
            self.to_skip -= 1
        elif token.sign in _SIGNS:
            self._text(_SIGNS[token.sign])

    def end(self) -> None:
        """End the file, however many groups are open."""
        while self.stack:
            self._end_group()
        self._flush()
        if self.stories[0].runs:
            self.end_paragraph()

    def end_paragraph(self, ends: str = "") -> None:
        """End the paragraph, after which its text boxes stand; a cell may end with it."""
        story, state = self.stories[self.state.story], self.state
        depth = self._depth()
        if ends:
            depth = max(1, depth)
        paragraph = RtfDraft(story.runs, story.label, state.level, state.is_centred, depth)
        if story.boxes:
            story.drafts += [paragraph, *(box._replace(depth=box.depth + depth) for box in story.boxes)]
            paragraph = RtfDraft([], [], 0, False, depth)
        if ends or not story.boxes:
            story.drafts.append(paragraph._replace(ends=ends))
        story.runs, story.label, story.boxes = [], [], []

    def end_row(self, depth: int) -> None:
        """End the row as the words before said that it is."""
        if self.stories[self.state.story].runs:
            self.end_paragraph("cell")
        row = self.row
        shape = RowShape(tuple(row.edges), frozenset(row.continued), None, row.lined, row.is_head)
        self.stories[self.state.story].drafts.append(RtfDraft([], [], 0, False, depth, "row", shape))

    def set(self, **changes: object) -> None:
        """Change what counts in this group."""
        self.state = replace(self.state, **changes)  # type: ignore[arg-type]

    def open_story(self, kind: str) -> None:
        """Begin a note or a text box, which ends with this group."""
        self.stories.append(RtfStory(kind))
        self.set(story=len(self.stories) - 1, in_table=False, depth=None, is_passed=False)

    def _depth(self) -> int:
        return int(self.state.in_table) if self.state.depth is None else max(0, self.state.depth)

    def _is_out(self) -> bool:
        state = self.state
        return state.is_skipped or state.is_passed or state.is_hidden or state.is_deleted

    def _end_group(self) -> None:
        self._flush()
        self.to_skip = 0
        self.is_optional = False
        inner = self.state
        outer = self.stack.pop() if self.stack else inner
        if inner.story != outer.story:
            story = self.stories[inner.story]
            if story.runs:
                self.end_paragraph()
            if story.kind == "box":
                self.stories[outer.story].boxes += story.drafts
        self.state = outer

    def _flush(self) -> None:
        """Decode the letters that were gathered, by the font that counts."""
        if not self.raw:
            return
        data, self.raw = bytes(self.raw), bytearray()
        font = self.fonts.get(self.state.font, _Font())
        if self.state.target == "fonts":
            self.font_name += data
            if b";" in data:
                name = bytes(self.font_name).partition(b";")[0].decode(self.encoding, "replace").strip()
                self.fonts[self.state.font] = _Font(name, _CHARSETS.get(self.charset) if self.charset else None)
                self.font_name = bytearray()
        else:
            encoding = "cp1252" if encoding_of_font(font.name) else font.encoding or self.encoding
            self._text(data.decode(encoding, "replace"))

    def _text(self, text: str) -> None:
        """Add decoded letters to what is being read."""
        self._flush()
        if self._is_out() or self.state.target in ("fonts", "info"):
            return
        self.length += len(text)
        if self.length > MAX_LETTERS:
            raise UnreadableContent(sentences.CONTENT_TOO_LONG.format(limit=bound(MAX_LETTERS)))
        run = FontRun(text, self.fonts.get(self.state.font, _Font()).name, self.state.is_capitals)
        story = self.stories[self.state.story]
        {"title": self.title, "label": story.label}.get(self.state.target, story.runs).append(run)
        self.all_runs.append(run)

    def _word(self, word: bytes, number: int | None) -> None:
        is_optional, self.is_optional = self.is_optional, False
        self._flush()
        if word == b"u":
            self.to_skip = self.state.fallback
            self._text(chr((number or 0) & 0xFFFF))
        elif self.to_skip and word in _SIGN_WORDS:
            self.to_skip -= 1
        elif word in _SIGN_WORDS:
            self._text(_SIGN_WORDS[word])
        elif self.state.is_skipped:
            pass
        elif word in _READ_AGAIN:
            _READ_AGAIN[word](self)
        elif word in _PASSED:
            self.set(is_passed=True)
        elif word in _SKIPPED or (is_optional and word not in _WORDS):
            self.has_pictures = self.has_pictures or word == b"pict"
            self.set(is_skipped=True)
        elif self.state.is_passed:
            pass
        elif word in _WORDS:
            _WORDS[word](self, number)


# What words do --------------------------------------------------------------------------------------------------------


def _is_on(number: int | None) -> bool:
    return number != 0


def _set_font(parser: RtfParser, number: int | None) -> None:
    parser.set(font=number or 0)
    parser.charset = None


def _set_charset(parser: RtfParser, number: int | None) -> None:
    parser.charset = number


def _set_code_page(parser: RtfParser, number: int | None) -> None:
    if number in _CODE_PAGES:
        parser.encoding = f"cp{number}"


def _set_default_font(parser: RtfParser, number: int | None) -> None:
    parser.default_font = number or 0
    parser.set(font=number or 0)


def _plain(parser: RtfParser, _: int | None) -> None:
    parser.set(font=parser.default_font, is_hidden=False, is_deleted=False, is_capitals=False)


def _plain_paragraph(parser: RtfParser, _: int | None) -> None:
    if parser.state.target != "label":
        parser.set(in_table=False, depth=None, is_centred=False, level=0)


def _set_level(parser: RtfParser, number: int | None) -> None:
    parser.set(level=number + 1 if number is not None and 0 <= number < 9 else 0)


def _begin_row(parser: RtfParser, _: int | None) -> None:
    parser.row = _OpenRow()


def _end_cell_shape(parser: RtfParser, number: int | None) -> None:
    row = parser.row
    row.edges.append(number or 0)
    row.lined += row.cell_has_lines
    row.cell_has_lines = False


def _continue_cell(parser: RtfParser, _: int | None) -> None:
    parser.row.continued.add(len(parser.row.edges))


def _draw_line(parser: RtfParser, _: int | None) -> None:
    parser.row.cell_has_lines = True


def _is_head_row(parser: RtfParser, _: int | None) -> None:
    parser.row.is_head = True


_WORDS: Mapping[bytes, Callable[[RtfParser, int | None], None]] = {
    b"fonttbl": lambda parser, _: parser.set(target="fonts"),
    b"title": lambda parser, _: parser.set(target="title"),
    b"info": lambda parser, _: parser.set(target="info"),
    b"listtext": lambda parser, _: parser.set(target="label"),
    b"pntext": lambda parser, _: parser.set(target="label"),
    b"footnote": lambda parser, _: parser.open_story("note"),
    b"f": _set_font,
    b"fcharset": _set_charset,
    b"ansicpg": _set_code_page,
    b"deff": _set_default_font,
    b"uc": lambda parser, number: parser.set(fallback=max(0, 1 if number is None else number)),
    b"plain": _plain,
    b"v": lambda parser, number: parser.set(is_hidden=_is_on(number)),
    b"deleted": lambda parser, number: parser.set(is_deleted=_is_on(number)),
    b"caps": lambda parser, number: parser.set(is_capitals=_is_on(number)),
    b"pard": _plain_paragraph,
    b"qc": lambda parser, _: parser.set(is_centred=True),
    **dict.fromkeys((b"ql", b"qr", b"qj"), lambda parser, _: parser.set(is_centred=False)),
    b"outlinelevel": _set_level,
    b"intbl": lambda parser, _: parser.set(in_table=True),
    b"itap": lambda parser, number: parser.set(depth=number),
    **dict.fromkeys((b"par", b"sect", b"page"), lambda parser, _: parser.end_paragraph()),
    **dict.fromkeys((b"cell", b"nestcell"), lambda parser, _: parser.end_paragraph("cell")),
    b"row": lambda parser, _: parser.end_row(1),
    b"nestrow": lambda parser, _: parser.end_row(max(2, parser.state.depth or 0)),
    b"trowd": _begin_row,
    b"cellx": _end_cell_shape,
    b"clmrg": _continue_cell,
    b"clvmrg": _continue_cell,
    **dict.fromkeys((b"brdrs", b"brdrth", b"brdrdb", b"brdrdot", b"brdrdash"), _draw_line),
    b"trhdr": _is_head_row,
}
# Groups of the text within groups that are passed.
_READ_AGAIN: Mapping[bytes, Callable[[RtfParser], None]] = {
    b"shptxt": lambda parser: parser.open_story("box"),
    **dict.fromkeys((b"result", b"ud", b"nesttableprops"), lambda parser: parser.set(is_passed=False)),
}
