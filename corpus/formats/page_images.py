"""Make the picture of a page from a file: rendered by pdfium or decoded by Pillow, at its own resolution.

Ink is told from paper by the lightest of the three colours: red stamps and blue strokes are light in one of them, and
black letters below them are dark in all.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw

MAX_DPI = 300
MAX_PIXELS = 25_000_000
_USUAL_DPI = 200
_MIN_DPI = 100
_A4_INCHES = 11.69  # the long side of a picture that does not say its resolution
_BLOCK = 32  # pixels of a side, in which some paper shows
_PAPER_QUANTILE = 0.9
_MIN_PAPER = 60  # of 255: darker blocks are no paper

Shades = np.ndarray[Any, np.dtype[np.uint8]]


@dataclass(frozen=True, slots=True)
class PageImage:
    """Holds a page in colour (rows, columns, 3) and its resolution."""

    colours: Shades
    dpi: float


def page_image(data: bytes, page: int) -> PageImage:
    """Return a page of a PDF or of a picture, by its number from 0; raises what their libraries do for damaged ones."""
    return _of_pdf(data, page) if b"%PDF" in data[:1024] else _of_picture(data, page)


def _of_pdf(data: bytes, number: int) -> PageImage:
    document = pdfium.PdfDocument(data)
    try:
        page = document[number]
        width, height = page.get_size()
        dpi = min(_dpi(page), 72 * (MAX_PIXELS / max(1.0, width * height)) ** 0.5)
        bitmap = page.render(scale=dpi / 72, rev_byteorder=True)
        pixels = bitmap.to_numpy()
        colours = np.repeat(pixels.reshape(*pixels.shape[:2], -1)[..., :1], 3, 2) if pixels.ndim < 3 else pixels
        return PageImage(np.array(colours[..., :3]), dpi)
    finally:
        document.close()


def _dpi(page: pdfium.PdfPage) -> float:
    """Return the resolution of the largest picture of a page."""
    largest, dpi = 0.0, float(_USUAL_DPI)
    for picture in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = picture.get_bounds()
        sides, pixels = sorted((right - left, top - bottom)), sorted(picture.get_px_size())
        if sides[0] > 1 and sides[0] * sides[1] > largest:
            largest, dpi = sides[0] * sides[1], 72 * pixels[1] / sides[1]
    return min(float(MAX_DPI), max(float(_MIN_DPI), dpi))


def _of_picture(data: bytes, number: int) -> PageImage:
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # `image.py` has refused what is too large
    with Image.open(BytesIO(data)) as opened:
        opened.seek(number)
        said = opened.info.get("dpi", (0, 0))
        picture = ImageOps.exif_transpose(opened).convert("RGB")
    long_side = max(picture.size)
    dpi = float(said[0]) if said and 72 < float(said[0]) <= 1_200 else long_side / _A4_INCHES
    scale = min(1.0, MAX_DPI / dpi, (MAX_PIXELS / (picture.width * picture.height)) ** 0.5)
    if scale < 1:
        size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
        picture = picture.resize(size, Image.Resampling.BOX if scale < 0.5 else Image.Resampling.LANCZOS)
    return PageImage(np.asarray(picture), dpi * scale)


def ink(colours: Shades) -> Shades:
    """Return a page in shades of grey, without coloured ink and uneven light: paper is white, letters are black."""
    return even_light(colours.max(axis=2))


def even_light(shades: Shades) -> Shades:
    """Return shades of grey as parts of the shade of the paper around them."""
    from PIL import Image

    height, width = shades.shape
    rows, columns = height // _BLOCK, width // _BLOCK
    if rows < 2 or columns < 2:
        return shades
    blocks = shades[: rows * _BLOCK, : columns * _BLOCK].reshape(rows, _BLOCK, columns, _BLOCK)
    sample = blocks[:, ::4, :, ::4].swapaxes(1, 2).reshape(rows, columns, -1)
    paper = np.partition(sample, int(_PAPER_QUANTILE * sample.shape[2]), axis=2)[..., int(_PAPER_QUANTILE * 64)]
    usual = int(np.median(paper))
    paper = np.where(paper < max(_MIN_PAPER, usual // 2), usual, paper).astype(np.uint8)
    smooth = np.asarray(Image.fromarray(paper).resize((width, height), Image.Resampling.BILINEAR))
    lit: Shades = np.minimum(255, shades.astype(np.uint16) * 250 // np.maximum(1, smooth)).astype(np.uint8)
    return lit
