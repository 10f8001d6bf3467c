"""Answer the page of an official."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import falcon

from indexer.results import Request
from indexer.schema.persons import Person, RoleHeld, main_role
from search_api import parameters
from search_api.json_shapes import official_page
from search_api.pages import body_links, labels, results_links
from search_api.pages.career_picture import career_picture
from search_api.pages.page_head import PageHead
from search_api.pages.rendering import Pages
from search_api.problems import Problem
from search_api.resources import moved
from search_api.sentences import Message
from search_api.sentences import pages as sentences

MAX_ROLES = 60  # that are listed, the latest; few persons have more than ten
MAX_DOCUMENTS_OF_A_ROLE = 5  # that are named, the first and the latest
MAX_DOCUMENTS = 10  # that are listed, the newest
MAX_SAME_NAME = 20  # other persons of the name


@dataclass(frozen=True, slots=True)
class ListedRole:
    """Holds an office with the titles of some documents that name it, by id."""

    held: RoleHeld
    documents: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Namesake:
    """Names another person of the same name, by the main office and the years of all offices."""

    person: Person
    role: RoleHeld | None
    years: str


class OfficialView:
    """Answers `/nguoi/{id}`."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages

    def on_get(self, req: falcon.Request, resp: falcon.Response, id: str) -> None:
        """Answer with the page of an official."""
        search = self.pages.search
        person = search.official(id)
        if person is None:
            raise moved(req, search.official_redirect(id), Problem(404, Message("NO_OFFICIAL_PAGE")))
        self.pages.answer(req, resp, lambda: self._page(id, person))

    def _page(self, id: str, person: Person) -> bytes:
        search = self.pages.search
        roles = _latest(person.roles)
        newest = Request(filters={"official": (id,)}, sort="newest", size=MAX_DOCUMENTS, facets=("kind", "year"))
        found = search.search(newest, today=self.pages.today())
        signers = search.signers([result.id for result in found.results])
        return self.pages.render(
            "official.html",
            head=PageHead(official_page(id), sentences.OFFICIAL_DESCRIPTION.format(name=person.name)),
            person=person,
            roles=self._listed(roles),
            unlisted=len(person.roles) - len(roles),
            picture=career_picture(roles),
            others=self._namesakes(person),
            found=found,
            signed={id for id, name in signers.items() if name in person.names},
            facets=body_links.by_kind_and_year(("official", id), found.facets["kind"], found.facets["year"]),
            everything=parameters.address(results_links.RESULTS_PATH, [("official", id), ("sort", "newest")]),
            bodies=search.body_ids(role.issuer for role in roles if role.issuer),
        )

    def _listed(self, roles: Sequence[RoleHeld]) -> list[ListedRole]:
        shown = {role: _first_and_latest(role.documents) for role in roles}
        titles = self.pages.search.titles([id for ids in shown.values() for id in ids])
        return [ListedRole(role, tuple((id, titles[id]) for id in ids if id in titles)) for role, ids in shown.items()]

    def _namesakes(self, person: Person) -> list[Namesake]:
        others = filter(None, map(self.pages.search.official, person.same_name[:MAX_SAME_NAME]))
        return [Namesake(other, main_role(other), _years(other.roles)) for other in others]


def _latest(roles: Sequence[RoleHeld]) -> list[RoleHeld]:
    """Return the offices that are listed, in their order."""
    if len(roles) <= MAX_ROLES:
        return list(roles)
    kept = set(sorted(roles, key=lambda role: role.last or date.min, reverse=True)[:MAX_ROLES])
    return [role for role in roles if role in kept]


def _first_and_latest(documents: tuple[str, ...]) -> tuple[str, ...]:
    """Return the documents that are named of an office: where there are many, the first and the latest ones."""
    if len(documents) <= MAX_DOCUMENTS_OF_A_ROLE:
        return documents
    return (documents[0], *documents[1 - MAX_DOCUMENTS_OF_A_ROLE :])


def _years(roles: Sequence[RoleHeld]) -> str:
    days = [day for role in roles for day in (role.first, role.last) if day]
    return labels.years(min(days).year, max(days).year) if days else ""
