"""Text from before Unicode is read: by the font of a run, or by its syllables; other text stays as it is."""

from __future__ import annotations

import re
import shutil
import subprocess
import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.formats.legacy_encodings import ENCODINGS, decode, decode_run, detect, restored
from corpus.vi.telex import is_spelled
from tests.support.files import GOLDEN

ESCAPE = re.compile(r"\\(?:x([0-9a-f]{2})|u([0-9a-f]{4}))")


def rows() -> Iterator[tuple[str, str, str]]:
    for line in (GOLDEN / "legacy_encodings.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            text, font, expected = line.split("\t")
            text = ESCAPE.sub(lambda code: chr(int(code[1] or code[2], 16)), text)
            yield text, font, text if expected == "=" else expected


@pytest.mark.parametrize(("text", "font", "expected"), list(rows()))
def test_an_old_encoding_reads_as_the_golden_table_says(text: str, font: str, expected: str) -> None:
    assert (restored(text, is_latin_1=True) if font == "-" else decode_run(text, font)) == unicodedata.normalize(
        "NFC", expected
    )


def test_a_page_that_is_half_converted_is_read_in_whole() -> None:
    page = "<p>Thông báo</p>\n<p>Héi ®ång nh©n d©n tØnh häp phiªn bÊt th\xad\xeang</p>\n<p>Tỉnh</p><p>các bà</p>"
    assert restored(page) == (
        "<p>Thông báo</p>\n<p>Hội đồng nhân dân tỉnh họp phiên bất thường</p>\n<p>Tỉnh</p><p>các bà</p>"
    )


def test_a_page_that_writes_old_letters_as_entities_is_read() -> None:
    page = "<p>H&eacute;i &reg;&aring;ng nh&#169;n d&#xA9;n &amp; c&shy; tri &lt;x&gt;</p>"
    assert restored(page) == "<p>Hội đồng nhân dân &amp; cư tri &lt;x&gt;</p>"
    unicode_page = "<p>H&agrave; N&#7897;i, c&aacute;c &#273;&ocirc; th&#7883;, v&agrave; c&ocirc;ng vi&ecirc;n</p>"
    assert restored(unicode_page) is unicode_page


@pytest.mark.parametrize(("encoding", "name"), [("tcvn3", "TCVN5712-1"), ("viscii", "VISCII")])
def test_the_tables_agree_with_those_of_the_system(encoding: str, name: str) -> None:
    codes = [code for code in range(0x80, 0x100) if encoding == "viscii" or 0xA1 <= code <= 0xFE]
    if not shutil.which("iconv"):
        pytest.skip("iconv is not installed")
    theirs = [
        subprocess.run(["iconv", "-f", name, "-t", "UTF-8"], input=bytes([code]), capture_output=True) for code in codes
    ]
    if theirs[0].returncode and not theirs[0].stdout:
        pytest.skip(f"iconv does not know {name}")
    for code, run in zip(codes, theirs, strict=True):
        letter = unicodedata.normalize("NFC", run.stdout.decode())
        has_tone = len(unicodedata.normalize("NFD", letter)) > len(
            unicodedata.normalize("NFD", decode(chr(code), encoding))
        )
        if letter.isalpha() and not (
            letter.isupper() and has_tone
        ):  # capitals with a tone: the standard has them apart
            assert decode(chr(code), encoding) == letter, hex(code)


@settings(max_examples=30)
@given(st.sampled_from(ENCODINGS), st.text(alphabet=st.characters(max_codepoint=0x2200), max_size=60))
def test_any_text_decodes_into_letters_of_unicode(encoding: str, text: str) -> None:
    decoded = decode(text, encoding)
    assert unicodedata.is_normalized("NFC", decoded)
    decoded.encode()
    assert detect(text) in (None, *ENCODINGS)


@pytest.mark.parametrize(
    ("word", "spelled"),
    [("Nghị", True), ("quyết", True), ("hoà", True), ("hòa", True), ("ÝYÊN", False), ("tôt", False), ("xyz", False)],
)
def test_a_syllable_is_one_that_the_spelling_allows(word: str, spelled: bool) -> None:
    assert is_spelled(word) is spelled
