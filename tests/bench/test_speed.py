"""The speed measurements run for real on generated articles; their figures are not asserted."""

from __future__ import annotations

import json
import lzma
import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bench import distinct, growth, http, indexing, plot, processes, query
from bench.commands import main
from bench.load import ask
from bench.peers import PEERS, Peer, built
from bench.processes import alone
from bench.questions import QUERIES, WAYS, questions
from bench.world import RECORDS, BenchError, Material, prepare, records, run_in
from corpus.document import Document
from corpus.vi.document_numbers import parse_number
from tests.support.allocating import MB, allocate_twice
from tests.support.forked import forking
from tests.support.sample import application, sample_search, serving

COUNT = 60


def article(number: int) -> dict[str, str]:
    """Return an article with some of the queries, and some of them split between two paragraphs."""
    whole = [text for i, text in enumerate(QUERIES) if (number * 7 + i) % 5 == 0]
    split = [text.replace(" ", "\n\n", 1) for i, text in enumerate(QUERIES) if (number * 3 + i) % 11 == 0]
    title, body = f"Bài số {number} về {QUERIES[number % len(QUERIES)]}", "\n\n".join((*whole, *split))
    return {"id": f"bai-{number}", "title": title, "body": f"Tin {number}.\n\n{body}."}


@pytest.fixture(autouse=True)
def quick_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let processes start with what they need, and the service be warm soon: no figure is asserted."""
    monkeypatch.setattr(processes, "get_context", lambda method: forking())
    monkeypatch.setattr(http, "WARM_UP_S", 0.2)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bench")


@pytest.fixture(scope="module")
def material(home: Path) -> Material:
    articles, headlines = home / "articles.jsonl.xz", home / "headlines.jsonl"
    with lzma.open(articles, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(article(number)) + "\n" for number in range(COUNT))
    line = {"url": "https://example.vn/tin.html", "title": "Tiếp xúc cử tri", "summary": "Công an trả lời cử tri."}
    headlines.write_text(json.dumps(line | {"published": "2019-06-01T08:00:00+07:00"}) + "\n", "utf-8")
    return Material(articles, headlines)


@pytest.fixture(scope="module")
def folder(home: Path, material: Material) -> Path:
    return prepare(home, Material(material.articles))


def matching(way: str, words: tuple[str, ...]) -> int:
    """Count the matching articles by scanning each."""
    count = 0
    for number in range(COUNT):
        lines = [f" {line.lower().rstrip('.')} " for line in article(number)["body"].split("\n")]
        has = [any(f" {word} " in line for line in lines) for word in words]
        phrase = any(f" {' '.join(words)} " in line for line in lines)
        count += {"all": all(has), "any": any(has), "phrase": phrase}[way]
    return count


def test_every_engine_counts_exactly_the_matching_articles(folder: Path) -> None:
    """The expected totals come from scanning every article."""
    rows = [row for row in query.rows(folder, rounds=2) if "asked" not in row]
    expected = {
        way: sum(matching(way, question.words) for question in questions() if question.way == way) for way in WAYS
    }
    assert expected["any"] > expected["all"] > expected["phrase"] > 0
    skipped = {row["engine"] for row in rows if "skipped" in row}
    for engine in {"ours", *(peer.name for peer in PEERS)} - skipped:
        assert {row["ask"]: row["total"] for row in rows if row["engine"] == engine} == expected
    assert [row["ask"] for row in rows if row["engine"] == "ours-full"] == list(WAYS)
    for row in rows:
        assert "skipped" in row or 0 < float(str(row["median_ms"])) <= float(str(row["p95_ms"]))
        assert "other_totals" not in row


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is read from /proc, which Linux has")
def test_each_distinct_question_is_asked_once_in_every_way(folder: Path) -> None:
    asked = distinct.questions_of(folder, 90)
    assert len({question.text for question in asked}) == len(asked) == 90
    assert asked == distinct.questions_of(folder, 90)
    run_in(folder, "indexer", "build")
    every, *by_way = distinct.rows(folder, 90)
    assert (every["asked"], every["ask"], every["questions"], every["seed"]) == ("once", "every way", 90, distinct.SEED)
    assert {row["ask"]: row["questions"] for row in by_way} == Counter(question.way for question in asked)
    for row in (every, *by_way):
        assert 0 < float(str(row["median_ms"])) <= float(str(row["p95_ms"]))
        assert float(str(row["cpu_ms"])) > 0


def test_distinct_questions_are_of_every_kind_there_is() -> None:
    documents = [
        Document(
            f"d{i}",
            f"Hội đồng nhân dân họp lần {i}",
            f"Ngày {i + 1}/3/2020, ông Nguyễn Văn {name}, Chủ tịch UBND tỉnh, nêu Nghị quyết {i + 1}/2019/NQ-HĐND.",
        )
        for i, name in enumerate(("An", "Bình", "Chung", "Dũng", "Hòa", "Khoa", "Lâm", "Minh", "Nam", "Phúc"))
    ]
    made = distinct.distinct_questions(documents, 60)
    by_way = {way: {text for of_way, text in made if of_way == way} for way in {way for way, _ in made}}
    assert set(by_way) == {"title", "question", "name", "number", "date", "unaccented"}
    assert "Nguyễn Văn Hòa" in by_way["name"]
    assert "05/2019/NQ-HĐND" in {parse(text) for text in by_way["number"]}
    assert all(text.endswith("?") for text in by_way["question"])
    assert all("2020" in text for text in by_way["date"])
    assert all(text.isascii() for text in by_way["unaccented"])


def parse(text: str) -> str:
    """Return a number as documents write it."""
    number = parse_number(text)
    return number.text if number else ""


@pytest.mark.parametrize("peer", [peer for peer in PEERS if not peer.missing()], ids=lambda peer: peer.name)
def test_an_unfinished_index_of_a_peer_is_built_again(peer: Peer, folder: Path, tmp_path: Path) -> None:
    (tmp_path / f"{peer.name}.part").mkdir()
    (tmp_path / f"{peer.name}.part" / "articles.sqlite").write_bytes(b"cut")
    built(peer, tmp_path, folder / RECORDS)
    with peer.opened(built(peer, tmp_path, folder / RECORDS)) as asking:
        answered = asking(questions()[0])
    assert answered.total == matching("all", questions()[0].words)
    assert 0 < len(answered.titles) <= 10
    assert all(title.startswith("Bài số ") for title in answered.titles)


def test_records_beyond_the_material_are_repeated_under_new_ids(material: Material) -> None:
    repeated = list(records(material._replace(limit=2 * COUNT + 5)))
    assert len({record["id"] for record in repeated}) == len(repeated) == 2 * COUNT + 5
    assert repeated[COUNT]["text"] == "Công an trả lời cử tri."
    assert [record["id"] for record in repeated[COUNT : COUNT + 3]] == ["tin-1", "bai-0-1", "bai-1-1"]
    assert len(list(records(material))) == COUNT + 1


@pytest.mark.parametrize("content", [b"{", b"1", b'{"title": "a"}', b"\xff"])
def test_a_malformed_articles_file_is_reported_in_one_sentence(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "articles.jsonl").write_bytes(content)
    with pytest.raises(BenchError, match="mỗi dòng"):
        prepare(tmp_path, Material(tmp_path / "articles.jsonl", limit=2))


def test_a_folder_of_other_articles_is_refused(home: Path, folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "others.jsonl"
    other.write_text(json.dumps(article(1)), "utf-8")
    with pytest.raises(BenchError, match="--home"):
        prepare(home, Material(other))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is read from /proc, which Linux has")
def test_memory_counts_the_process_and_its_children() -> None:
    size, peak = alone(allocate_twice, 90)
    assert size == 90 * MB
    assert peak > 90 + 90


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is read from /proc, which Linux has")
def test_indexing_is_measured_beside_the_stock_way(folder: Path) -> None:
    ours, stock = indexing.rows(folder)
    assert (ours["engine"], stock["engine"]) == ("ours", "stock")
    for row in (ours, stock):
        assert all(float(str(row[key])) > 0 for key in ("articles_per_s", "peak_rss_mb", "index_mb"))
    texts = [fields["title"] + fields["body"] for fields in map(article, range(COUNT))]
    size = sum(len(text.encode()) for text in texts)
    assert float(str(ours["text_mb"])) == round(size / MB, 1)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is read from /proc, which Linux has")
def test_a_service_answers_every_request_of_the_clients(folder: Path) -> None:
    *all_rows, ceiling, start = http.rows(folder, seconds=0.2)
    once, rows = all_rows[:2], all_rows[2:]
    for row, clients in zip(once, (1, 8), strict=True):
        assert (row["asked"], row["clients"], row["failed"]) == ("once", clients, 0)
        assert 0 < float(str(row["median_ms"])) <= float(str(row["p95_ms"]))
        assert float(str(row["cpu_ms"])) > 0
        assert int(str(row["questions"])) == len(distinct.questions_of(folder))
    assert [(row["asked"], row["clients"]) for row in rows] == [(a, n) for a in ("again", "new") for n in (1, 8, 32)]
    for row in (*rows, ceiling):
        assert row["failed"] == 0
        assert float(str(row["requests_per_s"])) > 0
        assert float(str(row["p50_ms"])) <= float(str(row["p99_ms"]))
    assert float(str(start["rss_mb"])) > 0


def test_an_answer_that_is_an_error_counts_as_failed() -> None:
    with serving(application(sample_search())) as (server, _):
        host, port = server.url.removeprefix("http://").split(":")
        figures = ask(host, int(port), ["/v1/documents/khong-co"], clients=2, seconds=0.2)
    assert figures["failed"] > 0


def test_requests_to_a_stopped_service_count_as_failed() -> None:
    with serving(application(sample_search())) as (server, _):
        host, port = server.url.removeprefix("http://").split(":")
    figures = ask(host, int(port), ["/health/live"], clients=2, seconds=0.2)
    assert figures["failed"] > 0
    assert figures["requests_per_s"] == 0


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is read from /proc, which Linux has")
def test_growth_is_measured_at_every_size_and_drawn(home: Path, material: Material, tmp_path: Path) -> None:
    rows = list(growth.rows(home, material, (20, 130), rounds=2))
    assert [row["articles"] for row in rows] == [20, 130]
    assert all(float(str(figure)) > 0 for row in rows for figure in row.values())
    times = [{"engine": "ours", "ask": way, "median_ms": 0.5} for way in WAYS]
    skipped = {"engine": "tantivy", "skipped": "chưa cài"}
    (tmp_path / "grow.json").write_text(json.dumps({"rows": rows}), "utf-8")
    (tmp_path / "query.json").write_text(json.dumps({"rows": [*times, skipped]}), "utf-8")
    drawn = ElementTree.fromstring(plot.draw([tmp_path / "grow.json", tmp_path / "query.json"]))
    texts = {element.text for element in drawn.iter("{http://www.w3.org/2000/svg}text")}
    assert {"ours", "0.5", *WAYS, "query_median_ms", "build_s"} <= texts
    assert len(list(drawn.iter("{http://www.w3.org/2000/svg}circle"))) == 5 * len(rows)


def test_a_file_without_figures_is_reported_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "rows.json").write_text('{"rows": []}', "utf-8")
    for path in (tmp_path / "rows.json", tmp_path / "nothing.json"):
        with pytest.raises(BenchError, match="JSON"):
            plot.draw([path])


def test_the_command_prints_the_machine_and_the_rows(
    home: Path, material: Material, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["query", "--articles", str(material.articles), "--home", str(home), "--rounds", "2"]
    monkeypatch.setattr(sys, "argv", ["bench", *words])
    assert main() == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["machine"]["cores"] > 0
    assert {"ours", "ours-full", "whoosh"} <= {row["engine"] for row in printed["rows"]}


@pytest.mark.parametrize("command", ["query", "index", "http", "grow", "cluster"])
def test_a_missing_articles_file_is_reported_in_one_sentence(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["bench", command, "--articles", str(tmp_path / "none.jsonl")])
    assert main() == 1
    error = capsys.readouterr().err
    assert error.startswith("Lỗi: Không có ")
    assert error.count("\n") == 1
