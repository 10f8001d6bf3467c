"""The measure of formats: what is written of a record is read back, and what is wrong is counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.formats import encodings, hostile, measure, real, sheets, speed
from corpus.formats.legacy_encodings import ENCODINGS, decode


def test_goals_are_reached_on_records_of_a_seed_of_their_own() -> None:
    all_rows = list(measure.rows(seeds=(7,), documents=4))
    rows = [row for row in all_rows if "goal" in row]
    skipped = [row["what"] for row in all_rows if "skipped" in row]
    assert {*measure.measured(), *skipped} == {*measure.WRITERS}
    assert [row["what"] for row in rows if not row["reached"]] == []
    assert len(rows) == len(measure.measured()) * (1 + len(measure.FIELDS)) + len(ENCODINGS) + 2


def test_a_row_of_a_spreadsheet_is_read_as_its_record() -> None:
    misses: list[sheets.Miss] = []
    assert all(row["reached"] for row in sheets.rows((7,), 8, misses))
    assert misses == []


def test_hostile_files_neither_hang_nor_break_a_reader() -> None:
    misses: list[hostile.Miss] = []
    rows = list(hostile.rows({"doc": measure.WRITERS["doc"], "rtf": measure.WRITERS["rtf"]}, 20, misses, size=1_000))
    assert [row["measured"] for row in rows if "goal" in row] == [0, 0], misses


def test_pages_a_second_are_of_files_as_long_as_they_say() -> None:
    lengths = {3: 0, 1: 0}
    rows = list(speed.rows(1, lengths))
    if "skipped" not in rows[0]:
        assert [int(str(row["pages"])) // pages for row, pages in zip(rows, lengths, strict=True)] == [1, 1]


def test_real_files_are_compared_with_their_table(tmp_path: Path) -> None:
    text = "HĐND XÃ BÌNH HÒA\n\nSố: 5/NQ-HĐND\n\nBình Hòa, ngày 5 tháng 3 năm 2024\n\nNGHỊ QUYẾT\n\nVề chợ\n"
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    head = "file\tkind\tnumber\tissued\tissuer\tsigner"
    row = "a.txt\ttxt: nghị quyết\t6/NQ-HĐND\t2024-03-05\tHĐND xã Bình Hòa\t"
    (tmp_path / "manifest.tsv").write_text(f"{head}\n{row}\n", encoding="utf-8")
    misses: list[real.Miss] = []
    assert [row["measured"] for row in real.rows(tmp_path, misses)] == [1, 0, 1, 1, 1, 0]
    assert misses == [("a.txt", "number", "6/NQ-HĐND", "05/NQ-HĐND")]


def test_what_is_wrong_is_told_by_the_reading_that_was_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measure, "WRITERS", {"rtf": lambda record, _: b"{\\rtf1 a}"})
    misses: list[measure.Miss] = []
    list(measure.rows((7,), 1, misses))
    assert {what for _, what, _, _ in misses} == {*measure.FIELDS, "text"}


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_text_in_an_old_encoding_is_what_its_table_reads(encoding: str) -> None:
    text = "Hội đồng nhân dân tỉnh họp phiên bất thường"
    assert decode(encodings.encoded(text, encoding), encoding) == text
    assert encodings.encoded(text, "vni") == "Hoäi ñoàng nhaân daân tænh hoïp phieân baát thöôøng"


def test_edits_count_letters() -> None:
    assert measure.edits("Hội đồng", "Hộiđồng") == 1
    assert measure.edits("", "abc") == 3
    assert list(measure.differing(["a", "b", "c"], ["a", "x", "c"])) == [(["b"], ["x"])]
