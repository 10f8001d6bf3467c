"""Prepare what the page of results shows: links that change one thing of a search and keep the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from corpus.document import KIND_LABELS
from indexer.results import FILTERS, FacetValue, Request, ResultsPage
from indexer.schema.persons import Person, RoleHeld
from search_api.pages import labels as words
from search_api.parameters import MAX_TEXT, REACH, Pairs, address, with_one, without

PATH = "/tim-kiem"
FACETS = ("kind", "year", "issuer", "section", "official", "term", "status", "source")
SHORT = 6  # values of a facet that are shown at once
ROLES = 3  # roles that tell who a person is
WINDOW = 2  # page numbers on each side of the one shown


@dataclass(frozen=True, slots=True)
class Link:
    """Holds a link, its words, and how many results it leads to; `on` where it undoes what is chosen."""

    text: str
    href: str
    count: int | None = None
    on: bool = False
    about: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Holds the links of one facet: the first ones, and the rest behind a click."""

    title: str
    first: tuple[Link, ...]
    rest: tuple[Link, ...]


def groups(found: ResultsPage, pairs: Pairs) -> list[Group]:
    """Return the facets in which there is something to choose or to undo."""
    shown = []
    for name in FACETS:
        values = found.facets.get(name, ())
        if name == "year":
            values = tuple(sorted(values, key=lambda value: value.value, reverse=True))
        links = [_choice(name, value, pairs) for value in values]
        if len(links) > 1 or any(link.on for link in links):
            shown.append(Group(words.COLUMNS[name], tuple(links[:SHORT]), tuple(links[SHORT:])))
    return shown


def _choice(name: str, value: FacetValue, pairs: Pairs) -> Link:
    base = without(pairs, "page")
    label = KIND_LABELS.get(value.value, value.label) if name == "kind" else value.label
    if name == "year":
        year = (("from", value.value), ("to", value.value))
        on = all(pair in base for pair in year)
        rest = without(base, "from", "to")
        # No count: the filter also finds what only speaks of the year, the facet counts what is of the year.
        return Link(label, address(PATH, rest if on else (*rest, *year)), None, on)
    pair = (name, value.value)
    on = pair in base
    pairs = tuple(p for p in base if p != pair) if on else (*base, pair)
    return Link(label, address(PATH, pairs), value.count, on)


def chips(request: Request, pairs: Pairs, names: Mapping[str, str]) -> list[Link]:
    """Return one link for each condition that takes it away; `names` are those of officials by identifier."""
    base = without(pairs, "page")
    links = []
    for name in FILTERS:
        for value in request.filters.get(name, ()):
            label = KIND_LABELS.get(value, value) if name == "kind" else names.get(value, value)
            label = f"{words.COLUMNS[name]} {label}" if name in ("session", "term") else label
            links.append(Link(label, address(PATH, [p for p in base if (p[0], p[1].strip()) != (name, value)])))
    if request.during:
        said = words.span(request.during.start, request.during.last if request.during.end < date.max else date.max)
        which = "" if request.date == "any" else f"{words.DATES[request.date]}: "
        links.append(
            Link((which + said)[:1].upper() + (which + said)[1:], address(PATH, without(base, "from", "to", "date")))
        )
    for guess in request.literal:
        kept = ",".join(g for g in request.literal if g != guess)
        rest = with_one(base, "literal", kept) if kept else without(base, "literal")
        links.append(Link(f"Không đoán {words.GUESSES[guess]}", address(PATH, rest)))
    return links


def understood(found: ResultsPage, request: Request, pairs: Pairs) -> list[Link]:
    """Return what the query was taken for, each with the link that undoes it; `about` is the part of the query.

    What may mean several things, as a name that several persons bear, is told once.
    """
    base = without(pairs, "page")
    told: dict[tuple[str, str], list[str]] = {}
    for guess in found.understood:
        meanings = told.setdefault((guess.type, guess.text), [])
        meaning = words.meaning(guess.type, guess.meaning)
        if meaning not in meanings:
            meanings.append(meaning)
    return [
        Link(" hoặc ".join(meanings), _undo(type, request, base), about=text) for (type, text), meanings in told.items()
    ]


def _undo(guess: str, request: Request, base: Pairs) -> str:
    return address(PATH, with_one(base, "literal", ",".join(dict.fromkeys((*request.literal, guess)))))


def sorts(request: Request, pairs: Pairs) -> list[Link]:
    """Return the orders to choose from."""
    base = without(pairs, "page", "sort")
    return [
        Link(label, address(PATH, base if name == "relevance" else (*base, ("sort", name))), on=name == request.sort)
        for name, label in words.SORTS.items()
    ]


def page_links(found: ResultsPage, request: Request, pairs: Pairs) -> list[Link | None]:
    """Return the links of the pages around the one shown, the first and the last; None stands for a gap."""
    last = min(-(-found.total // request.size), REACH // request.size)
    if last < 2 or request.page > last:
        return []
    near = range(request.page - WINDOW, request.page + WINDOW + 1)
    numbers = [n for n in range(1, last + 1) if n in near or n in (1, last)]
    links: list[Link | None] = []
    for before, number in zip([0, *numbers], numbers, strict=False):
        if number > before + 1:
            links.append(None)
        links.append(Link(str(number), page_address(pairs, number), on=number == request.page))
    return links


def page_address(pairs: Pairs, number: int) -> str:
    """Return the address of one page of the same results."""
    return address(PATH, without(pairs, "page") if number == 1 else with_one(pairs, "page", str(number)))


def kept(pairs: Pairs) -> Iterable[tuple[str, str]]:
    """Return the conditions that a new search in the same form keeps."""
    return without(pairs, "q", "from", "to", "date", "page")


def as_typed(request: Request, pairs: Pairs) -> str:
    """Return the address of the same search with its spelling left alone."""
    return _undo("spelling", request, without(pairs, "page"))


def offered(found: ResultsPage, pairs: Pairs) -> str | None:
    """Return the address of the same search for the query that is offered; None where none is."""
    return address(PATH, with_one(without(pairs, "page"), "q", found.offer)) if found.offer else None


def wider(pairs: Pairs) -> str | None:
    """Return the address of the same words without any condition, None where there is no condition or no word."""
    words_only = [pair for pair in pairs if pair[0] == "q"]
    narrowed = any(name in (*FILTERS, "from", "to") for name, _ in pairs)
    return address(PATH, words_only) if words_only and narrowed else None


def meant(found: ResultsPage, type: str, key: str) -> list[str]:
    """Return what the guesses of a type name under a key: identifiers, each once."""
    named = (guess.meaning[key] for guess in found.understood if guess.type == type and key in guess.meaning)
    return list(dict.fromkeys(map(str, named)))


def main_roles(person: Person) -> list[RoleHeld]:
    """Return the roles that most documents tell of, the latest first."""
    told = sorted(person.roles, key=lambda role: -len(role.documents))[:ROLES]
    return sorted(told, key=lambda role: role.last or date.min, reverse=True)


def cut(pairs: Pairs) -> list[str]:
    """Return what to tell a person of a query of which only the beginning was searched for."""
    if all(len(value) <= MAX_TEXT for name, value in pairs if name == "q"):
        return []
    return [f"Câu hỏi quá dài nên chỉ tìm {words.count(MAX_TEXT)} ký tự đầu. Xin giữ lại những từ chính."]


def ignored(refused: Pairs, known: Iterable[str]) -> list[str]:
    """Return what to tell a person of conditions that could not be used; names that we do not know pass in silence."""
    told = []
    for name, value in refused:
        if name in ("from", "to"):
            side = "Từ" if name == "from" else "Đến"
            told.append(
                f"Chưa lọc theo ngày vì ô {side} ghi “{value}”. "
                "Xin ghi 2020, 01/2020 hoặc 13/01/2020; ngày ở ô Đến không sớm hơn ô Từ."
            )
        elif name == "page":
            told.append(
                f"Chỉ xem được {words.count(REACH)} kết quả đầu, nên đây là trang đầu. "
                "Xin thêm từ hoặc điều kiện lọc để thu hẹp."
            )
        elif name in known:
            told.append(f"Đã bỏ qua một điều kiện không dùng được trong đường dẫn: {name}={value}.")
    return told
