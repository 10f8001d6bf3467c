"""Give the sentences of the pages in the language of the page that is being made.

A page is made by one thread from its request to its bytes, so the language is a context variable, as gettext's is in
most web frameworks: handing it through each function that writes a label would say nothing more.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from types import ModuleType
from typing import TYPE_CHECKING, Any

from search_api.sentences import pages_vi

if TYPE_CHECKING:
    from search_api.sentences.pages_vi import *  # noqa: F403

PAGE_LANGUAGES: dict[str, ModuleType] = {"vi": pages_vi}
_current: ContextVar[ModuleType] = ContextVar("sentences of the page that is being made", default=pages_vi)


if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        return getattr(_current.get(), name)


@contextmanager
def in_language(language: str) -> Iterator[None]:
    """Make pages in a language of PAGE_LANGUAGES within the block."""
    token = _current.set(PAGE_LANGUAGES[language])
    try:
        yield
    finally:
        _current.reset(token)
