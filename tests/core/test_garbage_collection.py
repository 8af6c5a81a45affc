import gc
from collections.abc import Iterator
from weakref import ref

import pytest

from core.garbage_collection import collect_rarely

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    thresholds = gc.get_threshold()
    gc.set_threshold(700, 10, 10)  # the interpreter's own: a service that another test started has set others
    yield
    gc.unfreeze()
    gc.set_threshold(*thresholds)


def test_what_is_there_is_left_alone_and_looks_become_rare() -> None:
    before = gc.get_threshold()
    collect_rarely()
    assert gc.get_freeze_count() > 0
    assert all(new > old for new, old in zip(gc.get_threshold(), before, strict=True))


def test_new_cycles_are_still_found() -> None:
    class Node:
        me: "Node"

    collect_rarely()
    node = Node()
    node.me = node
    remembered = ref(node)
    del node
    gc.collect(0)
    assert remembered() is None
