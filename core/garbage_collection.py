"""Tuning of the garbage collector for a serving process.

Reading an order creates hundreds of small objects, which the order cache then keeps. With the interpreter's defaults
the collector traverses all of them again and again, and pauses every request meanwhile. The objects of an order have no
reference cycles and are freed without the collector, so it can run rarely.
"""

import gc

_NEW_OBJECTS = 50_000  # net allocations between collections of the youngest generation
_YOUNG_LOOKS = 20
_MIDDLE_LOOKS = 100  # collections of the middle generation before a full one


def collect_rarely() -> None:
    """Exempt all existing objects from collection, and collect new ones rarely. For a process that only serves."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, _YOUNG_LOOKS, _MIDDLE_LOOKS)
