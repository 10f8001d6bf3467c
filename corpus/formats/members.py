"""Hold the files within a file: the members of an archive, the attachments of a letter."""

from __future__ import annotations

from typing import NamedTuple

MAX_MEMBER_BYTES = 64 * 1024 * 1024


class Member(NamedTuple):
    """Holds a file within a file, by the name that it has there."""

    name: str
    data: bytes


class MemberFailure(NamedTuple):
    """Says in a Vietnamese sentence why a file within a file is not read, or is read under another name."""

    name: str
    message: str
