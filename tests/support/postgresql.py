"""Runs a PostgreSQL server for the tests, in a folder that is deleted afterwards, on a free port of the loopback."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import psycopg

USER, PASSWORD = "hdnd", "m@t:kh/u%"  # with all signs that a URL must escape
ESCAPED = "m%40t%3Akh%2Fu%25"
# As quick as a server can be whose data nobody needs tomorrow; what is committed outlives `kill -9` all the same.
_QUICK = ("fsync=off", "full_page_writes=off", "shared_buffers=16MB", "max_connections=40")


def programs() -> Path | None:
    """Return the folder of PostgreSQL's programs, None where it is not installed."""
    if initdb := shutil.which("initdb"):
        return Path(initdb).resolve().parent
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    return next((path for path in reversed(folders) if (path / "initdb").exists()), None)


@dataclass
class Server:
    """A server that is started, stopped and killed by its process id; `home` holds data and log."""

    bin: Path
    home: Path
    port: int = 0
    process: subprocess.Popen[bytes] | None = None
    _schemas: Iterator[int] = field(default_factory=count)

    def url(self, database: str = "postgres", *, user: str = USER, password: str = ESCAPED) -> str:
        """Return the URL of a database as HDND_STORE takes it."""
        return f"postgresql+psycopg://{user}:{password}@127.0.0.1:{self.port}/{database}"

    def empty(self) -> str:
        """Return the URL of a place where no store is yet: a new schema."""
        schema = f"kho_{next(self._schemas)}"
        self.run(f"CREATE SCHEMA {schema}")
        return f"{self.url()}?options=-csearch_path%3D{schema}"

    def connect(self, database: str = "postgres", **more: Any) -> psycopg.Connection:
        """Return a connection beside the store's, as other programs have."""
        return psycopg.connect(
            host="127.0.0.1", port=self.port, user=USER, password=PASSWORD, dbname=database, autocommit=True, **more
        )

    def run(self, statement: str, database: str = "postgres") -> None:
        """Run a statement."""
        with self.connect(database) as connection:
            connection.execute(statement.encode())

    def cut(self) -> None:
        """End every connection of a store, as a fault of the network would."""
        self.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'hdnd %'")

    def start(self) -> None:
        """Start the server, on the same port as before if it ran before, and wait until it answers."""
        again = bool(self.port)
        for _ in range(100):
            self.port = self.port if again else _free_port()  # which another program may be quicker to take
            options = [part for name in _QUICK for part in ("-c", name)]
            # Without a socket in some folder: their paths may be too long.
            self.process = self._started(
                "postgres", "-D", "data", "-h", "127.0.0.1", "-p", str(self.port), "-k", "", *options
            )
            while self.process.poll() is None:
                try:
                    self.connect().close()
                    return
                except psycopg.OperationalError:
                    time.sleep(0.02)
            time.sleep(0.1)  # processes that a killed server left are just noticing
        raise AssertionError((self.home / "log").read_text(encoding="utf-8", errors="replace"))

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """End the server: SIGINT ends its connections too, SIGQUIT asks nobody, SIGKILL leaves all as it lies."""
        if self.process:
            self.process.send_signal(how)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.process = None

    def make(self) -> None:
        """Make the files of an empty server."""
        secret = self.home / "mat-khau"
        secret.write_text(PASSWORD)
        account = {"-U": USER, "-A": "scram-sha-256", "--pwfile": str(secret), "-E": "UTF8", "--locale": "C"}
        process = self._started(
            "initdb", "--no-sync", "-D", "data", *(part for pair in account.items() for part in pair)
        )
        assert process.wait() == 0, (self.home / "log").read_text(encoding="utf-8", errors="replace")

    def _started(self, program: str, *args: str) -> subprocess.Popen[bytes]:
        # PostgreSQL refuses to run as root.
        other = {"user": self.home.owner(), "group": self.home.group(), "extra_groups": []} if os.geteuid() == 0 else {}
        # Tests that are killed cannot end it: on Linux the system does.
        guard = ["setpriv", "--pdeathsig", "QUIT"] if shutil.which("setpriv") else []
        command = [*guard, str(self.bin / program), *args]
        with (self.home / "log").open("ab") as log:
            return subprocess.Popen(command, cwd=self.home, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **other)


@contextmanager
def running(bin: Path) -> Iterator[Server]:
    """Give a new server, which ends with the block however it ends."""
    home = Path(mkdtemp(prefix="hdnd-postgres-"))
    server = Server(bin, home)
    try:
        if os.geteuid() == 0:
            account = _somebody()
            os.chown(home, account.pw_uid, account.pw_gid)
        server.make()
        server.start()
        yield server
    finally:
        server.stop(signal.SIGQUIT)  # nothing of it has to last
        shutil.rmtree(home)


def _somebody() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            pass
    raise AssertionError("PostgreSQL runs as no root, and there is no user postgres or nobody")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port
