"""Segmentation gives every token the label that pyvi gives it, for single lines and for batches."""

from __future__ import annotations

import json
import lzma
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
import pyvi
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Document
from corpus.readers import read_file
from corpus.vi.syllables import terms
from indexer.analysis.segmentation.crf_model import model
from indexer.analysis.segmentation.viterbi import LINE_END, code, labels
from indexer.analysis.segmentation.words import MAX_BATCH_TOKENS, MAX_PIECE, as_learned, tokens, words
from tests.support.files import ROOT
from tests.support.sample import SAMPLE

SYLLABLES = ("hội", "đồng", "nhân", "dân", "Huyện", "ủy", "UBND", "ban", "công", "an", "nghị", "quyết", "hoà", "bình")
NUMBERS = ("1_000", "05/2020/NQ-HĐND", "13.01.2020", "3,5", "²", "Ⅻ", "٣", "_", "a_b")
SIGNS = (
    "...",
    "==>",
    "->",
    ">>",
    "'",
    '"',
    "(",
    "%",
    "😀",
    "Tp.",
    "ThS.",
    "A.",
    "HĐ.",
    "http://a.vn/t?x=1",
    "a.b@hdnd.vn",
)
LETTERS = ("ΑΣ", "İ", "ǅ", "ß")
HIDDEN = ("👩\u200d👧", "\0", "\x85", "\u200b", "\u2028", "\u0301", "\t")
pieces = st.one_of(
    st.sampled_from(SYLLABLES), st.sampled_from((*NUMBERS, *SIGNS, *LETTERS, *HIDDEN)), st.text(max_size=6)
)
texts = st.builds(
    lambda parts, form, change: change(unicodedata.normalize(form, "".join(parts))),
    st.lists(st.tuples(pieces, st.sampled_from((" ", " ", " ", "", "\n"))).map("".join), max_size=25),
    st.sampled_from(("NFC", "NFD")),
    st.sampled_from((str, str.upper, str.title)),
).filter(lambda text: text.encode("utf-8", "ignore").decode("utf-8") == text)


def lines_of(texts: Iterable[str]) -> list[str]:
    return [line for text in texts for line in text.split("\n")]


@cache
def segmenter() -> Any:
    """Import pyvi's segmenter, which takes a second for all that it brings."""
    from pyvi.ViTokenizer import ViTokenizer

    return ViTokenizer


def stock_labels(line: list[str]) -> list[bool]:
    """Return the labels of pyvi's tagger: True for a token that continues a word."""
    predicted = segmenter().model.predict([segmenter().sent2features(line, False)])[0] if line else []
    return [label == "I_W" for label in predicted]


def stock_words(text: str) -> list[str]:
    """Return the words of pyvi's `tokenize`."""
    cut = [line[start : start + MAX_PIECE] for line in text.split("\n") for start in range(0, len(line), MAX_PIECE)]
    joined = [token for piece in cut for token in segmenter().tokenize(piece).split() if "_" in token]
    return ["_".join(terms(token.replace("_", " "))) for token in joined]


def same_labels(lines: list[str]) -> int:
    """Assert that tokens and labels equal pyvi's, by both algorithms; return the number of tokens."""
    cut = [tokens(line) for line in lines]
    assert cut == [segmenter().sylabelize(line)[1] for line in lines]
    stock = bytes(label for line in cut for label in (*stock_labels(line), False))
    codes = [code(token) for line in cut for token in (*line, LINE_END)]
    assert labels(codes, many=False) == stock
    assert labels(codes, many=True) == stock
    return sum(map(len, cut))


@pytest.fixture(scope="module")
def sample() -> list[Document]:
    files = sorted(path for path in SAMPLE.rglob("*") if path.is_file())
    return [document for path in files for document in read_file(path) if isinstance(document, Document)]


def articles(shared_data: Path) -> Iterator[dict[str, str]]:
    with lzma.open(shared_data / "news" / "articles.jsonl.xz", "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def test_labels_of_the_sample_are_those_of_pyvi(sample: list[Document]) -> None:
    assert same_labels(lines_of(f"{document.title}\n{document.text}" for document in sample)) > 15_000


def test_labels_of_real_news_are_those_of_pyvi(shared_data: Path) -> None:
    # A sixth of what `python -m bench segment` compares.
    assert same_labels(lines_of(article["body"] for article in islice(articles(shared_data), 1000, 1070))) > 40_000


def test_words_of_the_sample_are_those_of_pyvi(sample: list[Document]) -> None:
    for text in (part for document in sample for part in (document.title, document.summary or "", document.text)):
        assert words(text) == stock_words(as_learned(text))


def test_words_of_real_titles_are_those_of_pyvi(shared_data: Path) -> None:
    for article in islice(articles(shared_data), 3000):
        for title in (article["title"], article["title"].lower()):
            assert words(title) == stock_words(as_learned(title))


@given(texts)
def test_words_and_labels_of_any_text_are_those_of_pyvi(text: str) -> None:
    same_labels(text.split("\n"))
    assert words(text) == stock_words(as_learned(text))


@given(st.lists(texts, max_size=6), st.integers(1, 60))
def test_lines_labelled_together_have_the_labels_of_each_alone(several: list[str], times: int) -> None:
    lines = lines_of(several)
    alone = [labels([*map(code, tokens(line)), code(LINE_END)], many=False) for line in lines]
    codes = [code(token) for line in lines for token in (*tokens(line), LINE_END)]
    assert labels(codes * times, many=True) == b"".join(alone) * times


@pytest.mark.parametrize("change", [str, str.upper, lambda text: unicodedata.normalize("NFD", text)])
def test_a_very_long_line_has_the_words_of_its_pieces(change: Callable[[str], str], sample: list[Document]) -> None:
    line = change(" ".join(document.text.replace("\n", " ") for document in sample))
    assert len(line) > 20 * MAX_PIECE
    assert words(line) == stock_words(as_learned(line))


def test_more_lines_than_a_batch_holds_lose_no_word() -> None:
    lines = ["Hội đồng nhân dân huyện"] * (MAX_BATCH_TOKENS // 4)
    assert words("\n".join(lines)) == ["hội_đồng", "nhân_dân"] * len(lines)


@pytest.mark.parametrize(
    "text", ["a" * 1_000_000, "!" * 100_000, "1." * 50_000, "a.b" * 50_000, "_" * 50_000, "\n" * 50_000]
)
def test_a_text_without_spaces_or_words_is_read_to_its_end(text: str) -> None:
    joined = words(f"nhân dân\n{text}\nhội đồng")
    assert (joined[0], joined[-1]) == ("nhân_dân", "hội_đồng")


def test_an_unpaired_surrogate_is_skipped() -> None:
    assert words("hội đồng \ud83d nhân dân") == ["hội_đồng", "nhân_dân"]


def test_words_are_joined_under_either_tone_placement() -> None:
    for old, new in (
        ("hoà bình", "hòa bình"),
        ("uỷ ban", "ủy ban"),
        ("Thuỷ lợi", "Thủy lợi"),
        ("HOÀ BÌNH", "HÒA BÌNH"),
    ):
        assert words(old) == words(new) == words(unicodedata.normalize("NFD", new)) != []
    assert as_learned("quý, quỳ, múa, hòan, toàn") == "quý, quỳ, múa, hòan, toàn"


def test_an_empty_text_has_no_words() -> None:
    assert words("") == words(" \n\t ") == words("hội") == []
    assert labels([]) == b""


@pytest.mark.parametrize("cut", [0, 10, 5_000, 400_000])
def test_a_damaged_model_is_refused_in_one_sentence(cut: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed = Path(pyvi.__file__).parent / "models"
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "words.txt").write_bytes((installed / "words.txt").read_bytes())
    (tmp_path / "models" / "pyvi3.pkl").write_bytes((installed / "pyvi3.pkl").read_bytes()[:cut])
    monkeypatch.setattr(pyvi, "__file__", str(tmp_path / "__init__.py"))
    with pytest.raises(ImportError, match="hãy cài lại pyvi"):
        model.__wrapped__()


def test_segmentation_imports_none_of_pyvis_dependencies() -> None:
    script = """
import sys
from indexer.analysis.segmentation.words import words
assert words("hội đồng nhân dân") == ["hội_đồng", "nhân_dân"]
assert not {"sklearn", "scipy", "pycrfsuite", "pyvi.ViTokenizer"} & set(sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
