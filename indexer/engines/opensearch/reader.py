"""Answer from one generation of a cluster: pages of hits, facets, counts and stored documents."""

from __future__ import annotations

import time
from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any
from zlib import crc32

from indexer.engines import query_tree as q
from indexer.engines import sentences
from indexer.engines.lru import LruCache
from indexer.engines.opensearch.caches import CountCache, TermCodeCache
from indexer.engines.opensearch.client import (
    MAX_ATTEMPTS,
    RETRY_SECONDS,
    ClusterClient,
    ClusterNotReady,
    NotOnCluster,
    json_lines,
)
from indexer.engines.opensearch.facets import aggregations, counted, terms_aggregation
from indexer.engines.opensearch.query_dsl import (
    FIRST_NAME,
    MAX_PHRASE_CLAUSES,
    Clause,
    IndexStatistics,
    QueryTranslator,
    count_leaves,
    phrase_query,
    scores,
)
from indexer.engines.opensearch.rescoring import Candidate, Rescorer, sort_keys
from indexer.engines.opensearch.term_vectors import TermVectors
from indexer.engines.port import Answer, GenerationInfo, Hit, IncompleteIndex, SearchRequest, TooBroad, UnusableIndex
from indexer.engines.proximity import Scores
from indexer.engines.ranking import CANDIDATES

MARGIN = 100  # more candidates than closeness raises, as the cluster ranks only roughly
MAX_RESCORED = 1000  # records of one answer that are scored exactly
MAX_WINDOW = 10_000  # hits of one request; deeper pages continue after the last hit of an earlier request
MAX_STORED_DOCUMENTS = 500  # in one request
MAX_COUNTED_QUERIES = 200  # in one request
MAX_CACHED_PHRASES = 100  # of those that are too long for the cluster
MAX_CURSORS = 256  # positions in long results, by query and offset
NO_DAY = 0  # ordinals of days are greater
_NO_NAMES: frozenset[str] = frozenset()

RequestBody = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _HitPage:
    """Holds hits in the cluster's order, the sort values of the last hit, and the answer with the first hits."""

    hits: Sequence[Candidate]
    last: list[Any] | None
    answer: Mapping[str, Any]

    @property
    def total(self) -> int:
        """Return the number of all records that match."""
        return int(self.answer["hits"]["total"]["value"])


class OpenSearchReader:
    """Answers from one index, which never changes, so that counts and term codes are cached.

    `averages` are the average lengths of the fields, in the order of `FIELD_NAMES`.
    """

    def __init__(
        self,
        client: ClusterClient,
        index: str,
        info: GenerationInfo,
        statistics: IndexStatistics,
        averages: Sequence[float],
    ) -> None:
        self.info = info
        self._client = client
        self._index = index
        self._statistics = statistics
        self._averages = averages
        self._counts = CountCache(self._count)
        self._codes = TermCodeCache(self._fetch_codes)
        self._lock = Lock()
        self._phrases = LruCache[q.Phrase, tuple[str, ...]](MAX_CACHED_PHRASES)
        self._values: dict[str, tuple[tuple[str, int], ...]] = {}
        self._cursors = LruCache[tuple[str, int], list[Any]](MAX_CURSORS)

    def search(self, request: SearchRequest) -> Answer:
        """Answer a request. Raises TooBroad, UnusableIndex or EngineError."""
        translator = self._translator(request.query)
        scored = (scores(request.query) or bool(request.first)) and request.size > 0
        body: RequestBody = {
            "query": translator.ranking(request) if scored else translator.matching(request.query),
            "sort": _sort(request.sort if scored or request.sort != "relevance" else "newest"),
            "aggs": aggregations(request, self._statistics.values, self._matching),
        }
        if scored and request.sort == "relevance":
            return self._ranked(request, translator, body)
        page = self._page(body, request.offset, request.size)
        if scored:
            return self._answer(request, page, self._score_in_order(request, translator, page.hits))
        return self._answer(request, page, [(0.0, hit.id) for hit in page.hits])

    def values(self, column: str) -> tuple[tuple[str, int], ...]:
        """Return the values of a column with their counts over all records, most frequent first."""
        with self._lock:
            values = self._values.get(column)
        if values is None:
            counts = self._count_values(column) if column in self._statistics.values else ()
            values = tuple(sorted(counts, key=lambda item: (-item[1], item[0])))
            with self._lock:
                self._values[column] = values
        return values

    def totals(self, queries: Sequence[q.Query]) -> list[int]:
        """Count the records that match each query, up to MAX_COUNTED_QUERIES of them in one request."""
        counts = self._counts.get(queries, self._matching)
        return [counts[query] for query in queries]

    def get(self, ids: Sequence[str]) -> Mapping[str, bytes]:
        """Return what was stored under the ids that exist."""
        return {id: b64decode(stored) for id, stored in self._stored(ids, "stored")}

    def titles(self, ids: Sequence[str]) -> Mapping[str, str]:
        """Return the titles of the ids that exist."""
        return {id: b64decode(title).decode("utf-8", "surrogatepass") for id, title in self._stored(ids, "title")}

    def health(self) -> str:
        """Return `green`, or `yellow` and why. Raises EngineError for a red index or none."""
        return health(self._client, self._index)

    def close(self) -> None:
        """Do nothing: the connections are the engine's."""

    def _translator(self, query: q.Query) -> QueryTranslator:
        return QueryTranslator(query, self._statistics, self._counts, self._phrase_ids)

    def _matching(self, query: q.Query) -> Clause:
        return self._translator(query).matching(query)

    def _phrase_ids(self, phrase: q.Phrase) -> tuple[str, ...]:
        """Return the ids of records with a phrase that is too long for one query. Raises TooBroad."""
        return self._phrases.get_or_compute(phrase, lambda: self._find_phrase(phrase))

    def _find_phrase(self, phrase: q.Phrase) -> tuple[str, ...]:
        """Return the ids of records with a phrase by their term codes.

        The cluster finds the candidates, which have all its terms and its beginning. Raises TooBroad where these are
        more than MAX_WINDOW.
        """
        beginning = len(phrase.terms)
        while count_leaves(phrase_query(phrase.terms[:beginning])) > MAX_PHRASE_CLAUSES:
            beginning //= 2
        every_term = [self._matching(term) for term in dict.fromkeys(phrase.terms)]
        query: Clause = {"bool": {"filter": [phrase_query(phrase.terms[:beginning]), *every_term]}}
        page = self._page({"query": query, "sort": _sort("newest"), "aggs": {}}, 0, MAX_WINDOW)
        if page.total > len(page.hits):
            raise TooBroad(sentences.CLUSTER_PHRASE_TOO_BROAD)
        candidates = [hit.id for hit in page.hits]
        forms = [form for term in phrase.terms for form in term.forms]
        ids: tuple[str, ...] = ()
        for start in range(0, len(candidates), MAX_RESCORED):
            part = candidates[start : start + MAX_RESCORED]
            vectors = TermVectors(self._codes.get(part), forms, self._averages)
            ids += tuple(part[record] for record in vectors.with_phrase(phrase))
        return ids

    def _ranked(self, request: SearchRequest, translator: QueryTranslator, body: RequestBody) -> Answer:
        """Answer with the best first: those of a window in their exact order, those beyond in the cluster's."""
        window = CANDIDATES + MARGIN  # for every page the same, so that no record is on two pages or on none
        page = self._page(body, 0, window)
        is_best = page.total <= window or not request.first
        best = page.hits if is_best else self._best(request, translator)
        exact = self._scores(request, translator, page.hits, best)
        behind = [FIRST_NAME not in hit.matched for hit in page.hits]
        ranked = sorted(zip(behind, sort_keys(exact, page.hits), exact.tolist(), strict=True))
        hits = [(score, id) for _, (_, _, id), score in ranked[request.offset : request.offset + request.size]]
        missing = request.size - len(hits)
        if len(page.hits) == window and missing:
            begin = max(window, request.offset)
            rest = self._page({**body, "aggs": {}}, begin, missing)
            hits += self._score_in_order(request, translator, rest.hits, best)
        return self._answer(request, page, hits)

    def _best(self, request: SearchRequest, translator: QueryTranslator) -> Sequence[Candidate]:
        """Return the hits that closeness may raise: those that score best, whatever the order of the request."""
        if not translator.has_close:
            return ()
        query = translator.ranking(replace(request, first=()))
        return self._page({"query": query, "sort": _sort("relevance"), "aggs": {}}, 0, CANDIDATES + MARGIN).hits

    def _score_in_order(
        self,
        request: SearchRequest,
        translator: QueryTranslator,
        hits: Sequence[Candidate],
        best: Sequence[Candidate] | None = None,
    ) -> list[tuple[float, str]]:
        """Return hits with their scores, in the order in which they came; `best` are those of `_best`, if known."""
        if len(hits) > MAX_RESCORED:  # nobody looks at the scores of so many
            return [(0.0, hit.id) for hit in hits]
        best = self._best(request, translator) if best is None else best
        exact = self._scores(request, translator, hits, best).tolist()
        return [(score, hit.id) for score, hit in zip(exact, hits, strict=True)]

    def _scores(
        self,
        request: SearchRequest,
        translator: QueryTranslator,
        hits: Sequence[Candidate],
        best: Sequence[Candidate],
    ) -> Scores:
        candidates = {hit.id: hit for hit in (*hits, *best)}
        codes = self._codes.get(list(candidates))
        rescorer = Rescorer(translator, list(candidates.values()), codes, self._averages)
        return rescorer.scores(request.query, request.today)[: len(hits)]

    def _fetch_codes(self, ids: Sequence[str]) -> dict[str, bytes]:
        """Return the term codes of records by id."""
        body = {"query": {"terms": {"id": list(ids)}}, "size": len(ids), "sort": ["_doc"], "_source": False}
        body |= {"stored_fields": "_none_", "docvalue_fields": ["id", "code"], "track_total_hits": False}
        rows = (hit["fields"] for hit in self._search(body)["hits"]["hits"])
        # The cluster returns doc values in base64 without its padding.
        return {row["id"][0]: b64decode(row["code"][0] + "==") for row in rows}

    def _answer(self, request: SearchRequest, page: _HitPage, hits: Iterable[tuple[float, str]]) -> Answer:
        facets = {}
        by_name = counted(page.answer)
        for i, column in enumerate(request.facets):
            aggregation = by_name.get(f"f{i}")
            facets[column] = self._facet(aggregation, request, i) if aggregation else ()
        counts = tuple(int(by_name[f"c{i}"]["doc_count"]) for i in range(len(request.counted)))
        first = tuple(int(by_name[f"r{i}"]["doc_count"]) for i in range(len(request.first) + bool(request.first)))
        return Answer(tuple(Hit(id, round(score, 6)) for score, id in hits), page.total, facets, counts, first)

    def _facet(
        self, aggregation: Mapping[str, Any], request: SearchRequest, number: int
    ) -> tuple[tuple[str, int], ...]:
        if aggregation["doc_count_error_upper_bound"]:  # a shard left values out that might be among the first
            column = request.facets[number]
            aggs = {"f0": terms_aggregation(column, request.facet_size, 2**31 - 1)}
            query = self._matching(request.counted_over(column))
            aggregation = self._search({"query": query, "size": 0, "aggs": aggs})["aggregations"]["f0"]
        return tuple((bucket["key"], bucket["doc_count"]) for bucket in aggregation["buckets"])

    def _page(self, body: RequestBody, offset: int, size: int) -> _HitPage:
        """Return the hits from `offset` on."""
        if offset + size <= MAX_WINDOW or not size:
            offset = offset if size else 0
            page = self._request_page(body, size, offset=offset)
            self._remember_cursor(body, offset, page)
            return page
        hits: list[Candidate] = []
        at, after = self._nearest_cursor(body, offset)
        first: _HitPage | None = None
        while at < offset + size:
            step = min(MAX_WINDOW, offset - at if at < offset else offset + size - at)
            page = self._request_page(body, step, after=after)
            first = first or page
            if at >= offset:
                hits += page.hits
            self._remember_cursor(body, at, page)
            at, after = at + len(page.hits), page.last
            if len(page.hits) < step:
                break
            body = {**body, "aggs": {}}
        return _HitPage(hits, after, first.answer if first else {})

    def _request_page(
        self, body: RequestBody, size: int, *, offset: int = 0, after: list[Any] | None = None
    ) -> _HitPage:
        request = {**body, "size": size, "track_total_hits": True, "_source": False, "stored_fields": "_none_"}
        request |= {"search_after": after} if after else {"from": offset}
        answer = self._search(request)
        hits = answer["hits"]["hits"]
        return _HitPage([_candidate(hit) for hit in hits], hits[-1]["sort"] if hits else after, answer)

    def _remember_cursor(self, body: RequestBody, offset: int, page: _HitPage) -> None:
        if page.last and offset + len(page.hits) >= MAX_WINDOW - MAX_RESCORED:
            self._cursors.put((_cursor_key(body), offset + len(page.hits)), page.last)

    def _nearest_cursor(self, body: RequestBody, offset: int) -> tuple[int, list[Any] | None]:
        """Return the last known position up to an offset from which the cluster can go on, with its sort values."""
        key = _cursor_key(body)
        known = [(at, after) for (other, at), after in self._cursors.items() if other == key and at <= offset]
        return max(known, key=lambda cursor: cursor[0], default=(0, None))

    def _search(self, body: RequestBody) -> Any:
        # The same query goes to the same copies of the shards, different ones to different copies.
        preference = f"q{crc32(json_lines([body['query']])):x}"
        return self._request("_search", body, {"preference": preference, "allow_partial_search_results": "false"})

    def _request(self, endpoint: str, body: Any, params: Mapping[str, str] | None = None) -> Any:
        try:
            return self._client.request("POST", f"/{self._index}/{endpoint}", body, params)
        except NotOnCluster as error:
            raise _index_gone(self._index) from error

    def _count(self, queries: Sequence[Clause]) -> list[int]:
        counts: list[int] = []
        for start in range(0, len(queries), MAX_COUNTED_QUERIES):
            lines: list[RequestBody] = []
            for query in queries[start : start + MAX_COUNTED_QUERIES]:
                lines += [
                    {"allow_partial_search_results": False},
                    {"query": query, "size": 0, "track_total_hits": True},
                ]
            counts += [answer["hits"]["total"]["value"] for answer in self._multi_search(lines)]
        return counts

    def _multi_search(self, lines: list[RequestBody]) -> list[Any]:
        answers = self._request("_msearch", lines)["responses"]
        # A search that a dying node cut off is sent again alone, as any search is.
        return [self._search(lines[2 * i + 1]) if "error" in answer else answer for i, answer in enumerate(answers)]

    def _count_values(self, column: str) -> Iterator[tuple[str, int]]:
        after: RequestBody = {}
        while True:
            source = [{"value": {"terms": {"field": f"values.{column}"}}}]
            aggs = {"all": {"composite": {"size": MAX_WINDOW, "sources": source, **after}}}
            body = {"query": {"match_all": {}}, "size": 0, "aggs": aggs}
            aggregation = self._search(body)["aggregations"]["all"]
            yield from ((bucket["key"]["value"], bucket["doc_count"]) for bucket in aggregation["buckets"])
            if "after_key" not in aggregation:
                return
            after = {"after": aggregation["after_key"]}

    def _stored(self, ids: Sequence[str], field: str) -> Iterator[tuple[str, str]]:
        requested = list(dict.fromkeys(ids))
        for start in range(0, len(requested), MAX_STORED_DOCUMENTS):
            for document in self._documents(requested[start : start + MAX_STORED_DOCUMENTS], field):
                if document.get("found"):
                    yield document["_id"], document["_source"].get(field, "")

    def _documents(self, ids: Sequence[str], field: str) -> Iterator[Mapping[str, Any]]:
        """Yield the cluster's answer for each document; one that no node could read is requested again."""
        params = {"_source_includes": field, "realtime": "false"}
        for attempt in range(1, MAX_ATTEMPTS + 1):
            documents = self._request("_mget", {"ids": ids}, params)["docs"]
            yield from (document for document in documents if "error" not in document)
            ids = [document["_id"] for document in documents if "error" in document]
            if not ids:
                return
            time.sleep(RETRY_SECONDS * 2**attempt)
        raise ClusterNotReady(sentences.CLUSTER_DOCUMENTS_UNREADABLE.format(count=len(ids), index=self._index))


def health(client: ClusterClient, index: str) -> str:
    """Return `green`, or `yellow` and why. Raises IncompleteIndex for a red index, UnusableIndex for none."""
    try:
        client.request("GET", f"/{index}/_settings/index.uuid")
    except NotOnCluster as error:
        raise _index_gone(index) from error
    status = client.request("GET", f"/_cluster/health/{index}")["status"]
    if status == "red":
        raise IncompleteIndex(sentences.CLUSTER_INDEX_RED.format(index=index))
    return "green" if status == "green" else sentences.CLUSTER_INDEX_YELLOW


def _index_gone(index: str) -> UnusableIndex:
    return UnusableIndex(sentences.CLUSTER_INDEX_GONE.format(index=index))


def _sort(sort: str) -> list[RequestBody]:
    day = {"day": {"order": "asc" if sort == "oldest" else "desc", "missing": "_last"}}
    rest: list[RequestBody] = [day, {"id": {"order": "asc"}}]
    return [{"_score": {"order": "desc"}}, *rest] if sort == "relevance" else rest


def _cursor_key(body: RequestBody) -> str:
    return repr((body["query"], body["sort"]))


def _candidate(hit: Mapping[str, Any]) -> Candidate:
    day, id = hit["sort"][-2:]
    # The cluster sorts a record without a day by the least or the greatest integer there is.
    has_day = NO_DAY < day < 2**31 - 1
    matched = hit.get("matched_queries")
    return Candidate(id, day if has_day else None, frozenset(matched) if matched else _NO_NAMES)
