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
MIN_JAVA = {"2": 17, "3": 21}  # by the major version of OpenSearch
# The first compiler alone and one collector thread: three nodes start on a small machine while tests run.
FAST_START = ("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
START_TIMEOUT = 120.0  # seconds in which nodes find each other, also on a busy machine


class NoCluster(Exception):
    """Says in one sentence what is missing here to run a cluster, and how to get it."""


class Cluster:
    """Starts nodes, kills them and starts them again; `close` ends them all, each by its process."""

    def __init__(self, home: Path, count: int = 3, java: Sequence[str] = FAST_START, *, release: str = RELEASE) -> None:
        self._home = home
        self.release = release
        self._java = [*node_command(release), *java]
        ports = _free_ports(2 * count)
        self.ports, self._transport = ports[:count], ports[count:]
        self._nodes: list[subprocess.Popen[bytes] | None] = [None] * count
        for number in range(count):
            self.start(number)

    def start(self, number: int) -> None:
        """Start a node, which finds the others by itself."""
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
        """Kill a node, so that it ends as a lost machine does, without telling the others."""
        if node := self._nodes[number]:
            node.kill()
            node.wait()
            if node.stdin:
                node.stdin.close()
            self._nodes[number] = None

    def wait(self, status: str = "green", nodes: int | None = None) -> None:
        """Wait until so many nodes (default: all) are one cluster with that status. Raises TimeoutError."""
        count = len(self.ports) if nodes is None else nodes
        until = time.monotonic() + START_TIMEOUT
        while time.monotonic() < until:
            for number, node in enumerate(self._nodes):
                if node is None:
                    continue
                if node.poll() is not None:
                    raise TimeoutError(f"node {number} ended by itself: {self.output(number)[-2000:]}")
                with suppress(OSError, URLError, TimeoutError):
                    if self._is_formed(number, status, count):
                        return
            time.sleep(0.1)
        raise TimeoutError(f"no {status} cluster of {count} nodes: {self.output(0)[-2000:]}")

    def _is_formed(self, number: int, status: str, count: int) -> bool:
        path = f"/_cluster/health?wait_for_status={status}&wait_for_nodes={count}&timeout=1s"
        if self._get(number, path)["timed_out"]:
            return False
        # A cluster whose voters are not all known yet does not survive the loss of one.
        path = "/_cluster/state/metadata?filter_path=metadata.cluster_coordination.last_committed_config"
        voters = self._get(number, path)["metadata"]["cluster_coordination"]["last_committed_config"]
        return len(voters) == len(self.ports) and not any("placeholder" in voter for voter in voters)

    def _get(self, number: int, path: str) -> Any:
        with urlopen(f"http://127.0.0.1:{self.ports[number]}{path}", timeout=5) as answer:
            return json.load(answer)

    def request(self, method: str, path: str, body: Any = None) -> Any:
        """Return the answer of the first node. Raises URLError where it does not answer, or with an error."""
        request = Request(
            f"http://127.0.0.1:{self.ports[0]}{path}",
            None if body is None else json.dumps(body).encode(),
            {"Content-Type": "application/json"},
            method=method,
        )
        with urlopen(request, timeout=60) as answer:
            return json.loads(answer.read() or "null")

    def clear(self) -> None:
        """Delete every index, so that nodes that come back have little to recover."""
        self.request("DELETE", "/_all")

    def output(self, number: int) -> str:
        """Return what a node has printed."""
        return (self._home / f"n{number}" / "output").read_text("utf-8", "replace")

    @property
    def processes(self) -> list[int]:
        """Return the process ids of the nodes that run."""
        return [node.pid for node in self._nodes if node]

    def url(self, name: str, **options: object) -> str:
        """Return the URL of an index, as HDND_ENGINE has it."""
        hosts = ",".join(f"127.0.0.1:{port}" for port in self.ports)
        query = "&".join(f"{key}={value}" for key, value in options.items())
        return f"opensearch+http://{hosts}/{name}" + (f"?{query}" if query else "")

    def close(self) -> None:
        """Kill every node."""
        for number in range(len(self._nodes)):
            self.kill(number)


def node_command(release: str) -> tuple[str, ...]:
    """Return the beginning of a command that runs a node of that release: Java and the class path.

    Jars are fetched and classes are compiled once for each Java and each version of the sources beside this file.
    Raises NoCluster where Maven or a new enough Java is not installed, or Maven finds no jars.
    """
    major = release.partition(".")[0]
    minimum = MIN_JAVA[major]
    home = jdk(minimum)
    if home is None or not shutil.which("mvn"):
        raise NoCluster(f"needs Java {minimum} or newer and Maven: apt install openjdk-{minimum}-jdk-headless maven")
    project = SOURCES / "pom.xml"
    sources = [*sorted(SOURCES.glob("*.java")), *sorted((SOURCES / major).glob("*.java"))]
    digest = hashlib.sha256()
    for source in (project, *sources, home / "release"):
        digest.update(source.read_bytes())
    folder = Path(sys.prefix) / "opensearch" / f"{release}-{digest.hexdigest()[:16]}"
    jars, archive = f"{folder}/lib/*", folder / "loaded.jsa"
    if not (folder / "done").exists():
        folder.mkdir(parents=True, exist_ok=True)
        options = (f"-Dopensearch.version={release}", f"-DoutputDirectory={folder / 'lib'}")
        _run(home, "mvn", "-q", "-B", "-f", str(project), "dependency:copy-dependencies", *options)
        _run(home, "javac", "-cp", jars, "-d", str(folder / "classes"), *map(str, sources))
        _run(home, "jar", "cf", str(folder / "lib" / "test-node.jar"), "-C", str(folder / "classes"), ".")
        # A node starts and ends, and archives its loaded classes: others start in half the time.
        node = ("TestNode", str(folder / "n0"), *_settings(0, *([port] for port in _free_ports(2))))
        _run(home, "java", f"-XX:ArchiveClassesAtExit={archive}", "-cp", jars, *node)
        shutil.rmtree(folder / "n0")
        (folder / "done").touch()
    return str(home / "bin" / "java"), f"-XX:SharedArchiveFile={archive}", "-cp", jars


def _settings(number: int, ports: Sequence[int], transport: Sequence[int]) -> list[str]:
    """Return the settings of a node; its cluster has as many nodes as there are ports."""
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
        "cluster.routing.allocation.disk.threshold_enabled": "false",  # the machine's disk may be full
        "node.processors": 2,
    }
    return [f"{name}={value}" for name, value in settings.items()]


def jdk(oldest: int) -> Path | None:
    """Return the home of the oldest JDK here that is not older than this version of Java, None if there is none."""
    homes = [(version, home) for home in _jdk_homes() if (version := _java_version(home)) is not None]
    fitting = [(version, home) for version, home in homes if version >= oldest]
    return min(fitting, default=(0, None), key=lambda jdk: jdk[0])[1]


def _jdk_homes() -> Iterator[Path]:
    if home := os.environ.get("JAVA_HOME"):
        yield Path(home)
    if compiler := shutil.which("javac"):
        yield Path(compiler).resolve().parent.parent
    yield from sorted(Path("/usr/lib/jvm").glob("*"))


def _java_version(home: Path) -> int | None:
    """Return the major version of a JDK, None for a folder without one."""
    if not (home / "bin" / "javac").exists() or not (home / "release").exists():
        return None
    match = re.search(r'^JAVA_VERSION="(\d+)', (home / "release").read_text("utf-8", "replace"), re.MULTILINE)
    return int(match[1]) if match else None


def _run(java: Path, program: str, *arguments: str) -> None:
    of_jdk = java / "bin" / program
    done = subprocess.run(
        [str(of_jdk) if of_jdk.exists() else program, *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "JAVA_HOME": str(java)},
    )
    if done.returncode:
        raise NoCluster(f"{program} failed with this output: {(done.stdout + done.stderr)[-500:]}")


def _free_ports(count: int) -> list[int]:
    """Return different ports of the loopback on which nothing listens.

    They are below the ephemeral ports, so that no connection takes the port of a node that was killed.
    """
    with ExitStack() as stack:
        ports: list[int] = []
        while len(ports) < count:
            candidate = stack.enter_context(socket.socket())
            with suppress(OSError):
                candidate.bind(("127.0.0.1", random.randrange(12_000, 32_000)))
                ports.append(candidate.getsockname()[1])
        return ports
