"""Measure what is read of documents as they come: the records of `bench/reading`, all of invented wording.

`heads.jsonl` has a file of a document and what is right of its head and signature; `officials.jsonl` and
`citations.jsonl` a text and its officials or citations. A third is held back from tuning.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from time import process_time
from typing import Any

from corpus.document import Document
from corpus.extraction.extract import complete
from corpus.readers import Failure, read_file
from corpus.vi.bodies import find_bodies
from corpus.vi.syllables import terms
from corpus.vi.text import tidy

RECORDS = Path(__file__).resolve().parent / "reading"
GOALS = {
    "number": 0.97, "kind": 0.97, "issued": 0.97, "issuer": 0.95, "title": 0.95, "signer": 0.95, "signer_role": 0.95,
    "persons_f1": 0.95, "roles_f1": 0.95, "false_persons_per_document": 0.01,
    "citations_precision": 0.97, "citations_recall": 0.97, "relation": 0.92,
}  # fmt: skip
_LESS_IS_BETTER = frozenset(("false_persons_per_document",))

Record = dict[str, Any]
Judged = Iterator[tuple[str, bool, str]]


def rows(folder: Path = RECORDS) -> Iterator[dict[str, object]]:
    """Yield each figure of the tuned and of the held-back records, with its goal, then the time of a document."""
    for name, judge, figures in (
        ("heads", judge_head, _shares),
        ("officials", judge_officials, _official_figures),
        ("citations", judge_citations, _citation_figures),
    ):
        records = read_records(folder / f"{name}.jsonl")
        for part in ("tuned", "held-out") if records else ():
            chosen = [record for record in records if is_held_out(record) is (part == "held-out")]
            count = _counted(judge, chosen)
            for figure, measured in figures(count, len(chosen)).items():
                goal = GOALS[figure]
                reached = measured <= goal if figure in _LESS_IS_BETTER else measured >= goal
                yield {
                    "what": f"{name}: {figure}", "part": part, "goal": goal, "measured": measured,
                    "reached": reached, "records": len(chosen),
                }  # fmt: skip
    documents = [document for record in read_records(folder / "heads.jsonl") if (document := as_read(record))]
    yield {"what": "heads: microseconds for a document", "measured": microseconds(documents)}


def misses(*, held_out: bool, folder: Path = RECORDS) -> Iterator[tuple[str, str, str]]:
    """Yield what is wrong in the tuned or in the held-back part, as (id of the record, figure, what was read)."""
    for name, judge in (("heads", judge_head), ("officials", judge_officials), ("citations", judge_citations)):
        for record in read_records(folder / f"{name}.jsonl"):
            if is_held_out(record) is held_out:
                yield from ((record["id"], figure, shown) for figure, right, shown in judge(record) if not right)


def read_records(path: Path) -> list[Record]:
    """Return the records of a file of JSON Lines; none where there is no such file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []


def is_held_out(record: Record) -> bool:
    """Tell whether a record is in the third that is held back from tuning, by the digest of its id."""
    return sha256(record["id"].encode()).digest()[0] % 3 == 0


def as_read(record: Record) -> Document | None:
    """Return the document as its reader gives it, before anything is completed; None where nothing is read."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"van-ban.{record.get('file', 'txt')}"
        path.write_text(record["text"], "utf-8")
        results = [result for result in read_file(path) if not isinstance(result, Failure)]
    return results[0] if results else None


def judge_head(record: Record) -> Judged:
    """Yield for each field of a head and signature whether it was read right, and what was read."""
    document = complete(as_read(record) or Document(id=""))
    yield "number", document.number == record["number"], str(document.number)
    yield "kind", document.kind == record["kind"], str(document.kind)
    issued = document.issued.isoformat() if document.issued else None
    yield "issued", issued == record["issued"], str(issued)
    yield "issuer", document.issuer in record["issuer"], str(document.issuer)
    titles = {_title_words(title, record["number"]) for title in record["title"]}
    yield "title", _title_words(document.title, record["number"]) in titles, document.title
    people = [*([document.signer] if document.signer else []), *document.officials]
    if not record["signers"]:
        yield "signer", document.signer is None, str(document.signer)
    for signer in record["signers"]:
        named = [person for person in people if terms(person.name) == terms(signer["name"])]
        yield "signer", bool(document.signer and named), str(document.signer)
        roles = {_role_words(role) for role in signer["roles"]}
        fits = any(_role_words(person.role) in roles for person in named)
        yield "signer_role", bool(document.signer and fits), f"{document.signer} {document.officials}"


def judge_officials(record: Record) -> Judged:
    """Yield for each person and role of a text whether it is right, and whether it was read."""
    document = complete(Document(id="x", text=record["text"], kind=record.get("kind")))
    read = {(_name_words(person.name), _role_words(person.role)) for person in document.officials}
    true = {(_name_words(person["name"]), _role_words(person.get("role", ""))) for person in record["officials"]}
    yield from _both("person", {(name,) for name, _ in read}, {(name,) for name, _ in true})
    yield from _both("role", {pair for pair in read if pair[1]}, {pair for pair in true if pair[1]})


def judge_citations(record: Record) -> Judged:
    """Yield for each citation of a text whether it is right, whether it was read, and whether its relation is."""
    document = complete(Document(id="x", text=record["text"], kind=record.get("kind")))
    read = {citation.number: citation.relation for citation in document.citations}
    true = {citation["number"]: citation["relation"] for citation in record["citations"]}
    yield from _both("citation", {(number,) for number in read}, {(number,) for number in true})
    for number in read.keys() & true.keys():
        yield "relation", read[number] == true[number], f"{number}: {read[number]}"


def microseconds(documents: Iterable[Document]) -> int:
    """Return the CPU time of completing a document, the best of three runs."""
    chosen = list(documents)
    best = float("inf")
    for _ in range(3):
        begin = process_time()
        for document in chosen:
            complete(document)
        best = min(best, process_time() - begin)
    return round(best / max(1, len(chosen)) * 1e6)


def _both(what: str, read: set[tuple[str, ...]], true: set[tuple[str, ...]]) -> Judged:
    for item in sorted(read):
        yield f"{what} read", item in true, f"wrong: {item}"
    for item in sorted(true):
        yield f"{what} true", item in read, f"missing: {item}"


def _counted(judge: Callable[[Record], Judged], records: Iterable[Record]) -> Counter[tuple[str, bool]]:
    return Counter((figure, right) for record in records for figure, right, _ in judge(record))


def _share(count: Counter[tuple[str, bool]], figure: str) -> float:
    total = count[figure, True] + count[figure, False]
    return round(count[figure, True] / total, 4) if total else 1.0


def _shares(count: Counter[tuple[str, bool]], _: int) -> dict[str, float]:
    return {figure: _share(count, figure) for figure in dict.fromkeys(figure for figure, _ in count)}


def _f1(count: Counter[tuple[str, bool]], what: str) -> float:
    precision, recall = _share(count, f"{what} read"), _share(count, f"{what} true")
    return round(2 * precision * recall / (precision + recall), 4) if precision + recall else 0.0


def _official_figures(count: Counter[tuple[str, bool]], records: int) -> dict[str, float]:
    false = count["person read", False] / max(1, records)
    return {
        "persons_f1": _f1(count, "person"),
        "roles_f1": _f1(count, "role"),
        "false_persons_per_document": round(false, 4),
    }


def _citation_figures(count: Counter[tuple[str, bool]], _: int) -> dict[str, float]:
    return {
        "citations_precision": _share(count, "citation read"),
        "citations_recall": _share(count, "citation true"),
        "relation": _share(count, "relation"),
    }


def _title_words(title: str, number: str | None) -> str:
    """Return the words of a title without its number and year, in small letters, `về việc` and `v/v` left out."""
    text = tidy(title).lower().replace((number or "\0").lower(), " ")
    words = [word for word in terms(text) if word not in ("số", "của")]
    if "năm" in words[:4]:
        del words[words.index("năm") : words.index("năm") + 2]
    return " ".join(words).replace(" về việc ", " ").replace(" v v ", " ").replace(" về ", " ")


def _name_words(name: str) -> str:
    return " ".join(terms(name))


def _role_words(role: str | None) -> str:
    for mention in reversed(find_bodies(role or "")):
        role = f"{(role or '')[: mention.start]}{mention.body.label}{(role or '')[mention.end :]}"
    return " ".join(terms(role or ""))
