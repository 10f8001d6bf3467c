"""A link in an added folder leads nowhere out of it, however it is made, unless the caller asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from corpus import sentences
from corpus.cli.commands import corpus
from corpus.ingest import add
from corpus.readers import Failure
from corpus.store import Store, open_store
from corpus.store.originals import FolderOriginals

NOW = datetime(2024, 1, 5, tzinfo=UTC)
SECRET = "Mật khẩu của máy chủ"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(f"sqlite:///{tmp_path / 'store.sqlite'}")
    yield store
    store.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with a document, beside another that must not be read."""
    made = tmp_path / "van-ban"
    (made / "nam").mkdir(parents=True)
    (made / "nam" / "a.txt").write_text("Thông báo lịch tiếp công dân", encoding="utf-8")
    (tmp_path / "rieng").mkdir()
    (tmp_path / "rieng" / "mat.txt").write_text(SECRET, encoding="utf-8")
    return made


def run(store: Store, tmp_path: Path, *paths: Path, follow_links: bool = False) -> tuple[set[str], dict[str, str]]:
    """Add paths; return the titles in the store, and the message of each failure by the name of its file."""
    events: list[object] = []
    originals = FolderOriginals(tmp_path / "blobs")
    add(paths, store, originals, source=None, clock=lambda: NOW, report=events.append, follow_links=follow_links)
    failures = {Path(e.where).name: e.message for e in events if isinstance(e, Failure)}
    return {document.title for document in store.documents()}, failures


LINKS = {
    "file": lambda folder: (folder / "x.txt").symlink_to(folder.parent / "rieng" / "mat.txt"),
    "relative file": lambda folder: (folder / "x.txt").symlink_to(Path("..") / "rieng" / "mat.txt"),
    "through the folder itself": lambda folder: (folder / "x.txt").symlink_to(folder / ".." / "rieng" / "mat.txt"),
    "folder": lambda folder: (folder / "x.txt").symlink_to(folder.parent / "rieng"),
    "parent": lambda folder: (folder / "nam" / "x.txt").symlink_to(Path("..") / ".."),
    "root of the machine": lambda folder: (folder / "x.txt").symlink_to("/"),
    "beside with the same beginning": lambda folder: _beside(folder),
    "link to a link": lambda folder: _chain(folder),
    "file that is not there": lambda folder: (folder / "x.txt").symlink_to(folder.parent / "khong-co"),
}


def _beside(folder: Path) -> None:
    other = folder.parent / (folder.name + "-rieng")
    other.mkdir()
    (other / "mat.txt").write_text(SECRET, encoding="utf-8")
    (folder / "x.txt").symlink_to(other / "mat.txt")


def _chain(folder: Path) -> None:
    (folder / "nam" / ".sau").symlink_to(folder.parent / "rieng")
    (folder / "x.txt").symlink_to(folder / "nam" / ".sau" / "mat.txt")


@pytest.mark.parametrize("kind", LINKS)
def test_a_link_out_of_the_folder_is_a_failure(kind: str, folder: Path, store: Store, tmp_path: Path) -> None:
    LINKS[kind](folder)
    titles, failures = run(store, tmp_path, folder)
    assert titles == {"Thông báo lịch tiếp công dân"}
    assert failures == {"x.txt": sentences.LINK_LEADS_OUT}


@pytest.mark.parametrize("kind", ["file", "folder", "link to a link", "beside with the same beginning"])
def test_a_link_out_is_read_when_that_is_asked_for(kind: str, folder: Path, store: Store, tmp_path: Path) -> None:
    LINKS[kind](folder)
    titles, failures = run(store, tmp_path, folder, follow_links=True)
    assert titles == {"Thông báo lịch tiếp công dân", SECRET}
    assert failures == {}


def test_links_within_the_folder_are_read(folder: Path, store: Store, tmp_path: Path) -> None:
    (folder / "b").mkdir()
    (folder / "b" / "trong.txt").symlink_to(Path("..") / "nam" / "a.txt")
    (folder / "cung-nam").symlink_to(folder / "nam")
    titles, failures = run(store, tmp_path, folder)
    assert titles == {"Thông báo lịch tiếp công dân"}
    assert failures == {}


def test_a_link_from_one_given_folder_to_another_is_read(folder: Path, store: Store, tmp_path: Path) -> None:
    LINKS["file"](folder)
    titles, failures = run(store, tmp_path, folder, tmp_path / "rieng")
    assert titles == {"Thông báo lịch tiếp công dân", SECRET}
    assert failures == {}


def test_a_link_that_is_given_itself_is_followed(folder: Path, store: Store, tmp_path: Path) -> None:
    (tmp_path / "hom-nay").symlink_to(folder)
    (tmp_path / "mot.txt").symlink_to(tmp_path / "rieng" / "mat.txt")
    titles, failures = run(store, tmp_path, tmp_path / "hom-nay", tmp_path / "mot.txt")
    assert titles == {"Thông báo lịch tiếp công dân", SECRET}
    assert failures == {}


def test_a_folder_that_is_a_link_keeps_its_links_inside(folder: Path, store: Store, tmp_path: Path) -> None:
    (tmp_path / "hom-nay").symlink_to(folder)
    LINKS["relative file"](folder)
    titles, failures = run(store, tmp_path, tmp_path / "hom-nay")
    assert SECRET not in titles
    assert set(failures) == {"x.txt"}


def test_loops_within_the_folder_keep_their_sentences(folder: Path, store: Store, tmp_path: Path) -> None:
    (folder / "nam" / "len").symlink_to("..")
    (folder / "day").symlink_to(folder)
    (folder / "vong").symlink_to("vong")
    _, failures = run(store, tmp_path, folder, follow_links=False)
    assert failures == {
        "len": sentences.LINK_TO_PARENT,
        "day": sentences.LINK_TO_PARENT,
        "vong": sentences.LINK_TO_ITSELF,
    }


def test_the_command_follows_links_only_with_the_option(folder: Path, tmp_path: Path) -> None:
    LINKS["file"](folder)
    runner = CliRunner(env={"HDND_HOME": str(tmp_path / "home")})
    refused = runner.invoke(corpus, ["add", str(folder)])
    assert "--follow-links" in refused.output
    assert "lỗi 1." in refused.output
    followed = runner.invoke(corpus, ["add", "--follow-links", str(folder)])
    assert "Thêm mới 1, thay đổi 0, không đổi 1" in followed.output
