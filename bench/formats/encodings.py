"""Measure whether the encoding of a short text is told: of records in each old encoding, and of other languages."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from bench.formats.records import records
from corpus.formats.legacy_encodings import ENCODINGS, decode, detect

LETTERS = 60  # of a text, or a few more: it ends with a word
MIN_RIGHT = 0.99
Miss = tuple[str, str, str, str]
_BASES = "aeiouyAEIOUY"
# Invented sentences in the other languages that offices of Vietnam keep, each with the marks that it has.
OTHERS = {
    "en": (
        "The committee shall review the existing water supply and report to the council before the end of the year.",
        "A résumé, a café licence and a naïve cliché do not make this façade of words a text in another encoding.",
    ),
    "fr": (
        "Le comité a été chargé d'élaborer un programme détaillé; les dépenses nécessaires sont réglées à l'année.",
        "Où l'arrêté prévoit une décision contraire, le préfet établit, dès sa publication, la liste des intéressés.",
    ),
    "de": (
        "Der Ausschuss prüft die Vorschläge für die Straßen der Städte und erklärt den Bürgern, was möglich wäre.",
        "Für größere Maßnahmen gewährt die Behörde Zuschüsse; Anträge müssen spätestens im März vollständig vorliegen.",
    ),
    "es": (
        "La comisión examinará el año próximo las peticiones de los niños y jóvenes según la situación económica.",
        "El señor alcalde explicó también cómo se elaboró el plan y qué daños causó la inundación en la región.",
    ),
    "pt": (
        "A comissão não aprovou as alterações à lei; as informações serão enviadas às câmaras após a decisão.",
        "Os cidadãos têm direito à educação e à saúde, e a administração pública é responsável pela execução.",
    ),
}


def rows(seeds: Sequence[int], documents: int, misses: list[Miss]) -> Iterator[dict[str, object]]:
    """Yield for each encoding how many texts are told to be in it, and how many of other languages are in none.

    What is told wrongly is added to `misses` as (text, `encoding`, right, told).
    """
    texts = [text for seed in seeds for record in records(seed, documents) for text in stretches(record.lines())]
    for encoding in ENCODINGS:
        wrong = [(text, told) for text in texts if (told := detect(encoded(text, encoding))) != encoding]
        misses += [(text, "encoding", encoding, str(told)) for text, told in wrong]
        right = len(texts) - len(wrong)
        share = right / max(1, len(texts))
        yield {"what": f"encoding: {encoding}", "goal": MIN_RIGHT, "measured": round(share, 4),
               "reached": share >= MIN_RIGHT, "right": right, "of": len(texts)}  # fmt: skip
    others = [text for sentences in OTHERS.values() for text in sentences]
    for name, unchanged in (("Unicode", texts), ("other languages", others)):
        taken = [(text, told) for text in unchanged if (told := detect(text)) is not None]
        misses += [(text, "encoding", "None", told) for text, told in taken]
        yield {"what": f"encoding: {name}, taken for an old one", "goal": 0, "measured": len(taken),
               "reached": not taken, "of": len(unchanged)}  # fmt: skip


def stretches(lines: Iterator[str]) -> Iterator[str]:
    """Yield the first words of each line that is long enough: the fewest that have so many letters."""
    for line in lines:
        letters = 0
        for at, sign in enumerate(line):
            letters += sign.isalpha()
            if letters >= LETTERS and not line[at + 1 : at + 2].isalpha():
                yield line[: at + 1]
                break


def encoded(text: str, encoding: str) -> str:
    """Return a text as a file in an old encoding shows it: letters of Latin-1; what it does not have, a small one."""
    codes = _codes(encoding)
    return "".join(
        sign if sign.isascii() else codes.get(sign) or codes.get(sign.lower()) or "?"  # as typists did
        for sign in unicodedata.normalize("NFC", text)
    )


@cache
def _codes(encoding: str) -> Mapping[str, str]:
    """Return the code of each letter: every byte, after a letter and alone, is asked what it stands for."""
    high = [chr(byte) for byte in range(0x80, 0x100)]
    bases = [*_BASES, *(sign for sign in high if decode(sign, encoding).isalpha())]
    pairs = sorted(
        (base + mark for base in bases for mark in high), key=lambda code: code[0].isupper() != code[1].isupper()
    )
    codes: dict[str, str] = {}
    for code in (*pairs, *high):
        letter = decode(code, encoding)
        if len(letter) == 1 and letter.isalpha():
            codes.setdefault(letter, code)
    return codes
