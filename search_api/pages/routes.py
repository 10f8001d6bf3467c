"""Answer the addresses of the pages."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import falcon
import jinja2

from corpus.document import KIND_LABELS, SAFE_ID, Document, day_of
from corpus.vi.dates.find import parse_span
from indexer.results import NamedOfficial, Request, ResultsPage
from indexer.schema.persons import Person, RoleHeld, full_role
from indexer.search import Search
from search_api import json_shapes as wire
from search_api import parameters
from search_api.pages import document_text as passages
from search_api.pages import labels as words
from search_api.pages import results_links as results_view
from search_api.parameters import without
from search_api.problems import NOT_FOUND, Problem, Words
from search_api.resources import answer_bytes

_HERE = Path(__file__).parent
_TYPES = {".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}
_TITLES_OF_A_ROLE = 5

# Every council speaks of these: the first that finds something here is offered.
_WITHOUT_MARKS = ("ho tro xay dung nong thon moi", "tiep xuc cu tri", "du toan ngan sach")

_NO_DOCUMENT = Words(
    "Không có văn bản ở địa chỉ này. Có thể đường dẫn đã chép thiếu, hoặc văn bản không còn được lưu ở đây. "
    "Anh/chị hãy tìm lại theo tên hoặc số hiệu.",
    "There is no document at this address.",
)
_NO_OFFICIAL = Words(
    "Không có cán bộ nào ở địa chỉ này. Anh/chị hãy tìm lại theo họ tên.",
    "There is no official at this address.",
)


class Pages:
    """Renders every page; holds the templates, the static files and what they show."""

    def __init__(self, search: Search, today: Callable[[], date]) -> None:
        self.search = search
        self.today = today
        self.static = {path.name: path.read_bytes() for path in (_HERE / "static").iterdir()}
        self._templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters.update(
            day=words.day,
            count=words.count,
            role=full_role,
            segments=passages.segments,
            stretches=passages.stretches,
            document_page=wire.document_page,
            official_page=wire.official_page,
            search_page=wire.search_page,
        )
        tag = hashlib.sha256(b"".join(self.static[name] for name in sorted(self.static))).hexdigest()[:12]
        self._templates.globals.update(version=tag, kinds=KIND_LABELS, relations=words.RELATIONS)

    def routes(self) -> dict[str, object]:
        """Return the resource of each address."""
        return {
            "/": _Home(self),
            "/tim-kiem": _Results(self),
            "/van-ban/{id}": _Document(self),
            "/nguoi/{id}": _Official(self),
            "/static/{name}": _Static(self),
        }

    def render(self, template: str, **values: Any) -> bytes:
        """Return a page as bytes; half a surrogate pair, which UTF-8 cannot hold, becomes `?`."""
        return self._templates.get_template(template).render(**values).encode(errors="replace")

    def failure(self, problem: Problem) -> bytes:
        """Return the page that tells a person what went wrong and where to go on."""
        own = problem.detail is not NOT_FOUND  # that one speaks to programs
        return self.render("failure.html", problem=problem, detail=problem.detail.vi if own else None)

    def show(self, resp: falcon.Response, template: str, **values: Any) -> None:
        """Answer with a page."""
        resp.content_type = falcon.MEDIA_HTML
        resp.cache_control = ["no-cache"]
        resp.data = self.render(template, **values)


class _Home:
    def __init__(self, pages: Pages) -> None:
        self.pages = pages
        self.shown: tuple[str, bytes] | None = None

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        state = self.pages.search.state()
        if state.problem and not state.ready:
            raise state.problem.with_traceback(None)  # or each request would lengthen it
        if self.shown is None or self.shown[0] != state.stamp:
            self.shown = state.stamp, self._render()
        answer_bytes(req, resp, self.shown[1], falcon.MEDIA_HTML)

    def _render(self) -> bytes:
        search, today = self.pages.search, self.pages.today()
        found = search.search(Request(size=1, facets=("kind", "section", "official")), today=today)
        groups = [group for group in results_view.groups(found, ()) if group.title != words.COLUMNS["official"]]
        return self.pages.render(
            "home.html", stats=search.stats(), groups=groups, examples=self._examples(found, today)
        )

    def _examples(self, found: ResultsPage, today: date) -> list[tuple[str, str]]:
        """Return searches that do find something here: without marks, by number, by an official's name."""
        search = self.pages.search
        typed = (text for text in _WITHOUT_MARKS if search.search(Request(text=text, size=1), today=today).total)
        newest = Request(filters={"kind": ("resolution",)}, sort="newest", size=1)
        number = next((result.number for result in search.search(newest, today=today).results if result.number), None)
        official = next((value.label for value in found.facets.get("official", ())), None)
        examples = [
            (next(typed, None), "Gõ không dấu cũng tìm được"),
            (number, "Tìm theo số hiệu, đầy đủ hay viết gọn"),
            (official, "Tìm theo tên cán bộ và chức vụ từng thời kỳ"),
        ]
        return [(text, why) for text, why in examples if text]


class _Results:
    def __init__(self, pages: Pages) -> None:
        self.pages = pages
        self.known = parameters.lenient(parse_span)

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        asked, request = parameters.read_search(req.query_string, self.known)
        request = replace(request, facets=results_view.FACETS)
        found = self.pages.search.search(request, today=self.pages.today())
        pairs = without(asked.pairs, "facets")
        following = wire.next_page(found, request)
        exact = results_view.meant(found, "number", "document") if request.page == 1 else []
        listed = {result.id for result in found.results}
        self.pages.show(
            resp,
            "results.html",
            found=found,
            request=request,
            typed=dict((*asked.refused, *pairs)),
            refused=dict(asked.refused),
            ignored=[*results_view.cut(asked.pairs), *results_view.ignored(asked.refused, self.known)],
            kept=results_view.kept(pairs),
            groups=results_view.groups(found, pairs),
            chips=results_view.chips(request, pairs, self._names(request)),
            understood=results_view.understood(found, request, pairs),
            sorts=results_view.sorts(request, pairs),
            dates=words.DATES,
            people=list(self._people(found)) if request.page == 1 else [],
            exact=exact,
            elsewhere=[d for d in map(self.pages.search.document, exact) if d and d.id not in listed],
            page_links=results_view.page_links(found, request, pairs),
            previous=results_view.page_address(pairs, request.page - 1) if request.page > 1 else None,
            first_page=results_view.page_address(pairs, 1),
            following=results_view.page_address(pairs, following) if following else None,
            as_typed=results_view.as_typed(request, pairs),
            offered=results_view.offered(found, pairs),
            wider=results_view.wider(pairs),
        )

    def _names(self, request: Request) -> dict[str, str]:
        people = ((id, self.pages.search.official(id)) for id in request.filters.get("official", ()))
        return {id: person.name for id, person in people if person}

    def _people(self, found: ResultsPage) -> Iterator[tuple[Person, list[RoleHeld]]]:
        for id in results_view.meant(found, "official", "id"):
            person = self.pages.search.official(id)
            if person:
                yield person, results_view.main_roles(person)


class _Document:
    def __init__(self, pages: Pages) -> None:
        self.pages = pages

    def on_get(self, req: falcon.Request, resp: falcon.Response, id: str) -> None:
        search = self.pages.search
        document = search.document(id) if SAFE_ID.fullmatch(id) else None
        if document is None:
            raise Problem(404, _NO_DOCUMENT)
        query = parameters.read(req.query_string, {"q": parameters.TEXT}).values.get("q", "")
        mark = search.marker(query, today=self.pages.today())
        links = tuple((one.start, one.end, wire.official_page(one.id)) for one in search.named(document))
        self.pages.show(
            resp,
            "document.html",
            document=document,
            query=query,
            back=wire.search_page(query) if query else None,
            title_marks=mark(document.title),
            passages=list(passages.passages(document.text, mark(document.text), links)),
            officials=_roles_by_person(search.officials_of(document)),
            source=_web(document.url),
            attachments=[(a.name, _web(a.url)) for a in document.attachments],
        )


class _Official:
    def __init__(self, pages: Pages) -> None:
        self.pages = pages

    def on_get(self, req: falcon.Request, resp: falcon.Response, id: str) -> None:
        search = self.pages.search
        person = search.official(id)
        if person is None:
            raise Problem(404, _NO_OFFICIAL)
        roles = [(role, self._documents(role.documents)) for role in person.roles]
        others = [other for other in map(search.official, person.same_name) if other]
        everything = parameters.address(results_view.PATH, [("official", id)])
        self.pages.show(resp, "official.html", person=person, roles=roles, others=others, everything=everything)

    def _documents(self, ids: tuple[str, ...]) -> list[Document]:
        found = map(self.pages.search.document, ids[:_TITLES_OF_A_ROLE])
        return sorted(filter(None, found), key=lambda document: day_of(document) or date.min)


class _Static:
    def __init__(self, pages: Pages) -> None:
        self.files = pages.static

    def on_get(self, req: falcon.Request, resp: falcon.Response, name: str) -> None:
        if name not in self.files:
            raise Problem(404, NOT_FOUND)
        answer_bytes(req, resp, self.files[name], _TYPES[Path(name).suffix])
        resp.cache_control = ["public", "max-age=31536000", "immutable"]  # pages name the version that they want


def _roles_by_person(officials: tuple[NamedOfficial, ...]) -> dict[tuple[str, str], list[str]]:
    people: dict[tuple[str, str], list[str]] = {}
    for official in officials:
        roles = people.setdefault((official.id, official.name), [])
        if official.role and official.role not in roles:
            roles.append(official.role)
    return people


def _web(url: str | None) -> str | None:
    return url if url and url.startswith(("https://", "http://")) else None
