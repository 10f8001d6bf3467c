"""Find every pattern of a package, and make texts that would keep it busy: what tests of linear time share."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import time
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import chain, islice, pairwise, product
from pathlib import Path
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from types import ModuleType
from typing import Any

LENGTHS = (48, 192, 781, 3_125, 12_500, 50_000)
# Linear time grows by 4 from one length to the next, quadratic time by 16.
MAX_GROWTH = 9
# Below this many seconds of processor time a growth says nothing.
MIN_SECONDS = 0.02

_REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT)
_CHARACTERS = [*" \n\t.,;:-–/|()<>&#'\"_0129aAđĐbBxXiIvVnNtếấ*`~[]!?\\=@\x01\u0301", "%"]
_ENDINGS = ("", "\n", ".;", "\x01", "(", "a")


def modules(package: ModuleType) -> list[ModuleType]:
    """Return all modules of a package."""
    found = pkgutil.walk_packages(package.__path__, package.__name__ + ".")
    return [package, *(importlib.import_module(m.name) for m in found if not m.name.endswith("__main__"))]


def patterns(package: ModuleType) -> dict[str, re.Pattern[Any]]:
    """Return the patterns of a package by name: constants, in tables, made by functions, written in calls."""
    named: dict[str, re.Pattern[Any]] = {}
    for module in modules(package):
        short = module.__name__.removeprefix(package.__name__ + ".")
        for name, value in vars(module).items():
            for number, pattern in enumerate(_patterns_in(value, module)):
                named.setdefault(f"{short}.{name}" + (f"[{number}]" if number else ""), pattern)
        for number, pattern in enumerate(_written(module)):
            named[f"{short}:{number}"] = pattern
    unique: dict[tuple[Any, int], str] = {}
    return {n: p for n, p in named.items() if unique.setdefault((p.pattern, p.flags), n) == n}


def _patterns_in(value: Any, module: ModuleType, depth: int = 3) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, (tuple, list)) and depth:
        yield from chain.from_iterable(_patterns_in(item, module, depth - 1) for item in value)
    elif isinstance(value, dict) and depth:
        yield from chain.from_iterable(_patterns_in(item, module, depth - 1) for item in value.values())
    elif hasattr(value, "cache_info") and getattr(value, "__module__", "") == module.__name__:
        kinds = dict(value.__wrapped__.__annotations__)
        if "Pattern" in str(kinds.pop("return", "")) and set(kinds.values()) <= {"bool"}:
            for choice in product((False, True), repeat=len(kinds)):
                yield from _patterns_in(value(**dict(zip(kinds, choice, strict=True))), module, depth)


def _written(module: ModuleType) -> Iterator[re.Pattern[Any]]:
    """Yield the patterns written in calls of `re` with a constant."""
    for node in ast.walk(ast.parse(Path(module.__file__ or "").read_text(encoding="utf-8"))):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "re"
            and node.func.attr != "compile"
            and node.args
            and isinstance(node.args[0], ast.Constant)
        ):
            flags = next((k.value for k in node.keywords if k.arg == "flags"), None)
            yield re.compile(node.args[0].value, re.IGNORECASE if flags else 0)


_SEARCHING = {"search", "finditer", "sub", "subn", "split", "findall"}


def is_searched(package: ModuleType, name: str) -> bool:
    """Tell whether a pattern is looked for at every place of a text, and not only matched where it must begin."""
    module, _, constant = name.partition("[")[0].rpartition(".")
    if ":" in name or not module:
        return True
    uses: set[str] = set()
    for user in modules(package):
        if user.__name__ == f"{package.__name__}.{module}" or not constant.startswith("_"):
            uses |= _methods(user).get(constant, set())
    return not uses or bool(uses & _SEARCHING)


@cache
def _methods(module: ModuleType) -> dict[str, set[str]]:
    """Return for the names of a module the methods that it calls on them, or on what they return."""
    methods: dict[str, set[str]] = {}
    for node in ast.walk(ast.parse(Path(module.__file__ or "").read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            value = node.func.value
            value = value.func if isinstance(value, ast.Call) else value
            if isinstance(value, ast.Name):
                methods.setdefault(value.id, set()).add(node.func.attr)
    return methods


def hostile_units(pattern: re.Pattern[Any], limit: int) -> list[str]:
    """Return pieces of text made of a pattern's parts: what it repeats, alone and after what stands before it."""
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    tree = parser.parse(source, pattern.flags & ~re.DEBUG & ~(re.UNICODE if isinstance(pattern.pattern, bytes) else 0))
    units = dict.fromkeys(u for u in chain(_repeated(tree, ""), _whole(tree)) if u)
    return list(islice(units, limit))


def _whole(tree: Any) -> Iterator[str]:
    yield _sample(tree, 0)
    yield _sample(tree, 1)


def _repeated(tree: Any, before: str) -> Iterator[str]:
    """Yield the bodies of the repeats of a pattern, alone and after a sample of what stands before them."""
    for op, value in tree:
        sample = _sample([(op, value)], 0)
        if op in _REPEATS:
            body = _sample(value[2], 0) or _sample(value[2], 1)
            yield body
            yield before + body
            if before:
                yield before
            yield body + _sample(value[2], 1)
            for char in _others(value[2], body):
                yield char
                yield before + char
            yield from _repeated(value[2], before)
        elif op is codes.SUBPATTERN:
            yield from _repeated(value[3], before)
        elif op is codes.ATOMIC_GROUP:
            yield from _repeated(value, before)
        elif op is codes.BRANCH:
            for branch in value[1][:12]:
                yield from _repeated(branch, before)
        elif op in (codes.ASSERT, codes.ASSERT_NOT):
            yield from _repeated(value[1], before)
        before += sample


def _others(tree: Any, body: str) -> Iterator[str]:
    """Yield a few more characters of a class: a blank, a line feed, a letter, a sign, where it has them."""
    if len(tree) == 1 and tree[0][0] in (codes.IN, codes.NOT_LITERAL, codes.ANY):
        for char in " \na.,1-(":
            if char != body and _matches(tree[0], char):
                yield char


def _matches(node: Any, char: str) -> bool:
    op, value = node
    code = ord(char)
    if op is codes.LITERAL:
        return code == value
    if op is codes.NOT_LITERAL:
        return code != value
    if op is codes.ANY:
        return char != "\n"
    negate = False
    hit = False
    for kind, item in value:
        if kind is codes.NEGATE:
            negate = True
        elif kind is codes.LITERAL:
            hit |= code == item
        elif kind is codes.RANGE:
            hit |= item[0] <= code <= item[1]
        elif kind is codes.CATEGORY:
            hit |= _CATEGORIES[item](char)
    return hit != negate


_CATEGORIES: dict[Any, Callable[[str], bool]] = {
    codes.CATEGORY_DIGIT: str.isdigit,
    codes.CATEGORY_NOT_DIGIT: lambda c: not c.isdigit(),
    codes.CATEGORY_SPACE: str.isspace,
    codes.CATEGORY_NOT_SPACE: lambda c: not c.isspace(),
    codes.CATEGORY_WORD: lambda c: c.isalnum() or c == "_",
    codes.CATEGORY_NOT_WORD: lambda c: not (c.isalnum() or c == "_"),
}


def _sample(tree: Any, variant: int) -> str:
    """Return a text that a part matches, as far as lookarounds allow; variant 1 takes other branches and characters."""
    parts: list[str] = []
    groups: dict[int, str] = {}
    for op, value in tree:
        if op is codes.LITERAL:
            parts.append(chr(value))
        elif op in (codes.IN, codes.NOT_LITERAL, codes.ANY):
            fitting = [c for c in _CHARACTERS if _matches((op, value), c)] or [_first(value)]
            parts.append(fitting[-1 if variant else 0])
        elif op in _REPEATS:
            parts.append(_sample(value[2], variant) * (max(value[0], 1) if value[0] < 50 else value[0]))
        elif op is codes.SUBPATTERN:
            groups[value[0]] = _sample(value[3], variant)
            parts.append(groups[value[0]])
        elif op is codes.ATOMIC_GROUP:
            parts.append(_sample(value, variant))
        elif op is codes.BRANCH:
            parts.append(_sample(value[1][-1 if variant else 0], variant))
        elif op is codes.GROUPREF:
            parts.append(groups.get(value, ""))
    return "".join(parts)


def _first(value: Any) -> str:
    for kind, item in value if isinstance(value, list) else []:
        if kind is codes.LITERAL:
            return chr(item)
        if kind is codes.RANGE:
            return chr(item[0])
    return "a"


def hostile_texts(units: Iterable[str], length: int, *, apart: bool) -> Iterator[tuple[str, str]]:
    """Yield a name and a text of about this length for each way of repeating the units.

    `apart`: a text for each ending, as for patterns that are only matched where a text begins; else all in one.
    """
    units = list(units)
    for unit in units:
        if apart:
            yield from ((f"{unit!r} * n + {end!r}", unit * (length // len(unit)) + end) for end in _ENDINGS)
        else:
            count = length // len(_ENDINGS) // len(unit)
            yield f"{unit!r} * n + each ending", "".join(unit * count + ending for ending in _ENDINGS)
    for first, second in pairwise(units):
        half = length // 2
        yield f"{first!r} * n + {second!r} * n", first * (half // len(first)) + second * (half // len(second))
        yield f"{first + second!r} * n", (first + second) * (length // len(first + second))


def _seconds(run: Callable[[str], object], text: str) -> float:
    """Return the processor time in seconds."""
    start = time.process_time()
    run(text)
    return time.process_time() - start


def growth_fault(run: Callable[[str], object], texts: Iterable[str]) -> str | None:
    """Return how time grows where it grows faster than the text, each text being four times as long as the one before.

    The lengths rise in steps, so that a fault is found long before it would take minutes.
    """
    shorter, before = "", 0.0
    for text in texts:
        spent = _seconds(run, text)
        if shorter and spent > MIN_SECONDS and spent > MAX_GROWTH * before:
            # A second look: the machine may have been busy.
            spent, before = min(spent, _seconds(run, text)), max(before, _seconds(run, shorter))
            if spent > MIN_SECONDS and spent > MAX_GROWTH * before:
                return f"{len(shorter)} characters {before:.4f} s, {len(text)} characters {spent:.4f} s"
        shorter, before = text, spent
    return None
