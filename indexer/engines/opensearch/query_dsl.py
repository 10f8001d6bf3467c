"""Translate a query tree into the cluster's query DSL: the same records exactly, in roughly the same order.

Within one field the cluster's BM25 is BM25F, as the field's weight is in its saturation (`mapping.index_settings`).
Over several fields the best field counts, and the others a little; `rescoring` makes the scores of the best exact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import prod
from typing import Any

from corpus.vi.text import fold
from indexer.engines import query_tree as q
from indexer.engines.opensearch.caches import CountCache
from indexer.engines.opensearch.mapping import POSITIONAL_LAYERS, anywhere_token, token
from indexer.engines.port import POOR_READING, SearchRequest
from indexer.engines.ranking import FIELDS, HALF_LIFE, K1, LOWERED, POORLY_READ, RECENCY, idf

Clause = dict[str, Any]  # a query in the cluster's DSL, or a part of one
TermScorer = Callable[[q.Term], Clause]

MATCH_NONE: Clause = {"match_none": {}}
LOWERED_NAME = "lowered"  # by which the cluster reports the hits that a request lowers
FIRST_NAME, FIRST = "first", 4096.0  # the same of those that come first; what is added to their scores
_LEAVES = frozenset(("term", "terms", "match_phrase", "span_term", "prefix", "range"))
OTHER_FIELDS_SHARE = 0.12  # of a term's score in its other fields: near what they add in BM25F before saturation
ROUNDING = 1 - 1e-6  # the cluster adds up in half our precision
MAX_CLAUSES = 1000  # of a query: the default limit of a cluster is 1,024
SHORT_PHRASE_TERMS = 16  # a phrase of so few terms never takes more than MAX_PHRASE_CLAUSES
MAX_PHRASE_CLAUSES = 500  # of a phrase that the cluster matches whole
MAX_PHRASE_VARIANTS = 8  # of a phrase that is sent as one `match_phrase` for each way to spell it


def path(name: str, layer: str) -> str:
    """Return the path of a field's layer in the mapping."""
    return f"terms.{name}.{layer}"


def term_query(name: str, layer: str, term: str) -> Clause:
    """Return the query for one term of one layer of a field."""
    return {"term": {path(name, layer): token(term)}}


@dataclass(frozen=True, slots=True)
class IndexStatistics:
    """Holds the number of records of a generation and of those with each field, and its columns."""

    count: int
    field_counts: Mapping[str, int]
    values: frozenset[str]
    days: frozenset[str]


class QueryTranslator:
    """Translates one query tree, with the document counts that its scores rest on.

    `names` gives the parts of which the cluster reports for each hit whether it matches them (`matched_queries`).
    `phrase_ids` returns the ids of the records that match a phrase too long for the cluster.
    """

    def __init__(
        self,
        query: q.Query,
        statistics: IndexStatistics,
        counts: CountCache,
        phrase_ids: Callable[[q.Phrase], Sequence[str]],
    ) -> None:
        self._statistics = statistics
        self._counts = counts
        self._phrase_ids = phrase_ids
        self._query = query
        self.forms = tuple(dict.fromkeys(form for term in terms_of(query) for form in term.forms))
        self.names: dict[q.Query, str] = {}
        for parts in _weighed_parts(query):  # inner ones first: outer queries are translated with their weights
            counts.get(parts, self.matching)
        self.has_close = _has_close(query)
        self.names = {part: f"n{i}" for i, part in enumerate(dict.fromkeys(_optional_parts(query, certain=True)))}

    @cached_property
    def _doc_freqs(self) -> Mapping[tuple[str, str, str], int]:
        keys = (
            (name, form.layer, form.term)
            for term in terms_of(self._query)
            for form in term.forms
            for name in term.fields
        )
        return self._counts.get(keys, lambda key: term_query(*key))

    def idf(self, term: q.Term) -> float:
        """Return the idf of a term: that of its commonest form in the field that has it most often."""
        doc_freqs = (self._doc_freqs[name, form.layer, form.term] for name in term.fields for form in term.forms)
        return idf(self._statistics.count, max(doc_freqs, default=0))

    def weight(self, part: q.Query) -> float:
        """Return the weight of a part of `Enough`."""
        doc_freq = self._counts.get((part,), self.matching)[part]
        return idf(self._statistics.count, doc_freq) if doc_freq else 0.0

    def matching(self, query: q.Query) -> Clause:
        """Return the query for the same records, whose scores mean nothing."""
        return self._translate(query, None)

    def ranking(self, request: SearchRequest) -> Clause:
        """Return the query for the same records, scored roughly as they will be; those that come first, above all."""
        scored = self._on_day(request.today.toordinal() if request.today else None, request.lowered)
        first = [self.matching(query) for query in request.first]
        if not first or MATCH_NONE in first:
            return scored
        raised = {"filter": {"bool": {"filter": first, "_name": FIRST_NAME}}, "weight": FIRST}
        return {"function_score": {"query": scored, "functions": [raised], "boost_mode": "sum"}}

    def _on_day(self, today: int | None, lowered: q.Where | q.During | None) -> Clause:
        translated = self._translate(self._query, self._bm25)
        for hints in (True, False):
            if count_leaves(translated) > MAX_CLAUSES:
                translated = self._translate(self._query, self._constant_idf, hints=hints)
        poor = {"filter": {"term": {f"values.{POOR_READING[0]}": POOR_READING[1]}}, "weight": POORLY_READ}
        factors: list[Clause] = [poor]
        if lowered is not None and (clause := _unscored(self._filter(lowered), LOWERED_NAME)) != MATCH_NONE:
            factors.append({"filter": clause, "weight": LOWERED})
        translated = {"function_score": {"query": translated, "functions": factors, "boost_mode": "multiply"}}
        if today is None:
            return translated
        decay = {"exp": {"day": {"origin": today, "scale": HALF_LIFE, "decay": 0.5}}, "weight": RECENCY}
        functions = [{"weight": 1.0, "filter": {"match_all": {}}}, decay | {"filter": {"exists": {"field": "day"}}}]
        modes = {"score_mode": "sum", "boost_mode": "multiply"}
        return {"function_score": {"query": translated, "functions": functions, **modes}}

    def _translate(self, query: q.Query, scorer: TermScorer | None, *, hints: bool = True) -> Clause:
        """Return the query whose terms `scorer` scores; without one, scores mean nothing."""

        def translate(part: q.Query) -> Clause:
            return self._translate(part, scorer, hints=hints)

        match query:
            case q.Term():
                return scorer(query) if scorer else self._matching_term(query)
            case q.Phrase():
                return self._phrase(query, scorer)
            case q.Prefix() | q.Where() | q.During():
                return _unscored(self._filter(query), self.names.get(query))
            case q.All(parts):
                return _all([*map(translate, parts)], scored=bool(scorer)) if parts else MATCH_NONE
            case q.Any(parts):
                return _any([*map(translate, parts)], scored=bool(scorer))
            case q.Enough(parts, share):
                enough = self._enough(parts, share)
                return {"bool": {"filter": [enough], "should": [*map(translate, parts)]}} if scorer else enough
            case q.Close(part, _):
                return translate(part)
            case q.Without(part, unwanted):
                return {"bool": {"must": [translate(part)], "must_not": [self.matching(unwanted)]}}
            case q.Hint(part, hinted):
                should: list[Clause] = []
                for hint, bonus in hinted if scorer and hints else ():
                    should += [translate(hint)] if scores(hint) else []
                    should += [_constant(self.matching(hint), bonus)] if bonus else []
                return {"bool": {"must": [translate(part)], "should": should}} if should else translate(part)
            case q.Everything():
                return {"match_all": {"boost": 0}}

    def _phrase(self, query: q.Phrase, scorer: TermScorer | None) -> Clause:
        if not query.terms:
            return MATCH_NONE
        ordered = phrase_query(query.terms)
        if len(query.terms) > SHORT_PHRASE_TERMS and count_leaves(ordered) > MAX_PHRASE_CLAUSES:
            ordered = {"terms": {"id": list(self._phrase_ids(query))}}
        clause = _all([*map(scorer, query.terms)] if scorer else [], scored=bool(scorer), filters=[ordered])
        name = self.names.get(query)
        return {"bool": {"must": [clause], "_name": name}} if name else clause

    def _filter(self, query: q.Prefix | q.Where | q.During) -> Clause:
        """Return the query for a leaf that scores nothing."""
        match query:
            case q.Prefix(layer, start, fields):
                return _any([{"prefix": {path(name, layer): token(start)}} for name in fields])
            case q.Where(column, values):
                known = column in self._statistics.values and values
                return {"terms": {f"values.{column}": list(values)}} if known else MATCH_NONE
            case q.During(columns, span, touching):
                known_columns = [column for column in columns if column in self._statistics.days]
                return _during(known_columns, span.start.toordinal(), span.last.toordinal(), touching=touching)

    def _matching_term(self, query: q.Term) -> Clause:
        """Return the query for the records with a term: one clause where its fields are all that the index has."""
        tokens = [(form.layer, token(form.term)) for form in query.forms]
        nonempty = {name for name, count in self._statistics.field_counts.items() if count}
        if nonempty <= set(query.fields) and all(layer in POSITIONAL_LAYERS for layer, _ in tokens):
            return _terms_query("anywhere", [anywhere_token(layer, text) for layer, text in tokens])
        by_layer: dict[str, list[str]] = {}
        for layer, text in tokens:
            by_layer.setdefault(layer, []).append(text)
        return _any(
            [_terms_query(path(name, layer), texts) for name in query.fields for layer, texts in by_layer.items()]
        )

    def _constant_idf(self, query: q.Term) -> Clause:
        """Return the query for a term that scores its idf, however often and in whatever field it occurs."""
        return _constant(self._matching_term(query), self.idf(query) * (K1 + 1))

    def _bm25(self, query: q.Term) -> Clause:
        """Return the query for a term that scores nearly what it does in the end."""
        idf_of_term = self.idf(query)
        forms: list[Clause] = []
        for form in query.forms:
            fields: list[Clause] = []
            for name in query.fields:
                doc_freq = self._doc_freqs[name, form.layer, form.term]
                if not doc_freq:
                    continue
                # The factors that the cluster multiplies by itself are divided out.
                field_count = max(doc_freq, self._statistics.field_counts.get(name, 0))
                factors = idf(field_count, doc_freq) * (K1 / FIELDS[name] + 1)
                boost = form.weight * idf_of_term * (K1 + 1) / factors
                fields.append({"term": {path(name, form.layer): {"value": token(form.term), "boost": boost}}})
            if fields:
                forms.append(_best(fields, OTHER_FIELDS_SHARE))
        return _best(forms, 0.0)

    def _enough(self, parts: tuple[q.Query, ...], share: float) -> Clause:
        weights = [(part, self.weight(part)) for part in parts]
        total = sum(weight for _, weight in weights)
        if not total:
            return MATCH_NONE
        weighed = [_constant(self.matching(part), weight) for part, weight in weights if weight]
        min_score = share * total * ROUNDING
        return {"function_score": {"query": _any(weighed, scored=True), "min_score": min_score}}


def phrase_query(terms: Sequence[q.Term]) -> Clause:
    """Return the query for terms one after another in a field of the first term, each in any of its forms: a term
    has the same position in all positional layers."""
    marked = [
        [(form.layer, token(form.term)) for form in term.forms if form.layer in ("exact", "folded")] for term in terms
    ]
    rows = [marked]
    if any(form.layer == "bare" for term in terms for form in term.forms):
        # A record without any marks has all of its terms in `bare`, and nothing in `folded`.
        rows.append([[("bare", token(form.term)) for form in term.forms if _is_unmarked(form)] for term in terms])
    return _any([_adjacent(name, row) for name in terms[0].fields for row in rows if all(row)])


def _is_unmarked(form: q.Form) -> bool:
    return form.layer == "bare" or (form.layer == "exact" and fold(form.term) == form.term)


def _adjacent(name: str, row: list[list[tuple[str, str]]]) -> Clause:
    """Return the query for a field in which tokens follow each other, each from its list of layers and tokens."""
    row = [list(dict.fromkeys(variants)) for variants in row]
    if len(row) == 1:
        return _any([{"term": {path(name, layer): text}} for layer, text in row[0]])
    layers = {layer for variants in row for layer, _ in variants}
    if len(layers) == 1 and prod(map(len, row)) <= MAX_PHRASE_VARIANTS:
        field = path(name, layers.pop())
        return _any([{"match_phrase": {field: " ".join(text for _, text in phrase)}} for phrase in product(*row)])
    clauses = [_span_or([_span_term(name, layer, text) for layer, text in variants]) for variants in row]
    return {"span_near": {"clauses": clauses, "slop": 0, "in_order": True}}


def terms_of(query: q.Query) -> Iterable[q.Term]:
    """Yield every term of a query, also of its phrases and runs."""
    if isinstance(query, q.Term):
        yield query
    if isinstance(query, q.Close):
        for run in query.runs:
            yield from run
    for part in parts_of(query):
        yield from terms_of(part)


def parts_of(query: q.Query) -> tuple[q.Query, ...]:
    """Return the parts that a query consists of."""
    match query:
        case q.Phrase(parts) | q.All(parts) | q.Any(parts) | q.Enough(parts):
            return parts
        case q.Close(part):
            return (part,)
        case q.Without(part, unwanted):
            return part, unwanted
        case q.Hint(part, hints):
            return part, *(hint for hint, _ in hints)
        case _:
            return ()


def scores(query: q.Query) -> bool:
    """Tell whether a query can score anything."""
    if isinstance(query, q.Hint) and any(bonus for _, bonus in query.hints):
        return True
    if isinstance(query, q.Close) and any(query.runs):
        return True
    return isinstance(query, q.Term) or any(map(scores, parts_of(query)))


def _has_close(query: q.Query) -> bool:
    return isinstance(query, q.Close) or any(map(_has_close, parts_of(query)))


def _weighed_parts(query: q.Query) -> Iterable[tuple[q.Query, ...]]:
    """Yield the parts of each `Enough`, inner ones first."""
    for part in parts_of(query):
        yield from _weighed_parts(part)
    if isinstance(query, q.Enough):
        yield query.parts


def _optional_parts(query: q.Query, *, certain: bool) -> Iterable[q.Query]:
    """Yield the leaves on whose match scores depend without every hit matching them; `certain`: every hit matches
    `query`."""
    match query:
        case q.Prefix() | q.Where() | q.During() | q.Phrase():
            if not certain:
                yield query
        case q.All(parts):
            for part in parts:
                yield from _optional_parts(part, certain=certain)
        case q.Any(parts) | q.Enough(parts):
            for part in parts:
                yield from _optional_parts(part, certain=False)
        case q.Close(part):
            yield from _optional_parts(part, certain=certain)
        case q.Without(part, unwanted):
            yield from _optional_parts(part, certain=certain)
            if not certain:
                yield from _optional_parts(unwanted, certain=False)
        case q.Hint(part, hints):
            yield from _optional_parts(part, certain=certain)
            for hint, _ in hints:
                yield from _optional_parts(hint, certain=False)


def _all(clauses: list[Clause], *, scored: bool, filters: Iterable[Clause] = ()) -> Clause:
    if MATCH_NONE in clauses or MATCH_NONE in (filters := list(filters)):
        return MATCH_NONE
    if len(clauses) == 1 and not filters:
        return clauses[0]
    return {"bool": {"must": clauses, "filter": filters}} if scored else {"bool": {"filter": [*clauses, *filters]}}


def _any(clauses: list[Clause], *, scored: bool = False) -> Clause:
    clauses = [clause for clause in clauses if clause != MATCH_NONE]
    if len(clauses) < 2:
        return clauses[0] if clauses else MATCH_NONE
    return {"bool": {"should": clauses, "minimum_should_match": 1}}


def _best(clauses: list[Clause], tie_breaker: float) -> Clause:
    if len(clauses) < 2:
        return clauses[0] if clauses else MATCH_NONE
    return {"dis_max": {"queries": clauses, "tie_breaker": tie_breaker}}


def _constant(clause: Clause, score: float) -> Clause:
    return {"constant_score": {"filter": clause, "boost": score}}


def _terms_query(field: str, texts: list[str]) -> Clause:
    return {"term": {field: texts[0]}} if len(texts) == 1 else {"terms": {field: texts}} if texts else MATCH_NONE


def _unscored(clause: Clause, name: str | None) -> Clause:
    if clause == MATCH_NONE:
        return MATCH_NONE
    return {"constant_score": {"filter": clause, "boost": 0} | ({"_name": name} if name else {})}


def _span_term(name: str, layer: str, text: str) -> Clause:
    span: Clause = {"span_term": {path(name, layer): text}}
    if layer == POSITIONAL_LAYERS[0]:
        return span
    return {"field_masking_span": {"query": span, "field": path(name, POSITIONAL_LAYERS[0])}}


def _span_or(spans: list[Clause]) -> Clause:
    return spans[0] if len(spans) == 1 else {"span_or": {"clauses": spans}}


def _during(columns: list[str], first: int, last: int, *, touching: bool) -> Clause:
    days = {"gte": first, "lte": last}
    within = {} if touching else {"relation": "within"}
    return _any(
        [{"range": {f"days.{column}.short": days}} for column in columns]
        + [{"range": {f"days.{column}.long": days | within}} for column in columns]
    )


def count_leaves(clause: Any) -> int:
    """Count the term, range and span clauses of a query of the cluster."""
    if isinstance(clause, list):
        return sum(map(count_leaves, clause))
    if not isinstance(clause, Mapping):
        return 0
    return sum(1 if kind in _LEAVES else count_leaves(part) for kind, part in clause.items())
