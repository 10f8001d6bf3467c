"""Take the pictures of the pages for the documentation: the sample, served for the while, in the system's Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory
from threading import Thread

from PIL import Image
from playwright.sync_api import sync_playwright

import corpus
from bench.world import BenchError
from corpus.ingest import add
from corpus.settings import load
from corpus.store import open_store
from corpus.store.originals import FolderOriginals
from indexer.engines.factory import open_engine
from indexer.indexing.build import build
from indexer.indexing.fingerprint import fingerprint
from indexer.search import Search
from search_api.answer_cache import CachedSearch
from search_api.app import create_app
from search_api.kept_files import KeptFiles
from search_api.server import Server

SAMPLE = Path(corpus.__file__).parent / "sample"
SOURCE = "Cổng thông tin điện tử huyện Lam Khê"
DAY = date(2025, 7, 1)  # the pictures are the same on whatever day they are taken
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
MAX_BYTES = 150_000
COLOURS = 64


@dataclass(frozen=True, slots=True)
class Picture:
    """Names a picture and says what it shows: an address, at this size of the screen."""

    name: str
    address: str
    width: int = 1280
    height: int = 900


PICTURES = (
    Picture("page", "/tim-kiem?q=quy%E1%BA%BFt+%C4%91%E1%BB%8Bnh+gi%C3%A1+%C4%91%E1%BA%A5t+qu%C3%BD+II%2F2023"),
    Picture("page-home", "/"),
    Picture("page-phone", "/tim-kiem?q=ng%C3%A2n+s%C3%A1ch&kind=resolution", 390, 844),
    Picture("page-document", "/van-ban/05-2020-nq-hdnd-huyen-lam-khe"),
    Picture("page-news", "/van-ban/vb-927e2a1dcb22911e"),
    Picture("page-person", "/nguoi/le-quang-thuy"),
    Picture("page-sitting", "/ky-hop/hdnd-huyen-lam-khe-2016-2021-9"),
    Picture("page-coverage", "/thong-ke"),
)


def take(folder: Path) -> list[Path]:
    """Write all pictures into a folder and return their files. Raises BenchError where that cannot be done."""
    program = next(filter(None, map(which, PROGRAMS)), None)
    if program is None:
        raise BenchError("Chromium is needed: apt install chromium")
    folder.mkdir(parents=True, exist_ok=True)
    with _served() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        files = []
        for picture in PICTURES:
            size = {"width": picture.width, "height": picture.height}
            page = browser.new_page(viewport=size, locale="vi-VN", color_scheme="light")  # type: ignore[arg-type]
            answer = page.goto(url + picture.address)
            if answer is None or not answer.ok:
                raise BenchError(f"{picture.address}: no page of the sample")
            file = folder / f"{picture.name}.png"
            _write(file, page.screenshot(animations="disabled"))
            page.close()
            if file.stat().st_size > MAX_BYTES:
                raise BenchError(f"{file}: {file.stat().st_size:,} bytes, more than {MAX_BYTES:,}")
            files.append(file)
        browser.close()
    return files


def _write(file: Path, screenshot: bytes) -> None:
    """Write a picture with as many colours as pages have, which takes a third of the bytes."""
    with Image.open(BytesIO(screenshot)) as picture:
        picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)


@contextmanager
def _served() -> Iterator[str]:
    """Serve the sample from a folder that is gone afterwards; give its address."""
    with TemporaryDirectory(prefix="hdnd-pictures-") as name:
        home = Path(name)
        settings = replace(load({"HDND_HOME": name}), port=0)
        with closing(open_store(f"sqlite:///{home / 'store.sqlite'}")) as store:
            originals = FolderOriginals(home / "blobs")
            now = datetime(DAY.year, DAY.month, DAY.day, tzinfo=UTC)
            add([SAMPLE], store, originals, source=SOURCE, clock=lambda: now, report=lambda event: None)
            engine = open_engine(f"whoosh:{home / 'index'}", fingerprint())
            build(store, engine, processes=1)
            with closing(CachedSearch(Search(engine, store))) as search:
                app = create_app(search, settings, files=KeptFiles(store, originals), today=lambda: DAY)
                server = Server(app, settings)
                thread = Thread(target=server.run)
                thread.start()
                try:
                    yield server.url
                finally:
                    server.stop()
                    thread.join()
