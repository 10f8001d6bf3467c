"""Draws pages as a scanner gives them: pictures of text, alone or in a PDF."""

from __future__ import annotations

import os
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageDraw, ImageFont

from corpus.scans import recogniser

DPI = 200
_FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf")  # which has all Vietnamese letters
LINES = (
    "Điều 1. Mức thu phí chợ Bình Hòa",
    "Hộ kinh doanh cố định nộp 150.000 đồng mỗi tháng.",
    "Điều 2. Ủy ban nhân dân xã tổ chức thực hiện",
    "và báo cáo Hội đồng nhân dân vào kỳ họp cuối năm.",
)


def require_recognition() -> None:
    """Skip a test where Tesseract with Vietnamese is not installed; HDND_TEST_SERVERS=required makes that a failure."""
    lack = recogniser(None).missing or (None if _FONT.is_file() else "fonts-dejavu-core")
    if lack:
        (pytest.fail if os.environ.get("HDND_TEST_SERVERS") == "required" else pytest.skip)(lack)


def font(dpi: int = DPI) -> ImageFont.FreeTypeFont:
    """Return letters of 11 points."""
    return ImageFont.truetype(_FONT, round(11 * dpi / 72))


def page(lines: Sequence[str] = LINES, *, dpi: int = DPI) -> Image.Image:
    """Return the picture of a page of A5 with some lines of 11 points; none give an empty page."""
    picture = Image.new("L", (round(5.83 * dpi), round(8.27 * dpi)), 246)
    draw = ImageDraw.Draw(picture)
    for number, line in enumerate(lines):
        draw.text((0.5 * dpi, (0.7 + 0.3 * number) * dpi), line, font=font(dpi), fill=40)
    return picture


def photograph() -> Image.Image:
    """Return a picture of shades without any letter."""
    return Image.linear_gradient("L").resize((1200, 900))


def encoded(pages: Sequence[Image.Image], format: str) -> bytes:
    """Return pictures as a file: a PDF and a TIFF have several pages."""
    file = BytesIO()
    first, *others = (page.copy() for page in pages)  # an image keeps what a format did to it
    if format in ("PDF", "TIFF"):
        first.save(file, format, resolution=float(DPI), save_all=True, append_images=others)
    else:
        first.save(file, format)
    return file.getvalue()


def joined(*files: bytes) -> bytes:
    """Return a PDF with the pages of several."""
    whole = pdfium.PdfDocument.new()
    for data in files:
        with pdfium.PdfDocument(data) as part:
            whole.import_pages(part)
    written = BytesIO()
    whole.save(written)
    whole.close()
    return written.getvalue()
