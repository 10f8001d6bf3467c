"""Read the name of an agency that no list has: a centre, a sub-department, a school, a committee for one purpose."""

from __future__ import annotations

import re
from functools import cache

from corpus.vi.bodies import Body
from corpus.vi.bounded import compile_bounded
from corpus.vi.full_names import namesakes, title_case
from corpus.vi.places import LEVELS, parse_place
from corpus.vi.text import tidy

_NOUNS = (
    "trung tâm", "chi cục", "tổng cục", "cục", "vụ", "viện", "học viện", "trường", "bệnh viện", "ban", "tiểu ban",
    "ban chỉ huy", "bộ chỉ huy", "bộ tư lệnh", "hạt", "đội", "trạm", "chi nhánh", "văn phòng", "thanh tra", "hội đồng",
    "hội", "hiệp hội", "liên đoàn", "liên hiệp", "liên minh", "quỹ", "kho bạc", "ngân hàng", "đài", "báo", "nhà",
    "thư viện", "bảo tàng", "công ty", "tổng công ty", "tập đoàn", "xí nghiệp", "tổ", "tổ công tác", "ủy ban", "đoàn",
    "đoàn chủ tịch", "đảng bộ", "đảng đoàn", "ban cán sự đảng", "chi bộ", "phòng", "sở", "bộ", "tòa án",
    "viện kiểm sát", "kiểm toán", "bảo hiểm", "vườn quốc gia", "khu", "hợp tác xã",
)  # fmt: skip
_MAX_CHARACTERS = 160
_LEVEL = re.compile(rf"(?<=\s)(?:{'|'.join(LEVELS)})(?=\s)", re.IGNORECASE)
_SUPERIOR = compile_bounded(r" \([^()]{3,60}\)$")
# Written with capitals inside a name; such an agency is one of the whole country.
_NATIONAL = ("Việt Nam", "Trung ương", "Nhà nước", "Chính phủ", "Quốc hội", "Quốc gia")
_SHORT = re.compile(
    r"\b(?:[bcdđghklmnpqrstvx]{2,}|thpt|thcs|th|ql|hđnd|ubnd|mttq|đbqh|tncs|qlda|hcm|ptdtbt|cntt|ccb|vnpt|evn)\b"
)
_ROMAN = re.compile(r"(?<=\bkhu vực )[ivx]+\b|(?<=\bvùng )[ivx]+\b|(?<=\bsố )[ivx]+\b")
_AFTER_DASH = compile_bounded(r"(?<= - )\w")


def parse_agency(text: str) -> Body | None:
    """Read a whole field or the lines of a head as the name of an agency; None where it begins as none does.

    Capitals become the usual letters: `CHI CỤC KIỂM LÂM TỈNH SƠN LA` is the `Chi cục Kiểm lâm` of `tỉnh Sơn La`.
    """
    clean = " ".join(tidy(text).split()).strip(" .,;:-–")
    noun = _begins().match(clean) if len(clean) <= _MAX_CHARACTERS else None
    if not noun or not clean[0].isupper():
        return None
    if _SUPERIOR.search(clean):
        return Body(clean)
    name, place = clean, None
    for level in _LEVEL.finditer(clean, noun.end()):
        found = parse_place(clean[level.start() :])
        if found and found.name:
            name, place = clean[: level.start()].rstrip(" ,-–"), found.text
            break
    if len(name) <= noun.end() and " " not in name:
        return None
    return Body(_in_usual_letters(name, noun.end()) if name.isupper() else name, place)


def may_begin_agency(text: str) -> bool:
    """Tell whether a text begins with a noun for agencies."""
    return bool(_begins().match(text))


def is_inside_noun(before: str, text: str) -> bool:
    """Tell whether a text goes on with the noun that begins with the word before it: `CHI | CỤC THUẾ`."""
    noun = _begins().match(f"{before} {text}")
    return bool(noun and noun.end() > len(before))


def is_national(body: Body) -> bool:
    """Tell whether the name of an agency says that it is one of the whole country, or names its ministry."""
    return body.place is None and (bool(_SUPERIOR.search(body.kind)) or any(word in body.kind for word in _NATIONAL))


def under_ministry(body: Body, ministry: str) -> Body:
    """Return an agency with the ministry that it is under, which tells it from those of provinces with its name."""
    return body if is_national(body) else Body(f"{body.kind} ({ministry})")


def without_superior(kind: str) -> str:
    """Return the name of an agency without the ministry in brackets, as roles have it."""
    return _SUPERIOR.sub("", kind)


@cache
def _begins() -> re.Pattern[str]:
    nouns = "|".join(sorted(_NOUNS, key=len, reverse=True)).replace("ủy", "(?:ủy|uỷ)").replace("tòa", "(?:tòa|toà)")
    return compile_bounded(rf"(?:{nouns})(?!\w)", re.IGNORECASE)


def _in_usual_letters(name: str, noun_end: int) -> str:
    noun, rest = name[:noun_end].capitalize(), name[noun_end:].lower().strip()
    rest = _AFTER_DASH.sub(lambda first: first.group().upper(), _SHORT.sub(lambda short: short.group().upper(), rest))
    rest = _ROMAN.sub(lambda roman: roman.group().upper(), rest)
    for words in _NATIONAL:
        rest = rest.replace(words.lower(), words)
    for name in namesakes():
        if name in rest:  # `Trường THPT Chu Văn An`
            rest = re.sub(rf"\b{name}\b", " ".join(map(title_case, name.split())), rest)
    return f"{noun} {rest[:1].upper()}{rest[1:]}".strip()
