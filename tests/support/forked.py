"""Starts processes that have loaded what they need: to load it takes each process most of a second."""

from __future__ import annotations

import multiprocessing
from multiprocessing.context import ForkServerContext

# What is loaded once, in a process without threads, from which the others are forked.
_LOADED = ["tests.support.store_processes", "bench.cluster", "bench.growth"]


def forking() -> ForkServerContext:
    """Return a context whose processes start in milliseconds; a fork of this process, which has threads, may hang."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_LOADED)
    return context
