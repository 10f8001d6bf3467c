"""Time grows with the text and not with its square, whatever the text: every pattern, and every way through them."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from itertools import count
from pathlib import Path

import pytest

import corpus
from corpus.document import Document
from corpus.extraction.council_terms import council_sessions
from corpus.extraction.extract import complete
from corpus.extraction.relations import outgoing_relations
from corpus.readers import read_file
from corpus.readers.fields import documents
from corpus.readers.markdown import plain_text
from corpus.readers.text import plain
from corpus.vi.bounded import MAX_RUN, compile_bounded
from tests.support.linear_time import LENGTHS, growth_fault, hostile_texts, hostile_units, is_searched, patterns

PATTERNS = patterns(corpus)
# Searched in so many characters at most, whatever the text: their callers cut it. Longer texts say nothing of them.
WINDOWS = {
    "extraction.extract._ABOUT_THIS_DOCUMENT": 300,
    "readers.refusals._ERROR": 200,
    "vi.people.honorifics._CAPITAL_BEFORE": 12,
    "vi.bounded._RUN": 0,  # reads the sources of patterns, which are ours
    "store.database:1": 0,  # reads HDND_STORE, which is ours too
}
HEAD = "HỘI ĐỒNG NHÂN DÂN\nHUYỆN LAM KHÊ\nSố: 05/2020/NQ-HĐND\n\nNGHỊ QUYẾT\nVề mức hỗ trợ\n\n"


@pytest.mark.parametrize("name", [name for name in PATTERNS if name not in WINDOWS])
def test_a_pattern_takes_linear_time(name: str) -> None:
    pattern = PATTERNS[name]
    searched = is_searched(corpus, name)
    units = hostile_units(pattern, 8)

    def run(text: str) -> None:
        subject = text.encode() if isinstance(pattern.pattern, bytes) else text
        if searched:
            for _ in pattern.finditer(subject):
                pass
        else:
            pattern.match(subject)
            pattern.fullmatch(subject)

    series = zip(*(list(hostile_texts(units, length, apart=not searched)) for length in LENGTHS), strict=True)
    for texts in series:
        fault = growth_fault(run, [text for _, text in texts])
        assert fault is None, f"{pattern.pattern[:200]!r} on {texts[-1][0]}: {fault}"


RUNS = count()


def _formal(text: str) -> object:
    # What is kept of the last text would answer a second time: each run has one of its own.
    text = f"{HEAD}{text}\n\nĐiều 9. Lần {next(RUNS)}."
    return outgoing_relations(complete(Document(id="a", title="Nghị quyết", text=text, kind="resolution")))


def _news(text: str) -> object:
    return council_sessions(complete(Document(id="a", title=text[:300], text=text, kind="news")))


def _text(text: str) -> object:
    return plain("Tin tức\n" + text)


def _fields(text: str) -> object:
    names = ("tieu_de", "noi_dung", "file_urls", "nguoi_ky", "co_quan_ban_hanh", "ngay_ky", "date", "hinh_thuc", "so")
    return list(documents(dict.fromkeys(names, text), "a"))


WAYS: list[Callable[[str], object]] = [_formal, _news, _text, plain_text, _fields]


@cache
def units() -> list[str]:
    return sorted({unit for pattern in PATTERNS.values() for unit in hostile_units(pattern, 3) if len(unit) < 60})


@pytest.mark.parametrize("way", WAYS, ids=[way.__name__.strip("_") for way in WAYS])
def test_reading_takes_linear_time(way: Callable[[str], object]) -> None:
    for unit in units()[::17]:
        for make in (lambda n, u=unit: u * (n // len(u)), lambda n, u=unit: u + " " * n + u):
            fault = growth_fault(way, [make(length) for length in LENGTHS[2:5]])
            assert fault is None, f"{unit!r}: {fault}"


@pytest.mark.parametrize(
    "unit", ["Văn phòng", "Ban Pháp chế", "Chủ tịch", "sửa đổi", "Căn cứ", "họp ngày 5", "05/2020/NQ-HĐND"]
)
@pytest.mark.parametrize("gap", [" ", "\n", "\u00a0", "- "])
def test_a_phrase_before_blanks_takes_linear_time(unit: str, gap: str) -> None:
    for way in (_formal, _news):
        assert growth_fault(way, [unit + gap * length + unit for length in LENGTHS[2:]]) is None


@pytest.mark.parametrize("blanks", [" ", "\n", "\t", "\u00a0", "\u3000"])
@pytest.mark.parametrize(
    "around", ["<p>{}</p>", "<title>{}</title>", "{}<p>", "<p {}>", "<pre>a{}b</pre>", "<h1>{}</h1>"]
)
def test_a_page_of_blanks_takes_linear_time(around: str, blanks: str, tmp_path: Path) -> None:
    def read(content: str) -> object:
        path = tmp_path / "a.html"
        path.write_text(content, encoding="utf-8")
        return list(read_file(path))

    article = "<p>Thường trực HĐND huyện Lam Khê tiếp xúc cử tri xã Cẩm Sơn trước kỳ họp thứ 9.</p>"
    pages = [f"<html><body>{around.format(blanks * length)}{article}</body></html>" for length in LENGTHS[2:]]
    assert growth_fault(read, pages) is None


def test_a_clause_of_blanks_before_a_verb_is_quick() -> None:
    text = " " * 700 + "sửa đổi Nghị quyết số 12/2019/NQ-HĐND.\n"
    assert growth_fault(_formal, [text * count for count in (1, 4, 16, 64)]) is None


CITED = "Nghị quyết số {n}/2010/NQ-HĐND ngày 20/7/2010 của Hội đồng nhân dân huyện Lam Khê"
REPEATED = {
    "one sentence": "Bãi bỏ " + CITED + ", ",
    "articles": "Điều 1. Sửa đổi Điều 3 " + CITED + " như sau:\n\n1. Bãi bỏ Điều 4;\n\n",
    "list": "1. " + CITED + ";\n",
    "table": "| 1 | {n}/2010/NQ-HĐND | 20/7/2010 | Điều 3 |\n",
    "annexes": "PHỤ LỤC {n}\n\n| 1 | {n}/2010/NQ-HĐND |\n\n",
    "quotations": "“Điều 3. Theo " + CITED + ".”\n\n",
    "one number": "Bãi bỏ Nghị quyết số 87/NQ-HĐND ngày 20/7/{year};\n",
}


@pytest.mark.parametrize("unit", REPEATED.values(), ids=list(REPEATED))
def test_thousands_of_citations_take_linear_time(unit: str) -> None:
    def text(length: int) -> str:
        return "".join(unit.format(n=n, year=1990 + n % 40) for n in range(length))

    assert growth_fault(_formal, [text(length) for length in (10, 40, 160, 640)]) is None


def test_bounded_runs_match_what_documents_write() -> None:
    pattern = compile_bounded(r"hội\s+đồng *\W*[ +]x\*+")
    assert pattern.pattern == rf"hội\s{{1,{MAX_RUN}}}đồng {{0,{MAX_RUN}}}\W{{0,{MAX_RUN}}}[ +]x\*+"
    assert pattern.fullmatch("hội \n đồng  - x**")
    assert compile_bounded("a", re.IGNORECASE).fullmatch("A")
