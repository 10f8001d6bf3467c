"""Answer the addresses of the pages, one resource each."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import falcon
import jinja2

from corpus.document import KIND_LABELS, NO_END, SAFE_ID, Document, day_of
from corpus.extraction.structure import divisions
from corpus.vi.dates.find import parse_span
from indexer.results import NamedOfficial, Request, ResultsPage
from indexer.schema import reading
from indexer.schema.persons import Person, RoleHeld, full_role
from search_api import body_shapes, json_shapes, parameters
from search_api.answer_cache import SearchService
from search_api.kept_files import KeptFiles
from search_api.pages import (
    attached_texts,
    body_links,
    document_text,
    effect_notice,
    file_links,
    labels,
    relation_groups,
    results_links,
    unit_links,
)
from search_api.pages.chain_picture import chain_picture
from search_api.pages.results_links import Link
from search_api.problems import NOT_FOUND, Problem
from search_api.resources import answer_bytes, answer_tagged, moved, tag_of
from search_api.sentences import Message
from search_api.sentences import pages_vi as sentences

_FOLDER = Path(__file__).parent
_MEDIA_TYPES = {".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}
_MAX_DOCUMENTS_OF_A_ROLE = 5

# Every council deals with these: the first that finds something here is offered as an example.
_QUERIES_WITHOUT_MARKS = ("ho tro xay dung nong thon moi", "tiep xuc cu tri", "du toan ngan sach")


class Pages:
    """Renders every page; holds the templates, the static files and the search whose answers they show."""

    def __init__(self, search: SearchService, today: Callable[[], date], files: KeptFiles | None = None) -> None:
        self.search = search
        self.today = today
        self.files = files
        self.static = {path.name: path.read_bytes() for path in (_FOLDER / "static").iterdir()}
        self._templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(_FOLDER / "templates"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters.update(
            badge=effect_notice.badge,
            status_name=effect_notice.status_name,
            day=labels.day,
            count=labels.count,
            role=full_role,
            also_at=labels.also_at,
            runs=document_text.runs,
            linked_runs=document_text.linked_runs,
            document_page=json_shapes.document_page,
            attached_place=partial(json_shapes.attached_place, sent=files is not None),
            body_page=body_shapes.body_page,
            official_page=json_shapes.official_page,
            search_page=json_shapes.search_page,
        )
        tag = hashlib.sha256(b"".join(self.static[name] for name in sorted(self.static))).hexdigest()[:12]
        self._templates.globals.update(
            version=tag, kinds=KIND_LABELS, s=sentences, no_end=NO_END, max_open_bodies=body_links.MAX_OPEN_BODIES
        )

    def routes(self) -> dict[str, object]:
        """Return the resource of each address."""
        return {
            "/": _HomePage(self),
            "/tim-kiem": _SearchPage(self),
            "/van-ban/{id}": _DocumentPage(self),
            "/nguoi/{id}": _PersonPage(self),
            "/co-quan/{id}": _BodyPage(self),
            "/static/{name}": _StaticFile(self),
        }

    def render(self, template: str, **values: Any) -> bytes:
        """Return a page as bytes; half a surrogate pair, which UTF-8 cannot hold, becomes `?`."""
        return self._templates.get_template(template).render(**values).encode(errors="replace")

    def failure(self, problem: Problem) -> bytes:
        """Return the page that says what went wrong and where to go on."""
        # NOT_FOUND is a sentence for programs; the template has one for people.
        detail = None if problem.detail is NOT_FOUND else problem.detail.of(sentences.LANGUAGE)
        return self.render("failure.html", problem=problem, detail=detail)

    def show(self, resp: falcon.Response, template: str, **values: Any) -> None:
        """Answer with a page."""
        resp.content_type = falcon.MEDIA_HTML
        resp.cache_control = ["no-cache"]
        resp.data = self.render(template, **values)


class _HomePage:
    def __init__(self, pages: Pages) -> None:
        self.pages = pages
        self.rendered: tuple[str, bytes] | None = None  # of which state of the index

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        state = self.pages.search.state()
        if state.problem and not state.ready:
            raise state.problem.with_traceback(None)  # each request would lengthen the traceback
        if self.rendered is None or self.rendered[0] != state.stamp:
            self.rendered = state.stamp, self._render()
        answer_bytes(req, resp, self.rendered[1], falcon.MEDIA_HTML)

    def _render(self) -> bytes:
        search, today = self.pages.search, self.pages.today()
        everything = search.search(Request(size=1, facets=("kind", "section", "official")), today=today)
        official = sentences.FACET_LABELS["official"]
        stats = search.stats()
        return self.pages.render(
            "home.html",
            stats=stats,
            scans=stats.readings.get(reading.FROM_SCAN, 0),
            poor_scans=stats.readings.get(reading.POORLY, 0),
            facets=[facet for facet in results_links.facets(everything, ()) if facet.title != official],
            examples=self._examples(everything, today),
        )

    def _examples(self, everything: ResultsPage, today: date) -> list[tuple[str, str]]:
        """Return searches that do find something here: without marks, by number, by an official's name."""
        search = self.pages.search
        queries = (
            text for text in _QUERIES_WITHOUT_MARKS if search.search(Request(text=text, size=1), today=today).total
        )
        newest = Request(filters={"kind": ("resolution",)}, sort="newest", size=1)
        number = next((result.number for result in search.search(newest, today=today).results if result.number), None)
        official = next((value.label for value in everything.facets.get("official", ())), None)
        examples = [
            (next(queries, None), sentences.EXAMPLE_WITHOUT_MARKS),
            (number, sentences.EXAMPLE_NUMBER),
            (official, sentences.EXAMPLE_OFFICIAL),
        ]
        return [(text, why) for text, why in examples if text]


class _SearchPage:
    def __init__(self, pages: Pages) -> None:
        self.pages = pages
        self.known = parameters.typed_search(parse_span)

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        parsed, request = parameters.read_search(req.query_string, self.known)
        request = replace(request, facets=results_links.SHOWN_FACETS)
        results_page = self.pages.search.search(request, today=self.pages.today())
        pairs = parameters.without(parsed.pairs, "facets")
        following = json_shapes.next_page(results_page, request)
        exact = results_links.understood_ids(results_page, "number", "document") if request.page == 1 else []
        listed = {result.id for result in results_page.results}
        self.pages.show(
            resp,
            "results.html",
            results_page=results_page,
            request=request,
            typed=dict((*parsed.refused, *pairs)),
            refused=dict(parsed.refused),
            notices=[
                *results_links.cut_notices(parsed.pairs),
                *results_links.ignored_notices(parsed.refused, self.known),
            ],
            repeated=results_links.repeated(pairs),
            facets=results_links.facets(results_page, pairs),
            chips=[
                *results_links.chips(request, pairs, self._names(request) | unit_links.names(request)),
                *unit_links.chips(request, pairs),
            ],
            guess_links=unit_links.of_query(results_page, pairs) | self._issuers(results_page),
            understood=results_links.understood(results_page, request, pairs),
            sorts=results_links.sorts(request, pairs),
            people=list(self._people(results_page)) if request.page == 1 else [],
            exact=exact,
            elsewhere=self._elsewhere([id for id in exact if id not in listed], request.on),
            page_links=results_links.page_links(results_page, request, pairs),
            previous=results_links.page_address(pairs, request.page - 1) if request.page > 1 else None,
            first_page=results_links.page_address(pairs, 1),
            following=results_links.page_address(pairs, following) if following else None,
            as_typed=results_links.as_typed(request, pairs),
            offered=results_links.offered(results_page, pairs),
            wider=results_links.wider(pairs),
        )

    def _names(self, request: Request) -> dict[str, str]:
        search = self.pages.search
        requested = request.filters.get("official", ())
        people = ((id, search.official(id) or search.official(search.official_redirect(id) or "")) for id in requested)
        cited = ((id, search.document(id)) for id in request.filters.get("citing", ()) if SAFE_ID.fullmatch(id))
        return {
            **{id: person.name for id, person in people if person},
            **{id: document.number or document.title for id, document in cited if document},
        }

    def _elsewhere(self, ids: Iterable[str], on: date | None) -> list[tuple[Document, str | None]]:
        """Return documents that are no results of this page, each with its status."""
        search, on = self.pages.search, on or self.pages.today()
        documents = filter(None, map(search.document, ids))
        return [(document, search.effect(document.id, on=on).status) for document in documents]

    def _issuers(self, results_page: ResultsPage) -> dict[str, list[Link]]:
        labels = {
            entity.text: str(entity.meaning["text"]) for entity in results_page.understood if entity.type == "issuer"
        }
        ids = self.pages.search.body_ids(labels.values()) if labels else {}
        pages = ((text, ids[label]) for text, label in labels.items() if label in ids)
        return {text: [Link(sentences.TO_BODY, body_shapes.body_page(id))] for text, id in pages}

    def _people(self, results_page: ResultsPage) -> Iterator[tuple[Person, list[RoleHeld]]]:
        for id in results_links.understood_ids(results_page, "official", "id"):
            person = self.pages.search.official(id)
            if person:
                yield person, results_links.main_roles(person)


class _DocumentPage:
    def __init__(self, pages: Pages) -> None:
        self.pages = pages

    def on_get(self, req: falcon.Request, resp: falcon.Response, id: str) -> None:
        version = self.pages.search.document_version(id) if SAFE_ID.fullmatch(id) else None
        if version is None:
            raise moved(req, self.pages.search.document_redirect(id), Problem(404, Message("NO_DOCUMENT_PAGE")))
        given = parameters.read(req.query_string, parameters.DOCUMENT_PAGE).values
        query, today = given.get("q", ""), self.pages.today()
        on = given.get("on", today)
        tag = tag_of(version, query, today, on, self.pages.files is not None)
        answer_tagged(req, resp, tag, falcon.MEDIA_HTML, lambda: self._page(id, query, today, on))

    def _page(self, id: str, query: str, today: date, on: date) -> bytes:
        search = self.pages.search
        document = search.document(id)
        if document is None:
            raise Problem(404, Message("NO_DOCUMENT_PAGE"))
        related = search.relations_of(document, on=on)
        mark = search.marker(query, today=today)
        listed = divisions(document.text)
        original = file_links.original_link(document, self.pages.files)
        copies = search.copies_of(id)
        paragraphs = list(
            document_text.paragraphs(document.text, mark(document.text), self._links(document), listed, document.pages)
        )
        anchors = {paragraph.anchor for paragraph in paragraphs if paragraph.anchor}
        return self.pages.render(
            "document.html",
            document=document,
            query=query,
            back=json_shapes.search_page(query) if query else None,
            title_marks=mark(document.title),
            contents=document_text.contents(listed),
            paragraphs=paragraphs,
            effect=related.effect,
            notice=effect_notice.effect_notice(related.effect, today=today),
            changes=relation_groups.changes(related.relations, listed, anchors, on),
            groups=relation_groups.relation_groups(related.relations, anchors),
            relation_count=related.total,
            more_relations=related.total - len(related.relations),
            picture=chain_picture(search.effect_chain(document)),
            citing=results_links.citing(related, id),
            officials=_roles_by_person(search.officials_of(document)),
            ended_body=search.ended_body(document, today=today),
            issuer_id=search.body_ids(filter(None, (document.issuer,))).get(document.issuer or ""),
            source=labels.web(document.url),
            original=original,
            scanned=file_links.original_at_poor_page(document, original),
            sources=search.sources_of(id),
            copies=file_links.links_of_copies(copies, self.pages.files),
            attached_texts=attached_texts.attached_texts(document, mark),
            attachments=file_links.attachment_links([document, *copies], self.pages.files),
            scan_notice=file_links.scan_notice(document),
        )

    def _links(self, document: Document) -> document_text.LinkRanges:
        """Return the links in a text: to the officials that it names, and to the documents that it cites."""
        search = self.pages.search
        people = ((m.start, m.end, json_shapes.official_page(m.id)) for m in search.name_mentions(document))
        cited = (
            (number.start, number.end, json_shapes.document_page(number.documents[0].id))
            for number in search.reference_links(document)
            if len(number.documents) == 1
        )
        return tuple(sorted((*people, *cited)))


class _PersonPage:
    def __init__(self, pages: Pages) -> None:
        self.pages = pages

    def on_get(self, req: falcon.Request, resp: falcon.Response, id: str) -> None:
        search = self.pages.search
        person = search.official(id)
        if person is None:
            raise moved(req, search.official_redirect(id), Problem(404, Message("NO_OFFICIAL_PAGE")))
        roles = [(role, self._documents(role.documents)) for role in person.roles]
        others = [other for other in map(search.official, person.same_name) if other]
        everything = parameters.address(results_links.RESULTS_PATH, [("official", id)])
        self.pages.show(
            resp,
            "official.html",
            person=person,
            roles=roles,
            others=others,
            everything=everything,
            bodies=search.body_ids(role.issuer for role in person.roles if role.issuer),
        )

    def _documents(self, ids: tuple[str, ...]) -> list[Document]:
        documents = map(self.pages.search.document, ids[:_MAX_DOCUMENTS_OF_A_ROLE])
        return sorted(filter(None, documents), key=lambda document: day_of(document) or date.min)


class _BodyPage:
    def __init__(self, pages: Pages) -> None:
        self.pages = pages

    def on_get(self, req: falcon.Request, resp: falcon.Response, id: str) -> None:
        body = self.pages.search.body(id)
        if body is None:
            raise Problem(404, Message("NO_BODY_PAGE"))
        listed = {official.id for term in body.terms for official in term.officials}
        self.pages.show(
            resp,
            "body.html",
            body=body,
            documents=body_links.documents(body),
            all_documents=body_links.all_documents(body),
            periods=[(period, body_links.wider(period)) for period in body.periods],
            listed=len(listed),
        )


class _StaticFile:
    def __init__(self, pages: Pages) -> None:
        self.files = pages.static

    def on_get(self, req: falcon.Request, resp: falcon.Response, name: str) -> None:
        if name not in self.files:
            raise Problem(404, NOT_FOUND)
        answer_bytes(req, resp, self.files[name], _MEDIA_TYPES[Path(name).suffix])
        resp.cache_control = ["public", "max-age=31536000", "immutable"]  # pages name the version in the address


def _roles_by_person(officials: tuple[NamedOfficial, ...]) -> dict[tuple[str, str], list[str]]:
    people: dict[tuple[str, str], list[str]] = {}
    for official in officials:
        roles = people.setdefault((official.id, official.name), [])
        if official.role and official.role not in roles:
            roles.append(official.role)
    return people
