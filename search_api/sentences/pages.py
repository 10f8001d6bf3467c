"""Give the sentences of the pages in the language of the page that is being made.

A page is made by one thread from its request to its bytes, so the language is a context variable, as gettext's is in
most web frameworks: handing it through each function that writes a label would say nothing more.

Documents are Vietnamese, whatever the language of the page. In a page of another language, a Vietnamese value stands
between FOREIGN and END_FOREIGN, which no text of people contains, until the whole page is there
(`search_api.pages.other_language`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from types import ModuleType
from typing import TYPE_CHECKING, Any

from search_api.sentences import pages_en, pages_vi

if TYPE_CHECKING:
    from search_api.sentences.pages_vi import *  # noqa: F403

PAGE_LANGUAGES: dict[str, ModuleType] = {"vi": pages_vi, "en": pages_en}
DEFAULT_LANGUAGE = "vi"
FOREIGN, END_FOREIGN = "\ufdd0", "\ufdd1"  # code points that Unicode keeps for uses like this

_VIETNAMESE = re.compile("[À-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯư\u1ea0-\u1ef9\u0300-\u0303\u0306\u0309\u031b\u0323]")
_current: ContextVar[ModuleType] = ContextVar("sentences of the page that is being made", default=pages_vi)


class SentenceAboutVietnamese(str):
    """Is a sentence of another language, which marks the Vietnamese values that it is formatted with."""

    __slots__ = ()

    def format(self, *args: object, **values: object) -> str:
        """Return the sentence with its values."""
        return super().format(*map(marked_foreign, args), **{name: marked_foreign(v) for name, v in values.items()})


def marked_foreign(value: object) -> object:
    """Return a value; a text with Vietnamese letters stands between FOREIGN and END_FOREIGN, once."""
    if isinstance(value, str) and FOREIGN not in value and _VIETNAMESE.search(value):
        return f"{FOREIGN}{value}{END_FOREIGN}"
    return value


def plain(text: str) -> str:
    """Return a text as it is outside of a page, without FOREIGN and END_FOREIGN."""
    return text.replace(FOREIGN, "").replace(END_FOREIGN, "")


def sentence(text: str) -> str:
    """Return a sentence of the current language, whose values are marked where they are of another one."""
    return text if _current.get() is pages_vi else SentenceAboutVietnamese(text)


if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        value = getattr(_current.get(), name)
        return sentence(value) if isinstance(value, str) else value


def use_language(language: str) -> None:
    """Make pages in a language of PAGE_LANGUAGES from now on, in this thread."""
    _current.set(PAGE_LANGUAGES[language])


@contextmanager
def in_language(language: str) -> Iterator[None]:
    """Make pages in a language of PAGE_LANGUAGES within the block."""
    token = _current.set(PAGE_LANGUAGES[language])
    try:
        yield
    finally:
        _current.reset(token)
