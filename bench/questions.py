"""Define the questions that every engine is asked, and their answer: ten titles and the exact total."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple, get_args

from corpus.vi.syllables import terms

QUERIES = (
    "hội đồng nhân dân",
    "nghị quyết ngân sách",
    "tiếp xúc cử tri",
    "chủ tịch ubnd thành phố hà nội",
    "giải quyết khiếu nại tố cáo",
    "xây dựng nông thôn mới",
    "giá đất bồi thường giải phóng mặt bằng",
    "ô nhiễm môi trường",
    "học phí trường công lập",
    "bầu cử đại biểu quốc hội",
    "tai nạn giao thông",
    "nguyễn đức chung",
    "biển đông",
    "kỳ họp thứ ba",
    "công an",
    "việt nam",
)
TOP = 10

Way = Literal["all", "any", "phrase"]
WAYS: tuple[Way, ...] = get_args(Way)


class Question(NamedTuple):
    """Represents a query: its text, its syllables, and whether all, any or the phrase must match."""

    way: Way
    text: str
    words: tuple[str, ...]


class Answer(NamedTuple):
    """Represents an answer: the exact number of matches, and the titles of the best."""

    total: int
    titles: list[str]


AskEngine = Callable[[Question], Answer]


def questions() -> list[Question]:
    """Return every query in every way."""
    return [Question(way, text, tuple(terms(text))) for way in WAYS for text in QUERIES]


def typed(question: Question) -> str:
    """Return a question as a reader types it."""
    if question.way == "phrase":
        return f'"{question.text}"'
    return (" OR " if question.way == "any" else " ").join(question.words)
