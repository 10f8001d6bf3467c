"""Answer the page of a document."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import falcon

from corpus.document import SAFE_ID, Attachment, Document
from corpus.extraction.structure import Division
from corpus.vi.dates.find import parse_span
from indexer.results import NamedOfficial, Request
from search_api import json_shapes, parameters
from search_api.pages import (
    attached_texts,
    document_text,
    effect_notice,
    file_links,
    labels,
    reading_links,
    relation_groups,
    results_links,
)
from search_api.pages.chain_picture import chain_picture
from search_api.pages.contents import contents
from search_api.pages.page_head import document_head
from search_api.pages.paper import Paper, marked_paper, paper_html, paper_of
from search_api.pages.rendering import Pages
from search_api.pages.report_link import report_link
from search_api.problems import Problem
from search_api.resources import answer_tagged, moved, tag_of
from search_api.sentences import Message
from search_api.sentences import pages as sentences


@dataclass(frozen=True, slots=True)
class _Visit:
    """Holds how a reader comes to a document: `pairs` are the parameters of the address, those of the results before.

    `request` is the search of which the words are marked, `on` the day of which the effect is told.
    """

    pairs: parameters.QueryPairs
    request: Request
    today: date
    on: date


class DocumentView:
    """Answers `/van-ban/{id}`."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages
        self.known = parameters.typed_document(parse_span)

    def on_get(self, req: falcon.Request, resp: falcon.Response, id: str) -> None:
        """Answer with the page of a document."""
        version = self.pages.search.document_version(id) if SAFE_ID.fullmatch(id) else None
        if version is None:
            raise moved(req, self.pages.search.document_redirect(id), Problem(404, Message("NO_DOCUMENT_PAGE")))
        parsed, request = parameters.read_search(req.query_string, self.known)
        visit = _visit(parsed, request, self.pages.today())
        tag = tag_of(version, visit, *self.pages.versions())
        answer_tagged(req, resp, tag, falcon.MEDIA_HTML, lambda: self._page(id, version, visit))

    def _page(self, id: str, version: str, visit: _Visit) -> bytes:
        search, today, on = self.pages.search, visit.today, visit.on
        document = search.document(id)
        if document is None:
            raise Problem(404, Message("NO_DOCUMENT_PAGE"))
        related = search.relations_of(document, on=on)
        effect_today = related.effect if on == today else search.effect(id, on=today)
        is_marked = bool(visit.request.text.strip() or visit.request.days)
        mark = search.marker(visit.request, document, today=today) if is_marked else _no_marks
        paper = self._paper(document, version, visit, mark if is_marked else None)
        listed, anchors = paper.listed, paper.anchors
        changes = relation_groups.changes(related.relations, listed, anchors, on)
        original = file_links.original_link(document, self.pages.files)
        copies = search.copies_of(id)
        attachments = file_links.attachment_links([document, *copies], self.pages.files)
        return self.pages.render(
            "document.html",
            head=document_head(document, related.relations, effect_today, listed, self.pages.public_url),
            document=document,
            query=visit.request.text,
            back=reading_links.results_address(id, visit.pairs),
            pairs=parameters.without(visit.pairs, "day"),
            mark_labels=_mark_labels(listed, document.attachments),
            today=today,
            title_marks=mark(document.title),
            contents=contents(listed),
            paper=paper_html(paper, self.pages.notes_html(changes)),
            is_formal=paper.is_formal,
            effect=related.effect,
            notice=effect_notice.effect_notice(related.effect, today=today),
            groups=relation_groups.relation_groups(related.relations, anchors),
            relation_count=related.total,
            more_relations=related.total - len(related.relations),
            picture=chain_picture(search.effect_chain(document)),
            citing=results_links.citing(related, id),
            officials=_roles_by_person(search.officials_of(document)),
            ended_body=search.ended_body(document, today=today),
            issuer_id=search.body_ids(filter(None, (document.issuer,))).get(document.issuer or ""),
            sittings=search.sittings_of(document),
            source=labels.web(document.url),
            original=original,
            scanned=file_links.original_at_poor_page(document, original),
            sources=search.sources_of(id),
            copies=file_links.links_of_copies(copies, self.pages.files),
            attached_texts=attached_texts.attached_texts(document, mark, attachments),
            attachments=attachments,
            scan_notice=file_links.scan_notice(document),
            report=report_link(document, self.pages.site.report_to, self.pages.public_url),
        )

    def _paper(
        self,
        document: Document,
        version: str,
        visit: _Visit,
        mark: Callable[[str], document_text.MarkRanges] | None,
    ) -> Paper:
        """Return the text of a document, with the marks of the visit's search."""
        key, block_html = f"{sentences.LANGUAGE} {document.id} {version}", self.pages.block_html
        paper = self.pages.papers.get_or_compute(key, lambda: paper_of(document, self._links(document), block_html))
        if mark is None:
            return paper
        marked_key = f"{key} {visit.today} {visit.request!r}"
        return self.pages.papers.get_or_compute(
            marked_key, lambda: marked_paper(paper, mark(document.text), block_html)
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


def _visit(parsed: parameters.QueryParameters, request: Request, today: date) -> _Visit:
    values = parsed.values
    text = values.get("mark", request.text)
    return _Visit(parsed.pairs, replace(request, text=text), today, values.get("day") or request.on or today)


def _mark_labels(listed: Sequence[Division], attachments: Sequence[Attachment]) -> dict[str, str]:
    """Return the names of the places in which marks are counted, by anchor: divisions, and pages of attachments."""
    labels = {division.anchor: division.label for division in listed}
    for number, attachment in enumerate(attachments, 1):
        labels[json_shapes.attachment_anchor(number)] = attachment.name
        for page in range(1, len(attachment.page_starts) + 1):
            name = sentences.ATTACHED_PAGE.format(name=attachment.name, page=page)
            labels[json_shapes.attachment_anchor(number, page)] = name
    return labels


def _no_marks(text: str) -> document_text.MarkRanges:
    return ()


def _roles_by_person(officials: tuple[NamedOfficial, ...]) -> dict[tuple[str, str], list[str]]:
    people: dict[tuple[str, str], list[str]] = {}
    for official in officials:
        roles = people.setdefault((official.id, official.name), [])
        if official.role and official.role not in roles:
            roles.append(official.role)
    return people
