"""Changed orders that wait to be published: none is lost, and their number is limited."""

from rewards.replicas.messages import Orders
from rewards.replicas.outbox import Outbox


def orders(*names: str) -> Orders:
    return frozenset(names)


def test_order_waits_until_it_is_accepted() -> None:
    outbox = Outbox()
    outbox.add(["A", "B", "A"])
    assert (len(outbox), outbox.holds("A"), outbox.holds("C")) == (2, True, False)
    assert outbox.take() == orders("A", "B")
    assert (len(outbox), outbox.holds("A")) == (2, True)
    outbox.accepted()
    assert (len(outbox), outbox.holds("A"), outbox.take()) == (0, False, frozenset())


def test_order_that_changes_while_it_is_sent_is_sent_again() -> None:
    outbox = Outbox()
    outbox.add(["A", "B"])
    outbox.take()
    outbox.add(["A"])
    assert len(outbox) == 2
    outbox.accepted()
    assert outbox.take() == orders("A")


def test_refused_orders_wait_again() -> None:
    outbox = Outbox()
    outbox.add(["A"])
    outbox.take()
    outbox.add(["B"])
    outbox.refused()
    assert outbox.take() == orders("A", "B")


def test_more_orders_than_may_wait_become_every_order() -> None:
    outbox = Outbox(max_waiting=3)
    outbox.add(["A", "B", "C"])
    assert not outbox.holds("X")
    outbox.add(["D"])
    assert (len(outbox), outbox.holds("X")) == (3, True)
    outbox.add(["E"])
    assert outbox.take() is None
    assert (len(outbox), outbox.holds("X")) == (3, True)
    outbox.refused()
    assert outbox.take() is None
    outbox.add(["F"])
    outbox.accepted()
    assert (len(outbox), outbox.holds("X"), outbox.take()) == (1, False, orders("F"))


def test_many_orders_are_sent_in_batches() -> None:
    outbox = Outbox()
    many = {f"{number}" for number in range(2500)}
    outbox.add(many)
    sizes, sent = [], set[str]()
    while batch := outbox.take():
        sizes.append(len(batch))
        sent |= batch
        outbox.accepted()
    assert (sizes, sent) == ([1000, 1000, 500], many)
