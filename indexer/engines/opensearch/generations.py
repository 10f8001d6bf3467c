"""Keep generations as indices `NAME-000007`, of which the alias NAME names the one that answers.

What we know of an index stands in its mapping's `_meta`; without it an index is not ours, and is left alone.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from indexer.engines.opensearch import mapping as shape
from indexer.engines.opensearch.client import Absent, Cluster, Refused
from indexer.engines.port import EngineError, GenerationInfo, NoIndex, UnusableIndex

MADE_BY = "hdnd-search"
BEAT = 1.0  # seconds between two signs of life of a builder
SILENCE = 4 * BEAT  # after which it counts as dead
GRACE = 300.0  # seconds that a generation stays after another one has taken its place, for who still reads it
SEVERAL = 4  # that stay so at most
_REBUILD = "hãy chạy `python -m indexer build --fresh` để dựng lại (dữ liệu gốc vẫn nguyên trong kho)"


@dataclass(frozen=True, slots=True)
class Generation:
    """Names an index of ours and what its `_meta` says."""

    index: str
    number: int
    meta: Mapping[str, Any]

    @property
    def whole(self) -> bool:
        """Tell whether it was finished: a clone says the number of what it was made of until it is marked."""
        return bool(self.meta.get("ready")) and self.meta.get("generation") == self.number


class Generations:
    """Looks at the generations of one name on a cluster, and switches between them."""

    def __init__(self, cluster: Cluster, name: str, fingerprint: str) -> None:
        self._cluster = cluster
        self._name = name
        self._fingerprint = fingerprint

    def index(self, number: int) -> str:
        """Return the name of a generation."""
        return f"{self._name}-{number:06d}"

    def answering(self) -> tuple[str, str] | None:
        """Return the index that the alias names and its stamp, None where there is no alias.

        Raises EngineError for an alias at two indices and for an index under the alias's name.
        """
        try:
            told = self._cluster.ask("GET", f"/{self._name}/_settings/index.uuid")
        except Absent:
            return None
        if len(told) > 1:
            raise EngineError(
                f"Tên {self._name} trên cụm đang chỉ tới {len(told)} chỉ mục ({', '.join(sorted(told))}): "
                "hãy bỏ tên ấy khỏi các chỉ mục thừa, chỉ giữ một."
            )
        ((index, settings),) = told.items()
        if index == self._name:
            raise EngineError(
                f"Trên cụm đã có một chỉ mục khác tên {self._name}, không phải của dịch vụ: "
                "hãy đặt tên khác trong HDND_ENGINE, hoặc tự đổi tên chỉ mục ấy."
            )
        return index, f"{index} {settings['settings']['index']['uuid']}"

    def facts(self) -> tuple[str, GenerationInfo, Mapping[str, Any]]:
        """Return the index that answers, what it holds by its `_meta`, and its mapping's properties.

        Raises NoIndex, UnusableIndex or EngineError.
        """
        found = self.answering()
        if found is None:
            raise NoIndex(f"Chưa có chỉ mục: trên cụm không có tên {self._name}; hãy chạy `python -m indexer build`.")
        index, stamp = found
        try:
            mappings = self._cluster.ask("GET", f"/{index}/_mapping")[index]["mappings"]
        except Absent as error:
            raise UnusableIndex(f"Chỉ mục {index} vừa mất khỏi cụm: {_REBUILD}.") from error
        meta = mappings.get("_meta", {})
        if meta.get("made_by") != MADE_BY:
            raise EngineError(
                f"Tên {self._name} trên cụm chỉ tới chỉ mục {index} không phải của dịch vụ: "
                "hãy đặt tên khác trong HDND_ENGINE, hoặc bỏ tên ấy khỏi chỉ mục đó."
            )
        if meta.get("fingerprint") != self._fingerprint or meta.get("shape") != shape.digest():
            raise UnusableIndex(
                f"Chỉ mục {index} do một phiên bản khác của phần mềm tạo ra: nếu là bản mới hơn, hãy khởi động lại "
                f"dịch vụ bằng bản ấy; nếu không, {_REBUILD}."
            )
        facts = GenerationInfo(meta["generation"], meta["fingerprint"], meta["change"], 0, stamp)
        return index, facts, mappings["properties"]

    def all(self) -> list[Generation]:
        """Return the generations that are there, ours only."""
        return [one for one in self._there() if one.meta.get("made_by") == MADE_BY]

    def _there(self) -> list[Generation]:
        told = self._cluster.ask(
            "GET", f"/{self._name}-*/_mapping", params={"expand_wildcards": "all", "filter_path": "*.mappings._meta"}
        )
        named = re.compile(rf"{re.escape(self._name)}-(\d{{6,}})")
        found = []
        for index, shape_of in told.items():
            if number := named.fullmatch(index):
                found.append(Generation(index, int(number[1]), shape_of.get("mappings", {}).get("_meta", {})))
        return sorted(found, key=lambda one: one.number)

    def meta(self, number: int, change: int, **more: Any) -> dict[str, Any]:
        """Return what is said of a generation of this fingerprint."""
        known = {"made_by": MADE_BY, "fingerprint": self._fingerprint, "shape": shape.digest()}
        return known | {"generation": number, "change": change} | more

    def mark(self, index: str, meta: Mapping[str, Any]) -> None:
        """Write the `_meta` of an index."""
        self._cluster.ask("PUT", f"/{index}/_mapping", {"_meta": dict(meta)})

    def next(self) -> int:
        """Clear away what dead builders left, and return the number of the next generation.

        Raises EngineError where another builder is at work.
        """
        answering = self.answering()
        keep = answering[0] if answering else None
        taken = self._cluster.ask("GET", f"/{self._name}-*/_settings/index.uuid", params={"expand_wildcards": "all"})
        numbers = [int(found[1]) for index in taken if (found := re.fullmatch(r".*-(\d{6,})", index))]
        there = self.all()
        unfinished = [one for one in there if not one.whole and one.index != keep]
        if unfinished:
            self._silent(unfinished)
            for one in unfinished:
                self.drop(one.index)
        return max(numbers, default=0) + 1

    def _silent(self, unfinished: list[Generation]) -> None:
        """Wait until builders are known to be dead; raises EngineError at the first sign of life."""
        beats = {one.index: one.meta.get("beat") for one in unfinished}
        until = time.monotonic() + SILENCE
        while time.monotonic() < until:
            for one in self.all():
                if one.index in beats and one.meta.get("beat") != beats[one.index]:
                    raise self.busy()
            time.sleep(BEAT / 4)

    def busy(self) -> EngineError:
        """Return what to say where another builder is at work."""
        return EngineError(f"Một tiến trình khác đang lập chỉ mục {self._name}: hãy đợi nó xong rồi chạy lại.")

    def publish(self, index: str, before: str | None) -> None:
        """Let the alias name an index, and no longer the one before, in one step.

        Raises EngineError where it did not name that one: another builder was quicker.
        """
        actions: list[dict[str, Any]] = [{"add": {"index": index, "alias": self._name}}]
        if before:
            actions.insert(0, {"remove": {"index": before, "alias": self._name, "must_exist": True}})
        try:
            self._cluster.ask("POST", "/_aliases", {"actions": actions})
        except (Absent, Refused) as error:
            # Asked again after a lost answer, the one before is no longer named.
            found = self.answering()
            if not found or found[0] != index:
                raise self.busy() from error

    def retire(self, now: float) -> None:
        """Drop the generations that nobody reads any more: replaced long enough ago, or by many others since."""
        answering = self.answering()
        old = [one for one in self.all() if one.whole and answering and one.index != answering[0]]
        for place, one in enumerate(reversed(old), 1):
            since = one.meta.get("replaced")
            if since is None:
                self.mark(one.index, {**one.meta, "replaced": now})
            if place > SEVERAL or (since is not None and now - since > GRACE):
                self.drop(one.index)

    def drop(self, index: str) -> None:
        """Delete an index that is ours: who calls this has seen its `_meta`."""
        try:
            self._cluster.ask("DELETE", f"/{index}")
        except Absent:
            return
