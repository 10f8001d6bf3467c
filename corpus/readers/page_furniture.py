"""Tell the furniture of a portal's page (menus, search, side columns, related news, footers) from its article."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice, pairwise
from typing import Any

from corpus.extraction.heading import heading
from corpus.formats.blocks import TableBlock
from corpus.readers.layout import MIN_SENTENCE_CHARACTERS, date_of, is_furniture
from corpus.readers.page_blocks import NEVER_SHOWN, PageWalk, PlacedBlock, is_hidden
from corpus.vi.bounded import compile_bounded
from corpus.vi.text import fold

_FURNITURE_TAGS = frozenset(["nav", "footer", "aside", "header"])
_FURNITURE_ROLES = frozenset(["navigation", "search", "banner", "contentinfo", "complementary"])
# Words of ids and classes. Not: print, widget, category, tag, left, right, content – portals name articles so.
_FURNITURE_NAMES_WORDS = (
    "menu menus topmenu mainmenu nav navbar navigation breadcrumb breadcrumbs duongdan sidebar footer banner "
    "search timkiem login dangnhap share sharing chiase social bookmarks related lienquan tinlienquan tinkhac "
    "othernews comment comments binhluan poll vote binhchon thamdo ads quangcao copyright pagination paging "
    "pager pagenav toolbar popup modal cookie clock weather thoitiet truycap counter chantrang dautrang skip"
)
_FURNITURE_NAMES = frozenset(_FURNITURE_NAMES_WORDS.split())
# Names that portals give to parts of an article too (`search-content`, `modal-body`, `comment`): these are furniture
# only where something is to be filled in, where links are most of it, or where it has no sentence.
_UNSURE_NAMES_WORDS = (
    "search timkiem comment comments binhluan modal popup banner toolbar clock counter skip ads vote nav"
)
_UNSURE_NAMES = frozenset([*_UNSURE_NAMES_WORDS.split(), "tim kiem", "binh luan", "binh chon"])
_MAX_LOOKED_AT = 2_000  # elements of a part with such a name
_PAIRS = frozenset(
    ["lien quan", "tim kiem", "dang nhap", "chia se", "binh luan", "binh chon", "tham do", "tin khac", "chan trang"]
)
_FURNITURE_CLASSES = frozenset(("defaultcontentblock", "article-info-term"))  # a note to makers of pages; a label
_NAME_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")

# A line of only these (between bars or links) is a tool of the page, wherever it stands.
_TOOLS_WORDS = (
    "in trang|in bai viet|ban in|in|gui email|gui mail|gui cho ban be|email|facebook|zalo|twitter|chia se|"
    "quay lai|ve trang truoc|ve dau trang|luu trang|trang truoc|trang chu|xem ban in|co chu|cd a+|cd a-|tai ve|"
    "doc bai|nghe bai viet|luot xem|danh gia|like|share|tweet|print|ban pdf|file dinh kem|danh sach binh luan|"
    "y kien binh luan|binh luan|0 binh luan"
)
_TOOLS = frozenset(_TOOLS_WORDS.split("|"))
_LONGEST_TOOL_FIRST = sorted(_TOOLS, key=len, reverse=True)
_BETWEEN_TOOLS = re.compile(r"[|»>\n/•·]")
_VIEWS = compile_bounded(
    r"(?:số )?(?:lượt (?:xem|đọc|truy cập)|đã xem|view(?:s| count)?)\s*:?\s*[\d.,]*", re.IGNORECASE
)
_FOOTER = compile_bounded(
    r"©|^\W*bản quyền\W{0,3}(?:thuộc|của|website|trang|bởi|by|\d{4}|$)|\b(?:giữ|toàn bộ) bản quyền\b|\bcopyright\b"
    r"|chịu trách nhiệm(?: chính| về)?(?: nội dung)?\s*:|cơ quan (?:chủ quản|quản lý)\s*:"
    r"|ghi rõ nguồn|đang (?:truy cập|trực tuyến)\s*:|(?:lượt|tổng số) truy cập|^\W*(?:số )?điện thoại\s*:"
    r"|^\W*thiết kế bởi",
    re.IGNORECASE,
)
_ADDRESS = compile_bounded(r"\W*(?:địa chỉ|trụ sở|email|fax|website)\s*:", re.IGNORECASE)
_CONTROL_TAGS = frozenset(["form", "input", "textarea", "select", "button"])
_MAX_TITLE_GAP = 6  # blocks between the title and the date line
_MIN_MENU_LINKS = 3
_MAX_CONTROL_CHARACTERS = 100


class Furniture:
    """Decides for each element of a page whether it is left out with all that it has."""

    def __init__(self, root: Any, kept: Iterable[Any]) -> None:
        """Measure the page; elements of `kept` (title, date line) and what they stand in are never left out by name."""
        self._holders = {holder for element in kept for holder in (element, *element.iterancestors())}
        self._sizes: dict[Any, int] = {}
        for element in reversed(list(root.iter())):
            own = 0
            if isinstance(element.tag, str) and element.tag not in NEVER_SHOWN:
                own = len((element.text or "").strip()) if element.tag != "a" or not element.get("href") else 0
                if own < MIN_SENTENCE_CHARACTERS // 3:
                    own //= 4  # labels and names count less than sentences
            total = own + sum(self._sizes[child] + len((child.tail or "").strip()) for child in element)
            self._sizes[element] = total
        self._half = self._sizes[root] / 2

    def is_pruned(self, element: Any) -> bool:
        """Tell whether an element is furniture."""
        tag = element.tag
        if not isinstance(tag, str) or tag in NEVER_SHOWN:
            return True
        if element in self._holders or tag in ("body", "html"):
            return False
        if tag in _FURNITURE_TAGS or element.get("role") in _FURNITURE_ROLES:
            return not self._is_most(element)
        if tag == "form" or is_hidden(element):
            return not self._is_most(element)
        names = _furniture_names(element)
        if not names or self._is_most(element):
            return False
        return not names <= _UNSURE_NAMES or not _is_text(element)

    def _is_most(self, element: Any) -> bool:
        return self._sizes[element] > self._half


def _furniture_names(element: Any) -> set[str]:
    """Return the words in id and classes of an element that name furniture."""
    found: set[str] = set()
    for names in (element.get("id"), element.get("class")):
        for name in names.split() if names else ():
            if name.startswith("Mso"):
                continue
            if name.lower() in _FURNITURE_CLASSES:
                found.add(name)
            parts = [part.lower() for part in _NAME_PARTS.findall(name[:100])]
            joined = [f"{a} {b}" for a, b in pairwise(parts)]
            found |= _FURNITURE_NAMES.intersection(parts) | _PAIRS.intersection(joined)
    return found


def _is_text(element: Any) -> bool:
    """Tell whether an element has sentences that are no links, and nothing to be filled in."""
    linked = total = longest = 0
    for part in islice(element.iter(), _MAX_LOOKED_AT):
        if not isinstance(part.tag, str) or part.tag in NEVER_SHOWN:
            continue
        if part.tag in _CONTROL_TAGS:
            return False
        if part.tag == "a" and part.get("href"):
            linked += len("".join(part.itertext()).strip())
        for text in (part.text if part.tag != "a" else None, part.tail if part is not element else None):
            longest = max(longest, len((text or "").strip()))
        total += len((part.text or "").strip()) + (len((part.tail or "").strip()) if part is not element else 0)
    return longest >= MIN_SENTENCE_CHARACTERS and linked * 2 < total


def article_blocks(walk: PageWalk, title: str | None, anchor: Any) -> list[PlacedBlock]:
    """Return the blocks of the article: in the smallest part of the page with title and sentences, without furniture.

    `anchor` is the element of the title or of the date line, None where the page shows neither.
    """
    blocks = [block for block in walk.blocks if not _is_tool(block)]
    blocks = _in_scope(walk, blocks, anchor)
    blocks = _after_title(blocks, title)
    return _without_menus(_without_footer(_without_related(_without_footer(blocks))), anchored=anchor is not None)


def is_sentence(block: PlacedBlock, least: int = MIN_SENTENCE_CHARACTERS) -> bool:
    """Tell whether a block is text of an article: long enough, no link, no footer."""
    return max(map(len, block.text.split("\n"))) >= least and not block.is_link and not _FOOTER.search(block.text)


def _is_tool(block: PlacedBlock) -> bool:
    if len(block.text) > _MAX_CONTROL_CHARACTERS:
        return False
    if block.has_control:
        return True
    parts = [fold(part).lower().strip(" .:[]()-") for part in _BETWEEN_TOOLS.split(_VIEWS.sub("", block.text))]
    if not any(parts):
        return bool(_VIEWS.search(block.text)) or not any(map(str.isalnum, block.text))
    return all(_has_only_tools(part) for part in parts)


def _has_only_tools(words: str) -> bool:
    """Tell whether folded words are the names of tools one after the other, as links side by side give them."""
    while words:
        tool = next((tool for tool in _LONGEST_TOOL_FIRST if words.startswith(tool)), None)
        if tool is None:
            return False
        words = words[len(tool) :].lstrip()
    return True


def _in_scope(walk: PageWalk, blocks: list[PlacedBlock], anchor: Any) -> list[PlacedBlock]:
    """Keep the blocks of the smallest element that has the title and all sentences after it."""
    if anchor not in walk.spans:
        return blocks
    begin, end = walk.spans[anchor]
    for least in (MIN_SENTENCE_CHARACTERS, MIN_SENTENCE_CHARACTERS // 3):
        places = [block.place for block in blocks if block.place > end and is_sentence(block, least)]
        if places:
            break
    else:
        return blocks
    last = max(places)
    for element in anchor.iterancestors():
        begin, end = walk.spans.get(element, (0, 0))
        if end >= last:
            return [block for block in blocks if begin <= block.place <= end]
    return blocks


def _after_title(blocks: list[PlacedBlock], title: str | None) -> list[PlacedBlock]:
    """Drop the title, the date line beside it, and what is above; all but the date stays where a text is above."""
    titles = [at for at, block in enumerate(blocks) if block.in_heading]
    if not titles and title:
        titles = [at for at, block in enumerate(blocks) if block.text.replace("\n", " ") == title][:1]
    dates = [at for at, block in enumerate(blocks) if date_of(block.text)]
    near = [at for at in dates if titles and at - titles[-1] <= _MAX_TITLE_GAP]
    if not titles and dates:
        near = dates[:1]
    last = max([*titles, *near], default=-1)
    between = blocks[titles[-1] + 1 : last] if titles and last > titles[-1] else []
    if any(is_sentence(block) for block in between):
        last = titles[-1]
        between = []
    above = blocks[: titles[0]] if titles else blocks[: max(last, 0)]
    drop = {*titles, *near} | ({at for at in dates[-1:] if at > len(blocks) - 3})
    if heading("\n".join(block.text for block in above)) or any(is_sentence(block) for block in above):
        return [block for at, block in enumerate(blocks) if at not in drop or at in titles]
    return [block for at, block in enumerate(blocks) if at >= len(above) and at not in drop]


def _without_related(blocks: list[PlacedBlock]) -> list[PlacedBlock]:
    """Drop the lists of other news with their headings: what follows such a heading while it is short or a link."""
    kept: list[PlacedBlock] = []
    in_related = False
    for block in blocks:
        if is_furniture(block.text.partition("\n")[0]):
            in_related = True
        elif in_related and is_sentence(block) and not _is_list(block):
            in_related = False
        if not in_related:
            kept.append(block)
    return kept


def _is_list(block: PlacedBlock) -> bool:
    """Tell whether a table has a button (`Tải về`) or a day in each row."""
    if not isinstance(block.block, TableBlock):
        return False
    return all(any(fold(cell).lower() in _TOOLS or date_of(cell) for cell in row) for row in block.block.rows)


def _without_footer(blocks: list[PlacedBlock]) -> list[PlacedBlock]:
    """Drop the lines of a footer at the end; an address alone may be the article's."""
    end = address = len(blocks)
    while address and len(blocks[address - 1].text) < 300:
        text = blocks[address - 1].text
        if _FOOTER.search(text):
            end = address - 1
        elif not _ADDRESS.match(text):
            break
        address -= 1
    return blocks[:end]


def _without_menus(blocks: list[PlacedBlock], *, anchored: bool) -> list[PlacedBlock]:
    """Drop rows of links above the first sentence (of a page that shows no title) and below the last."""
    sentences = [at for at, block in enumerate(blocks) if is_sentence(block) or isinstance(block.block, TableBlock)]
    if not sentences:
        return blocks
    menus: set[int] = set()
    run: list[int] = []
    for at, block in enumerate([*blocks, None]):
        if block is not None and block.is_link and not block.file_links:
            run.append(at)
            continue
        if len(run) >= _MIN_MENU_LINKS and (run[0] > sentences[-1] or (not anchored and run[-1] < sentences[0])):
            menus.update(run)
        run = []
    return [block for at, block in enumerate(blocks) if at not in menus]
