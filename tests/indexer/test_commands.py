"""The commands of the indexer do what their help says, and report a user's mistake in one sentence."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from corpus.store.tables import DOCUMENT
from tests.support.cli import run_indexer
from tests.support.sample import empty_store, stored_sample


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    stored_sample(home).close()
    assert indexer(home, "build").returncode == 0
    return home


def indexer(home: Path, *words: str) -> CompletedProcess[str]:
    return run_indexer(*words, HDND_HOME=str(home), COLUMNS="100")


def test_a_build_reports_its_work_or_that_nothing_changed(home: Path) -> None:
    again = indexer(home, "build")
    assert (again.returncode, again.stdout) == (0, "Không có gì thay đổi từ lần lập chỉ mục trước.\n")
    fresh = indexer(home, "build", "--fresh")
    assert fresh.returncode == 0
    assert "Đã lập chỉ mục 8" in fresh.stdout
    assert indexer(home, "build", "--quiet").stdout == ""


def test_search_prints_results_and_the_understanding_of_the_query(home: Path) -> None:
    done = indexer(home, "search", "vu minh khoi", "gia dat", "--size", "3")
    assert done.returncode == 0
    assert "730/QĐ-UBND" in done.stdout
    assert "Hiểu “vu minh khoi”" in done.stdout
    assert "Không tìm thấy" in indexer(home, "search", "không-có-từ-này-đâu").stdout
    shown = indexer(home, "search", "hooij ddoongf GPMB").stdout
    assert "là phím Telex, VNI: hội đồng GPMB" in shown
    assert "“GPMB” là chữ viết tắt: giải phóng mặt bằng" in shown


def test_analyze_prints_terms_dates_numbers_and_officials(home: Path) -> None:
    text = "Chủ tịch UBND huyện Lam Khê Lê Quang Thủy ký Quyết định số 356/QĐ-UBND ngày 10/3/2017 về GPMB"
    shown = indexer(home, "analyze", text).stdout
    for part in ("quyết_định", "10/03/2017", "356/QĐ-UBND", "Lê Quang Thủy", "giải phóng mặt bằng", "quyet · dinh"):
        assert part in shown


def test_check_reports_damaged_files_and_pending_changes(tmp_path: Path) -> None:
    store = stored_sample(tmp_path)
    assert indexer(tmp_path, "check").returncode == 1
    assert indexer(tmp_path, "build").returncode == 0
    assert indexer(tmp_path, "check").returncode == 0
    store.delete(["05-2020-nq-hdnd-huyen-lam-khe"], at=datetime.now(UTC))
    waiting = indexer(tmp_path, "check")
    assert (waiting.returncode, "1 thay đổi" in waiting.stderr) == (1, True)
    segment = next((tmp_path / "index").glob("generation-*/*.arr"))
    raw = bytearray(segment.read_bytes())
    raw[len(raw) // 2] ^= 0xFF
    segment.write_bytes(bytes(raw))
    damaged = indexer(tmp_path, "check")
    assert damaged.returncode == 1
    assert "bị hỏng" in damaged.stderr
    assert "Traceback" not in damaged.stderr


def test_check_and_build_name_a_document_that_the_index_lacks(tmp_path: Path) -> None:
    store = stored_sample(tmp_path)
    id = "05-2020-nq-hdnd-huyen-lam-khe"
    with store.database.writing() as connection:
        connection.execute(DOCUMENT.update().where(DOCUMENT.c.id == id).values(json="{"))
    for words in (["build"], ["build"], ["build", "--fresh"], ["check"], ["check", "--quiet"]):
        done = indexer(tmp_path, *words)
        assert (done.returncode, id in done.stderr) == (1, True)
    assert "còn thiếu 1 văn bản" in done.stderr
    assert "vẫn còn 1 văn bản chưa vào" in indexer(tmp_path, "build").stdout


def test_evaluate_prints_figures_as_json_and_misses_aside(home: Path, tmp_path: Path) -> None:
    articles, questions = tmp_path / "articles.jsonl", tmp_path / "questions.jsonl"
    articles.write_text('{"id": "a@1", "title": "Phí chợ"}\n{"id": "b@1", "title": "Phí đò"}\n', "utf-8")
    questions.write_text('{"question": "phí chợ", "relevant": ["b@1"]}\n', "utf-8")
    words = ["evaluate", "--articles", str(articles), "--questions", str(questions)]
    done = indexer(home, *words, "--change", "no-accents", "--misses")
    expected = {"hit@1": 0.0, "hit@10": 0.0, "mrr@10": 0.0, "questions": 1, "change": "no-accents"}
    assert (done.returncode, json.loads(done.stdout)) == (0, expected)
    assert "phi cho\n  đúng: b@1" in done.stderr
    assert "a@1  Phí chợ" in done.stderr
    questions.write_text("[]", "utf-8")
    broken = indexer(home, *words)
    assert (broken.returncode, broken.stdout) == (1, "")
    assert "questions.jsonl, dòng 1" in broken.stderr
    assert indexer(home, *words[:3]).returncode == indexer(home, *words, "--change", "x").returncode == 2


@pytest.mark.parametrize("words", [[], ["search"], ["build", "--nothing"], ["fly"], ["search", "x", "--size", "0"]])
def test_wrong_use_is_exit_code_2_and_one_sentence(home: Path, words: list[str]) -> None:
    done = indexer(home, *words)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_search_without_an_index_is_exit_code_1_with_advice(tmp_path: Path) -> None:
    empty_store(tmp_path).close()
    done = indexer(tmp_path, "search", "họp")
    assert (done.returncode, done.stdout) == (1, "")
    assert "python -m indexer build" in done.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("search", "x", "--size", "0"), "Lỗi: --size phải là số nguyên từ 1 đến 100."),
        (("search", "x", "--sort", "hay"), "Lỗi: --sort phải là một trong: relevance, newest, oldest."),
        (("evaluate", "--articles", "a", "--questions", "b"), "Lỗi: --articles phải là một tệp có thật và đọc được."),
    ],
)
def test_a_wrong_value_of_an_option_is_explained_in_vietnamese(words: tuple[str, ...], message: str) -> None:
    outcome = run_indexer(*words)
    assert outcome.returncode == 2
    assert outcome.stderr.startswith(message)
    assert "Invalid" not in outcome.stderr
