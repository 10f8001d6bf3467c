"""Segments are files of arrays: any damage is detected, and Whoosh's own queries match the records that ours do."""

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

from indexer.engines import query_tree as q
from indexer.engines.memory import MemoryEngine
from indexer.engines.port import EngineError, Record, SearchRequest, UnusableIndex
from indexer.engines.whoosh import codec, inverted_index
from indexer.engines.whoosh import writer as writers
from indexer.engines.whoosh.array_file import ArrayFile, ArrayFileWriter, DamagedFile, Strings, encode_strings
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.engines.whoosh.inverted_index import NO_TERM, invert, merge
from tests.support.kills import killed_at
from tests.support.whoosh_queries import searcher

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
    (path,) = root.glob("generation-*/*.arr")
    return path


# Whoosh's own queries over our segments are the oracle of the sets of records that ours match.

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
    deleted=st.sets(st.integers(0, 12), max_size=3),
    queries=st.lists(trees, min_size=1, max_size=5),
)
def test_whoosh_matches_in_our_segments_what_we_match(
    batches: list[list[str]],
    deleted: set[int],
    queries: list[tuple[q.Query, Any]],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    root = tmp_path_factory.mktemp("engine") / "index"
    count = 0
    for batch in batches:
        engine = written(root, [record(f"d{count + i}", text) for i, text in enumerate(batch)])
        count += len(batch)
    with engine.write(fresh=False) as writer:
        writer.delete([f"d{i}" for i in deleted])
    folder = next(root.glob(f"generation-{engine.read().info.generation:06d}"))
    with searcher(folder) as whoosh:
        for ours, theirs in queries:
            expected = {hit["stored"] for hit in whoosh.search(theirs, limit=None)}
            assert set(engine.read().get(list(ids(engine, ours))).values()) == expected, (ours, theirs)
            assert engine.read().search(SearchRequest(ours)).total == len(expected)


# Posting lists.


@settings(max_examples=100)
@given(rows=st.lists(st.lists(st.sampled_from((*WORDS, "")), max_size=6), max_size=6), parts=st.integers(1, 3),
       dead=st.sets(st.integers(0, 5)), block=st.sampled_from([1, 5, 1000]))  # fmt: skip
def test_merged_posting_lists_are_those_of_all_records(
    rows: list[list[str]], parts: int, dead: set[int], block: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    def inverted(texts: list[list[str]]) -> Any:
        vocabulary = list(dict.fromkeys(term for text in texts for term in text if term))
        tokens = [vocabulary.index(term) if term else NO_TERM for text in texts for term in text]
        lengths = [len(text) for text in texts]
        return invert(np.array(tokens, np.int32), np.array(lengths, np.int32), vocabulary, positional=True)

    alive = [row for i, row in enumerate(rows) if i not in dead]
    numbers = iter(range(len(alive)))
    number = np.array([next(numbers) if i not in dead else -1 for i in range(len(rows))], np.int64)
    cuts = np.array_split(np.arange(len(rows)), parts)
    path = tmp_path_factory.mktemp("lists") / "a"
    with pytest.MonkeyPatch.context() as patch, ArrayFileWriter(path) as file:
        patch.setattr(inverted_index, "MERGE_BLOCK", block)
        merge([(inverted([rows[i] for i in cut]), number[cut]) for cut in cuts], "x", len(alive), file)
    got, want = ArrayFile(path), inverted(alive)
    for part in want.__slots__:
        assert got[f"x/{part}"].tolist() == getattr(want, part).tolist(), part


def test_a_record_of_any_length_keeps_all_its_positions(tmp_path: Path) -> None:
    long = ("hội",) + ("đồng",) * 70_000 + ("nhân", "dân")
    records = [Record("dài", {"text": {"exact": long}}, {}, {}), record("ngắn", "nhân dân")]
    engine = written(tmp_path / "index", records)
    assert ids(engine, q.Phrase((word("nhân"), word("dân")))) == {"dài", "ngắn"}
    assert ids(engine, q.Phrase((word("đồng"), word("nhân")))) == {"dài"}
    assert ids(engine, q.Phrase((word("hội"), word("nhân")))) == set()


def test_two_positions_with_both_words_of_a_pair_are_one_pair(tmp_path: Path) -> None:
    records = [record("a", "hội đồng x"), record("b", "nhân hội x x đồng"), record("c", "x")]
    forms = (q.Form("exact", "hội"), q.Form("exact", "đồng"))
    query = q.Close(q.Everything(), ((q.Term(forms, FIELDS), q.Term(forms[::-1], FIELDS)),))
    oracle = MemoryEngine("f1")
    with oracle.write(fresh=True) as writer:
        writer.put(records)
    answers = (
        engine.read().search(SearchRequest(query, size=3)) for engine in (written(tmp_path / "index", records), oracle)
    )
    actual, expected = ([hit.score for hit in answer.hits] for answer in answers)
    assert actual == pytest.approx(expected, abs=2e-6)
    assert actual[0] > actual[1] > actual[2]


def test_a_term_of_a_million_letters_is_a_term(tmp_path: Path) -> None:
    engine = written(tmp_path / "index", [record("a", "ơ" * 1_000_000 + " họp"), record("b", "họp")])
    assert ids(engine, word("ơ" * 1_000_000)) == {"a"}
    assert ids(engine, word("họp")) == {"a", "b"}


def test_many_runs_become_the_same_segment_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where a record of a later run replaces one of an earlier run."""
    records = [record(f"d{i}", " ".join(WORDS[i % 3 : i % 3 + 3]), WORDS[i % 6]) for i in range(40)]
    records += [record("d3", "nhân")]  # put twice, in another run
    whole = written(tmp_path / "whole", records)
    monkeypatch.setattr(writers, "POOL", 500)
    runs = written(tmp_path / "runs", records)
    assert segment_file(tmp_path / "runs").read_bytes() == segment_file(tmp_path / "whole").read_bytes()
    assert ids(runs, word("nhân")) == ids(whole, word("nhân"))


# Damage.


def test_texts_come_back_as_they_were_encoded() -> None:
    texts = ["", "hội đồng", "\ud800", "a\nb"]
    assert Strings(*encode_strings(texts)).all() == texts
    assert [Strings(*encode_strings(texts))[i] for i in range(4)] == texts


@settings(max_examples=150)
@given(data=st.data())
def test_any_changed_byte_is_detected(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    root = tmp_path_factory.mktemp("engine") / "index"
    written(root, [record(f"d{i}", " ".join(WORDS), "họp") for i in range(3)])
    path = data.draw(
        st.sampled_from(sorted(path for path in root.rglob("*") if path.is_file() and path.name != "LOCK"))
    )
    raw = bytearray(path.read_bytes())
    regions = [(0, len(raw))]
    if path.suffix == ".arr":  # each region in turn: an array, or what lies around them
        arrays = ArrayFile(path)
        used = [arrays._table[name] for name in arrays if len(arrays[name])]
        regions = [(at, n * int(kind[2:])) for kind, at, n, _ in used] + [(0, 8), (len(raw) - 16, 16)]
    start, length = data.draw(st.sampled_from(regions))
    at = start + data.draw(st.integers(0, length - 1))
    raw[at] ^= data.draw(st.integers(1, 255))
    path.write_bytes(bytes(raw))
    for look in (WhooshEngine(root, "f1").read, WhooshEngine(root, "f1").verify):
        with pytest.raises(EngineError, match="python -m indexer build"):
            look()


def test_an_index_opened_while_others_are_published_is_undamaged(tmp_path: Path) -> None:
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
        with pytest.raises(EngineError, match="Không đọc được") as raised:
            WhooshEngine(tmp_path / "index", "f1").read()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert not isinstance(raised.value, UnusableIndex)


@settings(max_examples=40)
@given(share=st.floats(0, 0.999))
def test_a_file_truncated_anywhere_cannot_be_opened(share: float, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("truncated") / "a.arr"
    with ArrayFileWriter(path) as file:
        file.write_all({"a": np.arange(100), "b": np.arange(10, dtype=np.uint8)})
    raw = path.read_bytes()
    path.write_bytes(raw[: int(share * len(raw))])
    with pytest.raises(DamagedFile):
        ArrayFile(path)


def test_a_file_of_another_version_cannot_be_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.arr"
    with ArrayFileWriter(path) as file:
        file.write_all({"a": np.arange(3)})
    path.write_bytes(path.read_bytes().replace(b"HDNDarr\x01", b"HDNDarr\x09"))
    with pytest.raises(DamagedFile, match="version"):
        ArrayFile(path)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Whoosh leaves the file open
def test_an_index_of_a_renamed_segment_class_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoosh pickles the path of the class: what an older version wrote is built anew, without a traceback."""
    written(tmp_path / "index", [record("a", "họp")])
    monkeypatch.delattr(codec, "ArraySegment")
    with pytest.raises(UnusableIndex, match="python -m indexer build"):
        WhooshEngine(tmp_path / "index", "f1").read()


# Writers that are killed, and readers that share files.


def test_a_killed_writer_leaves_the_old_generation_or_the_new_one(tmp_path: Path) -> None:
    """It is killed at each step of its work in turn; the next writer succeeds and removes what it left."""
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
        present = ids(engine, word("họp"))
        assert present in (old, new), step
        outcomes["old" if present == old else "new"] += 1
        engine.verify()
        written(root, [record("d", "họp")])
        assert ids(engine, word("họp")) == present | {"d"}
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
