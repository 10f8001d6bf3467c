"""A PDF gives its text by page; one that is locked or damaged gives a sentence, a picture of a page is told."""

from __future__ import annotations

import io
import random
import zlib
from contextlib import suppress

import pypdfium2 as pdfium
import pytest

from corpus.document import Document, Official
from corpus.extraction.extract import complete
from corpus.formats import pdf
from corpus.formats.blocks import TableBlock
from corpus.formats.content import FileContent, UnreadableContent
from corpus.formats.legibility import is_garbled
from corpus.sentences import FORMAT_LOCKED, PDF_DAMAGED
from tests.support.office_files import FIXTURES, text_of

TRUTH = (FIXTURES / "truth.txt").read_text(encoding="utf-8").splitlines()
MIXED = "qd-127-mixedfonts.pdf"  # the letters of a second font stand at the end of each line of the file


def content(name: str) -> FileContent:
    return pdf.read((FIXTURES / name).read_bytes())


@pytest.mark.parametrize("name", ["qd-127.pdf", MIXED, "qd-127-nfd.pdf", "qd-127-rows.pdf", "owner-only.pdf"])
def test_every_line_of_a_pdf_is_read(name: str) -> None:
    found = content(name)
    words = " ".join(text_of(found).split())
    assert [line for line in TRUTH if line not in words] == []
    assert sum(isinstance(block, TableBlock) for page in found.pages for block in page.blocks) == 1


@pytest.mark.parametrize("name", ["qd-127.pdf", MIXED, "qd-127-tcvn3.pdf", "qd-127-rows.pdf"])
def test_a_pdf_says_its_number_day_issuer_and_signer(name: str) -> None:
    read = complete(Document(id="x", title="", text=text_of(content(name))))
    assert (read.number, str(read.issued), read.issuer) == ("127/QĐ-UBND", "2024-08-05", "UBND xã Bình Hòa")
    assert read.signer == Official("Nguyễn Thị Tường Vy", "Phó Chủ tịch UBND xã")


def test_a_pdf_with_a_password_is_refused_by_name() -> None:
    with pytest.raises(UnreadableContent) as refused:
        content("password.pdf")
    assert str(refused.value) == FORMAT_LOCKED.format(name="PDF")


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"%PDF-1.7\n1 0 obj"])
def test_a_cut_pdf_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(UnreadableContent) as refused:
        pdf.read(data)
    assert str(refused.value) == PDF_DAMAGED


@pytest.mark.parametrize("name", ["qd-127-notounicode.pdf", "qd-127-badtounicode.pdf"])
def test_letters_that_say_the_wrong_thing_are_to_be_recognised(name: str) -> None:
    assert all(page.is_scan for page in content(name).pages)


def test_a_page_that_is_a_picture_is_to_be_recognised() -> None:
    picture = drawn(b"q 600 0 0 800 0 0 cm /I Do Q")
    assert [page.is_scan for page in pdf.read(picture).pages] == [True]
    stamp = drawn(b"q 60 0 0 60 0 0 cm /I Do Q")
    assert [page.is_scan for page in pdf.read(stamp).pages] == [False]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_is_read_as_it_is_held(turn: int) -> None:
    document = pdfium.PdfDocument(FIXTURES / "qd-127.pdf")
    for page in document:
        page.set_rotation(turn)
    turned = io.BytesIO()
    document.save(turned)
    assert text_of(pdf.read(turned.getvalue())) == text_of(content("qd-127.pdf"))


def test_letters_that_lie_on_their_side_are_read() -> None:
    document = pdfium.PdfDocument(FIXTURES / "qd-127-rows.pdf")
    page = document[0]
    for thing in page.get_objects():
        thing.transform(pdfium.PdfMatrix(0, 1, -1, 0, 842, 0))
    page.gen_content()
    turned = io.BytesIO()
    document.save(turned)
    words = " ".join(text_of(pdf.read(turned.getvalue())).split())
    assert [line for line in TRUTH if line not in words] == []


def test_more_pages_than_are_read_are_told() -> None:
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]>>"
    found = pdf.read(whole([b"<</Type/Pages/Kids[" + b"3 0 R " * 2001 + b"]/Count 2001>>", page]))
    assert len(found.pages) == 2000
    assert "2001" in found.notes[0]


def test_no_damage_to_a_pdf_breaks_its_reader() -> None:
    for seed in range(40):
        chance = random.Random(seed)
        data = bytearray((FIXTURES / "qd-127-nfd.pdf").read_bytes())
        for _ in range(chance.choice((1, 30, 300))):
            data[chance.randrange(len(data))] = chance.randrange(256)
        with suppress(UnreadableContent):
            pdf.read(bytes(data[: chance.choice((len(data), chance.randrange(len(data))))]))


ENGLISH = (
    "The provisions of this agreement shall enter into force on the date of its signature by both of the parties. " * 3
)
FRENCH = (
    "Les dispositions du présent accord entreront en vigueur à la date de leur signature par les deux parties. " * 3
)
GARBLED = "".join(letter if letter.isspace() else chr(ord(letter) + 3) for letter in "\n".join(TRUTH))


@pytest.mark.parametrize(
    "words", [ENGLISH, FRENCH, "| TT | 1.250.000 | 17 | 2.300 |\n" * 40, "\n".join(TRUTH), "\n".join(TRUTH).upper()]
)
def test_other_languages_and_figures_are_not_garbled(words: str) -> None:
    assert not is_garbled(words)


def test_shifted_letters_are_garbled() -> None:
    assert is_garbled(GARBLED)


def test_vietnamese_that_was_recognised_as_english_is_garbled() -> None:
    words = "UY BAN NHAN DAN XA BINH HOA Quyét dinh thành Iap Té céng tac ra soat nang cAp cho trén dia ban " * 4
    assert is_garbled(words, over_picture=True)
    assert not is_garbled(ENGLISH, over_picture=True)


def drawn(commands: bytes) -> bytes:
    """Return a page with a picture of one dot, drawn by commands."""
    return whole(
        [
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>",
            stream(b"", commands),
            stream(
                b"/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray"
                b"/Filter/FlateDecode",
                zlib.compress(b"\x00"),
            ),
        ]
    )


def stream(keys: bytes, data: bytes) -> bytes:
    return b"<<" + keys + b"/Length %d>>stream\n" % len(data) + data + b"\nendstream"


def whole(objects: list[bytes]) -> bytes:
    """Return a PDF of its objects, the first of which is its tree of pages."""
    data, places = b"%PDF-1.4\n", []
    for number, thing in enumerate([b"<</Type/Catalog/Pages 2 0 R>>", *objects], start=1):
        places.append(len(data))
        data += b"%d 0 obj\n" % number + thing + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(places) + 1
    return data + b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        size, table, size, len(data),
    )  # fmt: skip


def test_the_fixtures_are_small() -> None:
    assert sum(path.stat().st_size for path in FIXTURES.glob("*.pdf")) < 600_000
