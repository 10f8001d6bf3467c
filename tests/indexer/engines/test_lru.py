"""The LRU cache evicts by use and by size, and its size is that of its entries."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from hypothesis import given
from hypothesis import strategies as st

from indexer.engines.lru import LruCache


def test_the_least_recently_used_entry_is_evicted() -> None:
    cache: LruCache[str, int] = LruCache(2)
    cache.put("a", 1)
    cache.put("b", 2)
    assert cache.get("a") == 1
    cache.put("c", 3)
    assert cache.items() == [("a", 1), ("c", 3)]
    assert cache.get_many(["b", "a"]) == {"a": 1}
    assert cache.items() == [("c", 3), ("a", 1)]


def test_a_value_is_computed_once_while_it_is_cached() -> None:
    computed: list[str] = []
    cache: LruCache[str, str] = LruCache(10)

    def compute() -> str:
        computed.append("x")
        return "x"

    assert [cache.get_or_compute("a", compute) for _ in range(3)] == ["x"] * 3
    assert computed == ["x"]


def test_a_value_larger_than_the_cache_is_not_cached() -> None:
    cache: LruCache[str, str] = LruCache(3, len)
    assert cache.get_or_compute("a", lambda: "long") == "long"
    assert len(cache) == 0
    cache.put("b", "abc")
    assert cache.get("b") == "abc"


@given(st.lists(st.tuples(st.sampled_from("abcde"), st.text(max_size=6))))
def test_the_newest_values_that_fit_are_cached(puts: list[tuple[str, str]]) -> None:
    cache: LruCache[str, str] = LruCache(10, len)
    for key, value in puts:
        cache.put(key, value)
        assert sum(len(entry) for _, entry in cache.items()) <= 10
        assert cache.items()[-1:] == [(key, value)]


def test_many_threads_may_use_one_cache() -> None:
    cache: LruCache[int, str] = LruCache(50, len)

    def use(number: int) -> None:
        for i in range(500):
            key = (number * i) % 30
            assert cache.get_or_compute(key, lambda key=key: "x" * (key % 7)) == "x" * (key % 7)  # type: ignore[misc]

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(use, range(4)))
    assert sum(len(value) for _, value in cache.items()) <= 50
