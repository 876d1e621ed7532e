"""Memory that was freed is used again, however sizes vary, and nothing is held that nobody has."""

from tests.lockstep.machine import Node


def test_memory_stays_near_what_is_held(node: Node) -> None:
    before = node.call("memory", {"steps": 10})[0]
    after = node.call("memory", {"steps": 500})[0]
    assert after["held"] == before["held"]
    assert after["size"] < 3 * after["most"] + 2**26


def test_what_has_gone_is_freed_before_memory_grows(node: Node) -> None:
    before = node.call("memory", {"steps": 10})[0]["size"]
    assert node.call("full", {"steps": 100})[0] < before + 2**27
