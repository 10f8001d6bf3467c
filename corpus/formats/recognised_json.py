"""Write a recognised page as JSON, and read it back: between processes, and in the store."""

from __future__ import annotations

from typing import Any

from corpus.formats.content import NameReading
from corpus.formats.page_parts import Rule
from corpus.formats.recognised import RecognisedPage, RecognisedWord


def recognised_to_json(page: RecognisedPage) -> dict[str, Any]:
    """Return the JSON object of a recognised page; a tenth of a point is enough for a place."""
    return {
        "size": [round(page.width, 1), round(page.height, 1)],
        "words": [
            [word.text, *(round(at, 1) for at in (word.left, word.top, word.right, word.bottom)), word.confidence]
            for word in page.words
        ],
        "names": [[reading.text, reading.confidence] for reading in page.name_readings],
        "rules": [[round(at, 1) for at in rule] for rule in page.rules],
    }


def recognised_from_json(shape: Any) -> RecognisedPage:
    """Return a recognised page out of its JSON object, whoever wrote it. Raises ValueError where it is none."""
    match shape:
        case {"size": [int() | float() as width, int() | float() as height], "words": [*words], "names": [*names]}:
            rules = tuple(Rule(*_places(rule)) for rule in shape.get("rules", ()))
            return RecognisedPage(width, height, tuple(map(_word, words)), tuple(map(_name, names)), rules)
    raise ValueError("no page")


def _word(shape: Any) -> RecognisedWord:
    match shape:
        case [str() as text, *places, int() as confidence]:
            return RecognisedWord(text, *_places(places), confidence)
    raise ValueError("no word")


def _places(shape: list[Any]) -> tuple[float, float, float, float]:
    match shape:
        case [int() | float() as left, int() | float() as top, int() | float() as right, int() | float() as bottom]:
            return left, top, right, bottom
    raise ValueError("no places")


def _name(shape: Any) -> NameReading:
    match shape:
        case [str() as text, int() as confidence]:
            return NameReading(text, confidence)
    raise ValueError("no reading of a name")
