"""Which position may be saved when records are finished in any order."""

from hypothesis import given
from hypothesis import strategies as st

from rewards.consume.contiguous_progress import ContiguousProgress
from tests.rewards.consume.doubles import message


def test_a_position_waits_for_the_records_before_it() -> None:
    first, second, third = (message({}, sequence=str(number)) for number in (1, 2, 3))
    progress = ContiguousProgress()
    progress.read([first, second, third])
    assert progress.finish([third]) == {}
    assert progress.finish([first]) == {"test/0": "1"}
    assert not progress.is_idle("test/0")
    assert progress.finish([second]) == {"test/0": "3"}
    assert progress.is_idle("test/0")


def test_shards_advance_independently() -> None:
    records = [message({}, sequence="1", shard=shard) for shard in ("a", "b")]
    progress = ContiguousProgress()
    progress.read(records)
    assert progress.finish(records[:1]) == {"a": "1"}
    assert (progress.is_idle("a"), progress.is_idle("b")) == (True, False)


def test_records_of_a_shard_that_was_forgotten_are_ignored() -> None:
    record = message({})
    progress = ContiguousProgress()
    progress.read([record])
    progress.forget(record.shard)
    assert progress.finish([record]) == {}


@given(st.permutations(range(1, 9)), st.integers(1, 8))
def test_after_each_step_everything_up_to_the_position_is_finished_and_the_next_is_not(
    order: list[int], size: int
) -> None:
    records = {number: message({}, sequence=str(number)) for number in range(1, 9)}
    progress = ContiguousProgress()
    progress.read(records.values())
    finished: set[int] = set()
    position = 0
    for start in range(0, len(order), size):
        part = order[start : start + size]
        finished.update(part)
        position = int(progress.finish([records[number] for number in part]).get("test/0", position))
        assert finished.issuperset(range(1, position + 1))
        assert position + 1 not in finished
    assert position == 8
