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
        assert f"can't allocate memory: you tried to allocate {bytes_ >> 20} MiB" in found["said"]
        assert found["held"][1] <= found["held"][0]  # what earlier tests left may go as well
        assert found["size"] < 2**31


def test_room_in_pieces_is_gathered_before_memory_grows(node: Node) -> None:
    found = node.call("pieces", {})[0]
    assert found["grown"] == 0
    assert found["found"] == [[i, i] for i in range(1, 32, 2)]


def test_a_call_that_is_refused_midway_leaves_nothing_held(node: Node) -> None:
    """Its first output was there already."""
    before, after = node.call("refused", {})[0]
    assert after <= before


def test_scratch_memory_that_is_refused_is_not_written_to(node: Node) -> None:
    """A sum of bytes makes wider numbers of them first: there is no room for these."""
    said, *sums = node.call("wider", {})[0]
    assert "can't allocate memory: you tried to allocate 8192 MiB" in said
    assert sums == [6, 2**16]


def test_little_is_left_of_calls_that_never_come_again(node: Node) -> None:
    """1,800 of them: some hundred bytes of each, and not all that it was bound to."""
    found = node.call("shifted", {})[0]
    assert found["kept"] < 1800 * 1000
    assert found["aged"] < 1800 * 1000
