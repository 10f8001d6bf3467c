"""Recognise the letters of a page that is a picture, by Tesseract: set upright, straight, and without coloured ink."""

from __future__ import annotations

import numpy as np

from corpus import sentences
from corpus.formats import tesseract
from corpus.formats.bare_cells import with_read_cells
from corpus.formats.page_images import PageImage, Shades, ink, page_image
from corpus.formats.page_parts import Rule
from corpus.formats.page_rules import level_place, without_rules
from corpus.formats.recognised import RecognisedPage, RecognisedWord
from corpus.formats.signature_strip import name_readings
from corpus.formats.straightening import MIN_SKEW, lies_on_side, skew
from corpus.formats.tesseract import PAGE, ReadPicture, SeenWord

_UPRIGHT_CONFIDENCE = 72  # percent: below, a page is tried upside down too
_MIN_INK = 0.00005  # of a page: less is an empty one
_DARK = 140


def missing(tessdata: str | None) -> str | None:
    """Return the sentence that says what must be installed, None where all is there."""
    if tesseract.engine() is None:
        return sentences.RECOGNITION_WITHOUT_ENGINE
    if tesseract.language_data(tessdata) is None:
        return sentences.RECOGNITION_WITHOUT_LANGUAGE
    return None


def version(tessdata: str | None) -> str:
    """Return what names the engine and its language data."""
    return tesseract.version(tessdata)


def recognise_page(data: bytes, page: int, tessdata: str | None) -> RecognisedPage:
    """Return what a page of a PDF or a picture says, by its number from 0; an empty page has no words."""
    image = page_image(data, page)
    with tesseract.opened(tessdata) as read:
        return recognise_image(image, read)


def recognise_image(image: PageImage, read: ReadPicture) -> RecognisedPage:
    """Return what the picture of a page says."""
    scale = 72 / image.dpi
    colours, shades = image.colours, ink(image.colours)
    if (shades < _DARK).mean() < _MIN_INK:
        return RecognisedPage(colours.shape[1] * scale, colours.shape[0] * scale, ())
    if lies_on_side(shades):
        colours, shades = np.rot90(colours), np.rot90(shades)
    colours, shades, angle = _straight(colours, shades)
    shades, rules = without_rules(shades, image.dpi, angle)
    height, width = shades.shape
    words = read(shades, image.dpi, PAGE)
    if words and confidence(words) < _UPRIGHT_CONFIDENCE:
        turned = np.ascontiguousarray(np.rot90(shades, 2))
        other = read(turned, image.dpi, PAGE)
        if confidence(other) > confidence(words):
            words, colours, shades = other, np.ascontiguousarray(np.rot90(colours, 2)), turned
            rules = tuple(Rule(width - rule.x1, height - rule.y1, width - rule.x0, height - rule.y0) for rule in rules)
    names = name_readings(words, PageImage(colours, image.dpi), read)
    words = with_read_cells(words, shades, rules, image.dpi, angle, read)
    return RecognisedPage(
        width * scale,
        height * scale,
        tuple(_word(word, scale, (width, height), angle) for word in words),
        names,
        tuple(Rule(*(place * scale for place in rule)) for rule in rules),
    )


def confidence(words: list[SeenWord]) -> float:
    """Return how sure words are, by their letters."""
    return sum(word.confidence * len(word.text) for word in words) / max(1, sum(len(word.text) for word in words))


def _straight(colours: Shades, shades: Shades) -> tuple[Shades, Shades, float]:
    """Return a page turned so that its lines are level, and by how many degrees they still are not."""
    from PIL import Image

    angle = skew(shades)
    if abs(angle) < MIN_SKEW:
        return np.ascontiguousarray(colours), np.ascontiguousarray(shades), angle

    def turned(pixels: Shades) -> Shades:
        white = (255,) * 3 if pixels.ndim == 3 else 255
        picture = Image.fromarray(np.ascontiguousarray(pixels))
        return np.asarray(picture.rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=white))

    return turned(colours), turned(shades), 0.0


def _word(word: SeenWord, scale: float, size: tuple[int, int], angle: float) -> RecognisedWord:
    """Return a word in points, where it stands on the level page."""
    left, top, right, bottom = map(float, word.box)
    x, y = (left + right) / 2, (top + bottom) / 2
    level_x, level_y = level_place(x, y, size, angle)
    right, bottom = (right + level_x - x) * scale, (bottom + level_y - y) * scale
    left, top = (left + level_x - x) * scale, (top + level_y - y) * scale
    return RecognisedWord(word.text, left, top, right, bottom, word.confidence)
