"""A small file costs little memory, however it is made: each bound is named in the sentence that refuses it."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.readers import Failure, read_file
from tests.support.files import ROOT

ARTICLE = "<p>Thường trực HĐND huyện Lam Khê tiếp xúc cử tri xã Cẩm Sơn trước kỳ họp thứ 9.</p>"
MAX_MEGABYTES = 700  # above what the readers take before they read; each file below took one to three gigabytes

# The largest of what may be read takes a third of this.
_CHILD = """
import json, resource, sys, warnings
warnings.simplefilter("ignore")
from pathlib import Path
from corpus.readers import Failure, read_file
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
messages = [result.message for result in read_file(Path(sys.argv[1])) if isinstance(result, Failure)]
unit = 1024 if sys.platform == "darwin" else 1
print(json.dumps([messages, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // unit // 1024]))
"""


def page(body: str) -> bytes:
    return f"<html><body>{body}{ARTICLE}</body></html>".encode()


# Made when they are asked for: together they are half a gigabyte.
HOSTILE: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "a list in front matter": (
        "a.md",
        lambda: b"---\ntitle: a\nx:\n" + b"- a a a\n" * 900_000 + b"---\nb\n",
        "1000000 ký tự",
    ),
    "names in front matter": (
        "a.md",
        lambda: b"---\n" + b"".join(b"k%d: a\n" % n for n in range(900_000)) + b"---\nb\n",
        "1000000 ký tự",
    ),
    "attributes": (
        "a.html",
        lambda: page("".join("<p " + " ".join(f"a{n}=1" for n in range(6000)) + ">a</p>" for _ in range(300))),
        "500 thuộc tính",
    ),
    "attributes without blanks": (
        "a.html",
        lambda: page("<p " + "".join(f"a{n}=''" for n in range(600)) + ">"),
        "500 thuộc",
    ),
    "attributes apart": ("a.html", lambda: page(("<p " + "a " * 400 + ">") * 6_000), "1000000 thuộc tính"),
    "tags": ("a.html", lambda: page("<p>a" * 2_500_000), "200000 thẻ"),
    "line feeds": ("a.txt", lambda: b"Quy che\n" + b"\n" * 60_000_000 + b"a", "1000000 dòng"),
    "short lines": ("a.txt", lambda: b"Quy che\n" + b"ab\n" * 20_000_000, "1000000 dòng"),
    "carriage returns": ("a.txt", lambda: b"Quy che\n" + b"ab\r" * 20_000_000, "1000000 dòng"),
    "line feeds in Markdown": ("a.md", lambda: b"# Quy che\n" + b"ab\n" * 20_000_000, "1000000 dòng"),
    "line feeds in a field": (
        "a.jsonl",
        lambda: b'{"title": "a", "noi_dung": "' + b"a\\n" * 9_000_000 + b'"}\n',
        "1000000 dòng",
    ),
    "lists": ("a.jsonl", lambda: b'{"title": "a", "x": [' + b"[]," * 10_000_000 + b"[]]}\n", "4000000 phần tử"),
    "names": (
        "a.json",
        lambda: b'{"title": "a"' + b"".join(b',"%d":1' % n for n in range(2_300_000)) + b"}",
        "4000000 phần tử",
    ),
    "unpacked line feeds": (
        "a.jsonl.gz",
        lambda: gzip.compress(b'{"title": "a"}\n' + b"\n" * 200_000_000, 1),
        "1000000 dòng",
    ),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_is_refused_with_the_bound(kind: str, tmp_path: Path) -> None:
    name, content, bound = HOSTILE[kind]
    path = tmp_path / name
    path.write_bytes(content())
    child = subprocess.run(
        [sys.executable, "-c", _CHILD, str(path)], cwd=ROOT, capture_output=True, text=True, check=True, timeout=300
    )
    messages, megabytes = json.loads(child.stdout)
    assert any(bound in message for message in messages), messages
    assert megabytes < MAX_MEGABYTES


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.md", b"---\ntitle: a\nsummary: " + b"mot hai " * 100_000 + b"\n---\nb\n"),
        ("a.html", page("<p " + " ".join(f"a{n}='1 2 3 4'" for n in range(400)) + ">a</p>")),
        ("a.html", page("<p data-a='" + "mot hai " * 3_000 + "'>a</p>")),
        (
            "a.html",
            page("".join(f"<p>Đoạn {n} nói về việc xây trường học và đường liên xã.</p>" for n in range(5_000))),
        ),
        ("a.txt", "Quy chế\n".encode() + b"mot hai ba bon nam\n" * 200_000),
        ("a.jsonl", json.dumps({"title": "a", "text": "một, hai: [ba]\n" * 300_000}).encode()),
    ],
    ids=["summary", "attributes", "long value", "paragraphs", "lines", "commas"],
)
def test_a_large_honest_file_is_read(name: str, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert not [result for result in read_file(path) if isinstance(result, Failure)]
