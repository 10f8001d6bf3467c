"""Keeps compiled modules for the many processes of a run, also where none may stand beside the sources."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

from tests.support.files import ROOT

_KEPT = ROOT / ".pytest_cache" / "bytecode"


def keep_bytecode() -> None:
    """Let this process and those that it starts keep bytecode in pytest's folder, if they would keep none.

    Images of containers often set PYTHONDONTWRITEBYTECODE: each of a hundred processes then compiles all modules anew,
    and each worker of the tests rewrites all assertions.
    """
    if sys.dont_write_bytecode:
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        sys.dont_write_bytecode = False
        sys.pycache_prefix = os.environ["PYTHONPYCACHEPREFIX"] = str(_KEPT)


def drop_temporary_bytecode() -> None:
    """Delete what was kept of modules that a test wrote into its temporary folder."""
    if sys.pycache_prefix == str(_KEPT):
        temporary = Path(tempfile.gettempdir()).resolve()
        shutil.rmtree(_KEPT / temporary.relative_to(temporary.anchor), ignore_errors=True)
