"""A planted fault takes effect, is counted, and is removed again."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from evals.harness.errors import PatchPointGone
from evals.mutation.patching import Fault, PatchPoint, planted

HERE = __name__
GREETING = "hello"


class Guard:
    """One of each kind of attribute that a fault may replace."""

    def check(self, value: int) -> bool:
        return value < 3

    @staticmethod
    def parse(text: str) -> int:
        return int(text)

    @classmethod
    def named(cls) -> str:
        return cls.__name__

    @property
    def is_strict(self) -> bool:
        return True

    async def ask(self) -> str:
        return "asked"

    async def stream(self) -> AsyncIterator[int]:
        yield 1


class Stricter(Guard):
    """Inherits everything from its base."""


def point(path: str, replace: Callable[[Any], Any]) -> PatchPoint:
    return PatchPoint(f"{HERE}:{path}", replace)


def fault(*points: PatchPoint) -> Fault:
    return Fault(fault_id="test", why="to see", patch_points=points, caught_by=("none",))


def test_a_method_is_replaced_counted_and_restored() -> None:
    original = Guard.check
    with planted(fault(point("Guard.check", lambda check: lambda self, value: not check(self, value)))) as reached:
        assert not reached.was_reached
        assert Guard().check(9)
        assert not Guard().check(1)

    assert reached.times == 2
    assert Guard.check is original
    assert Guard().check(1)


async def test_every_kind_of_function_stays_what_it_is() -> None:
    async def other(self: Guard) -> str:
        return "other"

    async def numbers(self: Guard) -> AsyncIterator[int]:
        yield 2
        yield 3

    kinds = fault(
        point("Guard.parse", lambda parse: lambda text: parse(text) + 1),
        point("Guard.named", lambda named: lambda cls: named(cls).upper()),
        point("Guard.is_strict", lambda _: lambda self: False),
        point("Guard.ask", lambda _: other),
        point("Guard.stream", lambda _: numbers),
    )
    guard = Guard()
    with planted(kinds) as reached:
        assert (guard.parse("1"), Guard.named(), guard.is_strict, await guard.ask()) == (2, "GUARD", False, "other")
        assert [number async for number in guard.stream()] == [2, 3]

    assert reached.times == 5
    assert (guard.parse("1"), Guard.named(), guard.is_strict, await guard.ask()) == (1, "Guard", True, "asked")
    assert [number async for number in guard.stream()] == [1]


def test_a_constant_is_replaced_but_cannot_be_counted() -> None:
    with planted(fault(point("GREETING", str.upper))) as reached:
        assert GREETING == "HELLO"

    assert GREETING == "hello"
    assert (reached.times, reached.is_counted, reached.was_reached) == (0, False, True)


def test_code_that_never_ran_is_not_reached() -> None:
    with planted(fault(point("Guard.check", lambda _: lambda self, value: True))) as reached:
        pass

    assert not reached.was_reached


def test_everything_is_restored_when_the_block_or_a_replacement_raises() -> None:
    original = Guard.check
    with pytest.raises(RuntimeError), planted(fault(point("Guard.check", lambda _: lambda self, value: True))):
        raise RuntimeError
    second = point("Guard.parse", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError), planted(fault(point("Guard.check", lambda _: len), second)):
        pass

    assert Guard.check is original


def test_nested_faults_are_removed_in_reverse_order() -> None:
    outer = fault(point("Guard.parse", lambda parse: lambda text: parse(text) + 1))
    inner = fault(point("Guard.parse", lambda parse: lambda text: parse(text) * 10))
    with planted(outer):
        with planted(inner):
            assert Guard.parse("1") == 20
        assert Guard.parse("1") == 2
    assert Guard.parse("1") == 1


@pytest.mark.parametrize(
    "at",
    [
        "guardrails.nothing:Policy.may_see",
        f"{HERE}:Nobody.check",
        f"{HERE}:Guard.gone",
        f"{HERE}:Stricter.check",  # defined in the base; a fault there would be another one
        HERE,
        "",
    ],
)
def test_a_missing_patch_point_is_an_error_and_nothing_is_replaced(at: str) -> None:
    original = Guard.check
    first = point("Guard.check", lambda _: lambda self, value: True)
    with pytest.raises(PatchPointGone), planted(fault(first, PatchPoint(at, lambda it: it))):
        pytest.fail("planted")

    assert Guard.check is original


def test_a_fault_without_a_patch_point_is_an_error() -> None:
    with pytest.raises(PatchPointGone), planted(fault()):
        pytest.fail("planted")
