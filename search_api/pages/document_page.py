"""Answer the page of a document."""

from __future__ import annotations

from datetime import date

import falcon

from corpus.document import SAFE_ID, Document
from indexer.results import NamedOfficial
from search_api import json_shapes, parameters
from search_api.pages import (
    attached_texts,
    document_text,
    effect_notice,
    file_links,
    labels,
    relation_groups,
    results_links,
)
from search_api.pages.chain_picture import chain_picture
from search_api.pages.page_head import document_head
from search_api.pages.paper import paper_html, paper_of
from search_api.pages.rendering import Pages
from search_api.problems import Problem
from search_api.resources import answer_tagged, moved, tag_of
from search_api.sentences import Message
from search_api.sentences import pages as sentences


class DocumentView:
    """Answers `/van-ban/{id}`."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages

    def on_get(self, req: falcon.Request, resp: falcon.Response, id: str) -> None:
        """Answer with the page of a document."""
        version = self.pages.search.document_version(id) if SAFE_ID.fullmatch(id) else None
        if version is None:
            raise moved(req, self.pages.search.document_redirect(id), Problem(404, Message("NO_DOCUMENT_PAGE")))
        given = parameters.read(req.query_string, parameters.DOCUMENT_PAGE).values
        query, today = given.get("q", ""), self.pages.today()
        on = given.get("on", today)
        tag = tag_of(version, query, today, on, self.pages.files is not None, *self.pages.versions())
        answer_tagged(req, resp, tag, falcon.MEDIA_HTML, lambda: self._page(id, version, query, today, on))

    def _page(self, id: str, version: str, query: str, today: date, on: date) -> bytes:
        search = self.pages.search
        document = search.document(id)
        if document is None:
            raise Problem(404, Message("NO_DOCUMENT_PAGE"))
        related = search.relations_of(document, on=on)
        mark = search.marker(query, today=today) if query.strip() else _no_marks
        paper = self.pages.papers.get_or_compute(
            f"{sentences.LANGUAGE} {id} {version}",
            lambda: paper_of(document, self._links(document), self.pages.block_html),
        )
        listed, anchors = paper.listed, paper.anchors
        changes = relation_groups.changes(related.relations, listed, anchors, on)
        original = file_links.original_link(document, self.pages.files)
        copies = search.copies_of(id)
        return self.pages.render(
            "document.html",
            head=document_head(document, related.relations, search.effect(id, on=today), listed, self.pages.public_url),
            document=document,
            query=query,
            today=today,
            back=json_shapes.search_page(query) if query else None,
            title_marks=mark(document.title),
            contents=document_text.contents(listed),
            paper=paper_html(paper, mark(document.text), self.pages.notes_html(changes), self.pages.block_html),
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


def _no_marks(text: str) -> document_text.MarkRanges:
    return ()


def _roles_by_person(officials: tuple[NamedOfficial, ...]) -> dict[tuple[str, str], list[str]]:
    people: dict[tuple[str, str], list[str]] = {}
    for official in officials:
        roles = people.setdefault((official.id, official.name), [])
        if official.role and official.role not in roles:
            roles.append(official.role)
    return people
