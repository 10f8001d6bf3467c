"""Tells whether a client takes or sends bytes fast enough to deserve its connection."""

from __future__ import annotations

import fcntl
import socket
import struct
import termios
from dataclasses import dataclass

MIN_BYTES_A_SECOND = 1_000  # below the slowest mobile networks in use


@dataclass(slots=True)
class Pace:
    """Measures a transfer in stretches of a given length, each of which must carry its share of bytes.

    The whole time does not count, so a large answer may take hours; silence is the slowest pace.
    """

    since: float  # when the present stretch began, in seconds of the monotonic clock
    moved: int  # bytes moved before it

    def too_slow(self, now: float, moved: int, seconds: float) -> bool:
        """Tell whether a stretch of `seconds` has passed with too few bytes; `moved` counts all bytes so far."""
        if now - self.since < seconds:
            return False
        slow = moved - self.moved < MIN_BYTES_A_SECOND * (now - self.since)
        self.since, self.moved = now, moved
        return slow


def unconfirmed_bytes(connection: socket.socket) -> int:
    """Return how many bytes the kernel holds that the client has not confirmed; 0 where the system does not tell.

    The kernel takes megabytes at once and then none for a while, so what it took says nothing of a slow client.
    """
    try:
        return int(struct.unpack("i", fcntl.ioctl(connection.fileno(), termios.TIOCOUTQ, bytes(4)))[0])
    except OSError:
        return 0
