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


def test_what_no_memory_holds_is_refused_and_nothing_is_lost(node: Node) -> None:
    """Memory does not grow for it, and what comes after it is computed as before."""
    for bytes_ in (2**33, 2**40):
        found = node.call("beyond", {"bytes": bytes_})[0]
        assert found["said"] == "RuntimeError: DefaultCPUAllocator: can't allocate memory."
        assert found["held"][0] == found["held"][1]
        assert found["size"] < 2**31
