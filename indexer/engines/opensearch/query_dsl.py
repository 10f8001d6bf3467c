"""Turn a query tree into one of the cluster: the same records exactly, in roughly the same order.

What a word is worth in one field, BM25F says exactly there: the field's weight is in its saturation. Where several
fields say it, the best one counts, and the others a little; `scoring` makes the best of them exact.
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
from indexer.engines.opensearch.caches import Counts
from indexer.engines.opensearch.mapping import PLACED, said, word
from indexer.engines.ranking import FIELDS, HALF_LIFE, K1, RECENCY, idf

Body = dict[str, Any]
_LEAVES = frozenset(("term", "terms", "match_phrase", "span_term", "prefix", "range"))
Worth = Callable[[q.Term], Body]  # what scores a word

NOTHING: Body = {"match_none": {}}
BESIDE = 0.12  # of what a word is worth in its other fields: near what it adds before it is saturated
JUST = 1 - 1e-6  # the cluster adds up in half our precision
CLAUSES = 1000  # that a cluster takes of itself: 1,024
SHORT = 16  # words of a phrase that never take more than LONG clauses
LONG = 500  # clauses of a phrase that the cluster looks for as one
SPELLED = 8  # ways to spell a phrase that are looked for one by one


def path(name: str, layer: str) -> str:
    """Return where the cluster has a layer of a field."""
    return f"terms.{name}.{layer}"


def term(name: str, layer: str, text: str) -> Body:
    """Return the query for one term of one layer of a field."""
    return {"term": {path(name, layer): word(text)}}


@dataclass(frozen=True, slots=True)
class Known:
    """Tells what a generation has: how many records, how many of them with each field, which columns."""

    count: int
    having: Mapping[str, int]
    values: frozenset[str]
    days: frozenset[str]


class Asking:
    """Makes the cluster's query of one query tree, with the counts that it rests on.

    `named` are the parts of which the cluster tells for each hit whether it matches them, by their names. `phrase`
    gives the ids of the records that have a long phrase.
    """

    def __init__(
        self, query: q.Query, known: Known, counts: Counts, phrase: Callable[[q.Phrase], Sequence[str]]
    ) -> None:
        self._known = known
        self._counts = counts
        self._phrase = phrase
        self._query = query
        self.forms = tuple(dict.fromkeys(form for one in words(query) for form in one.forms))
        self.named: dict[q.Query, str] = {}
        self._parts: dict[q.Query, int] = {}
        for parts in _weighed(query):  # inner ones first: the outer ones' queries are made with their weights
            self._parts |= counts.of(parts, self.matching)
        self.close = _close(query)
        self.named = {part: f"n{i}" for i, part in enumerate(dict.fromkeys(_named(query, sure=True)))}

    @cached_property
    def _frequency(self) -> Mapping[tuple[str, str, str], int]:
        every = (
            (name, form.layer, form.term) for one in words(self._query) for form in one.forms for name in one.fields
        )
        return self._counts.of(every, lambda place: term(*place))

    def rarity(self, one: q.Term) -> float:
        """Return the idf of a word: that of its commonest form in the field that has it most often."""
        having = (self._frequency[name, form.layer, form.term] for name in one.fields for form in one.forms)
        return idf(self._known.count, max(having, default=0))

    def weight(self, part: q.Query) -> float:
        """Return what a part of `Enough` weighs."""
        having = self._parts[part]
        return idf(self._known.count, having) if having else 0.0

    def matching(self, query: q.Query) -> Body:
        """Return the query for the same records, which scores nothing of use."""
        return self._made(query, None)

    def ranking(self, today: int | None) -> Body:
        """Return the query for the same records, scored roughly as they will be on that day (by its ordinal)."""
        made = self._made(self._query, self._near)
        for hinted in (True, False):
            if leaves(made) > CLAUSES:
                made = self._made(self._query, self._rough, hinted=hinted)
        if today is None:
            return made
        new = {"exp": {"day": {"origin": today, "scale": HALF_LIFE, "decay": 0.5}}, "weight": RECENCY}
        recent = new | {"filter": {"exists": {"field": "day"}}}
        functions = [{"weight": 1.0, "filter": {"match_all": {}}}, recent]
        return {
            "function_score": {"query": made, "functions": functions, "score_mode": "sum", "boost_mode": "multiply"}
        }

    def _made(self, query: q.Query, worth: Worth | None, *, hinted: bool = True) -> Body:
        """Return the query for records whose words are worth what `worth` says; None: they score nothing."""

        def made(part: q.Query) -> Body:
            return self._made(part, worth, hinted=hinted)

        match query:
            case q.Term():
                return worth(query) if worth else self._having(query)
            case q.Phrase(parts):
                if not parts:
                    return NOTHING
                ordered = in_order(parts)
                if len(parts) > SHORT and leaves(ordered) > LONG:
                    ordered = {"terms": {"id": list(self._phrase(query))}}
                every = map(made, parts) if worth else ()
                return self._told(query, _all([*every], scored=bool(worth), filters=[ordered]))
            case q.Prefix(layer, start, fields):
                begun = [{"prefix": {path(name, layer): word(start)}} for name in fields]
                return self._told(query, _any(begun))
            case q.Where(column, values):
                if column not in self._known.values or not values:
                    return NOTHING
                return self._told(query, {"terms": {f"values.{column}": list(values)}})
            case q.During(columns, span, touching):
                days = [column for column in columns if column in self._known.days]
                return self._told(
                    query, _during(days, span.start.toordinal(), span.last.toordinal(), touching=touching)
                )
            case q.All(parts):
                return _all([*map(made, parts)], scored=bool(worth)) if parts else NOTHING
            case q.Any(parts):
                return _any([*map(made, parts)], scored=bool(worth))
            case q.Enough(parts, share):
                enough = self._enough(parts, share)
                return {"bool": {"filter": [enough], "should": [*map(made, parts)]}} if worth else enough
            case q.Close(part, _):
                return made(part)
            case q.Without(part, unwanted):
                return {"bool": {"must": [made(part)], "must_not": [self.matching(unwanted)]}}
            case q.Hint(part, hints):
                should: list[Body] = []
                for hint, bonus in hints if worth and hinted else ():
                    should += [made(hint)] if scores(hint) else []
                    should += [_constant(self.matching(hint), bonus)] if bonus else []
                return {"bool": {"must": [made(part)], "should": should}} if should else made(part)
            case q.Everything():
                return {"match_all": {"boost": 0}}

    def _told(self, query: q.Query, body: Body) -> Body:
        """Return a part that scores nothing itself, so that hits tell of it where that is asked."""
        scores = isinstance(query, q.Phrase)
        if (name := self.named.get(query)) is None:
            return body if scores else _silent(body)
        return {"bool": {"must": [body], "_name": name}} if scores else _silent(body, name)

    def _having(self, query: q.Term) -> Body:
        """Return the query for the records that have a word, one clause where its fields are all that there are."""
        places = [(form.layer, word(form.term)) for form in query.forms]
        every = {name for name, count in self._known.having.items() if count}
        if every <= set(query.fields) and all(layer in PLACED for layer, _ in places):
            return _one_of("said", [said(*place) for place in places])
        layers = dict.fromkeys(layer for layer, _ in places)
        texts = {layer: [text for own, text in places if own == layer] for layer in layers}
        return _any([_one_of(path(name, layer), own) for name in query.fields for layer, own in texts.items()])

    def _rough(self, query: q.Term) -> Body:
        """Return the query for a word that is worth its rarity, however often and where it is said."""
        return _constant(self._having(query), self.rarity(query) * (K1 + 1))

    def _near(self, query: q.Term) -> Body:
        """Return the query for a word that is worth nearly what it is worth in the end."""
        rare = self.rarity(query)
        forms: list[Body] = []
        for form in query.forms:
            fields: list[Body] = []
            for name in query.fields:
                having = self._frequency[name, form.layer, form.term]
                if not having:
                    continue
                # What the cluster multiplies by itself is divided out.
                own = idf(max(having, self._known.having.get(name, 0)), having) * (K1 / FIELDS[name] + 1)
                boost = form.weight * rare * (K1 + 1) / own
                fields.append({"term": {path(name, form.layer): {"value": word(form.term), "boost": boost}}})
            if fields:
                forms.append(_best(fields, BESIDE))
        return _best(forms, 0.0)

    def _enough(self, parts: tuple[q.Query, ...], share: float) -> Body:
        weights = [self.weight(part) for part in parts]
        if not any(weights):
            return NOTHING
        weighed = [(part, weight) for part, weight in zip(parts, weights, strict=True) if weight]
        heavy = [_constant(self.matching(part), weight) for part, weight in weighed]
        least = share * sum(weights) * JUST
        return {"function_score": {"query": _any(heavy, scored=True), "min_score": least}}


def in_order(parts: Sequence[q.Term]) -> Body:
    """Return the query for words one after another in one of the first one's fields, each in any of its forms: their
    places are the same in all layers that are made of `exact`."""
    marked = [
        [(form.layer, word(form.term)) for form in part.forms if form.layer in ("exact", "folded")] for part in parts
    ]
    rows = [marked]
    if any(form.layer == "bare" for part in parts for form in part.forms):
        # A record that has no marks has all of its words in `bare`, and nothing in `folded`.
        rows.append([[("bare", word(form.term)) for form in part.forms if _unmarked(form)] for part in parts])
    return _any([_beside(name, row) for name in parts[0].fields for row in rows if all(row)])


def _unmarked(form: q.Form) -> bool:
    return form.layer == "bare" or (form.layer == "exact" and fold(form.term) == form.term)


def _beside(name: str, row: list[list[tuple[str, str]]]) -> Body:
    """Return the query for a field in which some of each list of words, with their layers, follow each other."""
    row = [list(dict.fromkeys(forms)) for forms in row]
    if len(row) == 1:
        return _any([{"term": {path(name, layer): text}} for layer, text in row[0]])
    layers = {layer for forms in row for layer, _ in forms}
    if len(layers) == 1 and prod(map(len, row)) <= SPELLED:
        where = path(name, layers.pop())
        return _any([{"match_phrase": {where: " ".join(text for _, text in spelled)}} for spelled in product(*row)])
    clauses = [_either([_span(name, layer, text) for layer, text in forms]) for forms in row]
    return {"span_near": {"clauses": clauses, "slop": 0, "in_order": True}}


def words(query: q.Query) -> Iterable[q.Term]:
    """Yield every word of a query, also of its phrases and runs."""
    if isinstance(query, q.Term):
        yield query
    if isinstance(query, q.Close):
        for run in query.runs:
            yield from run
    for part in parts(query):
        yield from words(part)


def parts(query: q.Query) -> tuple[q.Query, ...]:
    """Return the parts that a query is made of."""
    match query:
        case q.Phrase(own) | q.All(own) | q.Any(own) | q.Enough(own):
            return own
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
    return isinstance(query, q.Term) or any(map(scores, parts(query)))


def _close(query: q.Query) -> bool:
    return isinstance(query, q.Close) or any(map(_close, parts(query)))


def _weighed(query: q.Query) -> Iterable[tuple[q.Query, ...]]:
    for part in parts(query):
        yield from _weighed(part)
    if isinstance(query, q.Enough):
        yield query.parts


def _named(query: q.Query, *, sure: bool) -> Iterable[q.Query]:
    """Yield the parts of which scores depend on whether they match, where that is not sure for all that is found."""
    match query:
        case q.Prefix() | q.Where() | q.During() | q.Phrase():
            if not sure:
                yield query
        case q.All(own):
            for part in own:
                yield from _named(part, sure=sure)
        case q.Any(own) | q.Enough(own):
            for part in own:
                yield from _named(part, sure=False)
        case q.Close(part):
            yield from _named(part, sure=sure)
        case q.Without(part, unwanted):
            yield from _named(part, sure=sure)
            if not sure:
                yield from _named(unwanted, sure=False)
        case q.Hint(part, hints):
            yield from _named(part, sure=sure)
            for hint, _ in hints:
                yield from _named(hint, sure=False)


def _all(bodies: list[Body], *, scored: bool, filters: Iterable[Body] = ()) -> Body:
    if NOTHING in bodies or NOTHING in (filters := list(filters)):
        return NOTHING
    if len(bodies) == 1 and not filters:
        return bodies[0]
    return {"bool": {"must": bodies, "filter": filters}} if scored else {"bool": {"filter": [*bodies, *filters]}}


def _any(bodies: list[Body], *, scored: bool = False) -> Body:
    bodies = [body for body in bodies if body != NOTHING]
    if len(bodies) < 2:
        return bodies[0] if bodies else NOTHING
    return {"bool": {"should": bodies, "minimum_should_match": 1}}


def _best(bodies: list[Body], beside: float) -> Body:
    if len(bodies) < 2:
        return bodies[0] if bodies else NOTHING
    return {"dis_max": {"queries": bodies, "tie_breaker": beside}}


def _constant(body: Body, worth: float) -> Body:
    return {"constant_score": {"filter": body, "boost": worth}}


def _one_of(path: str, texts: list[str]) -> Body:
    return {"term": {path: texts[0]}} if len(texts) == 1 else {"terms": {path: texts}} if texts else NOTHING


def _silent(body: Body, name: str | None = None) -> Body:
    if body == NOTHING:
        return NOTHING
    return {"constant_score": {"filter": body, "boost": 0} | ({"_name": name} if name else {})}


def _span(name: str, layer: str, text: str) -> Body:
    span: Body = {"span_term": {path(name, layer): text}}
    if layer == PLACED[0]:
        return span
    return {"field_masking_span": {"query": span, "field": path(name, PLACED[0])}}


def _either(spans: list[Body]) -> Body:
    return spans[0] if len(spans) == 1 else {"span_or": {"clauses": spans}}


def _during(columns: list[str], first: int, last: int, *, touching: bool) -> Body:
    asked = {"gte": first, "lte": last}
    within = {} if touching else {"relation": "within"}
    return _any(
        [{"range": {f"days.{column}.short": asked}} for column in columns]
        + [{"range": {f"days.{column}.long": asked | within}} for column in columns]
    )


def leaves(body: Any) -> int:
    """Count the terms and spans of a query of the cluster."""
    if isinstance(body, list):
        return sum(map(leaves, body))
    if not isinstance(body, Mapping):
        return 0
    return sum(1 if kind in _LEAVES else leaves(own) for kind, own in body.items())
