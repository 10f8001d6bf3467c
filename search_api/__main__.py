"""Run `python -m search_api`."""

import os
import signal
from types import FrameType

from corpus.sentences import STOPPED

INTERRUPTED = 130  # the exit code after SIGINT


def _end(number: int, frame: FrameType | None) -> None:
    """End at once with a sentence: an exception would come up anywhere in what is being imported or opened."""
    os.write(2, f"{STOPPED}\n".encode())
    os._exit(INTERRUPTED)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, _end)  # until the service handles it
    from search_api.commands import main

    raise SystemExit(main())
