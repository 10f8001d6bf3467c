"""Read pictures (JPG, PNG, TIFF …) as scans: how many pages they have, which are then recognised one by one.

A folder saved from a portal is full of photographs and pieces of its layout, which are refused here, as recognising
one takes seconds.
"""

from __future__ import annotations

from io import BytesIO

import numpy as np

from corpus import sentences
from corpus.formats.content import FileContent, PageContent, UnreadableContent

_MAX_PAGES = 2_000
_MAX_PIXELS = 200_000_000  # of a page; a scan of A0 at 150 dpi has 35 million
_MIN_SIDES = (400, 500)  # of a page of A5 at 75 dpi, on which no letter can be read any more
_LOOKED_AT = 256  # pixels of each side, to tell paper from a photograph
_PAPER_SHADES = 64  # of 256: how far the shades of a sheet lie apart
_MIN_PAPER = 0.45  # of a page that is written on


def read(data: bytes) -> FileContent:
    """Return the pages of a picture, all to be recognised; raises `UnreadableContent` for one that is no page."""
    try:
        from PIL import Image
    except ImportError:  # of the extra `ocr`: without it nothing is recognised, and the first page stands for all
        return FileContent((PageContent((), is_scan=True),))
    Image.MAX_IMAGE_PIXELS = None  # our own bound has a sentence
    try:
        with Image.open(BytesIO(data)) as image:
            count = int(getattr(image, "n_frames", 1)) if image.format in ("TIFF", "MPO") else 1
            notes = () if count <= _MAX_PAGES else (sentences.IMAGE_TOO_MANY_PAGES.format(limit=_MAX_PAGES),)
            count = 1 if image.format == "MPO" else min(count, _MAX_PAGES)
            sides = sorted(image.size)
            if image.width * image.height > _MAX_PIXELS:
                raise UnreadableContent(sentences.IMAGE_TOO_LARGE.format(megapixels=_MAX_PIXELS // 1_000_000))
            if count == 1 and (sides[0] < _MIN_SIDES[0] or sides[1] < _MIN_SIDES[1]):
                raise UnreadableContent(sentences.IMAGE_TOO_SMALL.format(width=image.width, height=image.height))
            if count == 1 and not _is_paper(image):
                raise UnreadableContent(sentences.IMAGE_WITHOUT_TEXT)
    except (OSError, SyntaxError, ValueError) as error:  # what Pillow raises for damaged files
        if isinstance(error, UnreadableContent):
            raise
        raise UnreadableContent(sentences.IMAGE_DAMAGED) from error
    return FileContent((PageContent((), is_scan=True),) * count, notes=notes)


def _is_paper(image: object) -> bool:
    """Tell whether most of a picture has about one shade, as a sheet that is written on has."""
    from PIL import Image

    assert isinstance(image, Image.Image)  # noqa: S101
    image.draft("L", (2 * _LOOKED_AT, 2 * _LOOKED_AT))  # a JPG is decoded in small
    small = image.convert("L").resize((_LOOKED_AT, _LOOKED_AT), Image.Resampling.BOX)
    shades = np.bincount(np.asarray(small).ravel(), minlength=256)
    near = np.convolve(shades, np.ones(_PAPER_SHADES, int), "valid")
    return bool(near.max() >= _MIN_PAPER * shades.sum())
