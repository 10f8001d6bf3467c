"""Index the same syllables with other engines, each used as its makers mean it, and ask them the same questions.

Only the texts are searched, as in our field `text`: a peer is given the syllables of each paragraph, and a sign between
paragraphs that keeps a phrase from going over their border. So all totals must be equal.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from bench.questions import TOP, Answered, Asking, Question
from corpus.document import Document
from corpus.readers import read_file
from corpus.vi.syllables import terms
from indexer.schema.stored import shown_title

BORDER = " _ "  # a word to every tokenizer here, and to no reader


class Article(NamedTuple):
    """Holds what a peer is given: a title to show, and a text of syllables and spaces."""

    title: str
    text: str


class Peer(NamedTuple):
    """Names an engine; `missing` says why it cannot be measured here, None where it can."""

    name: str
    missing: Callable[[], str | None]
    build: Callable[[Path, Iterable[Article]], None]
    opened: Callable[[Path], AbstractContextManager[Asking]]


def built(peer: Peer, folder: Path, records: Path) -> Path:
    """Return a peer's index of the records in a file; it is made once, and only a whole one counts."""
    path = folder / peer.name
    if not path.exists():
        part = folder / f"{peer.name}.part"
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        peer.build(part, articles(records))
        part.rename(path)
    return path


def articles(records: Path) -> Iterator[Article]:
    """Yield what the documents of a file are to a peer."""
    for found in read_file(records):
        if isinstance(found, Document):
            paragraphs = (" ".join(terms(one)) for one in found.text.split("\n"))
            yield Article(shown_title(found), BORDER.join(filter(None, paragraphs)))


def _build_whoosh(path: Path, given: Iterable[Article]) -> None:
    from whoosh import analysis, fields, index  # only where it is measured, as the others

    words = analysis.RegexTokenizer(r"\w+") | analysis.LowercaseFilter()
    schema = fields.Schema(title=fields.STORED, text=fields.TEXT(analyzer=words))
    writer = index.create_in(path, schema).writer(limitmb=512)
    for article in given:
        writer.add_document(title=article.title, text=article.text)
    writer.commit(optimize=True)


@contextmanager
def _open_whoosh(path: Path) -> Iterator[Asking]:
    from whoosh import index, query

    def ask(question: Question) -> Answered:
        if question.way == "phrase":
            asked = query.Phrase("text", list(question.words))
        else:
            asked = kinds[question.way]([query.Term("text", word) for word in question.words])
        # Its default counts in a second pass. A single one (optimize=False) is wrong: it passes over hits of an Or.
        results = searcher.search(asked, limit=TOP)
        return Answered(len(results), [hit["title"] for hit in results])

    kinds = {"all": query.And, "any": query.Or}
    with closing(index.open_dir(path)) as opened, opened.searcher() as searcher:
        yield ask


def _no_fts5() -> str | None:
    with closing(sqlite3.connect(":memory:")) as base:
        try:
            base.execute("CREATE VIRTUAL TABLE probe USING fts5(text)")
        except sqlite3.OperationalError:
            return "SQLite của Python này không có FTS5"
    return None


def _build_fts5(path: Path, given: Iterable[Article]) -> None:
    with closing(sqlite3.connect(path / "articles.sqlite")) as base:
        base.execute(
            "CREATE VIRTUAL TABLE article USING fts5("
            "title UNINDEXED, text, tokenize = \"unicode61 remove_diacritics 0 tokenchars '_'\")"
        )
        base.executemany("INSERT INTO article VALUES (?, ?)", given)
        base.execute("INSERT INTO article(article) VALUES ('optimize')")
        base.commit()


@contextmanager
def _open_fts5(path: Path) -> Iterator[Asking]:
    def ask(question: Question) -> Answered:
        if question.way == "phrase":
            asked = f'"{" ".join(question.words)}"'
        else:
            asked = (" OR " if question.way == "any" else " AND ").join(f'"{word}"' for word in question.words)
        best = base.execute("SELECT title FROM article WHERE article MATCH ? ORDER BY rank LIMIT ?", (asked, TOP))
        titles = [title for (title,) in best]
        (total,) = base.execute("SELECT count(*) FROM article WHERE article MATCH ?", (asked,)).fetchone()
        return Answered(total, titles)

    with closing(sqlite3.connect(f"file:{path / 'articles.sqlite'}?mode=ro", uri=True)) as base:
        yield ask


def _no_tantivy() -> str | None:
    return None if find_spec("tantivy") else "chưa cài: python -m uv pip install --group bench"


def _build_tantivy(path: Path, given: Iterable[Article]) -> None:
    import tantivy

    schema = tantivy.SchemaBuilder()
    schema.add_text_field("title", stored=True, tokenizer_name="raw", index_option="basic")
    schema.add_text_field("text", tokenizer_name="whitespace", index_option="position")
    writer = tantivy.Index(schema.build(), str(path)).writer(512_000_000, 1)
    for article in given:
        writer.add_document(tantivy.Document(title=article.title, text=article.text))
    writer.commit()
    writer.wait_merging_threads()


@contextmanager
def _open_tantivy(path: Path) -> Iterator[Asking]:
    import tantivy
    from tantivy import Occur, Query

    def ask(question: Question) -> Answered:
        if question.way == "phrase":
            asked = Query.phrase_query(schema, "text", list(question.words))
        else:
            occur = Occur.Should if question.way == "any" else Occur.Must
            asked = Query.boolean_query([(occur, Query.term_query(schema, "text", word)) for word in question.words])
        found: Any = searcher.search(asked, limit=TOP, count=True)  # its types do not know of `count`
        return Answered(found.count, [searcher.doc(address)["title"][0] for _, address in found.hits])

    index = tantivy.Index.open(str(path))
    schema, searcher = index.schema, index.searcher()
    yield ask


PEERS = (
    Peer("whoosh", lambda: None, _build_whoosh, _open_whoosh),
    Peer("fts5", _no_fts5, _build_fts5, _open_fts5),
    Peer("tantivy", _no_tantivy, _build_tantivy, _open_tantivy),
)
