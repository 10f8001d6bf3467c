"""The cluster of the tests is a real one: separate processes that find each other, and again after a loss."""

from __future__ import annotations

from tests.nodes import Cluster


def test_a_node_that_was_killed_comes_back_into_the_cluster(cluster: Cluster) -> None:
    cluster.clear()
    cluster.kill(0)
    cluster.wait(nodes=2)
    cluster.start(0)
    cluster.wait()
