"""Define the command line of the measurements: `python -m bench COMMAND`."""

from __future__ import annotations

import json
import os
import platform
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from bench import (
    cluster,
    effect,
    growth,
    http,
    indexing,
    officials,
    pages,
    pictures,
    plot,
    query,
    reading,
    segment,
    shown,
    suggest,
    units,
    weights,
)
from bench.formats import hostile, measure, real, scan_measure, sheets, speed
from bench.understand import rows
from bench.world import BenchError, Material, open_world, prepare
from corpus.cli.terminal import DONE, run
from indexer.engines.port import EngineError


def main() -> int:
    """Run the command line and return its exit code."""
    return run(bench, "python -m bench", errors=(BenchError, EngineError))


@click.group()
def bench() -> None:
    """Đo dịch vụ trên dữ liệu thật; mỗi lệnh in ra JSON."""


@bench.command("understand")
@click.option("--data", required=True, type=click.Path(path_type=Path), help="Thư mục có news/, gazette/, retrieval/.")
@click.option("--articles", type=click.Path(path_type=Path), help="Tệp bài báo [mặc định: news/articles.jsonl.xz].")
@click.option("--limit", type=click.IntRange(1), help="Số bài báo được lập chỉ mục [mặc định: tất cả].")
@click.option("--home", type=click.Path(path_type=Path), help="Thư mục giữ chỉ mục cho lần đo sau.")
def understand_command(data: Path, articles: Path | None, limit: int | None, home: Path | None) -> int:
    """Đo việc hiểu câu hỏi: cách gõ, báo nhầm, số hiệu, người ký, thời gian."""
    with tempfile.TemporaryDirectory() as folder:
        world = open_world(home or Path(folder), data, articles or data / "news" / "articles.jsonl.xz", limit)
        _print(list(rows(world)))
        world.close()
    return DONE


@bench.command("officials")
@click.option("--misses", is_flag=True, help="Kể cả từng chỗ sai của phần được xem.")
@click.option("--held-back", is_flag=True, help="Với --misses: của phần để riêng, không dùng khi chỉnh quy tắc.")
def officials_command(misses: bool, held_back: bool) -> int:
    """Đo việc tìm tên và chức vụ trong bộ câu mẫu của dự án; không cần dữ liệu ngoài."""
    _print(officials.rows())
    for miss in officials.misses(held_back=held_back) if misses else ():
        click.echo("\t".join(miss), err=True)
    return DONE


@bench.command("pages")
@click.option("--step", default=17, show_default=True, type=click.IntRange(1), help="Đọc một trong bao nhiêu trang.")
@click.option("--misses", default=0, show_default=True, type=click.IntRange(1), help="Số trang sai được in ra.")
def pages_command(step: int, misses: int) -> int:
    """Đo việc đọc trang HTML: chữ nào của bài bị mất, chữ nào của khung trang lọt vào; không cần dữ liệu ngoài."""
    _print(list(pages.rows(step, misses)))
    return DONE


@bench.command("shown")
@click.option("--home", type=click.Path(path_type=Path), help="Thư mục giữ kho và chỉ mục cho lần đo sau.")
def shown_command(home: Path | None) -> int:
    """Đo thời gian xử lý của trang văn bản 744 KB và của trang kết quả bên cạnh API; không cần dữ liệu ngoài."""
    with _home(home) as folder:
        _print(list(shown.rows(folder)))
    return DONE


@bench.command("reading")
@click.option("--misses", is_flag=True, help="Kể cả từng chỗ sai của phần được xem.")
@click.option("--held-back", is_flag=True, help="Với --misses: của phần để riêng, không dùng khi chỉnh quy tắc.")
def reading_command(misses: bool, held_back: bool) -> int:
    """Đo việc đọc phần đầu, chữ ký, cán bộ và viện dẫn của văn bản; không cần dữ liệu ngoài."""
    _print(list(reading.rows()))
    for miss in reading.misses(held_out=held_back) if misses else ():
        click.echo("\t".join(miss), err=True)
    return DONE


@bench.command("formats")
@click.option("--seed", "seeds", multiple=True, type=int, help="Số gốc để sinh văn bản; ghi nhiều lần được.")
@click.option("--documents", default=measure.DOCUMENTS, show_default=True, type=click.IntRange(1))
@click.option("--data", type=click.Path(path_type=Path), help="Thư mục tệp thật có manifest.tsv; đo khi có.")
@click.option("--hostile", "mutated", default=hostile.MUTATED, show_default=True, type=click.IntRange(0))
@click.option(
    "--scans",
    default=2,
    show_default=True,
    type=click.IntRange(1),
    help="Số bản quét cho mỗi số gốc và độ phân giải; đo đầy đủ là 16 (48 bản mỗi độ phân giải, chừng 10 phút).",
)
@click.option("--misses", "with_misses", is_flag=True, help="Kể cả từng chỗ sai.")
def formats_command(
    seeds: tuple[int, ...], documents: int, data: Path | None, mutated: int, scans: int, with_misses: bool
) -> int:
    """Đo việc đọc các định dạng tệp: chữ sai, số, ngày, cơ quan, người ký; tốc độ; tệp hỏng, tệp phá; tệp thật."""
    misses: list[tuple[str, str, str, str]] = []
    chosen = seeds or measure.SEEDS
    measured = [
        *measure.rows(chosen, documents, misses),
        *scan_measure.rows(seeds or scan_measure.SEEDS, scans),
        *sheets.rows(chosen, documents, misses),
        *speed.rows(),
        *hostile.rows(measure.measured(), mutated, misses),
        *real.rows(data, misses),
    ]
    _print(measured)
    for miss in misses if with_misses else ():
        click.echo("\t".join(miss), err=True)
    return DONE


@bench.command("segment")
@click.option("--articles", required=True, type=click.Path(path_type=Path), help="Tệp bài báo, JSON Lines.")
@click.option("--limit", default=segment.ARTICLES, show_default=True, type=click.IntRange(1), help="Số bài được đo.")
def segment_command(articles: Path, limit: int) -> int:
    """Đo việc tách từ bên cạnh pyvi, và so nhãn của từng âm tiết."""
    _print(list(segment.rows(articles, limit)))
    return DONE


@bench.command("weights")
@click.option("--data", required=True, type=click.Path(path_type=Path), help="Thư mục có news/, gazette/, retrieval/.")
@click.option(
    "--home", required=True, type=click.Path(path_type=Path), help="Thư mục của lệnh understand, giữ chỉ mục."
)
def weights_command(data: Path, home: Path) -> int:
    """Đo từng trọng số của việc xếp hạng: khi bỏ đi, khi còn một nửa, khi gấp đôi."""
    open_world(home, data, data / "news" / "articles.jsonl.xz", None).close()
    _print(list(weights.rows(data, home)))
    return DONE


@bench.command("units")
@click.option(
    "--table", required=True, type=click.Path(exists=True, path_type=Path), help="Bảng đơn vị hành chính (JSON)."
)
@click.option("--to", required=True, type=click.Path(path_type=Path), help="Tệp dữ liệu được ghi (units.txt).")
def units_command(table: Path, to: Path) -> int:
    """Lập bảng đơn vị hành chính của corpus/vi từ một bảng công khai; luôn cho ra cùng một tệp."""
    to.write_text(units.make(table), encoding="utf-8")
    return DONE


def _print(rows: list[dict[str, object]]) -> None:
    machine = {
        "cores": os.cpu_count(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "python": platform.python_version(),
        "system": platform.system(),
        "load": [round(load, 1) for load in os.getloadavg()],
    }
    click.echo(json.dumps({"machine": machine, "rows": rows}, ensure_ascii=False, indent=1))


def _material(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that name the measured material to a command."""
    for option in (
        click.option("--home", type=click.Path(path_type=Path), help="Thư mục giữ kho và chỉ mục cho lần đo sau."),
        click.option("--headlines", type=click.Path(path_type=Path), help="Tệp tin ngắn, đứng sau các bài báo."),
        click.option("--articles", required=True, type=click.Path(path_type=Path), help="Tệp bài báo, JSON Lines."),
    ):
        command = option(command)
    return command


_limit = click.option("--limit", type=click.IntRange(1), help="Số bài; quá số có sẵn thì lặp lại [mặc định: tất cả].")
_rounds = click.option("--rounds", default=20, show_default=True, type=click.IntRange(2), help="Số vòng hỏi.")


@contextmanager
def _home(home: Path | None) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield home or Path(folder)


@contextmanager
def _prepared(articles: Path, headlines: Path | None, limit: int | None, home: Path | None) -> Iterator[Path]:
    with _home(home) as folder:
        yield prepare(folder, Material(articles, headlines, limit))


@bench.command("query")
@_material
@_limit
@_rounds
def query_command(articles: Path, headlines: Path | None, limit: int | None, home: Path | None, rounds: int) -> int:
    """Đo thời gian trả lời bên cạnh Whoosh nguyên bản, FTS5 và Tantivy."""
    with _prepared(articles, headlines, limit, home) as folder:
        _print(list(query.rows(folder, rounds)))
    return DONE


@bench.command("index")
@_material
@_limit
def index_command(articles: Path, headlines: Path | None, limit: int | None, home: Path | None) -> int:
    """Đo việc lập chỉ mục bên cạnh pyvi với Whoosh nguyên bản."""
    with _prepared(articles, headlines, limit, home) as folder:
        _print(list(indexing.rows(folder)))
    return DONE


@bench.command("http")
@_material
@_limit
@click.option("--seconds", default=10.0, show_default=True, type=click.FloatRange(0.1), help="Số giây mỗi lần đo.")
def http_command(articles: Path, headlines: Path | None, limit: int | None, home: Path | None, seconds: float) -> int:
    """Đo số yêu cầu mỗi giây của dịch vụ, với 1, 8 và 32 máy khách."""
    with _prepared(articles, headlines, limit, home) as folder:
        _print(list(http.rows(folder, seconds)))
    return DONE


@bench.command("suggest")
@_material
@_limit
def suggest_command(articles: Path, headlines: Path | None, limit: int | None, home: Path | None) -> int:
    """Đo thời gian gợi ý qua HTTP khi câu hỏi được gõ từng chữ cái."""
    with _prepared(articles, headlines, limit, home) as folder:
        _print(list(suggest.rows(folder)))
    return DONE


@bench.command("grow")
@_material
@click.option(
    "--sizes", default=",".join(map(str, growth.SIZES)), show_default=True, help="Các số bài, cách bằng phẩy."
)
@_rounds
def grow_command(articles: Path, headlines: Path | None, home: Path | None, sizes: str, rounds: int) -> int:
    """Đo việc lập chỉ mục, bộ nhớ và thời gian trả lời khi số bài tăng lên."""
    with _home(home) as folder:
        _print(list(growth.rows(folder, Material(articles, headlines), _numbers(sizes), rounds)))
    return DONE


@bench.command("cluster")
@_material
@click.option("--sizes", default=str(cluster.SIZE), show_default=True, help="Các số bài, cách bằng phẩy.")
@click.option("--shards", default=cluster.SHARDS, show_default=True, type=click.IntRange(1), help="Số mảnh.")
@_rounds
def cluster_command(
    articles: Path, headlines: Path | None, home: Path | None, sizes: str, shards: int, rounds: int
) -> int:
    """Đo một cụm OpenSearch ba nút bên cạnh bộ máy nhúng, trên cùng các bài, trong một lần chạy."""
    with _home(home) as folder:
        _print(list(cluster.rows(folder, Material(articles, headlines), _numbers(sizes), shards, rounds)))
    return DONE


@bench.command("relations")
@click.option("--articles", type=click.Path(path_type=Path), help="Tệp bài báo, JSON Lines; đo cả thời gian khi có.")
@click.option("--home", type=click.Path(path_type=Path), help="Thư mục giữ kho và chỉ mục cho lần đo sau.")
@click.option("--limit", default=35_192, show_default=True, type=click.IntRange(500), help="Số văn bản và bài báo.")
@click.option("--misses", is_flag=True, help="Kể cả từng chỗ sai của phần được xem.")
@click.option("--held-back", is_flag=True, help="Với --misses: của phần để riêng, không dùng khi chỉnh quy tắc.")
def relations_command(articles: Path | None, home: Path | None, limit: int, misses: bool, held_back: bool) -> int:
    """Đo việc đọc quan hệ giữa các văn bản, tính hiệu lực, và thời gian mà việc ấy thêm vào."""
    measured = list(effect.quality_rows())
    if articles:
        with _home(home) as folder:
            measured += effect.cost_rows(folder, articles, limit)
    _print(measured)
    for miss in effect.misses(held_back=held_back) if misses else ():
        click.echo("\t".join(miss), err=True)
    return DONE


def _numbers(sizes: str) -> list[int]:
    counts = [int(size) for size in sizes.split(",") if size.strip().isdecimal() and int(size)]
    if len(counts) != len(sizes.split(",")):
        raise click.UsageError("--sizes phải là các số nguyên dương cách bằng phẩy, ví dụ 1000,10000")
    return counts


@bench.command("pictures")
@click.option("--to", type=click.Path(file_okay=False, path_type=Path), default=Path("docs"), help="Thư mục chứa hình.")
def pictures_command(to: Path) -> int:
    """Chụp các trang của dữ liệu mẫu cho tài liệu."""
    for file in pictures.take(to):
        click.echo(f"{file}: {file.stat().st_size:,} byte")
    return DONE


@bench.command("plot")
@click.argument("files", metavar="TỆP.json…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--to", required=True, type=click.Path(path_type=Path), help="Tệp SVG được ghi.")
def plot_command(files: tuple[Path, ...], to: Path) -> int:
    """Vẽ các số đo mà lệnh query và grow đã in ra thành một hình SVG."""
    to.write_text(plot.draw(files), "utf-8")
    return DONE
