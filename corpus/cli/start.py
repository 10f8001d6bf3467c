"""Start a command so that Ctrl+C is one sentence from its first moment on, also while its modules are imported.

This module imports next to nothing, for what is imported before it has run is not guarded.
"""

from __future__ import annotations

import os
import signal
from importlib import import_module
from types import FrameType

from corpus.sentences import STOPPED

_INTERRUPTED = 130  # the exit code after SIGINT, as in `terminal`, which takes a moment to load


def start(commands: str) -> int:
    """Import a module of commands, run its `main` and return the exit code."""
    waiting = signal.getsignal(signal.SIGINT) is signal.default_int_handler  # else it is ignored, in the background
    if waiting:
        end_on_interrupt()
    main = import_module(commands).main
    try:
        if waiting:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        return int(main())
    except KeyboardInterrupt:  # before `main` awaits it
        _say_stopped()
        return _INTERRUPTED


def end_on_interrupt() -> None:
    """Let SIGINT end this process at once: an exception would come up anywhere in what is imported or opened."""
    signal.signal(signal.SIGINT, _end)


def _end(number: int, frame: FrameType | None) -> None:
    _say_stopped()
    os._exit(_INTERRUPTED)


def _say_stopped() -> None:
    os.write(2, f"{STOPPED}\n".encode())
