"""The operations that Python records are those that the page runs, however many files name them."""

from typing import Any

import pytest

from livenet.tape_ops import SUPPORTED

from .machine import Node


@pytest.fixture(scope="module")
def page(node: Node) -> dict[str, set[str]]:
    """Return the names of operations in ``ops.ts``, ``plan.ts`` and LayerLens's ``stages.ts``."""
    listed: Any = node.call("operations", {})[0]
    return {place: set(names) for place, names in listed.items()}


def test_each_operation_is_a_kernel_or_a_view_and_never_both(page: dict[str, set[str]]) -> None:
    assert page["bound"] == {name for name, op in SUPPORTED.items() if not op.view}
    assert page["views"] == {name for name, op in SUPPORTED.items() if op.view}


def test_layer_lens_speaks_of_operations_that_can_be_recorded(page: dict[str, set[str]]) -> None:
    assert page["explained"] <= page["bound"]
    assert page["sameOrder"] <= page["views"]
