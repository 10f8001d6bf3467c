"""Index the same syllables with other engines, each used as its documentation says, and ask them the same questions.

Only the texts are searched, as in our field `text`: a peer indexes the syllables of each paragraph, with a separator
between paragraphs that no phrase can cross. So all totals must be equal.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from bench.questions import TOP, Answer, AskEngine, Question
from corpus.document import Document
from corpus.readers import read_file
from corpus.vi.syllables import terms
from indexer.schema.stored import shown_title

PARAGRAPH_SEPARATOR = " _ "  # a token to every tokenizer here, which no query contains


class Article(NamedTuple):
    """Represents a document for a peer: a title to show, and a text of syllables and spaces."""

    title: str
    text: str


class Peer(NamedTuple):
    """Describes an engine to compare with; `missing` says why it cannot be measured here, None if it can."""

    name: str
    missing: Callable[[], str | None]
    build: Callable[[Path, Iterable[Article]], None]
    opened: Callable[[Path], AbstractContextManager[AskEngine]]


def built(peer: Peer, folder: Path, records: Path) -> Path:
    """Return the path of a peer's index of a file's records, built once; an unfinished one is built again."""
    path = folder / peer.name
    if not path.exists():
        part = folder / f"{peer.name}.part"
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        peer.build(part, articles(records))
        part.rename(path)
    return path


def articles(records: Path) -> Iterator[Article]:
    """Yield the documents of a file as a peer indexes them."""
    for item in read_file(records):
        if isinstance(item, Document):
            paragraphs = (" ".join(terms(paragraph)) for paragraph in item.text.split("\n"))
            yield Article(shown_title(item), PARAGRAPH_SEPARATOR.join(filter(None, paragraphs)))


def _build_whoosh(path: Path, articles: Iterable[Article]) -> None:
    from whoosh import analysis, fields, index  # imported only if measured, like the other peers

    words = analysis.RegexTokenizer(r"\w+") | analysis.LowercaseFilter()
    schema = fields.Schema(title=fields.STORED, text=fields.TEXT(analyzer=words))
    writer = index.create_in(path, schema).writer(limitmb=512)
    for article in articles:
        writer.add_document(title=article.title, text=article.text)
    writer.commit(optimize=True)


@contextmanager
def _open_whoosh(path: Path) -> Iterator[AskEngine]:
    from whoosh import index, query

    def ask(question: Question) -> Answer:
        if question.way == "phrase":
            tree = query.Phrase("text", list(question.words))
        else:
            tree = kinds[question.way]([query.Term("text", word) for word in question.words])
        # By default Whoosh counts in a second pass. A single pass (optimize=False) is wrong: it skips hits of an Or.
        results = searcher.search(tree, limit=TOP)
        return Answer(len(results), [hit["title"] for hit in results])

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


def _build_fts5(path: Path, articles: Iterable[Article]) -> None:
    with closing(sqlite3.connect(path / "articles.sqlite")) as base:
        base.execute(
            "CREATE VIRTUAL TABLE article USING fts5("
            "title UNINDEXED, text, tokenize = \"unicode61 remove_diacritics 0 tokenchars '_'\")"
        )
        base.executemany("INSERT INTO article VALUES (?, ?)", articles)
        base.execute("INSERT INTO article(article) VALUES ('optimize')")
        base.commit()


@contextmanager
def _open_fts5(path: Path) -> Iterator[AskEngine]:
    def ask(question: Question) -> Answer:
        if question.way == "phrase":
            match = f'"{" ".join(question.words)}"'
        else:
            match = (" OR " if question.way == "any" else " AND ").join(f'"{word}"' for word in question.words)
        best = base.execute("SELECT title FROM article WHERE article MATCH ? ORDER BY rank LIMIT ?", (match, TOP))
        titles = [title for (title,) in best]
        (total,) = base.execute("SELECT count(*) FROM article WHERE article MATCH ?", (match,)).fetchone()
        return Answer(total, titles)

    with closing(sqlite3.connect(f"file:{path / 'articles.sqlite'}?mode=ro", uri=True)) as base:
        yield ask


def not_installed(library: str) -> str | None:
    """Return a sentence where a library is missing that only measuring asks for."""
    return None if find_spec(library) else "chưa cài: python -m uv pip install --group bench"


def _build_tantivy(path: Path, articles: Iterable[Article]) -> None:
    import tantivy

    schema = tantivy.SchemaBuilder()
    schema.add_text_field("title", stored=True, tokenizer_name="raw", index_option="basic")
    schema.add_text_field("text", tokenizer_name="whitespace", index_option="position")
    writer = tantivy.Index(schema.build(), str(path)).writer(512_000_000, 1)
    for article in articles:
        writer.add_document(tantivy.Document(title=article.title, text=article.text))
    writer.commit()
    writer.wait_merging_threads()


@contextmanager
def _open_tantivy(path: Path) -> Iterator[AskEngine]:
    import tantivy
    from tantivy import Occur, Query

    def ask(question: Question) -> Answer:
        if question.way == "phrase":
            tree = Query.phrase_query(schema, "text", list(question.words))
        else:
            occur = Occur.Should if question.way == "any" else Occur.Must
            tree = Query.boolean_query([(occur, Query.term_query(schema, "text", word)) for word in question.words])
        results: Any = searcher.search(tree, limit=TOP, count=True)  # tantivy's stubs lack `count`
        return Answer(results.count, [searcher.doc(address)["title"][0] for _, address in results.hits])

    index = tantivy.Index.open(str(path))
    schema, searcher = index.schema, index.searcher()
    yield ask


PEERS = (
    Peer("whoosh", lambda: None, _build_whoosh, _open_whoosh),
    Peer("fts5", _no_fts5, _build_fts5, _open_fts5),
    Peer("tantivy", lambda: not_installed("tantivy"), _build_tantivy, _open_tantivy),
)
