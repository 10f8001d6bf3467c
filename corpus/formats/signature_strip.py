"""Read again, in several ways, the strip below the role where a page is signed: a stamp or strokes may cross the name.

Each way shows the ink otherwise: without any colour, without red alone, and only what is very dark. What one of them
loses another one reads; which name it is, is decided by those who know the names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from statistics import mean

import numpy as np

from corpus.formats.content import NameReading
from corpus.formats.page_images import PageImage, Shades, even_light
from corpus.formats.tesseract import BLOCK, ReadPicture, SeenWord
from corpus.vi.text import fold

_ROLE = re.compile(r"\b(?:CHU TICH|GIAM DOC|THU TUONG|TRUONG|CHANH|CHU NHIEM|BI THU|VIEN TRUONG|THU KY|TM|KT|TL|TUQ)\b")
_MIN_ROLE_PLACE = 0.4  # of the width: recipients stand left of a signature
_STRIP_POINTS = 140  # of height below the role
_STRIP_WIDTH = 0.44  # of the page
_NAME = re.compile(r"[^\W\d_]+(?: [^\W\d_]+){1,5}")
_NO_LETTERS = re.compile(r"[^\w ]|\d|_")
_MIN_CONFIDENCE = 20
_TRUST = (0.0, 0.75, 0.85, 0.95, 1.0)  # in a reading, by how many ways give it
_MIN_DPI = 260  # letters of a smaller scan are read better enlarged


def name_readings(words: list[SeenWord], image: PageImage, read: ReadPicture) -> tuple[NameReading, ...]:
    """Return the lines below the last role of a page that may be names, by all ways of reading them."""
    strip = _strip(words, image)
    if strip is None:
        return ()
    dpi = image.dpi
    enlarged = max(1, round(_MIN_DPI / dpi))
    best: dict[str, tuple[int, int]] = {}
    for shades in _preparations(strip):
        picture = _enlarged(shades, enlarged)
        for text, sure in set(_names(read(picture, dpi * enlarged, BLOCK))):
            times, before = best.get(text, (0, 0))
            best[text] = (times + 1, max(before, sure))
    readings = [NameReading(text, round(sure * _TRUST[times])) for text, (times, sure) in best.items()]
    return tuple(sorted(readings, key=lambda reading: (-reading.confidence, -len(reading.text.split()), reading.text)))


def _strip(words: list[SeenWord], image: PageImage) -> Shades | None:
    """Return the picture below the last role in capitals."""
    width = image.colours.shape[1]
    place = None
    for _, grouped in groupby(words, key=lambda word: word.line):
        line = [word for word in grouped if word.box[0] > _MIN_ROLE_PLACE * width]
        text = " ".join(word.text for word in line)
        if line and text.isupper() and _ROLE.search(fold(text).upper()):
            place = (line[0].box[0] + line[-1].box[2]) // 2, max(word.box[3] for word in line)
    if place is None:
        return None
    middle, top = place
    half = int(_STRIP_WIDTH * width / 2)
    bottom = top + int(_STRIP_POINTS * image.dpi / 72)
    strip = image.colours[top + 2 : bottom, max(0, middle - half) : middle + half]
    return strip if min(strip.shape[:2]) > image.dpi / 4 else None


def _preparations(strip: Shades) -> Iterator[Shades]:
    lightest = even_light(strip.max(axis=2))
    yield lightest
    yield even_light(np.ascontiguousarray(strip[..., 0]))
    for dark in (90, 130):
        yield np.where(lightest < dark, lightest, 255).astype(np.uint8)


def _enlarged(shades: Shades, times: int) -> Shades:
    from PIL import Image

    if times == 1:
        return np.ascontiguousarray(shades)
    picture = Image.fromarray(np.ascontiguousarray(shades))
    size = (picture.width * times, picture.height * times)
    return np.asarray(picture.resize(size, Image.Resampling.BICUBIC))


def _names(words: list[SeenWord]) -> Iterator[tuple[str, int]]:
    """Yield the lines that have the form of a name, without what strokes and a stamp leave at their ends."""
    for _, grouped in groupby(words, key=lambda word: word.line):
        line = [(_NO_LETTERS.sub("", word.text), word.confidence) for word in grouped]
        capitals = [(text, sure) for text, sure in line if text.istitle() and sure >= _MIN_CONFIDENCE]
        text = " ".join(text for text, _ in capitals)
        if _NAME.fullmatch(text):
            yield text, round(mean(sure for _, sure in capitals))
