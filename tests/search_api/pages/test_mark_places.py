"""Marks have anchors in their order, and are counted by the place in which they stand."""

from __future__ import annotations

import re

from search_api.pages.mark_places import MAX_MARK_ANCHORS, MAX_OPEN_PLACES, MarkPlace, with_mark_anchors

LABELS = {"dieu-1": "Điều 1", "dieu-2": "Điều 2", "tep-1-trang-2": "Phụ lục.pdf, trang 2"}


def test_marks_are_counted_by_place() -> None:
    html = (
        '<p><mark>a</mark></p><h3 class="name" id="dieu-1"><mark>b</mark></h3><p id="dieu-1-khoan-1"><mark>c</mark></p>'
        '<p id="dieu-2">d</p><section id="tep-1-trang-2" aria-label="x"><mark>e</mark></section>'
    )
    found = with_mark_anchors(html, LABELS)
    assert re.findall(r'<mark id="(\w+)">(\w)', found.html) == [("m1", "a"), ("m2", "b"), ("m3", "c"), ("m4", "e")]
    assert found.places == (MarkPlace("Điều 1", "m2", 2), MarkPlace("Phụ lục.pdf, trang 2", "m4", 1))
    assert (found.total, found.first) == (4, "m1")
    assert re.sub(' id="m[0-9]+"', "", found.html) == html


def test_text_that_looks_like_a_mark_is_text() -> None:
    html = '<p>&lt;mark&gt; id="dieu-1" <mark>a</mark></p>'
    assert with_mark_anchors(html, LABELS).places == ()
    assert with_mark_anchors("<p>không</p>", LABELS).first is None


def test_ten_thousand_marks_have_few_anchors_and_each_place_is_reached() -> None:
    labels = {f"dieu-{number}": f"Điều {number}" for number in range(1, 401)}
    html = "".join(f'<h3 id="{anchor}">x</h3>' + "<mark>a</mark> " * 25 for anchor in labels)
    found = with_mark_anchors(html, labels)
    assert (found.total, found.html.count(' id="m')) == (10_000, MAX_MARK_ANCHORS)
    anchors = set(re.findall(r'id="([^"]+)"', found.html))
    assert {place.anchor for place in found.places} <= anchors
    assert [place.label for place in found.places] == list(labels.values())
    assert (*found.open, *found.rest) == found.places
    assert len(found.open) == MAX_OPEN_PLACES
