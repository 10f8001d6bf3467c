"""Serve searches until told to stop: `python -m search_api`."""

from __future__ import annotations

import errno
import os
import signal
import sys
import warnings
from pathlib import Path

import click

from corpus.settings import SETTINGS, SettingError, Settings, load
from indexer.search import Search
from search_api.app import create_app
from search_api.server import Server

_HELP = "\n".join(
    [
        "Phục vụ trang tra cứu và giao diện HTTP cho đến khi nhận SIGTERM hoặc Ctrl+C, rồi trả lời nốt việc đang làm.",
        "",
        "\b",
        "Đặt bằng biến môi trường:",
        *(f"  {s.name:<15} {s.what} (mặc định: {s.default or 'không đặt'})" for s in SETTINGS),
    ]
)
