"""A hostile file ends nothing but the process in which it is read, and is one sentence."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from threading import Timer

import pytest

from corpus.formats.blocks import HeadingBlock, ItemBlock, ParagraphBlock, TableBlock
from corpus.formats.content import FileContent, PageContent, UnreadableContent
from corpus.formats.content_json import content_from_json, content_to_json
from corpus.formats.process_apart import LateReading, ProcessApart
from tests.support.files import ROOT

READER = "tests.support.hostile_reader"


@pytest.fixture(scope="module")
def process() -> Iterator[ProcessApart]:
    with ProcessApart(max_seconds=1) as process:
        yield process


def text(content: FileContent) -> str:
    (block,) = content.pages[0].blocks
    assert isinstance(block, ParagraphBlock)
    return block.text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"loop", "chưa xong"),
        (b"memory", "bộ nhớ"),
        (b"crash", "hỏng"),
        (b"exit", "hỏng"),
        (b"fault", "hỏng"),
        (b"refused", "mật khẩu"),
    ],
)
def test_a_hostile_file_is_a_sentence_and_the_next_is_read(data: bytes, reason: str) -> None:
    with ProcessApart(max_seconds=1 if data == b"loop" else 60) as process:
        with pytest.raises(UnreadableContent, match=reason):
            process.read(READER, data)
        assert text(process.read(READER, "Hội đồng".encode())) == "Hội đồng"


@pytest.mark.parametrize(("data", "reason"), [(b"loop", "chưa xong"), (b"sleep", "chưa xong"), (b"crash", "hỏng")])
def test_a_page_that_hangs_or_crashes_ends_alone(data: bytes, reason: str) -> None:
    with ProcessApart(max_seconds=0.3 if data == b"sleep" else 1) as process:
        with pytest.raises(UnreadableContent, match=reason):
            process.recognise(data, 0, None, module=READER)
        (reading,) = process.recognise(b"trang", 7, "/tessdata", module=READER).name_readings
    assert (reading.text, reading.confidence) == ("trang /tessdata", 7)


def test_a_file_that_waits_for_ever_is_stopped() -> None:
    with ProcessApart(max_seconds=0.3) as process:
        with pytest.raises(LateReading, match="chưa xong"):
            process.read(READER, b"sleep")
        assert text(process.read(READER, b"sau")) == "sau"


def test_what_a_library_prints_is_no_answer(process: ProcessApart) -> None:
    assert text(process.read(READER, b"print")) == "print"


def test_files_share_a_process_until_one_fails(process: ProcessApart) -> None:
    first, second = (text(process.read(READER, b"process")) for _ in range(2))
    assert first == second
    with pytest.raises(UnreadableContent):
        process.read(READER, b"crash")
    assert text(process.read(READER, b"process")) != first


def test_a_large_file_passes(process: ProcessApart) -> None:
    data = b"a" * 5_000_000
    assert text(process.read(READER, data)) == data.decode()


def test_a_process_that_is_ended_from_elsewhere_refuses() -> None:
    process = ProcessApart()
    Timer(0.5, process.end).start()
    with process, pytest.raises(LateReading):  # no word on the file: it is not kept
        process.read(READER, b"sleep")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it ends when it would read the next file")
def test_a_killed_run_leaves_no_process_behind() -> None:
    script = f"""
from corpus.formats.process_apart import ProcessApart
process = ProcessApart()
print(process.read({READER!r}, b"process").pages[0].blocks[0].text, flush=True)
process.read({READER!r}, b"sleep")
"""
    run = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE)
    assert run.stdout is not None
    child = int(run.stdout.readline())
    run.kill()
    run.wait()
    run.stdout.close()
    for _ in range(100):
        if not os.path.exists(f"/proc/{child}/exe"):  # gone, or a zombie of whoever adopted it
            break
        time.sleep(0.05)
    else:
        pytest.fail("it still runs")


def test_content_is_the_same_after_json() -> None:
    blocks = (HeadingBlock("A", 1), ParagraphBlock("B"), ItemBlock("c"), TableBlock((("1", "2"), ("3", "")), True))
    content = FileContent((PageContent(blocks), PageContent((), is_scan=True)), "Tên", ("trang 2",))
    assert content_from_json(content_to_json(content)) == content


@pytest.mark.parametrize(
    "shape",
    [
        None,
        [],
        {},
        {"pages": [{"blocks": [["heading", "a"]], "scan": False}], "title": None, "notes": []},
        {"pages": [{"blocks": [["table", ["a"], True]], "scan": False}], "title": None, "notes": []},
        {"pages": [{"blocks": [["paragraph", 3]], "scan": False}], "title": None, "notes": []},
        {"pages": [], "title": 3, "notes": []},
        {"pages": [], "title": None, "notes": [3]},
    ],
)
def test_json_that_is_no_content_is_refused(shape: object) -> None:
    with pytest.raises(ValueError, match="no "):
        content_from_json(shape)
