"""Run a real OpenSearch cluster for tests: jars by Maven, each node a process of its own on free loopback ports."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

SOURCES = Path(__file__).resolve().parent / "cluster"
# The first compiler alone and one collector thread: three nodes start on a small machine while tests run.
QUICK = ("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
PATIENCE = 120.0  # seconds that nodes may take to find each other on a busy machine
MISSING = "needs Java 17 or newer and Maven: apt install openjdk-17-jdk-headless maven"


class NoCluster(Exception):
    """Says in one sentence what a cluster lacks here, and how to get it."""


class Cluster:
    """Starts nodes, kills them and starts them again; `close` ends them all, each by its process."""

    def __init__(self, home: Path, count: int = 3, java: Sequence[str] = QUICK) -> None:
        self._home = home
        self._java = java
        self._classes = compiled()
        ports = _free(2 * count)
        self.ports, self._transport = ports[:count], ports[count:]
        self._nodes: list[subprocess.Popen[bytes] | None] = [None] * count
        for number in range(count):
            self.start(number)

    def start(self, number: int) -> None:
        """Start one node, which finds the others by itself."""
        home = self._home / f"n{number}"
        home.mkdir(parents=True, exist_ok=True)
        names = [f"n{i}" for i in range(len(self.ports))]
        settings = {
            "cluster.name": "hdnd-tests",
            "node.name": names[number],
            "network.host": "127.0.0.1",
            "http.type": "netty4",
            "transport.type": "netty4",
            "http.port": str(self.ports[number]),
            "transport.port": str(self._transport[number]),
            "discovery.seed_hosts": ",".join(f"127.0.0.1:{port}" for port in self._transport),
            "cluster.initial_cluster_manager_nodes": ",".join(names),
            "cluster.routing.allocation.disk.threshold_enabled": "false",  # a full disk is the machine's own affair
            "node.processors": "2",
        }
        java = ["java", *self._java, "-cp", self._classes, "TestNode"]
        with (home / "output").open("ab") as output:
            self._nodes[number] = subprocess.Popen(
                [*java, str(home), *(f"{name}={value}" for name, value in settings.items())],
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


def compiled() -> str:
    """Return the class path of a node, fetched and compiled once for one version of the sources beside this file.

    Raises NoCluster where Java or Maven are not there, or Maven finds no jars.
    """
    if not all(map(shutil.which, ("java", "javac", "mvn"))):
        raise NoCluster(MISSING)
    made = hashlib.sha256()
    for source in sorted(SOURCES.iterdir()):
        made.update(source.read_bytes())
    folder = Path(sys.prefix) / "opensearch" / made.hexdigest()[:16]
    if not (folder / "done").exists():
        folder.mkdir(parents=True, exist_ok=True)
        pom, jars = SOURCES / "pom.xml", f"-DoutputDirectory={folder / 'lib'}"
        _run("mvn", "-q", "-B", "-f", str(pom), "dependency:copy-dependencies", jars)
        _run("javac", "-cp", f"{folder}/lib/*", "-d", str(folder / "classes"), str(SOURCES / "TestNode.java"))
        (folder / "done").touch()
    return f"{folder}/classes{os.pathsep}{folder}/lib/*"


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NoCluster(f"{command[0]} does not end well, see what it says: {(done.stdout + done.stderr)[-500:]}")


def _free(count: int) -> list[int]:
    """Return ports of the loopback that nobody listens on, all different."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
