"""Tell by its words what a document does to another one that it cites: the verb, its subject, the list it opens."""

from __future__ import annotations

import re

from corpus.vi.bounded import compile_bounded
from corpus.vi.document_numbers import NumberMention
from corpus.vi.full_names import UPPER

DOCUMENT = (
    r"(?:nghị\s+quyết|quyết\s+định|chỉ\s+thị|kế\s+hoạch|thông\s+báo|tờ\s+trình|báo\s+cáo|công\s+văn|văn\s+bản"
    r"|luật|pháp\s+lệnh|nghị\s+định|thông\s+tư|hướng\s+dẫn|kết\s+luận|chương\s+trình|quy\s+định)"
)
VERB = compile_bounded(
    r"(?P<repeals>\b(?:bãi\s+bỏ|hu[ỷy]\s+bỏ|hủy\s+bỏ"
    rf"|thu\s+hồi(?=\s+(?:các\s+|toàn\s+bộ\s+)?(?:{DOCUMENT}|giấy)\b)))|(?P<replaces>\bthay\s+thế)"
    r"|(?P<corrects>\bđính\s+chính)|(?P<consolidates>\bhợp\s+nhất)"
    r"|(?P<suspends>\b(?:đình\s+chỉ|(?:tạm\s+)?ngưng|tạm\s+dừng)(?:\s+(?:việc\s+)?(?:thi\s+hành|thực\s+hiện|hiệu\s+lực|áp\s+dụng))+)"
    r"|(?P<extends>\b(?:(?:kéo\s+dài|gia\s+hạn)(?:\s+thời\s+(?:gian|hạn|hiệu))?"
    r"(?:\s+(?:thực\s+hiện|áp\s+dụng|thi\s+hành|hiệu\s+lực))*|tiếp\s+tục\s+áp\s+dụng))"
    r"|(?P<guides>\b(?:hướng\s+dẫn(?!\s+(?:liên\s+ngành\s+)?số\b)|quy\s+định\s+chi\s+tiết)(?:\s+(?:và|thi\s+hành|thực\s+hiện|hướng\s+dẫn))*)"
    r"|(?P<amends>\b(?:sửa\s+đổi|điều\s+chỉnh|bổ\s+sung)(?:\s*(?:,|và)\s*bổ\s+sung)?)",
    re.IGNORECASE,
)
# After a verb that reports what another document did: `điều chỉnh tại Quyết định số …`.
_PASSIVE = compile_bounded(r"(?:\s+một\s+số\s+(?:điều|nội\s+dung))?\s+(?:tại|theo|bởi)\b", re.IGNORECASE)
_UNDERGONE = compile_bounded(r"\b(?:được|đã|bị)(?:\s+được)?\s+$", re.IGNORECASE)
_UNDERGOING = re.compile(r"(?:được|đã|bị)\s{1,16}(?:được\s{1,16})?")
# What a guide guides is not what its matter is ruled by: `hướng dẫn thanh tra theo quy định tại Nghị định số …`.
_RULED_BY = compile_bounded(r"\btheo\b|\bquy\s+định\s+(?:tại|của|trong)\b", re.IGNORECASE)
# What ends a legal basis inside its line: `…, Ban Thường vụ ban hành Chương trình số …`.
END_OF_BASIS = compile_bounded(
    r",\s[^,;]{0,80}\b(?:ban\s+hành(?!\s+kèm)|đã|xây\s+dựng|chỉ\s+thị:|thông\s+báo:)|:\s+(?!số\b)\S+\s|\btheo\s+quy\s+định\b",
    re.IGNORECASE,
)
_LEGAL_BASIS = compile_bounded(
    r"\W*(?:để\s+)?(?:căn\s+cứ|(?:sau\s+khi\s+)?(?:xem\s+)?xét|theo|thực\s+hiện|thi\s+hành|trên\s+cơ\s+sở)"
    r"(?!\w|\s+(?:tốt|nghiêm|đúng|đầy\s+đủ|có\s+hiệu\s+quả)\b)",
    re.IGNORECASE,
)
# What may stand between the start of a clause and a verb whose subject is the document itself.
_BEFORE_ENACTING_VERB = compile_bounded(
    rf"(?:^|[,:.“”\"(])\s*(?:[-–+•*]|\d+(?:\.\d+)*[.)]?|[a-zđ]\))?\s*(?:điều\s+\d+\w?\.?)?\s*(?:{DOCUMENT})?\s*$"
    r"|\b(?:và|này|việc|về|v/v|tiếp\s+tục|thống\s+nhất|thông\s+qua|phê\s+duyệt|phê\s+chuẩn|quyết\s+nghị)\s*$"
    rf"|^[^,;:.\d]{{0,80}}\bban\s+hành\s+{DOCUMENT}\s*$|\b(?:thay\s+thế|bãi\s+bỏ)\s*/\s*$",
    re.IGNORECASE,
)
_BODY_BEFORE = compile_bounded(
    r"\W*(?:hội\s+đồng\s|hđnd|[ủu][ỷy]\s+ban\s|ubnd|văn\s+phòng\s|thường\s+trực\s|sở\s|bộ\s)[^,;:.\d\n]{0,80}\s",
    re.IGNORECASE,
)
_THIS = re.compile(r"\bnày\b", re.IGNORECASE)
_REST_OF_TITLE = compile_bounded(
    r"\s*(?:,?\s*ngày\s+[\d/.\- ]+(?:tháng\s+\d+\s+năm\s+\d+)?)?"
    r"\s*(?:(?:của\s+|hội\s|hđnd|[ủu][ỷy]\s+ban\s|ubnd)[^,;]{3,70}?)?\s*(?:về(?:\s+việc)?|v/v)?\s*",
    re.IGNORECASE,
)
_ENUMERATED = compile_bounded(rf"(?:,|;|\bvà)\s*(?:các\s+)?(?:{DOCUMENT})?\s*(?:số)?\s*:?\s*$", re.IGNORECASE)
_ACCORDING_TO = compile_bounded(rf"(?<!kèm )\b(?:theo|thực\s+hiện|căn\s+cứ)\s+{DOCUMENT}?\s*(?:số)?\s*$", re.IGNORECASE)
CEASES_EFFECT = compile_bounded(
    r"(?:[^.;\n]|\.(?=\d)){0,600}?(?<!\bđã )\bhết\s+hiệu\s+lực(?:\s+thi\s+hành)?"
    r"(?:\s*,?\s+(?:kể\s+)?(?:từ|khi)\b|\s*(?:[.;\n]|$))",
    re.IGNORECASE,
)
_PASSIVE_BY_THIS = compile_bounded(
    r"(?:[^.;\n]|\.(?=\d)){0,400}?(?<!\bđã )\b(?:được|bị)\s+(?:(?P<repeals>bãi\s+bỏ|hu[ỷy]\s+bỏ|hủy\s+bỏ)"
    r"|(?P<replaces>thay\s+thế)|(?P<suspends>đình\s+chỉ(?:\s+thi\s+hành)?|(?:tạm\s+)?ngưng(?:\s+hiệu\s+lực)?)"
    r"|(?P<extends>kéo\s+dài|gia\s+hạn)|(?P<amends>(?:sửa\s+đổi|điều\s+chỉnh|bổ\s+sung)(?:\s*(?:,|và)\s*bổ\s+sung)?))"
    rf"(?:[^.;\n]{{0,60}}?\s+(?:bởi|bằng|tại|theo)\s+{DOCUMENT}\s+này\b|\s*,?\s+kể\s+từ\s+ngày\b|\s*(?:[.;\n]|$))",
    re.IGNORECASE,
)
_ADDS = compile_bounded(r"bổ\s+sung", re.IGNORECASE)
_CLAUSE_END = re.compile(rf";|\n|[.!?]\s+(?=[{UPPER}])")
_AND = re.compile(r"\b(?:và|cụ\s+thể:?)\s+$", re.IGNORECASE)
# A longer clause or list is no sentence of a document.
MAX_CLAUSE_CHARACTERS = 800
_MAX_TO_PASSIVE = 450  # characters

# A mention, and whether it names the citing document itself.
EarlierMention = tuple[NumberMention, bool]


def _is_basis(passage: str, line: int, start: int, mention: NumberMention) -> bool:
    """Tell whether a mention stands in a legal basis that opens its line or clause and goes on up to it."""
    for opening in {line, start}:
        basis = _LEGAL_BASIS.match(passage, opening)
        if basis and not END_OF_BASIS.search(passage, basis.end(), mention.start):
            return True
    return False


def relation_to(passage: str, mention: NumberMention, earlier: list[EarlierMention], enacting: bool) -> str:
    """Return the relation of a document to a mention; `enacting` where verbs of its kind say what it does."""
    line = passage.rfind("\n", 0, mention.start) + 1
    start = max(line, mention.start - MAX_CLAUSE_CHARACTERS)
    start = max([start, *(m.end() for m in _CLAUSE_END.finditer(passage, start, mention.start))])
    if _is_basis(passage, line, start, mention):
        return "based-on"
    if enacting and CEASES_EFFECT.match(passage, mention.end):
        return "repeals"
    verbs = list(VERB.finditer(passage, start, mention.start))
    governing: str | None = None
    after = start
    for verb in verbs:
        if _PASSIVE.match(passage, verb.end()):  # `Nghị quyết số A được sửa đổi bởi Nghị quyết số B`
            if earlier and earlier[-1][0].start > after and _UNDERGONE.search(passage, start, verb.start()):
                governing = None
            continue
        before = [(m, is_self) for m, is_self in earlier if start <= m.start < verb.start()]
        # A letter that corrects does it itself.
        corrects = verb.lastgroup == "corrects"
        enacts = _is_enacting_verb(passage, start, verb.start(), before, enacting or corrects)
        if enacts or (corrects and not before and _BODY_BEFORE.fullmatch(passage, start, verb.start())):
            # `quy định chi tiết và hướng dẫn`, `Sửa đổi … hướng dẫn`: the first verb of a row of verbs decides
            governing, after = verb.lastgroup, verb.end()
        elif governing and before and not _ENUMERATED.search(passage, verb.end(), mention.start):
            governing = None
    if governing == "guides" and _RULED_BY.search(passage, after, mention.start):
        governing = None
    if governing is None or _ACCORDING_TO.search(passage, after, mention.start):
        return "cites"
    return governing


def passive_relation(passage: str, end: int) -> str | None:
    """Return what is done to the document whose number ends here: `… được thay thế bởi Nghị quyết này`."""
    following = passage[end : end + _MAX_TO_PASSIVE]
    if "được" not in following and "bị" not in following:
        return None  # most
    passive = _PASSIVE_BY_THIS.match(passage, end)
    return passive.lastgroup if passive else None


def is_reported(passage: str, previous: int, start: int) -> bool:
    """Tell whether a number only says what had changed the one before it: `A đã được sửa đổi, bổ sung tại B`."""
    for undergone in _UNDERGOING.finditer(passage, max(previous, start - MAX_CLAUSE_CHARACTERS), start):
        verb = VERB.match(passage, undergone.end(), start)
        if verb and _PASSIVE.match(passage, verb.end()):
            return True
    return False


def _is_enacting_verb(passage: str, start: int, verb: int, before: list[EarlierMention], enacting: bool) -> bool:
    """Tell whether the verb says what this document does, not what a document mentioned before it does."""
    if not enacting:
        return not before and _ends_with_this(passage[start:verb])
    if any(not is_self for _, is_self in before):
        return bool(_AND.search(passage, start, verb))
    if before and _REST_OF_TITLE.fullmatch(passage, before[-1][0].end, verb):
        return True
    return opens_enacting_verb(passage[start:verb])


def opens_enacting_verb(before: str) -> bool:
    """Tell whether the words before a verb let the document itself be its subject."""
    return bool(_BEFORE_ENACTING_VERB.search(before)) or _ends_with_this(before)


def _ends_with_this(words: str) -> bool:
    """Tell whether `này` stands in the last clause of some words (`Nghị quyết này và các phụ lục`)."""
    return bool(_THIS.search(words, max(words.rfind("."), words.rfind(";")) + 1))


def is_only_adding(passage: str, start: int, end: int, last: int) -> bool:
    """Tell whether the verb between two offsets is `bổ sung`, and none that ends anything follows up to `last`."""
    if not _ADDS.fullmatch(passage, start, end):
        return False
    return all(_ADDS.fullmatch(passage, *verb.span()) for verb in VERB.finditer(passage, end, last))
