"""Offer the measurements as commands: `python -m bench understand`."""

from __future__ import annotations

import json
import os
import platform
import tempfile
from pathlib import Path

import click

from bench import officials, segment
from bench.understand import rows
from bench.world import BenchError, open_world
from corpus.terminal import DONE, run
from indexer.engine import EngineError


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


@bench.command("segment")
@click.option("--articles", required=True, type=click.Path(path_type=Path), help="Tệp bài báo, JSON Lines.")
@click.option("--limit", default=segment.ARTICLES, show_default=True, type=click.IntRange(1), help="Số bài được đo.")
def segment_command(articles: Path, limit: int) -> int:
    """Đo việc tách từ bên cạnh pyvi, và so nhãn của từng âm tiết."""
    _print(list(segment.rows(articles, limit)))
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
