"""Extremely long documents and queries get the right answer, in bounded memory."""

from __future__ import annotations

import tracemalloc
from collections import Counter
from itertools import product
from pathlib import Path

import pytest

from corpus.document import Document
from corpus.vi.syllables import terms
from indexer.engines import query_tree as q
from indexer.engines.factory import open_engine
from indexer.engines.port import Engine, Reader, Record, SearchRequest
from indexer.engines.whoosh import writer as writers
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.indexing.build import build
from indexer.indexing.fingerprint import fingerprint
from indexer.search import Search
from indexer.search.query.understanding import NOT_ALL
from tests.support.sample import sample_search, stored_sample
from tests.support.search import ask, result_ids, search_over

MILLION = 2**20


def words(text: str) -> tuple[q.Term, ...]:
    return tuple(q.Term((q.Form("exact", word),), ("text",)) for word in text.split())


def near(text: str) -> q.Query:
    return q.Close(q.All(words(text)), (words(text),))


def test_the_last_words_of_three_million_syllables_are_searchable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writers, "POOL", 32 * MILLION)  # less than the document takes, so it becomes a run of its own
    syllables = {
        "long": (*("hội", "đồng", "nhân", "dân", "xã") * 600_000, "thác", "Đray", "Sáp"),
        "short": ("thác", *("xã",) * 6, "Đray", *("xã",) * 6, "Sáp"),
        "other": ("đồng", "xã", "dân"),
    }
    engine = WhooshEngine(tmp_path / "index", "f1")
    with engine.write(fresh=True) as writer:
        writer.put(Record(id, {"text": {"exact": terms}}, {}, {}) for id, terms in syllables.items())
    reader = engine.read()

    def scores(query: q.Query) -> dict[str, float]:
        return {hit.id: hit.score for hit in reader.search(SearchRequest(query)).hits}

    assert list(scores(q.Phrase(words("thác Đray Sáp")))) == ["long"]
    assert list(scores(q.Phrase(words("xã thác")))) == ["long"]
    assert scores(q.Phrase(words("Sáp hội"))) == {}
    # Both contain all three words; only `long` has them next to each other, at its end.
    plain, close = scores(q.All(words("thác Đray Sáp"))), scores(near("thác Đray Sáp"))
    assert sorted(plain) == sorted(close) == ["long", "short"]
    gained = {id: close[id] - plain[id] for id in plain}
    assert gained["long"] > 0 == gained["short"]
    # Rare words have few positions, however long the document.
    assert peak_bytes(reader, near("thác Đray Sáp")) < MILLION // 8
    assert peak_bytes(reader, near("hội đồng")) < 256 * len(syllables["long"])


def peak_bytes(reader: Reader, query: q.Query) -> int:
    """Return the peak of the bytes allocated while the reader answers."""
    tracemalloc.start()
    try:
        reader.search(SearchRequest(query))
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_text_of_over_65536_syllables_is_searchable_to_its_end(tmp_path: Path) -> None:
    engine = open_engine(f"whoosh:{tmp_path / 'index'}", fingerprint())
    long = "Hội đồng nhân dân huyện họp bàn về nước sạch. " * 7_000 + "Thác Đray Sáp khép lại."
    search = search_over(
        engine, tmp_path, Document("long", text=long), Document("short", text="Sáp khép lại thác Đray, huyện họp.")
    )
    assert result_ids(search, '"thác Đray Sáp khép lại"') == ["long"]
    assert sorted(result_ids(search, "thac dray sap khep lai")) == ["long", "short"]
    assert result_ids(search, '"khép lại huyện"') == []


def test_a_syllable_of_a_megabyte_is_indexed_like_any_other(tmp_path: Path) -> None:
    engine = open_engine(f"whoosh:{tmp_path / 'index'}", fingerprint())
    endless = "ơ" * (MILLION // 2)  # two bytes each
    search = search_over(
        engine,
        tmp_path,
        Document("long", title="Khai mạc", text=f"Kỳ họp {endless} bế mạc"),
        Document("short", title="Khai mạc", text="Kỳ họp bế mạc"),
    )
    assert sorted(result_ids(search, "kỳ họp bế mạc")) == ["long", "short"]
    assert result_ids(search, '"họp bế mạc"') == ["short"]
    assert result_ids(search, endless) == ["long"]


def test_a_query_of_500_words_finds_documents_with_all_or_says_so(engine: Engine, tmp_path: Path) -> None:
    """If no document has all of them, a note says that the query was loosened."""
    typed = ["".join(parts) for parts in product("bchklmnrstvx", "áàảạấầẩậắ", ("n", "m", "nh", "ng", "p"))][:500]
    documents = Document("all", text=" ".join(typed)), Document("fewer", text=" ".join(typed[1:]))
    search = search_over(engine, tmp_path, *documents)
    assert result_ids(search, " ".join(typed)) == ["all"]
    assert sorted(result_ids(search, " ".join(typed[1:]))) == ["all", "fewer"]
    assert result_ids(search, " ".join(typed[:1] + typed[2:])) == ["all"]
    assert result_ids(search, f'"{" ".join(typed[1:])}"') == ["fewer", "all"]
    unknown = ask(search, " ".join([*typed[1:], "xoắn"]))
    assert {result.id for result in unknown.results} == {"all", "fewer"}
    assert NOT_ALL in [note.code for note in unknown.notes]


def test_a_query_of_the_16_most_frequent_words_misses_no_document(tmp_path: Path) -> None:
    store = stored_sample(tmp_path)
    words_of = {
        document.id: set(terms(f"{document.title} {document.summary or ''} {document.text}"))
        for document in store.documents()
    }
    counted = Counter(word for words in words_of.values() for word in words)
    frequent = [word for word, _ in counted.most_common(16)]
    engine = open_engine(f"whoosh:{tmp_path / 'index'}", fingerprint())
    build(store, engine, processes=1)
    searches = Search(engine, store), sample_search()  # the sample's engine is the oracle
    for typed, fits in ((" ".join(frequent), all), (" OR ".join(frequent), any)):
        actual, expected = (ask(search, typed, size=100, literal=("all",)) for search in searches)
        assert [result.id for result in actual.results] == [result.id for result in expected.results]
        assert actual.total == expected.total == len(actual.results)
        assert {id for id, words in words_of.items() if fits(word in words for word in frequent)} <= {
            result.id for result in actual.results
        }
