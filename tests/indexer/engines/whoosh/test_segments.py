"""Segments are files of arrays: what damages them is found, what Whoosh finds in them is what we find."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from threading import Event, Thread
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import query as wq
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex

from indexer.engines import query_tree as q
from indexer.engines.memory import MemoryEngine
from indexer.engines.port import EngineError, Record, SearchRequest, UnusableIndex
from indexer.engines.whoosh import inverted_index as posting_lists
from indexer.engines.whoosh import writer as writers
from indexer.engines.whoosh.array_file import ArrayFile, Arrays, DamagedFile, Strings, packed
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.engines.whoosh.inverted_index import GAP, invert, merge
from indexer.engines.whoosh.schema import schema
from tests.support.kill_steps import killed_at

FIELDS = ("title", "text")
WORDS = ("hội", "đồng", "nhân", "dân", "hoi", "dong")


def record(id: str, text: str = "", title: str = "") -> Record:
    terms = {"title": {"exact": tuple(title.split())}, "text": {"exact": tuple(text.split())}}
    return Record(id, terms, {"type": ("document",)}, {}, f"nguyên văn {id}".encode(), f"Tiêu đề {id}")


def written(root: Path, records: list[Record], *, fresh: bool = False) -> WhooshEngine:
    engine = WhooshEngine(root, "f1")
    with engine.write(fresh=fresh) as writer:
        writer.put(records)
    return engine


def word(text: str, *fields: str) -> q.Term:
    return q.Term((q.Form("exact", text),), fields or FIELDS)


def ids(engine: WhooshEngine, query: q.Query) -> set[str]:
    return {hit.id for hit in engine.read().search(SearchRequest(query, size=100)).hits}


def segment_file(root: Path) -> Path:
    (found,) = root.glob("generation-*/*.arr")
    return found


# Whoosh's own queries over our segments are the oracle of the sets that we find.

texts = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)
trees: st.SearchStrategy[tuple[q.Query, Any]] = st.recursive(
    st.one_of(
        st.sampled_from(WORDS).map(lambda w: (word(w, "text"), wq.Term("text_exact", w))),
        st.lists(st.sampled_from(WORDS), min_size=2, max_size=3).map(
            lambda ws: (q.Phrase(tuple(word(w, "text") for w in ws)), wq.Phrase("text_exact", ws))
        ),
        st.sampled_from(["h", "nh", "đ"]).map(
            lambda start: (q.Prefix("exact", start, ("text",)), wq.Prefix("text_exact", start))
        ),
    ),
    lambda part: st.one_of(
        st.lists(part, min_size=1, max_size=3).map(
            lambda ps: (q.All(tuple(a for a, _ in ps)), wq.And([b for _, b in ps]))
        ),
        st.lists(part, min_size=1, max_size=3).map(
            lambda ps: (q.Any(tuple(a for a, _ in ps)), wq.Or([b for _, b in ps]))
        ),
        st.tuples(part, part).map(lambda ps: (q.Without(ps[0][0], ps[1][0]), wq.And([ps[0][1], wq.Not(ps[1][1])]))),
    ),
    max_leaves=5,
)


@settings(max_examples=60)
@given(
    batches=st.lists(st.lists(texts, max_size=5), min_size=1, max_size=3),
    gone=st.sets(st.integers(0, 12), max_size=3),
    asked=st.lists(trees, min_size=1, max_size=5),
)
def test_whoosh_finds_in_our_segments_what_we_find(
    batches: list[list[str]], gone: set[int], asked: list[tuple[q.Query, Any]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = tmp_path_factory.mktemp("engine") / "index"
    count = 0
    for batch in batches:
        engine = written(root, [record(f"d{count + i}", text) for i, text in enumerate(batch)])
        count += len(batch)
    with engine.write(fresh=False) as writer:
        writer.delete([f"d{i}" for i in gone])
    place = next(root.glob(f"generation-{engine.read().info.generation:06d}"))
    with FileIndex(FileStorage(str(place)), schema()).searcher() as searcher:
        for ours, theirs in asked:
            found = {hit["stored"] for hit in searcher.search(theirs, limit=None)}
            mine = set(engine.read().get(ids(engine, ours)).values())
            assert found == mine, (ours, theirs)
            assert engine.read().search(SearchRequest(ours)).total == len(found)


# Posting lists.


@settings(max_examples=100)
@given(rows=st.lists(st.lists(st.sampled_from((*WORDS, "")), max_size=6), max_size=6), parts=st.integers(1, 3),
       dead=st.sets(st.integers(0, 5)), block=st.sampled_from([1, 5, 1000]))  # fmt: skip
def test_merged_lists_are_those_of_all_records_together(
    rows: list[list[str]], parts: int, dead: set[int], block: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    def lists(own: list[list[str]]) -> Any:
        vocabulary = list(dict.fromkeys(term for row in own for term in row if term))
        tokens = [vocabulary.index(term) if term else GAP for row in own for term in row]
        lengths = [len(row) for row in own]
        return invert(np.array(tokens, np.int32), np.array(lengths, np.int32), vocabulary, placed=True)

    alive = [row for i, row in enumerate(rows) if i not in dead]
    numbers = iter(range(len(alive)))
    number = np.array([next(numbers) if i not in dead else -1 for i in range(len(rows))], np.int64)
    cuts = np.array_split(np.arange(len(rows)), parts)
    path = tmp_path_factory.mktemp("lists") / "a"
    with pytest.MonkeyPatch.context() as patch, ArrayFile(path) as file:
        patch.setattr(posting_lists, "BLOCK", block)
        merge([(lists([rows[i] for i in cut]), number[cut]) for cut in cuts], "x", len(alive), file)
    got, want = Arrays(path), lists(alive)
    for part in want.__slots__:
        assert got[f"x/{part}"].tolist() == getattr(want, part).tolist(), part


def test_a_record_of_any_length_keeps_all_its_places(tmp_path: Path) -> None:
    long = ("hội",) + ("đồng",) * 70_000 + ("nhân", "dân")
    records = [Record("dài", {"text": {"exact": long}}, {}, {}), record("ngắn", "nhân dân")]
    engine = written(tmp_path / "index", records)
    assert ids(engine, q.Phrase((word("nhân"), word("dân")))) == {"dài", "ngắn"}
    assert ids(engine, q.Phrase((word("đồng"), word("nhân")))) == {"dài"}
    assert ids(engine, q.Phrase((word("hội"), word("nhân")))) == set()


def test_two_places_that_both_have_both_words_of_a_pair_are_one_pair(tmp_path: Path) -> None:
    records = [record("a", "hội đồng x"), record("b", "nhân hội x x đồng"), record("c", "x")]
    forms = (q.Form("exact", "hội"), q.Form("exact", "đồng"))
    query = q.Close(q.Everything(), ((q.Term(forms, FIELDS), q.Term(forms[::-1], FIELDS)),))
    oracle = MemoryEngine("f1")
    with oracle.write(fresh=True) as writer:
        writer.put(records)
    answers = (
        engine.read().search(SearchRequest(query, size=3)) for engine in (written(tmp_path / "index", records), oracle)
    )
    found, wanted = ([hit.score for hit in answer.hits] for answer in answers)
    assert found == pytest.approx(wanted, abs=2e-6)
    assert found[0] > found[1] > found[2]


def test_a_term_of_a_million_letters_is_a_term(tmp_path: Path) -> None:
    engine = written(tmp_path / "index", [record("a", "ơ" * 1_000_000 + " họp"), record("b", "họp")])
    assert ids(engine, word("ơ" * 1_000_000)) == {"a"}
    assert ids(engine, word("họp")) == {"a", "b"}


def test_records_that_are_spilled_to_many_runs_are_found_as_those_of_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = [record(f"d{i}", " ".join(WORDS[i % 3 : i % 3 + 3]), WORDS[i % 6]) for i in range(40)]
    records += [record("d3", "nhân")]  # put twice, in another run
    whole = written(tmp_path / "whole", records)
    monkeypatch.setattr(writers, "POOL", 500)
    runs = written(tmp_path / "runs", records)
    assert segment_file(tmp_path / "runs").read_bytes() == segment_file(tmp_path / "whole").read_bytes()
    assert ids(runs, word("nhân")) == ids(whole, word("nhân"))


# Damage.


def test_texts_come_back_as_they_were_packed() -> None:
    texts = ["", "hội đồng", "\ud800", "a\nb"]
    assert Strings(*packed(texts)).all() == texts
    assert [Strings(*packed(texts))[i] for i in range(4)] == texts


@settings(max_examples=150)
@given(data=st.data())
def test_any_flipped_byte_is_found(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    root = tmp_path_factory.mktemp("engine") / "index"
    written(root, [record(f"d{i}", " ".join(WORDS), "họp") for i in range(3)])
    path = data.draw(
        st.sampled_from(sorted(path for path in root.rglob("*") if path.is_file() and path.name != "LOCK"))
    )
    raw = bytearray(path.read_bytes())
    regions = [(0, len(raw))]
    if path.suffix == ".arr":  # each region in turn: an array, or what lies around them
        arrays = Arrays(path)
        used = [arrays._table[name] for name in arrays if len(arrays[name])]
        regions = [(at, n * int(kind[2:])) for kind, at, n, _ in used] + [(0, 8), (len(raw) - 16, 16)]
    start, length = data.draw(st.sampled_from(regions))
    at = start + data.draw(st.integers(0, length - 1))
    raw[at] ^= data.draw(st.integers(1, 255))
    path.write_bytes(bytes(raw))
    for look in (WhooshEngine(root, "f1").read, WhooshEngine(root, "f1").verify):
        with pytest.raises(EngineError, match="--fresh"):
            look()


def test_an_index_that_is_opened_while_others_are_published_is_no_damaged_one(tmp_path: Path) -> None:
    root = tmp_path / "index"
    written(root, [record("a", "họp")])
    done = Event()

    def publish() -> None:
        for i in range(60):
            written(root, [record(f"b{i}", "họp")])
        done.set()

    others = Thread(target=publish)
    others.start()
    opened = 0
    while not done.is_set():
        assert "a" in ids(WhooshEngine(root, "f1"), word("họp"))
        opened += 1
    others.join()
    assert opened > 5


def test_files_that_cannot_be_opened_now_are_no_damage(tmp_path: Path) -> None:
    engine = written(tmp_path / "index", [record("a", "họp")])
    engine.read()
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, hard))
    try:
        with pytest.raises(EngineError, match="Không đọc được") as told:
            WhooshEngine(tmp_path / "index", "f1").read()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert not isinstance(told.value, UnusableIndex)


@settings(max_examples=40)
@given(share=st.floats(0, 0.999))
def test_a_file_that_is_cut_anywhere_cannot_be_opened(share: float, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("cut") / "a.arr"
    with ArrayFile(path) as file:
        file.write_all({"a": np.arange(100), "b": np.arange(10, dtype=np.uint8)})
    raw = path.read_bytes()
    path.write_bytes(raw[: int(share * len(raw))])
    with pytest.raises(DamagedFile):
        Arrays(path)


def test_a_file_of_another_version_cannot_be_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.arr"
    with ArrayFile(path) as file:
        file.write_all({"a": np.arange(3)})
    path.write_bytes(path.read_bytes().replace(b"HDNDarr\x01", b"HDNDarr\x09"))
    with pytest.raises(DamagedFile, match="version"):
        Arrays(path)


# A writer that is killed at any step of its work leaves the old generation answering, or has published the new one.


def test_a_writer_killed_at_any_step_leaves_the_old_generation_or_the_new_one(tmp_path: Path) -> None:
    old, new = {"a", "b"}, {"b", "c"}
    outcomes: Counter[str] = Counter()
    step = 0
    while True:
        root = tmp_path / f"index-{step}"
        engine = written(root, [record("a", "họp"), record("b", "họp")])

        def work(root: Path = root) -> None:
            with WhooshEngine(root, "f1").write(fresh=False) as writer:
                writer.put([record("c", "họp")])
                writer.delete(["a"])

        died = killed_at(step, work)
        found = ids(engine, word("họp"))
        assert found in (old, new), step
        outcomes["old" if found == old else "new"] += 1
        engine.verify()
        written(root, [record("d", "họp")])
        assert ids(engine, word("họp")) == found | {"d"}
        assert len(list(root.glob("generation-*"))) <= 2
        step += 1
        if not died:
            break
    assert outcomes["old"] > 5
    assert outcomes["new"] > 1


def test_two_readers_of_one_file_share_it(tmp_path: Path) -> None:
    engine = written(tmp_path / "index", [record("d", " ".join(f"t{i}" for i in range(10_000)))])
    first = engine.read()
    with engine.write(fresh=False) as writer:
        writer.put([record("e", "họp")])
    second = engine.read()
    assert first._segments[0] in second._segments
    with pytest.raises(EngineError):
        WhooshEngine(tmp_path / "none", "f1").read()
