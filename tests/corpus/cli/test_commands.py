from __future__ import annotations

import io
import json
import lzma
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.cli.progress import progress
from corpus.document import Document
from corpus.store import open_store
from tests.support.cli import run_corpus
from tests.support.files import ROOT


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """Give a file that takes a second: 2,000 documents, every hundredth with the id of the previous document."""
    path = tmp_path / "tin.jsonl.xz"
    with lzma.open(path, "wt", preset=0, encoding="utf-8") as file:
        for n in range(2000):
            number = n - 1 if n % 100 == 99 else n
            shape = {"id": f"tin-{number}", "title": f"Kỳ họp thứ {n}", "text": f"Bản tin số {n}. " * 40}
            file.write(json.dumps(shape, ensure_ascii=False) + "\n")
    return path


def environment(home: Path, **more: str) -> dict[str, str]:
    others = {name: value for name, value in os.environ.items() if not name.startswith("HDND_")}
    return {**others, "HDND_HOME": str(home), "PYTHONPATH": str(ROOT), **more}


def ran(command: list[str], environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, env=environ, capture_output=True, text=True, encoding="utf-8", timeout=60)


def corpus(home: Path, *args: str | Path, **more: str) -> subprocess.CompletedProcess[str]:
    return run_corpus(*args, HDND_HOME=str(home), **more)


def started(home: Path, *args: str | Path) -> subprocess.Popen[str]:
    # Tests that run in the background of a shell ignore Ctrl+C, and so would the processes they start.
    begin = "import runpy, signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    command = [sys.executable, "-c", begin + "runpy.run_module('corpus', run_name='__main__')", *map(str, args)]
    return subprocess.Popen(
        command, env=environment(home), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )


def stored(home: Path) -> int:
    try:
        store = open_store(f"sqlite:///{home / 'store.sqlite'}")
        count = store.count()
        store.close()
    except Exception:  # the other process is just making it
        return 0
    return count


def wait_for_some(process: subprocess.Popen[str], home: Path) -> None:
    while not stored(home):
        assert process.poll() is None, "it ended before it could be stopped"


def test_add_counts_what_it_did_and_export_gives_it_back(tmp_path: Path, home: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": "tin-1", "title": "Khai mạc kỳ họp thứ 9, HĐND huyện Lam Khê"}\n', encoding="utf-8")
    added = corpus(home, "add", path, "--source", "Cổng thông tin")
    assert (added.returncode, added.stderr) == (0, "")
    assert added.stdout == "Thêm mới 1, thay đổi 0, không đổi 0, trùng 0, lỗi 0.\n"
    given = {"id": "tin-1", "title": "Khai mạc kỳ họp thứ 9, HĐND huyện Lam Khê", "source": "Cổng thông tin"}
    assert json.loads(corpus(home, "export", "--as-given").stdout) == given
    completed = json.loads(corpus(home, "export").stdout)
    assert completed.items() >= given.items()
    assert completed["language"] == "vi"


def test_an_export_can_be_added_to_another_store(tmp_path: Path, home: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": "a", "title": "A"}\n{"id": "a", "title": "B"}\n{"title": "C"}\n')
    corpus(home, "add", path)
    exported = tmp_path / "xuat.jsonl"
    exported.write_text(corpus(home, "export", "--as-given").stdout, encoding="utf-8")
    assert corpus(tmp_path / "khac", "add", exported).returncode == 0
    assert corpus(tmp_path / "khac", "export", "--as-given").stdout == exported.read_text(encoding="utf-8")


def test_remove_takes_any_address_of_a_page(tmp_path: Path, home: Path) -> None:
    path = tmp_path / "tin.jsonl"
    path.write_text('{"url": "http://lamkhe.example/tin/cho.html", "title": "Họp về chợ"}\n', encoding="utf-8")
    corpus(home, "add", path)
    done = corpus(home, "remove", "https://www.lamkhe.example/tin/cho.html?utm_source=zalo")
    assert (done.returncode, corpus(home, "export").stdout) == (0, "")


def test_remove_names_the_missing_documents(tmp_path: Path, home: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": "a", "title": "A"}\n{"id": "b", "title": "B"}\n')
    corpus(home, "add", path)
    removed = corpus(home, "remove", "a", "c")
    assert (removed.returncode, removed.stdout) == (1, "Đã bỏ 1 văn bản.\n")
    assert removed.stderr == "Lỗi: kho không có văn bản c\n"
    assert corpus(home, "remove", "b", "--quiet").returncode == 0
    assert corpus(home, "export").stdout == ""


def test_stats_count_by_source_kind_and_year(tmp_path: Path, home: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": "a", "title": "A", "kind": "news"}\n{"id": "b", "title": "B", "issued": "2020-07-15"}\n')
    corpus(home, "add", path, "--source", "Công báo")
    finished = corpus(home, "stats")
    assert finished.returncode == 0
    for line in ("Số văn bản: 2", "        2  Công báo", "        1  news", "        1  2020"):
        assert line in finished.stdout.splitlines()


def test_the_first_failures_are_shown_and_all_are_in_the_file(tmp_path: Path, home: Path) -> None:
    path, listed = tmp_path / "a.jsonl", tmp_path / "loi.txt"
    path.write_text('{"id": "a", "title": "A"}\n' * 2 + "{\n" * 30 + '{"id": "b", "title": "B"}\n')
    added = corpus(home, "add", path, "--failures", listed)
    assert added.returncode == 1
    assert added.stdout == "Thêm mới 2, thay đổi 0, không đổi 0, trùng 1, lỗi 30.\n"
    shown = added.stderr.splitlines()
    assert len(shown) == 21
    assert shown[0].startswith(f"Lỗi: {path}, dòng 3: ")
    assert shown[20] == f"… và 10 lỗi nữa: xem {listed}"
    written = listed.read_text(encoding="utf-8").splitlines()
    assert len(written) == 31
    assert written[0] == f"{path}, văn bản thứ 2: giống hệt văn bản a đã đọc trong lần thêm này"


def test_quiet_prints_nothing_but_failures(tmp_path: Path, home: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": "a", "title": "A"}\n{\n')
    added = corpus(home, "add", path, "--quiet")
    assert (added.returncode, added.stdout) == (1, "")
    assert added.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ((), "Usage"),
        (("them",), "không có lệnh them"),
        (("add",), "thiếu PATH"),
        (("add", "/không/có"), "không có tệp hay thư mục nào tên /không/có"),
        (("add", "--nhanh", "x"), "không có tùy chọn --nhanh"),
        (("add", ""), "không có tệp hay thư mục nào tên “”"),
        (("add", ".", "--failures", "/không/có.txt"), "--failures phải là một tệp ghi được"),
        (("reread", "--source"), "tùy chọn --source thiếu hoặc thừa giá trị"),
        (("remove",), "thiếu ID"),
    ],
)
def test_wrong_use_is_explained_without_a_traceback(home: Path, args: tuple[str, ...], words: str) -> None:
    finished = corpus(home, *args)
    assert finished.returncode == 2
    assert words in finished.stderr
    assert "Traceback" not in finished.stderr
    assert not home.exists()


def test_a_terminal_that_cannot_show_vietnamese_is_no_error(home: Path) -> None:
    assert stored(home) == 0
    finished = ran([sys.executable, "-m", "corpus", "stats"], environment(home, PYTHONIOENCODING="latin-1"))
    assert (finished.returncode, finished.stderr) == (0, "")
    assert finished.stdout.startswith("S? v?n b?n: 0")


def test_a_setting_that_does_not_exist_is_wrong_use(home: Path) -> None:
    finished = corpus(home, "stats", HDND_HOMES="x")
    assert (finished.returncode, finished.stdout) == (2, "")
    assert finished.stderr == "Lỗi: Không có biến HDND_HOMES: có lẽ là HDND_HOME; hãy sửa tên hoặc bỏ biến này.\n"


def test_a_store_that_cannot_be_used_is_a_single_sentence(tmp_path: Path, home: Path) -> None:
    (tmp_path / "kho").write_text("đây không phải là kho " * 100)
    finished = corpus(home, "stats", HDND_STORE=f"sqlite:///{tmp_path / 'kho'}")
    assert finished.returncode == 1
    assert finished.stderr == f"Lỗi: {tmp_path / 'kho'} không phải là kho văn bản: hãy đặt HDND_STORE vào nơi khác.\n"


def test_a_run_killed_and_started_again_ends_with_the_same_store(tmp_path: Path, home: Path, news: Path) -> None:
    whole = tmp_path / "whole"
    first = corpus(whole, "add", news)
    assert first.returncode == 1
    assert first.stdout == "Thêm mới 2000, thay đổi 0, không đổi 0, trùng 0, lỗi 20.\n"
    process = started(home, "add", news)
    wait_for_some(process, home)
    process.kill()
    process.communicate()
    left = stored(home)
    assert 0 < left < 2000
    again = corpus(home, "add", news)
    assert again.stdout == f"Thêm mới {2000 - left}, thay đổi 0, không đổi {left}, trùng 0, lỗi 20.\n"
    assert corpus(home, "export", "--as-given").stdout == corpus(whole, "export", "--as-given").stdout


def test_ctrl_c_explains_that_the_run_can_be_resumed(home: Path, news: Path) -> None:
    process = started(home, "add", news)
    wait_for_some(process, home)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate()
    assert process.returncode == 130
    assert errors.splitlines()[-1].endswith("chạy lại đúng lệnh này để làm tiếp.")
    assert "Traceback" not in errors


def test_a_connection_that_ctrl_c_cuts_gives_no_traceback(home: Path) -> None:
    # The interrupt comes while SQLAlchemy closes the connection, which it logs before it passes it on.
    cut = (
        "import sys; from sqlalchemy.engine.default import DefaultDialect; from corpus.cli.commands import main\n"
        "def do_close(self, connection): raise KeyboardInterrupt\n"
        "DefaultDialect.do_close = do_close; sys.argv = ['corpus', 'stats']; sys.exit(main())"
    )
    assert stored(home) == 0
    finished = ran([sys.executable, "-c", cut], environment(home))
    assert finished.returncode == 130
    assert finished.stderr == "Đã dừng theo yêu cầu. Những gì đã ghi vẫn còn: chạy lại đúng lệnh này để làm tiếp.\n"


def test_a_full_disk_is_a_sentence_and_what_was_stored_stays(home: Path, news: Path) -> None:
    # A write above the limit fails, as it does on a full disk.
    start = (
        "import os, resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000)); "
        "os.execv(sys.executable, [sys.executable, '-m', 'corpus', 'add', sys.argv[1]])"
    )
    finished = ran([sys.executable, "-c", start, str(news)], environment(home))
    assert finished.returncode == 1
    assert finished.stderr.splitlines()[-1].startswith("Lỗi: Không")
    assert "Traceback" not in finished.stderr
    left = stored(home)
    assert f"Thêm mới {left}," in finished.stdout
    again = corpus(home, "add", news)
    assert f"Thêm mới {2000 - left}, thay đổi 0, không đổi {left}," in again.stdout


def test_a_reader_of_the_export_may_go_away_early(home: Path, news: Path) -> None:
    corpus(home, "add", news)
    process = started(home, "export", "--as-given")
    assert process.stdout
    assert process.stderr
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == ""
    process.stderr.close()
    assert process.wait() == 0


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_progress_without_a_terminal_is_a_plain_line_every_5_seconds() -> None:
    stream, clock = io.StringIO(), Clock()
    with progress("Thêm văn bản", stream=stream, clock=clock) as show:
        for second in range(1, 121):
            clock.now = float(second)
            show(second * 100, second / 240 if second > 10 else None)
    lines = stream.getvalue().splitlines()
    assert len(lines) == 24
    assert lines[0] == "Thêm văn bản: 500 văn bản, 100 văn bản/giây"
    assert lines[-1] == "Thêm văn bản: 12000 văn bản, 100 văn bản/giây, còn 2 phút 0 giây"


def test_progress_on_a_terminal_is_a_live_line() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    stream, clock = Terminal(), Clock()
    with progress("Xuất văn bản", stream=stream, clock=clock) as show:
        clock.now = 10.0
        show(500, 0.5)
    assert "Xuất văn bản" in stream.getvalue()


def test_quiet_progress_writes_nothing() -> None:
    stream = io.StringIO()
    with progress("Thêm văn bản", quiet=True, stream=stream) as show:
        show(1, 1.0)
    assert stream.getvalue() == ""


def test_the_sample_documents_are_all_added(home: Path) -> None:
    added = corpus(home, "add", ROOT / "corpus" / "sample", "--quiet")
    assert (added.returncode, added.stderr) == (0, "")
    store = open_store(f"sqlite:///{home / 'store.sqlite'}")
    assert all(isinstance(document, Document) for document in store.documents())
    assert store.count() > 50
    store.close()


def test_a_path_that_is_not_there_stops_no_others(tmp_path: Path, home: Path) -> None:
    path = tmp_path / "tin.jsonl"
    path.write_text('{"title": "Tin", "text": "Tin.", "expires": "2024-02-31"}\n')
    done = corpus(home, "add", tmp_path / "không-có", path)
    assert (done.returncode, stored(home)) == (1, 1)
    assert [line.partition(":")[0] for line in done.stderr.splitlines()] == ["Lỗi", "Lưu ý"]
    assert corpus(home, "add", path).returncode == 0
