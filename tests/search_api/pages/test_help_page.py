from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

import search_api
from indexer.results import Request
from search_api.pages.help_page import HelpHeading, HelpPart, read_help
from search_api.sentences.pages import PAGE_LANGUAGES
from tests.support.html_pages import read
from tests.support.sample import TODAY, sample_search

HELP = Path(search_api.__file__).parent / "pages" / "help"


def test_code_is_an_example_but_for_the_names_of_fields() -> None:
    text = read_help("# Help\n\nType `a <b>` or `số:`.\n\n## Số hiệu\n\n| `x\\|y` |\n|---|\n")
    assert text.title == "Help"
    assert text.headings == (HelpHeading("Số hiệu", "so-hieu"),)
    assert text.examples == ("a <b>", "x|y")
    assert text.parts[0] == HelpPart(html="<p>Type ")
    assert "<code>số:</code>" in text.parts[2].html
    assert 'aria-labelledby="so-hieu"' in text.parts[2].html


def test_html_in_the_help_is_text() -> None:
    assert "<b>" not in "".join(part.html for part in read_help("# A\n\na <b>c</b> `x`\n").parts)


@pytest.mark.parametrize("path", sorted(HELP.glob("*.md")), ids=lambda path: path.stem)
def test_every_example_finds_something_in_the_sample(path: Path) -> None:
    examples = read_help(path.read_text(encoding="utf-8")).examples
    assert len(examples) > 50
    search = sample_search()
    assert [text for text in examples if not search.search(Request(text=text, size=1), today=TODAY).total] == []


def test_examples_are_links_to_their_searches(client: httpx.Client) -> None:
    page = read(client.get("/huong-dan").text)
    searched = {parse_qs(urlsplit(link).query)["q"][0] for link in page.links if link.startswith("/tim-kiem?")}
    assert searched == set(read_help((HELP / "vi.md").read_text(encoding="utf-8")).examples)


def test_each_language_of_the_pages_has_its_help() -> None:
    assert {path.stem for path in HELP.glob("*.md")} == PAGE_LANGUAGES.keys()


def test_what_is_vietnamese_in_english_help_says_so(client: httpx.Client) -> None:
    text = read_help("# Help\n\n*nông thôn* `chợ` `số:`\n", "en")
    assert '<em lang="vi">nông thôn</em>' in text.parts[0].html
    assert '<code lang="vi">số:</code>' in text.parts[2].html
    assert '<code><bdi lang="vi">thu gom rác thải</bdi></code>' in client.get("/huong-dan?lang=en").text
