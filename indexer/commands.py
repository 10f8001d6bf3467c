"""Define the commands of `python -m indexer`."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from datetime import date, datetime
from functools import partial
from pathlib import Path

import click

from corpus.cli.progress import progress
from corpus.cli.terminal import DONE, FAILED, run
from corpus.document import KIND_LABELS
from corpus.settings import load
from corpus.store import Store, StoreError, open_store, read_store
from corpus.vi.dates.find import VIETNAM
from indexer import sentences
from indexer.engines.factory import open_engine
from indexer.engines.port import Engine, EngineError
from indexer.evaluation.explain import analysis_table
from indexer.evaluation.relevance import CHANGES, EvaluationError, evaluate, figures, misses
from indexer.indexing.build import build, follows
from indexer.indexing.fingerprint import fingerprint
from indexer.indexing.missing import missing_documents
from indexer.results import MarkedText, NamedUnit, Request, Result, ResultsPage
from indexer.search import Search

_MAX_SHOWN_MISSING = 20

_quiet = partial(click.option, "--quiet", is_flag=True, help="Chỉ in lỗi, không in tiến độ và tổng kết.")


def main() -> int:
    """Run the command line and return its exit code."""
    return run(
        indexer,
        "python -m indexer",
        errors=(StoreError, EngineError, EvaluationError),
        interrupted=sentences.STOPPED_UNHARMED,
    )


@click.group()
def indexer() -> None:
    """Lập chỉ mục, tìm thử, phân tích một câu, kiểm tra chỉ mục."""


@indexer.command("build")
@click.option("--fresh", is_flag=True, help="Lập lại toàn bộ bên cạnh chỉ mục đang dùng, xong mới chuyển sang.")
@_quiet()
def build_command(fresh: bool, quiet: bool) -> int:
    """Đưa những thay đổi trong kho từ lần trước vào chỉ mục."""
    with _opened(writing=True) as (store, engine):
        with progress(sentences.BUILDING, quiet=quiet) as show:
            built = build(store, engine, fresh=fresh, show=show)
        for failure in built.failures:
            click.echo(sentences.FAILURE.format(failure=failure), err=True)
        if not quiet and built.generation is None:
            unchanged = sentences.STILL_MISSING.format(count=len(built.failures))
            click.echo(unchanged if built.failures else sentences.NOTHING_CHANGED)
        elif not quiet:
            outcome = {**asdict(built), "failures": len(built.failures)}
            click.echo(sentences.BUILT.format(**outcome))
        engine.merge()  # the changes can be found already
        return FAILED if built.failures else DONE


@indexer.command("search")
@click.argument("words", metavar="CÂU_HỎI…", nargs=-1, required=True)
@click.option("--size", default=10, show_default=True, type=click.IntRange(1, 100), help="Số kết quả.")
@click.option("--sort", default="relevance", type=click.Choice(["relevance", "newest", "oldest"]), help="Thứ tự.")
def search_command(words: tuple[str, ...], size: int, sort: str) -> int:
    """Tìm như trên trang web, in kết quả ra màn hình."""
    with _opened() as (store, engine), closing(Search(engine, store)) as search:
        page = search.search(Request(" ".join(words), sort=sort, size=size), today=_today())
    _show(page)
    return DONE


@indexer.command("analyze")
@click.argument("text", metavar="CÂU", nargs=-1, required=True)
def analyze_command(text: tuple[str, ...]) -> int:
    """In ra bảng: từ một câu đọc được những tiếng, từ, ngày, số hiệu, cơ quan, cán bộ nào."""
    from rich.console import Console  # takes a moment to load, which other commands need not wait for

    Console().print(analysis_table(" ".join(text), today=_today()))
    return DONE


@indexer.command("check")
@_quiet()
def check_command(quiet: bool) -> int:
    """Kiểm tra chỉ mục: có đó, nguyên vẹn, đúng phiên bản, của chính kho này, đủ mọi văn bản, thay đổi trong kho."""
    with _opened() as (store, engine):
        engine.verify()
        with closing(engine.read()) as reader:
            info = reader.info
            same = follows(store, info)
            missing = missing_documents(store, reader) if same else []
        behind = sum(1 for _ in store.changes(info.change)) if same else 0
    if not quiet:
        click.echo(sentences.INTACT.format(generation=info.generation, count=info.count, change=info.change))
    if not same:
        click.echo(sentences.OTHER_STORE, err=True)
        return FAILED
    if behind:
        click.echo(sentences.BEHIND.format(changes=behind), err=True)
    if missing:
        shown = ", ".join(missing[:_MAX_SHOWN_MISSING]) + (", …" if len(missing) > _MAX_SHOWN_MISSING else "")
        click.echo(sentences.MISSING.format(count=len(missing), ids=shown), err=True)
    return FAILED if behind or missing else DONE


_material = click.Path(exists=True, dir_okay=False, path_type=Path)


@indexer.command("evaluate")
@click.option("--articles", required=True, type=_material, help="Tệp JSONL các văn bản.")
@click.option("--questions", required=True, type=_material, help="Tệp JSONL các câu hỏi và mã văn bản trả lời.")
@click.option("--change", default="none", show_default=True, type=click.Choice(list(CHANGES)), help="Cách gõ câu hỏi.")
@click.option("--misses", "show_misses", is_flag=True, help="In các câu có kết quả đầu sai ra stderr.")
def evaluate_command(articles: Path, questions: Path, change: str, show_misses: bool) -> int:
    """Đo thứ hạng: câu hỏi nào tìm thấy văn bản đúng, ở vị trí mấy; in ra JSON."""
    outcomes = evaluate(articles, questions, change, today=_today())[change]
    for miss in misses(outcomes) if show_misses else ():
        click.echo(miss, err=True)
    click.echo(json.dumps(figures(outcomes) | {"change": change}))
    return DONE


@contextmanager
def _opened(*, writing: bool = False) -> Iterator[tuple[Store, Engine]]:
    settings = load(os.environ)
    with closing(open_store(settings.store) if writing else read_store(settings.store)) as store:
        engine = open_engine(settings.engine, fingerprint(), settings.engine_login)
        if settings.engine.startswith("memory:"):
            build(store, engine)  # it lives as long as this process, so each command makes its own
        yield store, engine


def _names(value: str | int | tuple[NamedUnit, ...]) -> Iterable[str]:
    return (unit.name for unit in value) if isinstance(value, tuple) else (str(value),)


def _show(page: ResultsPage) -> None:
    for note in page.notes:
        click.echo(sentences.NOTE.format(note=note.message), err=True)
    for entity in page.understood:
        shown = (value for key, value in entity.meaning.items() if key not in ("id", "document", "kind", "level"))
        values = dict.fromkeys(name for value in shown for name in _names(value))
        meaning = ", ".join(values)  # a day once, not as from and to
        kind = sentences.ENTITY_TYPES[entity.type]
        click.echo(sentences.UNDERSTOOD_AS.format(text=entity.text, type=kind, meaning=meaning))
    if page.offer:
        click.echo(sentences.OFFER.format(query=page.offer))
    click.echo(sentences.RESULTS.format(total=page.total) if page.total else sentences.NO_RESULTS)
    for place, result in enumerate(page.results, 1):
        click.echo(f"{place:>3}. {_marked(result.title)}")
        click.echo(f"     {_about(result)}")
        for why in result.why:
            click.echo(f"     ({why})")
        for snippet in result.snippets[:1]:
            click.echo(f"     {_marked(MarkedText(snippet.text, snippet.marks))}")


def _about(result: Result) -> str:
    day = result.issued or (result.published.astimezone(VIETNAM).date() if result.published else None)
    parts = (
        KIND_LABELS[result.kind],
        result.number,
        result.issuer,
        f"{day:%d/%m/%Y}" if day else None,
        sentences.DOCUMENT_ID.format(id=result.id),
    )
    return " · ".join(part for part in parts if part)


def _marked(text: MarkedText) -> str:
    parts, at = [], 0
    for start, end in text.marks:
        parts += [text.text[at:start], click.style(text.text[start:end], bold=True, underline=True)]
        at = end
    return "".join([*parts, text.text[at:]]).replace("\n", " ")


def _today() -> date:
    return datetime.now(VIETNAM).date()
