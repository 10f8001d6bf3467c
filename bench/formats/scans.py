"""Make scans of records: the pages of their PDF as pictures, askew, noisy, stamped and signed over the name."""

from __future__ import annotations

import math
from io import BytesIO
from random import Random
from typing import Any

import numpy as np
import pypdfium2 as pdfium
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from bench.formats import pdf
from bench.formats.records import Record
from corpus.formats.pdf_letters import read_page

_RED, _BLUE = (200, 30, 40), (30, 50, 170)
_STAMP_POINTS = 46  # its radius


def printed(record: Record, random: Random, max_pages: int = 2) -> bytes:
    """Return the PDF of the pages of a record that are scanned: the first ones, and last the signed one."""
    with pdfium.PdfDocument(pdf.write(record, random)) as document, pdfium.PdfDocument.new() as part:
        signed = _signature(document, record.signature[-1])[0]
        part.import_pages(document, sorted({*range(min(max_pages - 1, signed)), signed}))
        file = BytesIO()
        part.save(file)
    return file.getvalue()


def scan(data: bytes, name: str, random: Random, dpi: int, *, copied: bool = False) -> bytes:
    """Return the pages of a printed PDF as a scan, signed by a name; `copied`: in black and white."""
    pages = []
    with pdfium.PdfDocument(data) as document:
        signed = _signature(document, name)
        for number in range(len(document)):
            picture = document[number].render(scale=dpi / 72).to_pil().convert("RGB")
            if number == signed[0]:
                picture = _signed(picture, random, dpi, signed[1], signed[2])
            pages.append(_scanned(picture, random, dpi, copied=copied))
    file = BytesIO()
    pages[0].save(file, "PDF", save_all=True, append_images=pages[1:], resolution=dpi, quality=random.randint(55, 85))
    return file.getvalue()


def _signature(document: pdfium.PdfDocument, name: str) -> tuple[int, float, float]:
    """Return the page on which a name stands last, and its place there in points."""
    for number in reversed(range(len(document))):
        glyphs = read_page(document, number).printed.glyphs
        text = "".join(glyph.text for glyph in glyphs)
        at = text.rfind(name)
        if at >= 0:
            starts = [i for i, glyph in enumerate(glyphs) for _ in glyph.text]
            first, last = glyphs[starts[at]], glyphs[starts[at + len(name) - 1]]
            return number, (first.x0 + last.x1) / 2, first.y
    return len(document) - 1, 420, 600


def _signed(picture: Any, random: Random, dpi: int, x: float, y: float) -> Any:
    scale = dpi / 72
    ink = Image.new("RGB", picture.size, (255, 255, 255))
    draw = ImageDraw.Draw(ink)
    _strokes(draw, random, scale, x, y - random.uniform(18, 36))
    _stamp(ink, random, scale, x - random.uniform(20, 60), y - random.uniform(12, 44))
    # Ink of both takes light away.
    product = np.asarray(picture).astype(np.uint16) * np.asarray(ink) // 255
    return Image.fromarray(product.astype(np.uint8))


def _strokes(draw: Any, random: Random, scale: float, x: float, y: float) -> None:
    places = [(x + random.uniform(-60, 60), y + random.uniform(-20, 26)) for _ in range(9)]
    steps = np.linspace(0, 1, 200)
    curve = sum(
        np.outer(math.comb(8, at) * steps**at * (1 - steps) ** (8 - at), place) for at, place in enumerate(places)
    )
    points = [(float(a) * scale, float(b) * scale) for a, b in np.asarray(curve)]
    draw.line(points, fill=_BLUE, width=max(2, round(1.6 * scale)), joint="curve")


def _stamp(ink: Any, random: Random, scale: float, x: float, y: float) -> None:
    radius = _STAMP_POINTS * scale
    side = int(2 * radius + 8)
    stamp = Image.new("RGB", (side, side), (255, 255, 255))
    draw = ImageDraw.Draw(stamp)
    pale = random.randint(0, 60)
    colour = tuple(min(255, part + pale) for part in _RED)
    for part, thick in ((1.0, 2.0), (0.6, 1.0)):
        reach = radius * part
        box = (side / 2 - reach, side / 2 - reach, side / 2 + reach, side / 2 + reach)
        draw.ellipse(box, outline=colour, width=max(1, round(thick * scale)))
    font = ImageFont.truetype(pdf.families()[0][1], round(8 * scale))
    words = "ỦY BAN NHÂN DÂN XÃ BÌNH HÒA ★ "
    for at, letter in enumerate(words):
        angle = 2 * math.pi * at / len(words)
        tile = Image.new("RGB", (round(14 * scale),) * 2, (255, 255, 255))
        ImageDraw.Draw(tile).text((7 * scale, 7 * scale), letter, font=font, fill=colour, anchor="mm")
        tile = tile.rotate(-math.degrees(angle), fillcolor=(255, 255, 255), resample=Image.Resampling.BICUBIC)
        place = (side / 2 + 0.8 * radius * math.sin(angle), side / 2 - 0.8 * radius * math.cos(angle))
        corner = (int(place[0] - 7 * scale), int(place[1] - 7 * scale))
        beneath = stamp.crop((*corner, corner[0] + tile.width, corner[1] + tile.height))
        stamp.paste(Image.fromarray(np.minimum(np.asarray(beneath), np.asarray(tile))), corner)
    corner = (int(x * scale - side / 2), int(y * scale - side / 2))
    beneath = ink.crop((*corner, corner[0] + side, corner[1] + side))
    ink.paste(Image.fromarray(np.minimum(np.asarray(beneath), np.asarray(stamp))), corner)


def _scanned(picture: Any, random: Random, dpi: int, *, copied: bool) -> Any:
    noise = np.random.default_rng(random.getrandbits(32))
    turned = picture.rotate(random.uniform(-2, 2), resample=Image.Resampling.BICUBIC, fillcolor=(250, 249, 245))
    blurred = turned.filter(ImageFilter.GaussianBlur(random.uniform(0.2, 0.6) * dpi / 200))
    shades = np.asarray(blurred).astype(np.float32)
    shades *= np.linspace(1, 1 - random.uniform(0, 0.15), shades.shape[1], dtype=np.float32)[None, :, None]
    shades += noise.normal(0, random.uniform(4, 14), shades.shape[:2])[..., None]
    shades[noise.random(shades.shape[:2]) < random.uniform(0, 0.0006)] = 40
    scanned = Image.fromarray(np.clip(shades, 0, 255).astype(np.uint8))
    return scanned.convert("L").point(lambda shade: 255 * (shade > 150)).convert("1") if copied else scanned
