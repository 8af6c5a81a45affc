"""How often a serving process looks for reference cycles.

An order that is read makes hundreds of small objects, which a cache of orders then keeps: by the interpreter's defaults
the collector goes through all that is kept again and again, and stops every request meanwhile. What an order leaves
behind has no cycles and is freed without the collector, so that it may come rarely.
"""

import gc

_NEW_OBJECTS = 50_000  # net allocations between looks at the youngest generation
_YOUNG_LOOKS = 20
_MIDDLE_LOOKS = 100  # before everything is looked through


def collect_rarely() -> None:
    """Leave alone what is there by now, and look seldom through what comes. For a process that only serves."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, _YOUNG_LOOKS, _MIDDLE_LOOKS)
