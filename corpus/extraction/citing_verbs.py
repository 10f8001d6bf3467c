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
    r"|chấm\s+dứt\s+hiệu\s+lực(?:\s+thi\s+hành)?"
    rf"|thu\s+hồi(?=\s+(?:các\s+|toàn\s+bộ\s+)?(?:{DOCUMENT}|giấy)\b)))|(?P<replaces>\bthay\s+thế)"
    r"|(?P<corrects>\bđính\s+chính)|(?P<consolidates>\bhợp\s+nhất)"
    r"|(?P<suspends>\b(?:đình\s+chỉ|(?:tạm\s+)?ngưng|tạm\s+dừng)(?:\s+(?:việc\s+)?(?:thi\s+hành|thực\s+hiện|hiệu\s+lực|áp\s+dụng))+)"
    r"|(?P<extends>\b(?:(?:kéo\s+dài|gia\s+hạn)(?:\s+thời\s+(?:gian|hạn|hiệu))?"
    r"(?:\s+(?:thực\s+hiện|áp\s+dụng|thi\s+hành|hiệu\s+lực))*|tiếp\s+tục\s+áp\s+dụng))"
    r"|(?P<guides>\b(?:hướng\s+dẫn(?!\s+(?:liên\s+ngành\s+)?số\b)|quy\s+định\s+chi\s+tiết)(?:\s+(?:và|thi\s+hành|thực\s+hiện|hướng\s+dẫn))*)"
    r"|(?P<amends>\b(?:sửa\s+đổi|điều\s+chỉnh|bổ\s+sung)(?:\s*(?:,|và)\s*bổ\s+sung)?)",
    re.IGNORECASE,
)
# After a verb that reports what another document did: `điều chỉnh tại Quyết định số …`. `Sửa đổi một số nội dung tại`
# does it itself.
_PASSIVE = compile_bounded(r"(?P<some>\s+một\s+số\s+(?:điều|nội\s+dung))?\s+(?:(?P<at>tại)|theo|bởi)\b", re.IGNORECASE)
_NEGATED = compile_bounded(r"\b(?:không|chưa)\s+(?:(?:được|bị|phải)\s+)?$", re.IGNORECASE)
_ROW_OF_VERBS = compile_bounded(r"\s*(?:,|và|hoặc|,\s*(?:và|hoặc))\s*", re.IGNORECASE)  # stands between two
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
    r"\s*(?:,?\s*(?:ngày\s+)?\d[\d/.\- ]*(?:tháng\s+\d+\s+năm\s+\d+)?)?"
    r"\s*(?:(?:của\s+|hội\s|hđnd|[ủu][ỷy]\s+ban\s|ubnd)[^,;]{3,70}?)?\s*(?:về(?:\s+việc)?|v/v)?\s*",
    re.IGNORECASE,
)
_ENUMERATED = compile_bounded(rf"(?:,|;|\bvà)\s*(?:các\s+)?(?:{DOCUMENT})?\s*(?:số)?\s*:?\s*$", re.IGNORECASE)
_ACCORDING_TO = compile_bounded(rf"(?<!kèm )\b(?:theo|thực\s+hiện|căn\s+cứ)\s+{DOCUMENT}?\s*(?:số)?\s*$", re.IGNORECASE)
_CEASES = (
    r"(?<!\bđã )(?<!\bchưa )(?<!\bkhông )(?<!\bkhi )(?<!\bngày )\b(?:hết|không\s+còn)\s+hiệu\s+lực(?:\s+thi\s+hành)?"
    r"(?:\s*,?\s+(?:kể\s+)?(?:từ|khi)\b|\s*(?:[.;\n]|$))"
)
CEASES_EFFECT = compile_bounded(rf"(?:[^.;\n]|\.(?=\d)){{0,600}}?{_CEASES}", re.IGNORECASE)
# The same behind a title with semicolons, of a document that its sentence begins with.
_CEASES_BEHIND_TITLE = compile_bounded(
    r"(?P<title>\s*,?\s*ngày\s(?:[^.;\n]|\.(?=\d)|;(?!\s*(?:và\s+)?(?:(?:các|những|mọi|phần|trường\s+hợp|nội\s+dung|điều"
    rf"|khoản|điểm|riêng|{DOCUMENT})\b|\d|[a-zđ]\)))){{0,600}}?){_CEASES}",
    re.IGNORECASE,
)
_OPENS_SENTENCE = compile_bounded(
    rf"(?:^|[\n.:])\s*(?:[-–+•*]|\d+(?:\.\d+)*[.)]|[a-zđ]\))?\s*{DOCUMENT}\s*(?:số)?\s*:?\s*$", re.IGNORECASE
)
_REMAINS = compile_bounded(r"\b(?:hiệu\s+lực|tiếp\s+tục|áp\s+dụng|thực\s+hiện\s+đến)\b", re.IGNORECASE)
# `Nghị quyết này hết hiệu lực khi Nghị quyết số … hết hiệu lực`: nothing is ended here.
_CONDITION = compile_bounded(
    rf"\b(?:khi|nếu|trường\s+hợp|ngày)\s+(?:các\s+)?(?:{DOCUMENT})?\s*(?:số)?\s*:?\s*$", re.IGNORECASE
)
_BEFORE_NUMBER = 60  # characters
# What stands before the number of a document in the last clause of a title with semicolons.
_ISSUED_WITH = compile_bounded(rf"\bkèm\s+theo\s+{DOCUMENT}\s*(?:số)?\s*:?\s*$", re.IGNORECASE)
_CARRIED_OUT = compile_bounded(r"\b(?:giao|thực\s+hiện)\b", re.IGNORECASE)
_PASSIVE_BY_THIS = compile_bounded(
    r"(?:[^.;\n]|\.(?=\d)){0,400}?(?<!\bđã )(?<!\bchưa )(?<!\bkhông )\b(?:được|bị)\s+"
    r"(?:(?P<repeals>bãi\s+bỏ|hu[ỷy]\s+bỏ|hủy\s+bỏ)|(?P<replaces>thay\s+thế)|(?P<suspends>đình\s+chỉ(?:\s+thi\s+hành)?|(?:tạm\s+)?ngưng(?:\s+hiệu\s+lực)?)"
    r"|(?P<extends>kéo\s+dài|gia\s+hạn)|(?P<amends>(?:sửa\s+đổi|điều\s+chỉnh|bổ\s+sung)(?:\s*(?:,|và)\s*bổ\s+sung)?))"
    rf"(?:[^.;\n]{{0,60}}?\s+(?:bởi|bằng|tại|theo)\s+{DOCUMENT}\s+này\b|\s*,?\s+kể\s+từ\s+ngày\b|\s*(?:[.;\n]|$))",
    re.IGNORECASE,
)
_ADDS = compile_bounded(r"bổ\s+sung", re.IGNORECASE)
_CLAUSE_END = re.compile(rf";|\n|[.!?]\s+(?=[{UPPER}])")
_SENTENCE_END = re.compile(rf"\n|[.!?]\s+(?=[{UPPER}])")
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
    if enacting and ceases_effect(passage, mention):
        return "repeals"
    verbs = list(VERB.finditer(passage, start, mention.start))
    if not verbs and start > line and _ISSUED_WITH.search(passage, start, mention.start):
        start = _start_of_sentence(passage, line, start, mention, earlier)
        verbs = list(VERB.finditer(passage, start, mention.start))
    governing: str | None = None
    after = start
    enacts = False
    for at, verb in enumerate(verbs):
        if _is_passive(passage, start, verb):  # `Nghị quyết số A được sửa đổi bởi Nghị quyết số B`
            if earlier and earlier[-1][0].start > after and _UNDERGONE.search(passage, start, verb.start()):
                governing = None
            enacts = False
            continue
        if _NEGATED.search(passage, start, verb.start()):
            governing, enacts = None, False
            continue
        before = [(m, is_self) for m, is_self in earlier if start <= m.start < verb.start()]
        # A letter that corrects does it itself.
        corrects = verb.lastgroup == "corrects"
        # In `trình Hội đồng nhân dân sửa đổi, thay thế` both verbs are what others do.
        if not (at and _ROW_OF_VERBS.fullmatch(passage, verbs[at - 1].end(), verb.start())):
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


def ceases_effect(passage: str, mention: NumberMention) -> bool:
    """Tell whether the words behind a number say that its document has no effect any more: `… hết hiệu lực từ …`."""
    before = max(0, mention.start - _BEFORE_NUMBER)
    if _CONDITION.search(passage, before, mention.start):
        return False
    if CEASES_EFFECT.match(passage, mention.end):
        return True
    if not _OPENS_SENTENCE.search(passage, before, mention.start):
        return False
    ceases = _CEASES_BEHIND_TITLE.match(passage, mention.end)
    return bool(ceases) and not (ceases and _REMAINS.search(ceases["title"]))


def _start_of_sentence(
    passage: str, line: int, start: int, mention: NumberMention, earlier: list[EarlierMention]
) -> int:
    """Return where a sentence with semicolons begins, whose verb stands before them; else the start of its clause."""
    first = max(line, mention.start - MAX_CLAUSE_CHARACTERS)
    first = max([first, *(m.end() for m in _SENTENCE_END.finditer(passage, first, start))])
    is_other = any(first <= each.start < start and not is_self for each, is_self in earlier)
    return start if is_other or _CARRIED_OUT.search(passage, first, mention.start) else first


def _is_passive(passage: str, start: int, verb: re.Match[str]) -> bool:
    """Tell whether what follows a verb says which document did it."""
    passive = _PASSIVE.match(passage, verb.end())
    if passive is None:
        return False
    return not (passive["some"] and passive["at"]) or bool(_UNDERGONE.search(passage, start, verb.start()))


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
