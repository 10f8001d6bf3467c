"""Read `site.toml`: the name, logo, contact and colours under which a council runs the pages."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from corpus.settings import SettingError
from search_api.sentences import operator_vi as sentences
from search_api.sentences.pages import DEFAULT_LANGUAGE, PAGE_LANGUAGES

MAX_SITE_BYTES = 100_000
MAX_LOGO_BYTES = 200_000
MAX_LETTERS = {"name": 120, "short_name": 40, "contact": 1_000, "privacy": 20_000}
MIN_CONTRAST = 7.0  # of text on its ground: level AAA

# Each colour with the grounds that it stands on, as `styles/frame.css` has them.
_LIGHT, _DARK = ("#ffffff", "#f4f6f8", "#eaf2f8", "#fff6e0"), ("#171c21", "#0f1317", "#1d2a35", "#2d2612")
COLOURS: Mapping[str, tuple[str, ...]] = {
    "link": _LIGHT,
    "visited": _LIGHT,
    "strong": ("#ffffff",),  # the ground of buttons, whose letters are white
    "dark_link": _DARK,
    "dark_visited": _DARK,
    "dark_strong": ("#ffffff",),
}
_LOGO_FORMATS = {
    ".svg": re.compile(rb"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<svg[\s>]", re.DOTALL),
    ".png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    ".jpg": re.compile(rb"\xff\xd8\xff"),
    ".webp": re.compile(rb"RIFF....WEBP", re.DOTALL),
}
_TEXTS = tuple(MAX_LETTERS)
_KEYS = (*_TEXTS, "logo", "report_to", "colours", "english")
_MAIL = re.compile(r"[^\s@<>\"?&%]+@[^\s@<>\"?&%]+\.[^\s@<>\"?&%]+")


@dataclass(frozen=True, slots=True)
class Logo:
    """Holds the file of a logo: its ending says which of the formats it has."""

    suffix: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Site:
    """Holds what a council says of its site; empty where it says nothing.

    `contact` and `privacy` are paragraphs, `report_to` is a mail address or the web address of a form, `colours` are by
    the names of COLOURS. `english` holds the texts of the English pages by name, which stand in for the others there.
    """

    name: str = ""
    short_name: str = ""
    contact: str = ""
    privacy: str = ""
    logo: Logo | None = None
    report_to: str = ""
    colours: tuple[tuple[str, str], ...] = ()
    english: tuple[tuple[str, str], ...] = ()

    def in_language(self, language: str) -> Site:
        """Return the site with its texts in a language, and with a name in any case."""
        given = dict(self.english) if language != DEFAULT_LANGUAGE else {}
        name = given.get("name") or self.name or PAGE_LANGUAGES[language].SITE_NAME
        short_name = PAGE_LANGUAGES[language].SITE_SHORT_NAME
        return replace(
            self,
            name=name,
            # A translated name needs no short one of another language.
            short_name=given.get("short_name") or given.get("name") or self.short_name or self.name or short_name,
            contact=given.get("contact") or self.contact,
            privacy=given.get("privacy") or self.privacy,
        )


def read_site(path: Path | None) -> Site:
    """Return what a file says of the site. Raises SettingError for the first thing in it that cannot be used."""
    if path is None:
        return Site()
    given = _parsed(path)
    _refuse_unknown(path, given, _KEYS)
    english = given.get("english", {})
    _refuse_unknown(path, _table(path, "english", english), _TEXTS, "english.")
    texts = {name: _text(path, name, given[name]) for name in _TEXTS if name in given}
    return Site(
        **texts,
        logo=_logo(path, given["logo"]) if "logo" in given else None,
        report_to=_reported_to(path, given["report_to"]) if "report_to" in given else "",
        colours=_colours(path, given.get("colours", {})),
        english=tuple(
            (name, _text(path, f"english.{name}", text, MAX_LETTERS[name])) for name, text in english.items()
        ),
    )


def _wrong(path: Path, sentence: str, **values: object) -> SettingError:
    return SettingError(sentence.format(file=path, **values))


def _parsed(path: Path) -> Mapping[str, Any]:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_SITE_BYTES + 1)
        if len(content) > MAX_SITE_BYTES:
            raise _wrong(path, sentences.SITE_TOO_LARGE, kilobytes=MAX_SITE_BYTES // 1000)
        return tomllib.loads(content.decode())
    except FileNotFoundError:
        raise _wrong(path, sentences.SITE_MISSING) from None
    except OSError as error:
        raise _wrong(path, sentences.SITE_UNREADABLE, reason=error.strerror) from error
    except UnicodeDecodeError:
        raise _wrong(path, sentences.SITE_NOT_UNICODE) from None
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+), column (\d+)", str(error))
        line = place[1] if place else str(content.decode().count("\n") + 1)
        raise _wrong(path, sentences.SITE_NOT_TOML, line=line) from None


def _refuse_unknown(path: Path, given: Mapping[str, Any], known: tuple[str, ...], within: str = "") -> None:
    for name in given:
        if name not in known:
            nearest = get_close_matches(name, known, n=1, cutoff=0)[0]
            key, nearest = f"{within}{name}", f"{within}{nearest}"
            raise _wrong(path, sentences.SITE_UNKNOWN_KEY, key=key, nearest=nearest, known=", ".join(known))


def _table(path: Path, key: str, value: Any) -> Mapping[str, Any]:
    if isinstance(value, dict):
        return value
    raise _wrong(path, sentences.SITE_NOT_A_TABLE, key=key)


def _text(path: Path, key: str, value: Any, limit: int | None = None) -> str:
    limit = limit or MAX_LETTERS[key]
    if not isinstance(value, str) or not value.strip() or len(value) > limit:
        raise _wrong(path, sentences.SITE_NOT_A_TEXT, key=key, limit=limit)
    is_line = "name" in key
    if is_line and not value.isprintable():
        raise _wrong(path, sentences.SITE_NOT_A_LINE, key=key)
    return value.strip()


def _logo(path: Path, value: Any) -> Logo:
    if not isinstance(value, str) or not value:
        raise _wrong(path, sentences.SITE_LOGO_MISSING, name=value)
    file = path.parent / value
    try:
        with file.open("rb") as opened:
            content = opened.read(MAX_LOGO_BYTES + 1)
    except (OSError, ValueError):
        raise _wrong(path, sentences.SITE_LOGO_MISSING, name=value) from None
    if len(content) > MAX_LOGO_BYTES:
        raise _wrong(path, sentences.SITE_LOGO_TOO_LARGE, name=value, kilobytes=MAX_LOGO_BYTES // 1000)
    suffix = next((suffix for suffix, begins in _LOGO_FORMATS.items() if begins.match(content)), None)
    if suffix is None:
        raise _wrong(path, sentences.SITE_LOGO_FORMAT, name=value)
    return Logo(suffix, content)


def _reported_to(path: Path, value: Any) -> str:
    given = value.strip() if isinstance(value, str) else ""
    address = given.removeprefix("mailto:")
    if _MAIL.fullmatch(address):
        return f"mailto:{address}"
    try:
        parts = urlsplit(given)
        is_web = parts.scheme == "https" and bool(parts.hostname) and not parts.username and given.isprintable()
    except ValueError:
        is_web = False
    if is_web and " " not in given:
        return given
    raise _wrong(path, sentences.SITE_REPORT_TO, value=value)


def _colours(path: Path, value: Any) -> tuple[tuple[str, str], ...]:
    given = _table(path, "colours", value)
    _refuse_unknown(path, given, tuple(COLOURS), "colours.")
    for name, colour in given.items():
        if not isinstance(colour, str) or not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
            raise _wrong(path, sentences.SITE_NOT_A_COLOUR, key=f"colours.{name}", value=colour)
        ground = min(COLOURS[name], key=lambda ground: contrast(colour, ground))
        reached = contrast(colour, ground)
        if reached < MIN_CONTRAST:
            sentence = sentences.SITE_TOO_BRIGHT if _luminance(ground) > 0.5 else sentences.SITE_TOO_DARK
            key, ratio = f"colours.{name}", f"{reached:.1f}".replace(".", ",")
            raise _wrong(path, sentence, key=key, value=colour, ground=ground, ratio=ratio)
    return tuple((name, colour.lower()) for name, colour in given.items())


def contrast(colour: str, other: str) -> float:
    """Return the contrast of two colours (`#rrggbb`) as WCAG defines it: 1 to 21."""
    lighter, darker = sorted((_luminance(colour), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def style_sheet(site: Site) -> bytes:
    """Return the rules that set the colours of a site; nothing where it has none."""
    light = _rule((name, colour) for name, colour in site.colours if not name.startswith("dark_"))
    dark = _rule((name.removeprefix("dark_"), colour) for name, colour in site.colours if name.startswith("dark_"))
    schemes = (("light", light), ("dark", dark))
    return "".join(f"@media (prefers-color-scheme: {s}) {{ {rule} }}\n" for s, rule in schemes if rule).encode()


def _rule(colours: Any) -> str:
    values = " ".join(f"--{name}: {colour};" for name, colour in colours)
    return f":root {{ {values} }}" if values else ""
