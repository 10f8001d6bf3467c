"""DOC: what is no Word file of 1997 to 2003, or no longer whole, is refused or read as far as it goes."""

from __future__ import annotations

import random
from contextlib import suppress

import pytest

from corpus import sentences
from corpus.formats.blocks import TableBlock
from corpus.formats.content import UnreadableContent
from corpus.formats.doc import read
from tests.support.office_files import FIXTURES, text_of

FILE = (FIXTURES / "qd-127-features.doc").read_bytes()
FIB = FILE.index(b"\xec\xa5")


def changed(offset: int, new: bytes) -> bytes:
    at = FIB + offset
    return FILE[:at] + new + FILE[at + len(new) :]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", sentences.CONTENT_DAMAGED),
        (changed(0, b"\xdc\xa5"), sentences.WORD_TOO_OLD),
        (changed(2, b"\x68\x00"), sentences.WORD_TOO_OLD),
        (changed(0, b"\x00\x00"), sentences.NOT_A_WORD_FILE),
        (changed(11, bytes([FILE[FIB + 11] | 1])), sentences.CONTENT_LOCKED),
        (changed(0x1A2, b"\xff\xff\xff\x00"), sentences.CONTENT_DAMAGED),
        ((FIXTURES / "danh-muc.xls").read_bytes(), sentences.NOT_A_WORD_FILE),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(data: bytes, message: str) -> None:
    with pytest.raises(UnreadableContent) as refused:
        read(data)
    assert str(refused.value) == message


@pytest.mark.parametrize("index", [1, 12, 13, 15, 40, 56, 73, 74])
def test_text_is_read_where_a_structure_beside_it_is_lost(index: int) -> None:
    lost = changed(154 + 8 * index, b"\xff\xff\xff\x00\xff\xff\xff\x00")
    assert "rà soát hiện trạng 03 chợ với tổng diện tích 12.450,5 m²" in text_of(read(lost))


def test_cells_and_rows_make_a_table() -> None:
    (table,) = (block for block in read(FILE).pages[0].blocks if isinstance(block, TableBlock))
    assert [len(row) for row in table.rows] == [4] * 5
    assert table.has_head


def test_a_damaged_file_gives_text_or_a_sentence() -> None:
    rng = random.Random(17)
    for _ in range(15):
        data = bytearray(FILE)
        for _ in range(rng.choice((3, 30, 300))):
            data[rng.randrange(len(data))] = rng.randrange(256)
        with suppress(UnreadableContent):
            read(bytes(data))
