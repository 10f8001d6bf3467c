"""Run Tesseract with Vietnamese: by tesserocr in this process, else by the system's command."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from shutil import which
from subprocess import run
from typing import Any, Protocol

from corpus.formats.page_images import Shades

LANGUAGE = "vie"
PAGE, BLOCK, LINE = 3, 6, 7  # how Tesseract is to part a picture: its numbers for that
_PLACES = (
    "/usr/share/tesseract-ocr/5/tessdata",
    "/usr/share/tesseract-ocr/4.00/tessdata",
    "/usr/share/tessdata",
    "/usr/share/tesseract/tessdata",
    "/usr/local/share/tessdata",
    "/opt/homebrew/share/tessdata",
)
_MAX_COMMAND_SECONDS = 120


@dataclass(frozen=True, slots=True)
class SeenWord:
    """Holds a word with its line and its box in pixels; `confidence` is in percent."""

    text: str
    line: int
    box: tuple[int, int, int, int]  # left, top, right, bottom
    confidence: int


class ReadPicture(Protocol):
    """Reads a picture in shades of grey."""

    def __call__(self, shades: Shades, dpi: float, parts: int) -> list[SeenWord]:
        """Return the words in the order of reading."""


def engine() -> str | None:
    """Return what runs Tesseract here: `tesserocr` or the path of the command; None without either."""
    if find_spec("PIL") is None:
        return None
    return "tesserocr" if find_spec("tesserocr") else which("tesseract")


def language_data(tessdata: str | None) -> Path | None:
    """Return the file of Vietnamese in the folder that is set, else in those of systems."""
    folders = [tessdata] if tessdata else [*filter(None, [os.environ.get("TESSDATA_PREFIX")]), *_PLACES]
    return next((file for folder in folders if (file := Path(folder, f"{LANGUAGE}.traineddata")).is_file()), None)


def version(tessdata: str | None) -> str:
    """Return what names the engine and its language data: another one reads otherwise."""
    data = language_data(tessdata)
    digest = sha256(data.read_bytes()).hexdigest() if data else ""
    if engine() == "tesserocr":
        import tesserocr

        return f"{tesserocr.tesseract_version()} {digest}"
    said = run([engine() or "tesseract", "--version"], capture_output=True, check=False, timeout=20)  # noqa: S603
    return f"{said.stdout.decode(errors='replace').partition(chr(10))[0]} {digest}"


@contextmanager
def opened(tessdata: str | None) -> Iterator[ReadPicture]:
    """Give the function that reads pictures; Tesseract's threads would only wait for one another."""
    os.environ["OMP_THREAD_LIMIT"] = "1"
    data = language_data(tessdata)
    assert data is not None  # noqa: S101  (`missing` was asked)
    if engine() != "tesserocr":
        yield partial(_by_command, data)
        return
    import tesserocr

    with tesserocr.PyTessBaseAPI(path=str(data.parent), lang=LANGUAGE) as api:
        yield partial(_by_library, api)


def _by_library(api: Any, shades: Shades, dpi: float, parts: int) -> list[SeenWord]:
    import tesserocr
    from PIL import Image

    api.SetPageSegMode(parts)
    api.SetImage(Image.fromarray(shades))
    api.SetSourceResolution(round(dpi))
    words: list[SeenWord] = []
    line = 0
    if api.Recognize():
        for word in tesserocr.iterate_level(api.GetIterator(), tesserocr.RIL.WORD):
            line += word.IsAtBeginningOf(tesserocr.RIL.TEXTLINE)
            text = "" if word.Empty(tesserocr.RIL.WORD) else word.GetUTF8Text(tesserocr.RIL.WORD).strip()
            if text:
                box = word.BoundingBox(tesserocr.RIL.WORD)
                words.append(SeenWord(text, line, box, round(word.Confidence(tesserocr.RIL.WORD))))
    api.Clear()
    return words


def _by_command(data: Path, shades: Shades, dpi: float, parts: int) -> list[SeenWord]:
    from PIL import Image

    picture = BytesIO()
    Image.fromarray(shades).save(picture, "PNG", compress_level=1)
    command = [engine() or "tesseract", "-", "-", "--tessdata-dir", str(data.parent), "-l", LANGUAGE]
    options = ["--psm", str(parts), "--dpi", str(round(dpi)), "-c", "tessedit_create_tsv=1"]
    answer = run(  # noqa: S603  (our own arguments, no shell)
        [*command, *options], input=picture.getvalue(), capture_output=True, check=True, timeout=_MAX_COMMAND_SECONDS
    )
    return words_of_tsv(answer.stdout.decode("utf-8", "replace"))


def words_of_tsv(table: str) -> list[SeenWord]:
    """Return the words of Tesseract's table of them."""
    words: list[SeenWord] = []
    lines: dict[tuple[str, ...], int] = {}
    for row in table.splitlines():
        cells = row.split("\t")
        if len(cells) == 12 and cells[0] == "5" and cells[11].strip():
            line = lines.setdefault(tuple(cells[1:5]), len(lines) + 1)
            left, top, width, height = map(int, cells[6:10])
            box = (left, top, left + width, top + height)
            words.append(SeenWord(cells[11].strip(), line, box, round(float(cells[10]))))
    return words
