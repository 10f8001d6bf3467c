"""Answer from one generation of a cluster: pages of hits, facets, and what was stored."""

from __future__ import annotations

import time
from base64 import b64decode
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any
from zlib import crc32

from indexer.engines import query_tree as q
from indexer.engines.opensearch.caches import Codes, Counts
from indexer.engines.opensearch.client import PAUSE, TRIES, Absent, Cluster, NotNow, lines
from indexer.engines.opensearch.mapping import NAMES
from indexer.engines.opensearch.query_dsl import LONG, Asking, Body, Known, in_order, leaves, scores
from indexer.engines.opensearch.rescoring import Candidate, Scoring, ranks
from indexer.engines.opensearch.term_vectors import Texts
from indexer.engines.port import Answer, GenerationInfo, Hit, IncompleteIndex, SearchRequest, TooBroad, UnusableIndex
from indexer.engines.proximity import Scores
from indexer.engines.ranking import CANDIDATES

MARGIN = 100  # more candidates than may gain, as the cluster ranks only roughly
MOST = 1000  # records of one answer that are scored exactly
WINDOW = 10_000  # hits of one question to the cluster; what lies deeper is asked for from the last one on
STORED = 500  # records whose stored bytes come in one answer
TOGETHER = 200  # counts in one question
PHRASES = 100  # long ones that are remembered
CURSORS = 256  # places in long results that are remembered
_UNNAMED: frozenset[str] = frozenset()
NO_DAY = 0  # ordinals of days are greater
_TOO_LONG = "Cụm từ trong ngoặc kép dài và có ở quá nhiều văn bản: hãy viết ngắn lại hoặc thêm điều kiện để tìm ít hơn."


@dataclass(frozen=True, slots=True)
class _Page:
    """Holds what the cluster answered: hits in its order, and where the next ones begin."""

    hits: Sequence[Candidate]
    last: list[Any] | None
    answer: Mapping[str, Any]


class OpenSearchReader:
    """Answers from one index, which nobody changes; what is counted once is remembered."""

    def __init__(
        self, cluster: Cluster, index: str, facts: GenerationInfo, known: Known, averages: Sequence[float]
    ) -> None:
        self.info = facts
        self._cluster = cluster
        self._index = index
        self._known = known
        self._averages = averages
        self._counts = Counts(self._count)
        self._codes = Codes(self._fetched)
        self._lock = Lock()
        self._phrases: dict[q.Phrase, tuple[str, ...]] = {}
        self._values: dict[str, tuple[tuple[str, int], ...]] = {}
        self._cursors: OrderedDict[tuple[str, int], list[Any]] = OrderedDict()

    def search(self, ask: SearchRequest) -> Answer:
        """Answer one question."""
        asking = self._asking(ask.query)
        scored = scores(ask.query) and ask.size > 0
        today = ask.today.toordinal() if ask.today else None
        body: Body = {
            "query": asking.ranking(today) if scored else asking.matching(ask.query),
            "sort": _order(ask.sort if scored or ask.sort != "relevance" else "newest"),
            "aggs": self._facets(ask),
        }
        if scored and ask.sort == "relevance":
            return self._ranked(ask, asking, body)
        page = self._page(body, ask.offset, ask.size)
        if scored:
            return self._answer(ask, page, self._exact(ask, asking, body, page.hits))
        return self._answer(ask, page, [(0.0, one.id) for one in page.hits])

    def values(self, column: str) -> tuple[tuple[str, int], ...]:
        """Count the values of a column over all records."""
        with self._lock:
            known = self._values.get(column)
        if known is None:
            counted = self._every_value(column) if column in self._known.values else ()
            known = tuple(sorted(counted, key=lambda item: (-item[1], item[0])))
            with self._lock:
                self._values[column] = known
        return known

    def totals(self, queries: Sequence[q.Query]) -> list[int]:
        """Count the records that match each query, in one question."""
        found = self._counts.of(queries, lambda query: self._asking(query).matching(query))
        return [found[query] for query in queries]

    def get(self, ids: Iterable[str]) -> Mapping[str, bytes]:
        """Return what was stored under the ids that are there."""
        return {id: b64decode(found) for id, found in self._stored(ids, "stored")}

    def titles(self, ids: Iterable[str]) -> Mapping[str, str]:
        """Return the titles of the ids that are there."""
        return {id: b64decode(found).decode("utf-8", "surrogatepass") for id, found in self._stored(ids, "title")}

    def health(self) -> str:
        """Tell how the index is: `green`, or `yellow` and why. Raises EngineError for a red one or none."""
        return health(self._cluster, self._index)

    def close(self) -> None:
        """Do nothing: the connections are the engine's."""

    def _asking(self, query: q.Query) -> Asking:
        return Asking(query, self._known, self._counts, self._phrase)

    def _phrase(self, query: q.Phrase) -> tuple[str, ...]:
        """Return the ids of records with a phrase that is too long for one question: of those that have its words and
        its beginning, the ones that have it whole. Raises TooBroad where these are too many to be looked at."""
        with self._lock:
            known = self._phrases.get(query)
        if known is None:
            begun = len(query.terms)
            while leaves(in_order(query.terms[:begun])) > LONG:
                begun //= 2
            every = [self._asking(one).matching(one) for one in dict.fromkeys(query.terms)]
            asked: Body = {"query": {"bool": {"filter": [in_order(query.terms[:begun]), *every]}}}
            page = self._page({**asked, "sort": _order("newest"), "aggs": {}}, 0, WINDOW)
            if page.answer["hits"]["total"]["value"] > len(page.hits):
                raise TooBroad(_TOO_LONG)
            ids = [one.id for one in page.hits]
            forms = [form for one in query.terms for form in one.forms]
            known = ()
            for start in range(0, len(ids), MOST):
                own = ids[start : start + MOST]
                texts = Texts(self._codes.of(own), forms, self._averages)
                known += tuple(own[record] for record in texts.having(query))
            with self._lock:
                if len(self._phrases) >= PHRASES:
                    self._phrases.clear()
                self._phrases[query] = known
        return known

    def _ranked(self, ask: SearchRequest, asking: Asking, body: Body) -> Answer:
        """Answer with the best first: those of a window in their exact order, what lies beyond in the cluster's."""
        window = CANDIDATES + MARGIN  # for every page the same, so that none is on two pages or on none
        page = self._page(body, 0, window)
        exact = self._scores(ask, asking, page.hits)
        best = sorted(zip(ranks(exact, page.hits), exact.tolist(), strict=True))[ask.offset : ask.offset + ask.size]
        found = [(score, id) for (_, _, id), score in best]
        missing = ask.size - len(found)
        if len(page.hits) == window and missing:
            begin = max(window, ask.offset)
            rest = self._page({**body, "aggs": {}}, begin, missing)
            found += self._exact(ask, asking, body, rest.hits, page.hits)
        return self._answer(ask, page, found)

    def _exact(
        self,
        ask: SearchRequest,
        asking: Asking,
        body: Body,
        hits: Sequence[Candidate],
        best: Sequence[Candidate] | None = None,
    ) -> list[tuple[float, str]]:
        """Return hits with their scores, in the order in which they came; `best` are those of the query that gain."""
        if len(hits) > MOST:  # more than anybody looks at the scores of
            return [(0.0, one.id) for one in hits]
        if best is None and asking.close:
            ranked = {**body, "aggs": {}, "sort": _order("relevance")}
            best = self._page(ranked, 0, CANDIDATES + MARGIN).hits
        every = {one.id: one for one in (*(best or ()), *hits)}
        known = dict(zip(every, self._scores(ask, asking, list(every.values())).tolist(), strict=True))
        return [(known[one.id], one.id) for one in hits]

    def _scores(self, ask: SearchRequest, asking: Asking, candidates: Sequence[Candidate]) -> Scores:
        codes = self._codes.of([one.id for one in candidates])
        return Scoring(asking, candidates, codes, self._averages).scores(ask.query, ask.today)

    def _fetched(self, ids: Sequence[str]) -> dict[str, bytes]:
        """Return the codes of records' words."""
        body = {"query": {"terms": {"id": list(ids)}}, "size": len(ids), "sort": ["_doc"], "_source": False}
        body |= {"stored_fields": "_none_", "docvalue_fields": ["id", "code"], "track_total_hits": False}
        fields = (one["fields"] for one in self._search(body)["hits"]["hits"])
        # Bytes of a column come without what pads them.
        return {one["id"][0]: b64decode(one["code"][0] + "==") for one in fields}

    def _answer(self, ask: SearchRequest, page: _Page, found: Iterable[tuple[float, str]]) -> Answer:
        total = page.answer["hits"]["total"]["value"]
        facets = {}
        for i, column in enumerate(ask.facets):
            told = page.answer.get("aggregations", {}).get(f"f{i}")
            facets[column] = self._facet(told, ask, i) if told else ()
        return Answer(tuple(Hit(id, round(score, 6)) for score, id in found), total, facets)

    def _facets(self, ask: SearchRequest) -> Body:
        return {
            f"f{i}": _terms(column, ask.facet_size, 2 * ask.facet_size + 1000)
            for i, column in enumerate(ask.facets)
            if column in self._known.values and ask.facet_size
        }

    def _facet(self, told: Mapping[str, Any], ask: SearchRequest, number: int) -> tuple[tuple[str, int], ...]:
        if told["doc_count_error_upper_bound"]:  # a shard left values out that might be among the first
            asking = self._asking(ask.query)
            aggs = {"f0": _terms(ask.facets[number], ask.facet_size, 2**31 - 1)}
            answer = self._search({"query": asking.matching(ask.query), "size": 0, "aggs": aggs})
            told = answer["aggregations"]["f0"]
        return tuple((bucket["key"], bucket["doc_count"]) for bucket in told["buckets"])

    def _page(self, body: Body, offset: int, size: int) -> _Page:
        """Return the hits from `offset` on."""
        if offset + size <= WINDOW or not size:
            offset = offset if size else 0
            page = self._hits(body, size, begin=offset)
            self._remember(body, offset, page)
            return page
        hits: list[Candidate] = []
        at, after = self._nearest(body, offset)
        first: _Page | None = None
        while at < offset + size:
            step = min(WINDOW, offset - at if at < offset else offset + size - at)
            page = self._hits(body, step, after=after)
            first = first or page
            if at >= offset:
                hits += page.hits
            self._remember(body, at, page)
            at, after = at + len(page.hits), page.last
            if len(page.hits) < step:
                break
            body = {**body, "aggs": {}}
        return _Page(hits, after, first.answer if first else {})

    def _hits(self, body: Body, size: int, *, begin: int = 0, after: list[Any] | None = None) -> _Page:
        asked = {**body, "size": size, "track_total_hits": True, "_source": False, "stored_fields": "_none_"}
        asked |= {"search_after": after} if after else {"from": begin}
        answer = self._search(asked)
        found = answer["hits"]["hits"]
        hits = [_candidate(one, body["sort"]) for one in found]
        return _Page(hits, found[-1]["sort"] if found else after, answer)

    def _remember(self, body: Body, offset: int, page: _Page) -> None:
        if page.last and offset + len(page.hits) >= WINDOW - MOST:
            with self._lock:
                self._cursors[_key(body), offset + len(page.hits)] = page.last
                while len(self._cursors) > CURSORS:
                    self._cursors.popitem(last=False)

    def _nearest(self, body: Body, offset: int) -> tuple[int, list[Any] | None]:
        """Return the nearest place before an offset from which the cluster can go on."""
        key = _key(body)
        with self._lock:
            known = [(at, after) for (own, at), after in self._cursors.items() if own == key and at <= offset]
        return max(known, key=lambda one: one[0], default=(0, None))

    def _search(self, body: Body) -> Any:
        # The same question goes to the same copies of the shards, different ones to different copies.
        preference = f"q{crc32(lines([body['query']])):x}"
        return self._ask("_search", body, {"preference": preference, "allow_partial_search_results": "false"})

    def _ask(self, what: str, body: Any, params: Mapping[str, str] | None = None) -> Any:
        try:
            return self._cluster.ask("POST", f"/{self._index}/{what}", body, params)
        except Absent as error:
            raise _gone(self._index) from error

    def _count(self, bodies: Sequence[Body]) -> list[int]:
        found: list[int] = []
        for start in range(0, len(bodies), TOGETHER):
            lines: list[Body] = []
            for body in bodies[start : start + TOGETHER]:
                lines += [{"allow_partial_search_results": False}, {"query": body, "size": 0, "track_total_hits": True}]
            found += [one["hits"]["total"]["value"] for one in self._together(lines)]
        return found

    def _together(self, lines: list[Body]) -> list[Any]:
        answers = self._ask("_msearch", lines)["responses"]
        # One that a dying node cut off is asked again alone, as any search is.
        return [self._search(lines[2 * i + 1]) if "error" in one else one for i, one in enumerate(answers)]

    def _every_value(self, column: str) -> Iterator[tuple[str, int]]:
        after: Body = {}
        while True:
            source = [{"value": {"terms": {"field": f"values.{column}"}}}]
            aggs = {"all": {"composite": {"size": WINDOW, "sources": source, **after}}}
            told = self._search({"query": {"match_all": {}}, "size": 0, "aggs": aggs})["aggregations"]["all"]
            yield from ((bucket["key"]["value"], bucket["doc_count"]) for bucket in told["buckets"])
            if "after_key" not in told:
                return
            after = {"after": told["after_key"]}

    def _stored(self, ids: Iterable[str], what: str) -> Iterator[tuple[str, str]]:
        asked = list(dict.fromkeys(ids))
        for start in range(0, len(asked), STORED):
            for one in self._documents(asked[start : start + STORED], what):
                if one.get("found"):
                    yield one["_id"], one["_source"].get(what, "")

    def _documents(self, ids: Sequence[str], what: str) -> Iterator[Mapping[str, Any]]:
        """Yield what is told of each document; where no node could tell, it is asked for again."""
        for turn in range(1, TRIES + 1):
            told = self._ask("_mget", {"ids": ids}, {"_source_includes": what, "realtime": "false"})["docs"]
            yield from (one for one in told if "error" not in one)
            ids = [one["_id"] for one in told if "error" in one]
            if not ids:
                return
            time.sleep(PAUSE * 2**turn)
        raise NotNow(f"Cụm chưa đọc được {len(ids)} văn bản của chỉ mục {self._index}: hãy đợi một lát rồi thử lại.")


def health(cluster: Cluster, index: str) -> str:
    """Tell how an index is: `green`, or `yellow` and why. Raises IncompleteIndex for a red one, and EngineError."""
    try:
        cluster.ask("GET", f"/{index}/_settings/index.uuid")
    except Absent as error:
        raise _gone(index) from error
    status = cluster.ask("GET", f"/_cluster/health/{index}")["status"]
    if status == "red":
        raise IncompleteIndex(
            f"Chỉ mục {index} đỏ (red): có mảnh không nút nào giữ; hãy khởi động lại nút đã mất, "
            "hoặc chạy `python -m indexer build --fresh` để dựng lại."
        )
    return status if status == "green" else "yellow: có mảnh chưa đủ bản sao, hãy xem các nút của cụm"


def _gone(index: str) -> UnusableIndex:
    return UnusableIndex(
        f"Chỉ mục {index} không còn trên cụm: hãy khởi động lại dịch vụ bằng phiên bản đã lập chỉ mục mới, "
        "hoặc chạy `python -m indexer build`."
    )


def _order(sort: str) -> list[Body]:
    day = {"day": {"order": "asc" if sort == "oldest" else "desc", "missing": "_last"}}
    rest: list[Body] = [day, {"id": {"order": "asc"}}]
    return [{"_score": {"order": "desc"}}, *rest] if sort == "relevance" else rest


def _terms(column: str, size: int, of_each: int) -> Body:
    order = [{"_count": "desc"}, {"_key": "asc"}]
    return {"terms": {"field": f"values.{column}", "size": size, "shard_size": of_each, "order": order}}


def _key(body: Body) -> str:
    return repr((body["query"], body["sort"]))


def _candidate(hit: Mapping[str, Any], sort: list[Body]) -> Candidate:
    day, id = hit["sort"][-2:]
    # A record without a day is sorted by the least or the greatest number there is.
    there = NO_DAY < day < 2**31 - 1
    return Candidate(
        id, day if there else None, frozenset(named) if (named := hit.get("matched_queries")) else _UNNAMED
    )


def averages(told: Mapping[str, Any]) -> tuple[list[float], dict[str, int]]:
    """Return how long each field is in the records that have it, and how many have it, from what `measures` asks."""
    long = [max(1.0, told[name]["sum"] / max(1, told[name]["count"])) for name in NAMES]
    return long, {name: told[name]["count"] for name in NAMES}


def measures() -> Body:
    """Return what asks a cluster for the lengths of fields."""
    return {name: {"stats": {"field": f"length.{name}"}} for name in NAMES}
