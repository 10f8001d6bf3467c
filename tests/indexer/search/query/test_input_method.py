"""Raw keys are decoded by what the index has, which is asked in few questions however many words there are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from corpus.document import Document
from corpus.vi.telex import decodings
from indexer.engines.port import Engine, Reader
from indexer.engines.query_tree import Query
from indexer.search.query.input_method import decode_query
from indexer.search.query.lookup import Lookup
from tests.support.search import search_over


class Statistics:
    """Gives fixed counts, and tells by a function what stands side by side."""

    def __init__(self, counts: Mapping[str, int], is_adjacent: Callable[[str], bool] = lambda phrase: True) -> None:
        self.counts, self.is_adjacent = counts, is_adjacent

    def word_counts(self, words: Sequence[str]) -> list[int]:
        return [self.counts.get(word, 0) for word in words]

    def have_adjacent(self, phrases: Sequence[str]) -> list[bool]:
        return list(map(self.is_adjacent, phrases))


class CountingReader:
    """Passes everything on to a reader, and counts the calls of `totals`."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.calls = 0

    def totals(self, queries: Sequence[Query]) -> list[int]:
        self.calls += 1
        return self._reader.totals(queries)

    def __getattr__(self, name: str) -> object:
        return getattr(self._reader, name)


@pytest.mark.parametrize(
    ("typed", "meant", "calls"),
    [
        (
            "hooij ddoongf nhaan daan huyeenj quyeets nghij ngaan sachs xax",
            "hội đồng nhân dân huyện quyết nghị ngân sách xã",
            1,
        ),
        (
            "hoi65 d9ong62 nhan6 dan6 huyen65 quyet61 nghi5 ngan6 sach1 xa4",
            "hội đồng nhân dân huyện quyết nghị ngân sách xã",
            1,
        ),
        ("nghi5 sach1 xa4 nghi5 sach1 xa4 nghi5 sach1 xa4 nghi5", "nghị sách xã nghị sách xã nghị sách xã nghị", 2),
        ("nghi5 quan sach1 nam xa4 quan nghi5 nam sach1 quan", "nghi5 quan sach1 nam xa4 quan nghi5 nam sach1 quan", 2),
        ("mot hai ba bon nam sau bay tam chin muoi", "mot hai ba bon nam sau bay tam chin muoi", 0),
    ],
)
def test_decoding_asks_for_totals_at_most_twice(
    typed: str, meant: str, calls: int, engine: Engine, tmp_path: Path
) -> None:
    """One question counts all keys and readings; a second one checks neighbours where all keys end with one digit."""
    text = "Hội đồng nhân dân huyện quyết nghị ngân sách xã. Nghị sách xã nghị."
    search_over(engine, tmp_path, Document("a", "Họp", text))
    with closing(engine.read()) as reader:
        counting = CountingReader(reader)
        assert decode_query(typed, Lookup(counting)).text == meant  # type: ignore[arg-type]
        assert counting.calls == calls


@pytest.mark.parametrize("word", ["tax", "test", "car", "six", "visa", "bus", "too"])
def test_a_foreign_word_is_keys_only_beside_certain_keys(word: str) -> None:
    meant = decodings(word)[0]
    statistics = Statistics({meant: 1, "tất": 1})
    assert decode_query(word, statistics).text == word
    assert decode_query(f"taats {word}", statistics).text == f"tất {meant}"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("thoi1 quen", "thói quen"),
        ("ban2 tai1", "bàn tái"),
        ("quan1", "quan1"),
        ("quan1 ba dinh", "quan1 ba dinh"),
    ],
)
def test_a_single_digit_is_a_key_only_beside_a_known_neighbour(typed: str, meant: str) -> None:
    counts = {"thói": 1, "quán": 1, "quen": 1, "bàn": 1, "tái": 1}
    assert decode_query(typed, Statistics(counts, lambda phrase: phrase in ("thói quen", "bàn tái"))).text == meant


def test_offsets_lead_back_to_what_was_typed() -> None:
    decoded = decode_query("nghij quyeets nam", Statistics({"nghị": 1, "quyết": 1}))
    assert decoded.text == "nghị quyết nam"
    assert [decoded.typed_offset(at) for at in (0, 4, 5, 10, 11, 14)] == [0, 5, 6, 13, 14, 17]
