"""Test what only a store in PostgreSQL can meet; test_store.py has the tests for every database."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from multiprocessing.process import BaseProcess
from pathlib import Path

import httpx
import pytest

from corpus.store import Store, StoreError, open_store
from corpus.store.store import Change
from corpus.store.tables import CHANGE
from indexer.engines.factory import open_engine
from indexer.indexing.build import build
from indexer.indexing.fingerprint import fingerprint
from indexer.search import Search
from tests.support.cli import run_corpus, run_indexer
from tests.support.documents import NEWS, NOW
from tests.support.files import ROOT
from tests.support.postgresql import ESCAPED, PASSWORD, Server
from tests.support.sample import SAMPLE, application, serving
from tests.support.store_processes import put_each, start_process

INSERT_CHANGE = CHANGE.insert().values(
    number=1, id="tin-1", what="added", at="2024-01-05T08:30:00+00:00", content="", chain=""
)


@pytest.fixture
def url(postgresql: Server) -> str:
    return postgresql.empty()


def ran(module: str, *args: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    others = {name: value for name, value in os.environ.items() if not name.startswith("HDND_")}
    return subprocess.run(
        [sys.executable, "-m", module, *map(str, args)],
        env=others | {"PYTHONPATH": str(ROOT)} | environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def waits_for_a_lock(server: Server, process: BaseProcess) -> bool:
    with server.connect() as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE %s AND wait_event_type = 'Lock'",
            [f"hdnd % {process.pid}"],
        ).fetchone()
    return bool(row and row[0])


def test_a_smaller_number_is_never_committed_after_a_larger_one(postgresql: Server, url: str, store: Store) -> None:
    with store.database.writing() as connection:  # has its number, and is not committed
        connection.execute(INSERT_CHANGE)
        process = start_process(put_each, url, ["tin-2"])
        while not waits_for_a_lock(postgresql, process):
            assert process.is_alive(), "it was committed before the smaller number"
            time.sleep(0.01)
        assert list(store.changes()) == []
    process.join()
    assert list(store.changes()) == [Change(1, "tin-1", "added"), Change(2, "tin-2", "added")]


def test_a_follower_misses_no_change_while_processes_write(url: str, store: Store) -> None:
    processes = [start_process(put_each, url, [f"tin-{n}-{i}" for i in range(100)]) for n in range(3)]
    followed: list[Change] = []
    while True:
        over = not any(process.is_alive() for process in processes)
        followed += store.changes(followed[-1].number if followed else 0)
        if over:
            break
    assert [process.exitcode for process in processes] == [0, 0, 0]
    assert followed == list(store.changes())
    assert len(followed) == 300


def test_a_transaction_that_fails_takes_no_change_with_it(store: Store) -> None:
    with store.database.writing() as connection:
        connection.execute(INSERT_CHANGE)
        connection.rollback()
    store.put([NEWS], at=NOW)
    assert [change.id for change in store.changes()] == ["tin-1"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"password": "sai-s3cret"}, "từ chối tên hoặc mật khẩu: hãy sửa trong HDND_STORE"),
        ({"user": "nobody-here", "password": "sai-s3cret"}, "từ chối tên hoặc mật khẩu"),
        ({"database": "khong_co"}, r"chưa có cơ sở dữ liệu của kho .*/khong_co: hãy tạo bằng lệnh createdb"),
        ({"database": "la"}, "dùng bảng mã LATIN1, không giữ được tiếng Việt: hãy tạo cơ sở dữ liệu khác"),
        ({"database": "chi_doc"}, "chỉ cho đọc: hãy đặt HDND_STORE vào máy chủ chính"),
        ({"user": "khach", "password": "khach-s3cret"}, "không đủ quyền .*: hãy cho người đó sở hữu cơ sở dữ liệu"),
        ({"user": "dong", "password": "dong-s3cret"}, "đã hết chỗ cho kết nối mới: hãy tăng max_connections"),
        ({"user": "khoa", "password": "khoa-s3cret"}, "không cho người dùng này vào từ máy này: hãy kiểm tra"),
        ({"port": "1"}, "Không kết nối được .*hãy xem máy chủ có đang chạy không"),
        ({"host": "khong-co.invalid"}, "Không kết nối được .*hãy xem máy chủ có đang chạy không"),
    ],
)
def test_a_store_that_cannot_be_opened_is_a_sentence(strange: Server, change: dict[str, str], words: str) -> None:
    """Without the password, whichever way it is written."""
    address = strange.url(**{name: value for name, value in change.items() if name not in ("port", "host")})
    address = address.replace(f":{strange.port}/", f":{change.get('port', strange.port)}/")
    address = address.replace("@127.0.0.1", f"@{change.get('host', '127.0.0.1')}")
    with pytest.raises(StoreError, match=words) as error:
        open_store(address)
    sentence = str(error.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    for secret in ("s3cret", PASSWORD, ESCAPED):
        assert secret not in sentence


@pytest.fixture(scope="module")
def strange(postgresql: Server) -> Server:
    """Give the server with databases and users that are not as they should be."""
    for statement in (
        "CREATE DATABASE la ENCODING 'LATIN1' TEMPLATE template0",
        "CREATE DATABASE chi_doc",
        "ALTER DATABASE chi_doc SET default_transaction_read_only = on",
        "CREATE ROLE khach LOGIN PASSWORD 'khach-s3cret'",
        "CREATE ROLE dong LOGIN PASSWORD 'dong-s3cret' CONNECTION LIMIT 0",
        "CREATE ROLE khoa NOLOGIN PASSWORD 'khoa-s3cret'",
    ):
        postgresql.run(statement)
    return postgresql


def test_an_option_that_the_driver_does_not_know_is_reported(postgresql: Server) -> None:
    with pytest.raises(StoreError, match='báo lỗi: invalid connection option "mau"'):
        open_store(f"{postgresql.url()}?mau=xanh")


def test_a_url_without_a_driver_gets_psycopg(url: str) -> None:
    open_store(url).close()
    store = open_store(url.replace("postgresql+psycopg:", "postgresql:"))
    assert store.count() == 0
    store.close()


def test_a_host_that_is_away_is_skipped_for_the_next_host(postgresql: Server, url: str) -> None:
    hosts = f"/postgres?host=127.0.0.1:1&host=127.0.0.1:{postgresql.port}&"
    store = open_store(url.replace(f"127.0.0.1:{postgresql.port}/postgres?", hosts))
    assert store.count() == 0
    assert store.database.name == f"127.0.0.1:1,127.0.0.1:{postgresql.port}/postgres"
    store.close()


@pytest.mark.parametrize("command", [("corpus", "stats"), ("search_api",)])
def test_a_command_refused_by_its_store_does_not_show_the_password(
    postgresql: Server, tmp_path: Path, command: tuple[str, ...]
) -> None:
    finished = ran(*command, HDND_HOME=str(tmp_path), HDND_STORE=postgresql.url(password="sai-s3cret"))
    assert (finished.returncode, finished.stdout) == (1, "")
    assert finished.stderr.startswith("Lỗi: PostgreSQL của kho ")
    assert finished.stderr.count("\n") == 1
    assert "s3cret" not in finished.stderr


def test_help_does_not_show_what_is_set(tmp_path: Path) -> None:
    finished = ran("search_api", "--help", HDND_HOME=str(tmp_path), HDND_STORE="postgresql+psycopg://u:s3cret@db/x")
    assert finished.returncode == 0
    assert "s3cret" not in finished.stdout + finished.stderr


def test_a_connection_cut_within_a_transaction_stores_nothing_of_it(postgresql: Server, store: Store) -> None:
    def write() -> None:
        with store.database.writing() as connection:
            connection.execute(INSERT_CHANGE.values(number=2))
            postgresql.cut()
            connection.execute(INSERT_CHANGE.values(number=3))

    store.put([NEWS], at=NOW)
    with pytest.raises(StoreError, match=r"đã ngắt kết nối: .*những gì đã ghi xong vẫn còn"):
        write()
    assert store.last_change() == 1  # the same store connects anew


@pytest.fixture
def restarted(postgresql: Server) -> Iterator[Server]:
    """Give the server to a test that stops it, and start it again behind it."""
    yield postgresql
    if postgresql.process is None:
        postgresql.start()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT, signal.SIGKILL])
def test_a_store_whose_server_went_away_serves_again_when_it_is_back(
    restarted: Server, url: str, store: Store, how: signal.Signals
) -> None:
    store.put([NEWS], at=NOW)
    restarted.stop(how)
    # Killed, a server leaves its connections open for a moment.
    with pytest.raises(StoreError, match=r"Không kết nối được với PostgreSQL|đã ngắt kết nối"):
        store.get(NEWS.id)
    restarted.start()
    assert store.get(NEWS.id) == NEWS


def test_a_service_answers_503_while_its_store_is_away(
    restarted: Server, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    """It answers again when the store is back."""
    store.put([NEWS], at=NOW)
    engine = open_engine("memory:", fingerprint())
    build(store, engine)
    with (
        serving(application(Search(engine, store))) as (running, _),
        httpx.Client(base_url=running.url, timeout=30) as client,
    ):
        place = f"/v1/documents/{NEWS.id}"
        assert client.get(place).status_code == 200
        restarted.stop(signal.SIGQUIT)
        away = client.get(place)
        assert (away.status_code, away.headers["content-type"]) == (503, "application/problem+json")
        assert away.headers["retry-after"]
        assert away.json()["detail"] == "Kho văn bản đang không trả lời. Xin thử lại sau ít phút."
        page = client.get(f"/van-ban/{NEWS.id}", headers={"Accept": "text/html"})
        assert (page.status_code, page.headers["content-type"].partition(";")[0]) == (503, "text/html")
        assert "Kho văn bản đang không trả lời" in page.text
        restarted.start()
        assert client.get(place).json()["title"] == NEWS.title
    assert "Không kết nối được với PostgreSQL" in caplog.text  # what the operator reads
    assert PASSWORD not in caplog.text
    assert ESCAPED not in caplog.text


def _without_progress(lines: str) -> str:
    """Return what a command reports beside its progress, which only a run of some seconds shows."""
    return "".join(line for line in lines.splitlines(keepends=True) if "/giây" not in line)


def test_every_command_prints_the_same_over_postgresql_and_sqlite(url: str, tmp_path: Path) -> None:
    outcomes = []
    for name, more in (("sqlite", {}), ("postgresql", {"HDND_STORE": url, "HDND_BLOBS": "store:"})):
        environment = {"HDND_HOME": str(tmp_path / name), **more}
        results = [
            run_corpus("add", str(SAMPLE), "--source", "Cổng thông tin huyện", **environment),
            run_indexer("build", **environment),
            run_indexer("search", "hỗ trợ nông thôn mới", **environment),
            run_corpus("remove", "tin-khong-co", **environment),
            run_corpus("stats", **environment),
            run_corpus("export", "--as-given", **environment),
        ]
        assert [result.returncode for result in results] == [0, 0, 0, 1, 0, 0]
        moment = results[4].stdout.splitlines()[1]
        outcomes.append([(result.stdout.replace(moment, ""), _without_progress(result.stderr)) for result in results])
    for over_sqlite, over_postgresql in zip(*outcomes, strict=True):
        assert over_postgresql == over_sqlite
    exported = outcomes[1][5][0].splitlines()
    assert len(exported) > 50
    assert all(json.loads(line)["source"] for line in exported)
    assert sorted(path.name for path in (tmp_path / "postgresql").iterdir()) == ["index"]  # no store, no originals
