"""Read files of foreign formats in a process apart, which a hostile file may stop, fill or crash, and nothing else.

The process gets bytes and the name of a reader, and gives JSON: nothing that it sends is run. It has no terminal, and
ends with the process that started it. `python -c` starts it rather than `multiprocessing`, whose helpers unpickle what
a process sends and outlive a parent that is killed. Scans are recognised page by page, each with bounds of its own.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from corpus import sentences
from corpus.formats.content import FileContent, UnreadableContent
from corpus.formats.content_json import content_from_json, content_to_json, object_of
from corpus.formats.recognised import RecognisedPage
from corpus.formats.recognised_json import recognised_from_json, recognised_to_json

MAX_SECONDS = 60.0  # of processor time for a file, besides a second for each megabyte; twice as much by the clock
MAX_PAGE_SECONDS = 60.0  # the same for a page that is recognised: some thirty times what one takes
MAX_MEMORY = 1024 * 1024 * 1024
MAX_PAGE_MEMORY = 2 * MAX_MEMORY  # for a picture of 25 megapixels, its copies and the language model
RECOGNITION = "corpus.formats.recognition"
_MAX_ANSWER_BYTES = 256 * 1024 * 1024
_MAX_WRITTEN_BYTES = 64 * 1024 * 1024
_MAX_OPEN_FILES = 64
_MAX_FILES = 100  # of one process: what a library leaks ends with it
_PR_SET_PDEATHSIG = 1  # of Linux: the kernel ends the process with its parent
_START = "from corpus.formats.process_apart import serve; serve({memory})"
_Outcome = TypeVar("_Outcome")


class LateReading(UnreadableContent):
    """Says that a file was not read in time by the clock, or that its reading was ended from elsewhere."""


class ProcessApart:
    """Reads files one after another in a process of its own, which is replaced after any fault. For one thread."""

    def __init__(self, *, max_seconds: float = MAX_SECONDS, max_memory: int = MAX_MEMORY) -> None:
        self._max_seconds = max_seconds
        self._max_memory = max_memory
        self._process: subprocess.Popen[bytes] | None = None
        self._files = 0
        self._is_ended = False

    def __enter__(self) -> ProcessApart:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        if self._process:
            process, self._process = self._process, None
            _kill(process)
            process.wait()
            for stream in (process.stdin, process.stdout):
                with suppress(OSError):
                    stream and stream.close()

    def end(self) -> None:
        """End the process for good, from another thread than the one that reads; that one gets a refusal."""
        self._is_ended = True
        if process := self._process:
            _kill(process)

    def read(self, module: str, data: bytes) -> FileContent:
        """Return what a file holds, by the `read` of a module. Raises UnreadableContent."""
        return self._outcome({"module": module}, data, self._max_seconds + len(data) / 1e6, content_from_json)

    def recognise(self, data: bytes, page: int, tessdata: str | None, *, module: str = RECOGNITION) -> RecognisedPage:
        """Return what the picture of a page says, which is counted from 0. Raises UnreadableContent."""
        request = {"module": module, "page": page, "tessdata": tessdata}
        return self._outcome(request, data, self._max_seconds, recognised_from_json)

    def _outcome(
        self, request: dict[str, Any], data: bytes, seconds: float, from_json: Callable[[Any], _Outcome]
    ) -> _Outcome:
        if self._files >= _MAX_FILES:
            self.close()
        had_files = self._process is not None and self._files > 0
        try:
            answer = self._ask(request, data, seconds)
            if had_files and answer.get("broke"):  # perhaps for what files before have left
                answer = self._ask(request, data, seconds)
        except BaseException:
            self.close()
            raise
        if "content" in answer:
            with suppress(ValueError):
                return from_json(answer["content"])
        if self._is_ended:  # which says nothing of the file
            raise LateReading(sentences.READING_BROKE)
        refusal = answer.get("refusal")
        if answer.get("late"):
            raise LateReading(refusal)
        raise UnreadableContent(refusal if isinstance(refusal, str) else sentences.READING_BROKE)

    def _ask(self, request: dict[str, Any], data: bytes, seconds: float) -> dict[str, Any]:
        """Return the answer of the process, or one that says how it failed."""
        process = self._started()
        self._files += 1
        deadline = time.monotonic() + 2 * seconds
        line_in = json.dumps({**request, "bytes": len(data), "seconds": seconds}).encode() + b"\n"
        assert process.stdin is not None  # noqa: S101 (pipes were asked for)
        assert process.stdout is not None  # noqa: S101
        late = {"refusal": sentences.READING_TOO_LONG.format(seconds=round(2 * seconds)), "late": True}
        try:
            if not _write(process.stdin.fileno(), line_in + data, deadline):
                return self._failed(late)
            line = _read_line(process.stdout.fileno(), deadline)
        except OSError:
            line = b""
        if line is None:
            return self._failed(late)
        try:
            answer = dict(object_of(json.loads(line)))
        except (ValueError, RecursionError):
            with suppress(subprocess.TimeoutExpired):
                process.wait(1)
            out_of_time = process.returncode == -signal.SIGXCPU
            said = sentences.READING_TOO_LONG.format(seconds=round(seconds)) if out_of_time else sentences.READING_BROKE
            return self._failed({"refusal": said, "broke": not out_of_time})
        return self._failed(answer) if answer.get("broke") else answer

    def _failed(self, answer: dict[str, Any]) -> dict[str, Any]:
        self.close()
        return answer

    def _started(self) -> subprocess.Popen[bytes]:
        if self._is_ended:
            raise LateReading(sentences.READING_BROKE)
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._files = 0
            path = os.pathsep.join([str(Path(__file__).resolve().parents[2]), *filter(None, sys.path)])
            self._process = subprocess.Popen(  # noqa: S603 (our own program)
                [sys.executable, "-c", _START.format(memory=self._max_memory)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={name: value for name, value in os.environ.items() if not name.startswith("HDND_")}
                | {"PYTHONPATH": path, "OMP_THREAD_LIMIT": "1"},  # the other cores have files of their own
                start_new_session=True,  # Ctrl+C is for the parent, which ends it
                bufsize=0,
            )
            assert self._process.stdin is not None  # noqa: S101
            os.set_blocking(self._process.stdin.fileno(), False)
        return self._process


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a process and what it has started."""
    with suppress(OSError):
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()


def _write(to: int, data: bytes, deadline: float) -> bool:
    """Write all bytes; tell whether the reader took them in time."""
    left = memoryview(data)
    while left:
        if not _is_ready(to, select.POLLOUT, deadline):
            return False
        left = left[os.write(to, left[:65_536]) :]
    return True


def _read_line(source: int, deadline: float) -> bytes | None:
    """Return the line that a process writes, as far as it came; None where it is late."""
    parts: list[bytes] = []
    total = 0
    while total <= _MAX_ANSWER_BYTES:
        if not _is_ready(source, select.POLLIN, deadline):
            return None
        part = os.read(source, 1 << 20)
        parts.append(part)
        total += len(part)
        if not part or part.endswith(b"\n"):
            break
    return b"".join(parts)


def _is_ready(file: int, event: int, deadline: float) -> bool:
    """Wait until a pipe can be written or read, or is broken; tell whether it is in time."""
    poll = select.poll()
    poll.register(file, event)
    seconds = deadline - time.monotonic()
    return seconds > 0 and bool(poll.poll(1000 * seconds))


def serve(max_memory: int) -> None:
    """Read files for the parent until it closes the pipe: a line of JSON and the bytes in, a line of JSON out."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    _end_with_parent()
    _limit(max_memory)
    for line in iter(sys.stdin.buffer.readline, b""):
        request = json.loads(line)
        answer = _answer(request, sys.stdin.buffer)
        try:
            written = json.dumps(answer).encode()
        except (MemoryError, RecursionError):
            written = json.dumps({"refusal": sentences.READING_TOO_LARGE, "broke": True}).encode()
        answers.write(written + b"\n")
        answers.flush()


def _answer(request: dict[str, Any], source: BinaryIO) -> dict[str, Any]:
    try:
        data = source.read(request["bytes"])
        _limit_time(request["seconds"])
        module = import_module(request["module"])
        if "page" in request:
            return {"content": recognised_to_json(module.recognise_page(data, request["page"], request["tessdata"]))}
        return {"content": content_to_json(module.read(data))}
    except UnreadableContent as error:
        return {"refusal": str(error)}
    except MemoryError:
        return {"refusal": sentences.READING_TOO_LARGE, "broke": True}
    except Exception:  # a fault of the file or of its reader: one sentence either way, and a fresh process
        return {"refusal": sentences.READING_BROKE, "broke": True}


def _limit(max_memory: int) -> None:
    import resource

    for name, most in (
        (resource.RLIMIT_AS, max_memory),
        (resource.RLIMIT_FSIZE, _MAX_WRITTEN_BYTES),
        (resource.RLIMIT_NOFILE, _MAX_OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):  # macOS has no limit of memory
            resource.setrlimit(name, (most, most))


def _limit_time(seconds: float) -> None:
    """Let the process work so many seconds more."""
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    with suppress(ValueError, OSError):
        most = int(used.ru_utime + used.ru_stime + seconds) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (most, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _end_with_parent() -> None:
    """Have the kernel end this process with its parent, where it can; elsewhere the closed pipe ends it."""
    import ctypes

    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
