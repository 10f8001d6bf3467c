"""Recognise the letters of a page that is a picture, by Tesseract."""

from __future__ import annotations

from hashlib import sha256
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

from corpus import sentences
from corpus.formats.recognised import RecognisedPage, RecognisedWord

_PLACES = ("/usr/share/tesseract-ocr/5/tessdata",)


def missing(tessdata: str | None) -> str | None:
    """Return the sentence that says what must be installed, None where all is there."""
    if find_spec("tesserocr") is None or find_spec("PIL") is None:
        return sentences.RECOGNITION_WITHOUT_ENGINE
    if _folder(tessdata) is None:
        return sentences.RECOGNITION_WITHOUT_LANGUAGE
    return None


def version(tessdata: str | None) -> str:
    """Return what names the engine and its language data."""
    import tesserocr

    folder = _folder(tessdata) or Path()
    return f"{tesserocr.tesseract_version()} {sha256((folder / 'vie.traineddata').read_bytes()).hexdigest()}"


def _folder(tessdata: str | None) -> Path | None:
    return next((Path(p) for p in ([tessdata] if tessdata else _PLACES) if Path(p, "vie.traineddata").is_file()), None)


def recognise_page(data: bytes, page: int, tessdata: str | None) -> RecognisedPage:
    """Return what a page says."""
    import pypdfium2 as pdfium
    import tesserocr
    from PIL import Image

    picture: Any
    if data[:1024].find(b"%PDF") >= 0:
        picture = pdfium.PdfDocument(data)[page].render(scale=200 / 72, grayscale=True).to_pil()
    else:
        picture = Image.open(BytesIO(data))
        picture.seek(page)
        picture = picture.convert("L")
    scale = 72 / 200
    words = []
    with tesserocr.PyTessBaseAPI(path=str(_folder(tessdata)), lang="vie") as api:
        api.SetImage(picture)
        api.Recognize()
        for word in tesserocr.iterate_level(api.GetIterator(), tesserocr.RIL.WORD):
            if word.Empty(tesserocr.RIL.WORD):
                continue
            x0, y0, x1, y1 = word.BoundingBox(tesserocr.RIL.WORD)
            words.append(
                RecognisedWord(
                    word.GetUTF8Text(tesserocr.RIL.WORD),
                    x0 * scale,
                    y0 * scale,
                    x1 * scale,
                    y1 * scale,
                    int(word.Confidence(tesserocr.RIL.WORD)),
                )
            )
    return RecognisedPage(picture.width * scale, picture.height * scale, tuple(words))
