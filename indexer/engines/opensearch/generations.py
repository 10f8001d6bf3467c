"""Manage generations as indices `NAME-000007`, and switch between them by the alias NAME.

The `_meta` of an index's mapping describes its generation; an index without our `_meta` is foreign, and is left alone.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from indexer.engines import sentences
from indexer.engines.opensearch import mapping
from indexer.engines.opensearch.client import ClusterClient, NotOnCluster, RequestRejected
from indexer.engines.port import EngineError, GenerationInfo, NoIndex, UnusableIndex

MADE_BY = "hdnd-search"
HEARTBEAT_SECONDS = 1.0  # between two heartbeats of a builder
DEAD_BUILDER_SECONDS = 4 * HEARTBEAT_SECONDS  # without a heartbeat, after which a builder counts as dead
RETIRED_SECONDS = 300.0  # that a replaced generation stays, for those who still read it
MAX_RETIRED = 4  # replaced generations that stay at most


@dataclass(frozen=True, slots=True)
class Generation:
    """Describes an index under our name: its number and its `_meta`."""

    index: str
    number: int
    meta: Mapping[str, Any]

    @property
    def complete(self) -> bool:
        """Tell whether it was finished: a clone has the number of its source in its `_meta` until it is marked."""
        return bool(self.meta.get("ready")) and self.meta.get("generation") == self.number


class Generations:
    """Lists the generations of one name on a cluster, and switches between them."""

    def __init__(self, client: ClusterClient, name: str, fingerprint: str) -> None:
        self._client = client
        self._name = name
        self._fingerprint = fingerprint

    def index(self, number: int) -> str:
        """Return the name of a generation's index."""
        return f"{self._name}-{number:06d}"

    def answering(self) -> tuple[str, str] | None:
        """Return the index behind the alias and its stamp, None where there is no alias.

        Raises EngineError for an alias of two indices and for an index under the alias's name.
        """
        try:
            indices = self._client.request("GET", f"/{self._name}/_settings/index.uuid")
        except NotOnCluster:
            return None
        if len(indices) > 1:
            raise EngineError(
                sentences.CLUSTER_ALIAS_AMBIGUOUS.format(
                    name=self._name, count=len(indices), indices=", ".join(sorted(indices))
                )
            )
        ((index, settings),) = indices.items()
        if index == self._name:
            raise EngineError(sentences.CLUSTER_NAME_TAKEN.format(name=self._name))
        return index, f"{index} {settings['settings']['index']['uuid']}"

    def read_answering(self) -> tuple[str, GenerationInfo, Mapping[str, Any]]:
        """Return the index that answers, its info from its `_meta` (with a count of 0), and its mapping's properties.

        Raises NoIndex, UnusableIndex or EngineError.
        """
        answering = self.answering()
        if answering is None:
            raise NoIndex(sentences.CLUSTER_NO_INDEX.format(name=self._name))
        index, stamp = answering
        try:
            mappings = self._client.request("GET", f"/{index}/_mapping")[index]["mappings"]
        except NotOnCluster as error:
            raise UnusableIndex(sentences.CLUSTER_INDEX_JUST_LOST.format(index=index)) from error
        meta = mappings.get("_meta", {})
        if meta.get("made_by") != MADE_BY:
            raise EngineError(sentences.CLUSTER_ALIAS_FOREIGN.format(name=self._name, index=index))
        if meta.get("fingerprint") != self._fingerprint or meta.get("mapping") != mapping.digest():
            raise UnusableIndex(sentences.CLUSTER_OTHER_VERSION.format(index=index))
        info = GenerationInfo(meta["generation"], meta["fingerprint"], meta["change"], 0, stamp)
        return index, info, mappings["properties"]

    def all(self) -> list[Generation]:
        """Return our generations on the cluster, by number; foreign indices under our name are left out."""
        mappings = self._client.request(
            "GET", f"/{self._name}-*/_mapping", params={"expand_wildcards": "all", "filter_path": "*.mappings._meta"}
        )
        pattern = re.compile(rf"{re.escape(self._name)}-(\d{{6,}})")
        generations = []
        for index, details in mappings.items():
            meta = details.get("mappings", {}).get("_meta", {})
            if (match := pattern.fullmatch(index)) and meta.get("made_by") == MADE_BY:
                generations.append(Generation(index, int(match[1]), meta))
        return sorted(generations, key=lambda generation: generation.number)

    def new_meta(self, number: int, change: int, token: str) -> dict[str, Any]:
        """Return the `_meta` of a new generation of this fingerprint; `token` identifies its builder."""
        origin = {"made_by": MADE_BY, "fingerprint": self._fingerprint, "mapping": mapping.digest()}
        return {**origin, "generation": number, "change": change, "token": token}

    def write_meta(self, index: str, meta: Mapping[str, Any]) -> None:
        """Replace the `_meta` of an index."""
        self._client.request("PUT", f"/{index}/_mapping", {"_meta": dict(meta)})

    def next_number(self) -> int:
        """Drop what dead builders left behind, and return the number of the next generation.

        Raises EngineError where another builder is at work.
        """
        answering = self.answering()
        answering_index = answering[0] if answering else None
        indices = self._client.request(
            "GET", f"/{self._name}-*/_settings/index.uuid", params={"expand_wildcards": "all"}
        )
        numbers = [int(match[1]) for index in indices if (match := re.fullmatch(r".*-(\d{6,})", index))]
        unfinished = [
            generation for generation in self.all() if not generation.complete and generation.index != answering_index
        ]
        if unfinished:
            self._wait_for_silence(unfinished)
            for generation in unfinished:
                self.drop(generation.index)
        return max(numbers, default=0) + 1

    def _wait_for_silence(self, unfinished: list[Generation]) -> None:
        """Wait until the builders are known to be dead; raise EngineError at the first heartbeat."""
        beats = {generation.index: generation.meta.get("beat") for generation in unfinished}
        until = time.monotonic() + DEAD_BUILDER_SECONDS
        while time.monotonic() < until:
            for generation in self.all():
                if generation.index in beats and generation.meta.get("beat") != beats[generation.index]:
                    raise self.other_builder()
            time.sleep(HEARTBEAT_SECONDS / 4)

    def other_builder(self) -> EngineError:
        """Return the error for an index that another builder is building."""
        return EngineError(sentences.CLUSTER_OTHER_BUILDER.format(name=self._name))

    def publish(self, index: str, previous: str | None) -> None:
        """Move the alias from the previous index to a new one in one step.

        Raises EngineError where the alias was elsewhere: another builder was quicker.
        """
        actions: list[dict[str, Any]] = [{"add": {"index": index, "alias": self._name}}]
        if previous:
            actions.insert(0, {"remove": {"index": previous, "alias": self._name, "must_exist": True}})
        try:
            self._client.request("POST", "/_aliases", {"actions": actions})
        except (NotOnCluster, RequestRejected) as error:
            # A request that is sent again after its answer was lost finds the alias moved already.
            answering = self.answering()
            if not answering or answering[0] != index:
                raise self.other_builder() from error

    def retire(self, now: float) -> None:
        """Drop the generations replaced over RETIRED_SECONDS before `now`, and all but the last MAX_RETIRED ones."""
        answering = self.answering()
        replaced = [
            generation
            for generation in self.all()
            if generation.complete and answering and generation.index != answering[0]
        ]
        for age, generation in enumerate(reversed(replaced), 1):
            since = generation.meta.get("replaced")
            if since is None:
                self.write_meta(generation.index, {**generation.meta, "replaced": now})
            if age > MAX_RETIRED or (since is not None and now - since > RETIRED_SECONDS):
                self.drop(generation.index)

    def drop(self, index: str) -> None:
        """Delete an index of ours, as its `_meta` proves; an index that is not there is no error."""
        try:
            self._client.request("DELETE", f"/{index}")
        except NotOnCluster:
            return
