"""Run a real OpenSearch cluster for tests: jars by Maven, each node a process of its own on free loopback ports."""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

SOURCES = Path(__file__).resolve().parent / "node"
RELEASE = "2.19.1"
OLDEST_JAVA = {"2": 17, "3": 21}  # by the major version of OpenSearch
# The first compiler alone and one collector thread: three nodes start on a small machine while tests run.
QUICK = ("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
PATIENCE = 120.0  # seconds that nodes may take to find each other on a busy machine


class NoCluster(Exception):
    """Says in one sentence what a cluster lacks here, and how to get it."""


class Cluster:
    """Starts nodes, kills them and starts them again; `close` ends them all, each by its process."""

    def __init__(self, home: Path, count: int = 3, java: Sequence[str] = QUICK, *, release: str = RELEASE) -> None:
        self._home = home
        self.release = release
        self._java = [*compiled(release), *java]
        ports = _free(2 * count)
        self.ports, self._transport = ports[:count], ports[count:]
        self._nodes: list[subprocess.Popen[bytes] | None] = [None] * count
        for number in range(count):
            self.start(number)

    def start(self, number: int) -> None:
        """Start one node, which finds the others by itself."""
        home = self._home / f"n{number}"
        home.mkdir(parents=True, exist_ok=True)
        with (home / "output").open("ab") as output:
            self._nodes[number] = subprocess.Popen(
                [*self._java, "TestNode", str(home), *_settings(number, self.ports, self._transport)],
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=home,
            )

    def kill(self, number: int) -> None:
        """End a node as a lost machine does, with no time to say so."""
        if node := self._nodes[number]:
            node.kill()
            node.wait()
            if node.stdin:
                node.stdin.close()
            self._nodes[number] = None

    def wait(self, status: str = "green", nodes: int | None = None) -> None:
        """Wait until so many nodes (default: all) are one cluster with that status. Raises TimeoutError."""
        wanted = len(self.ports) if nodes is None else nodes
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            for number, node in enumerate(self._nodes):
                if node is None:
                    continue
                if node.poll() is not None:
                    raise TimeoutError(f"node {number} ended by itself: {self.said(number)[-2000:]}")
                with suppress(OSError, URLError, TimeoutError):
                    if self._together(number, status, wanted):
                        return
            time.sleep(0.1)
        raise TimeoutError(f"no {status} cluster of {wanted} nodes: {self.said(0)[-2000:]}")

    def _together(self, number: int, status: str, wanted: int) -> bool:
        asked = f"/_cluster/health?wait_for_status={status}&wait_for_nodes={wanted}&timeout=1s"
        if self._get(number, asked)["timed_out"]:
            return False
        # A cluster whose voters are not all known yet does not outlive the loss of one.
        asked = "/_cluster/state/metadata?filter_path=metadata.cluster_coordination.last_committed_config"
        voters = self._get(number, asked)["metadata"]["cluster_coordination"]["last_committed_config"]
        return len(voters) == len(self.ports) and not any("placeholder" in voter for voter in voters)

    def _get(self, number: int, asked: str) -> Any:
        with urlopen(f"http://127.0.0.1:{self.ports[number]}{asked}", timeout=5) as answer:
            return json.load(answer)

    def clear(self) -> None:
        """Delete every index, so that nodes that come back have little to recover."""
        asked = Request(f"http://127.0.0.1:{self.ports[0]}/_all", method="DELETE")
        with urlopen(asked, timeout=60) as answer:
            answer.read()

    def said(self, number: int) -> str:
        """Return what a node has printed."""
        return (self._home / f"n{number}" / "output").read_text("utf-8", "replace")

    @property
    def processes(self) -> list[int]:
        """Return the process ids of the nodes that run."""
        return [node.pid for node in self._nodes if node]

    def url(self, name: str, **options: object) -> str:
        """Return the address of an index, as HDND_ENGINE has it."""
        hosts = ",".join(f"127.0.0.1:{port}" for port in self.ports)
        asked = "&".join(f"{key}={value}" for key, value in options.items())
        return f"opensearch+http://{hosts}/{name}" + (f"?{asked}" if asked else "")

    def close(self) -> None:
        """End every node."""
        for number in range(len(self._nodes)):
            self.kill(number)


def compiled(release: str) -> tuple[str, ...]:
    """Return how a command begins that runs a node of that release: Java and the class path.

    The jars are fetched and the class is compiled once for one Java and one version of the sources beside this file.
    Raises NoCluster where a new enough Java or Maven are not there, or Maven finds no jars.
    """
    major = release.partition(".")[0]
    oldest = OLDEST_JAVA[major]
    home = jdk(oldest)
    if home is None or not shutil.which("mvn"):
        raise NoCluster(f"needs Java {oldest} or newer and Maven: apt install openjdk-{oldest}-jdk-headless maven")
    sources = [SOURCES / "pom.xml", SOURCES / "TestNode.java", SOURCES / major / "Transport.java"]
    made = hashlib.sha256()
    for source in (*sources, home / "release"):
        made.update(source.read_bytes())
    folder = Path(sys.prefix) / "opensearch" / f"{release}-{made.hexdigest()[:16]}"
    jars, loaded = f"{folder}/lib/*", folder / "loaded.jsa"
    if not (folder / "done").exists():
        folder.mkdir(parents=True, exist_ok=True)
        told = (f"-Dopensearch.version={release}", f"-DoutputDirectory={folder / 'lib'}")
        _run(home, "mvn", "-q", "-B", "-f", str(sources[0]), "dependency:copy-dependencies", *told)
        _run(home, "javac", "-cp", jars, "-d", str(folder / "classes"), *map(str, sources[1:]))
        _run(home, "jar", "cf", str(folder / "lib" / "test-node.jar"), "-C", str(folder / "classes"), ".")
        # One node starts, and leaves its classes as they are once loaded: others start in half the time.
        settings = _settings(0, *([port] for port in _free(2)))
        _run(home, "java", f"-XX:ArchiveClassesAtExit={loaded}", "-cp", jars, "TestNode", str(folder / "n0"), *settings)
        shutil.rmtree(folder / "n0")
        (folder / "done").touch()
    return str(home / "bin" / "java"), f"-XX:SharedArchiveFile={loaded}", "-cp", jars


def _settings(number: int, ports: Sequence[int], transport: Sequence[int]) -> list[str]:
    """Return what a node is told, one of as many as there are ports."""
    names = [f"n{i}" for i in range(len(ports))]
    settings = {
        "cluster.name": "hdnd-tests",
        "node.name": names[number],
        "network.host": "127.0.0.1",
        "http.type": "netty4",
        "transport.type": "netty4",
        "http.port": ports[number],
        "transport.port": transport[number],
        "discovery.seed_hosts": ",".join(f"127.0.0.1:{port}" for port in transport),
        "cluster.initial_cluster_manager_nodes": ",".join(names),
        "cluster.routing.allocation.disk.threshold_enabled": "false",  # a full disk is the machine's own affair
        "node.processors": 2,
    }
    return [f"{name}={value}" for name, value in settings.items()]


def jdk(oldest: int) -> Path | None:
    """Return the home of the JDK here that is nearest to that version of Java and not older, None if there is none."""
    found = [(version, home) for home in _homes() if (version := _version(home)) is not None and version >= oldest]
    return min(found, default=(0, None), key=lambda one: one[0])[1]


def _homes() -> Iterator[Path]:
    if told := os.environ.get("JAVA_HOME"):
        yield Path(told)
    if compiler := shutil.which("javac"):
        yield Path(compiler).resolve().parent.parent
    yield from sorted(Path("/usr/lib/jvm").glob("*"))


def _version(home: Path) -> int | None:
    """Return which Java a JDK has, None for a folder that is none."""
    if not (home / "bin" / "javac").exists() or not (home / "release").exists():
        return None
    said = re.search(r'^JAVA_VERSION="(\d+)', (home / "release").read_text("utf-8", "replace"), re.MULTILINE)
    return int(said[1]) if said else None


def _run(java: Path, program: str, *arguments: str) -> None:
    own = java / "bin" / program
    done = subprocess.run(
        [str(own) if own.exists() else program, *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "JAVA_HOME": str(java)},
    )
    if done.returncode:
        raise NoCluster(f"{program} does not end well, see what it says: {(done.stdout + done.stderr)[-500:]}")


def _free(count: int) -> list[int]:
    """Return ports of the loopback that nobody listens on, all different.

    They are none of those that systems give to connections: the port of a node that was killed stays free for it.
    """
    with ExitStack() as stack:
        found: list[int] = []
        while len(found) < count:
            one = stack.enter_context(socket.socket())
            with suppress(OSError):
                one.bind(("127.0.0.1", random.randrange(12_000, 32_000)))
                found.append(one.getsockname()[1])
        return found
