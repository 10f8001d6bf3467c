"""Titles and names can be shown: bounded, and without signs that nobody sees or that turn the text round."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import MAX_TITLE_CHARACTERS, Document
from corpus.extraction.extract import complete
from corpus.readers import read_file
from corpus.vi.text import tidy

TURNING = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
UNSEEN = "\u00ad\u034f\u180e\u200b\u200c\u200d\u2060\u2061\u2064\u206a\u206f\ufeff\ufff9\ufffb\U000e0001\U000e0041"


@pytest.mark.parametrize("title", ["a" * 1_000_000, "nghị quyết " * 100_000, "e\u0301" * 500_000])
def test_a_title_of_a_million_letters_is_cut_and_kept(title: str) -> None:
    document = complete(Document(id="a", title=title, text="Điều 1. Quy chế.", kind="news"))
    assert len(document.title) <= MAX_TITLE_CHARACTERS
    assert document.title.endswith("…")
    assert title.startswith(document.title[:-1])
    assert document.text == f"{title.strip()}\n\nĐiều 1. Quy chế."
    assert complete(document) == document


@given(st.text(alphabet="ab \u0301é", min_size=MAX_TITLE_CHARACTERS - 3, max_size=MAX_TITLE_CHARACTERS + 50))
def test_a_cut_title_never_loses_a_word(title: str) -> None:
    document = complete(Document(id="a", title=title + "b", kind="news"))
    assert len(document.title) <= MAX_TITLE_CHARACTERS
    assert (title + "b").strip() in (document.title.strip(), document.text)


def test_pages_stay_at_their_words_below_a_cut_title() -> None:
    given = Document(id="a", title="Quy chế " * 200, text="Điều 1.\n\nĐiều 2.", kind="other", pages=(0, 9))
    document = complete(given)
    assert document.pages[0] == 0
    assert document.text[document.pages[1] :] == "Điều 2."


def test_an_ordinary_title_stays_as_it_is() -> None:
    title = "Nghị quyết về " + "mức hỗ trợ " * 80
    assert complete(Document(id="a", title=title)).title == title


@pytest.mark.parametrize("sign", TURNING + UNSEEN, ids=lambda sign: f"U+{ord(sign):04X}")
def test_signs_that_nobody_sees_are_removed(sign: str, tmp_path: Path) -> None:
    assert tidy(f"Nghị{sign} quyết") == "Nghị quyết"
    record = {
        "title": f"Quy chế {sign}chợ đêm",
        "text": f"Điều 1{sign}.",
        "signer": {"name": f"Nguyễn{sign} Văn A", "role": f"Chủ tịch{sign}"},
        "attachments": [{"name": f"quy-che{sign}.pdf"}],
    }
    (tmp_path / "a.jsonl").write_text(json.dumps(record) + "\n", encoding="utf-8")
    (document,) = read_file(tmp_path / "a.jsonl")
    assert isinstance(document, Document)
    assert document.signer is not None
    shown = (document.title, document.text, document.signer.name, document.signer.role, document.attachments[0].name)
    assert shown == ("Quy chế chợ đêm", "Điều 1.", "Nguyễn Văn A", "Chủ tịch", "quy-che.pdf")
