"""What is known of the other replicas: who is silent, what is missing, and when everything is known."""

import pytest

from rewards.replicas.messages import NO_ORDERS, Changed, Heartbeat, Leaving, Message, Orders, decode, encode
from rewards.replicas.peers import FORGET_AFTER_S, SILENT_AFTER_S, Peers
from tests.manual_clock import Hand

EVERY_ORDER: Orders = None


def orders(*names: str) -> Orders:
    return frozenset(names)


class Listener:
    """The peers of "me", on a clock set by hand."""

    def __init__(self) -> None:
        self.hand = Hand()
        self.peers = Peers("me", self.hand)

    def hear(self, *messages: Message) -> list[Orders]:
        return [self.peers.hear(message) for message in messages]

    def own_beat(self) -> None:
        assert self.hear(beat("me", sent_at_s=self.hand.now_s)) == [NO_ORDERS]


@pytest.fixture
def listener() -> Listener:
    found = Listener()
    found.own_beat()
    return found


def beat(
    sender: str, number: int = 0, *, sent_at_s: float = 0, echo_s: float | None = None, has_unpublished: bool = False
) -> Heartbeat:
    echoes = {} if echo_s is None else {"me": echo_s}
    return Heartbeat(sender=sender, number=number, sent_at_s=sent_at_s, echoes=echoes, has_unpublished=has_unpublished)


def changed(sender: str, number: int, *orders: str, after: int | None = None) -> Changed:
    return Changed(sender=sender, number=number, after=number - 1 if after is None else after, orders=frozenset(orders))


def test_nothing_is_known_before_the_own_heartbeat_has_come_back() -> None:
    listener = Listener()
    assert not listener.peers.is_complete()
    listener.own_beat()
    assert (listener.peers.is_listening, listener.peers.is_complete()) == (True, True)


def test_own_heartbeats_that_stay_away_mean_that_messages_may_be_missing(listener: Listener) -> None:
    listener.hand.now_s += SILENT_AFTER_S
    assert listener.peers.is_complete()
    listener.hand.now_s += 0.01
    assert (listener.peers.is_listening, listener.peers.is_complete()) == (False, False)


def test_changes_outdate_their_orders_and_own_ones_nothing(listener: Listener) -> None:
    messages: list[Message] = [changed("a", 1, "X", "Y"), changed("me", 1, "Z"), changed("a", 2, "X")]
    assert listener.hear(*messages) == [orders("X", "Y"), NO_ORDERS, orders("X")]


def test_missing_change_outdates_every_order_once(listener: Listener) -> None:
    assert listener.hear(changed("a", 1, "X"), changed("a", 3, "Z"), changed("a", 4, "Z")) == [
        orders("X"),
        EVERY_ORDER,
        orders("Z"),
    ]


@pytest.mark.parametrize("last", [beat("a", 2), Leaving(sender="a", number=2)], ids=["heartbeat", "leaving"])
def test_missing_last_change_is_noticed(listener: Listener, last: Message) -> None:
    assert listener.hear(changed("a", 1, "X"), last) == [orders("X"), EVERY_ORDER]


def test_repeated_and_late_messages_outdate_their_orders_only(listener: Listener) -> None:
    messages: list[Message] = [
        changed("a", 1, "X"),
        changed("a", 1, "X"),
        beat("a", 1),
        changed("a", 2, "Y"),
        beat("a", 1),
    ]
    assert listener.hear(*messages) == [orders("X"), orders("X"), NO_ORDERS, orders("Y"), NO_ORDERS]


def test_number_that_was_not_accepted_is_not_missed(listener: Listener) -> None:
    """The sender's second message was refused, and its orders are in the third."""
    assert listener.hear(changed("a", 1, "X"), changed("a", 3, "Y", "Z", after=1)) == [orders("X"), orders("Y", "Z")]


def test_message_that_arrived_though_it_was_refused_does_not_hide_its_repetition(listener: Listener) -> None:
    messages: list[Message] = [changed("a", 1, "X"), changed("a", 2, "Y", after=1), beat("a", 3)]
    assert listener.hear(*messages) == [orders("X"), orders("Y"), EVERY_ORDER]


@pytest.mark.parametrize(("first", "outdated"), [(beat("a"), NO_ORDERS), (beat("a", 7), EVERY_ORDER)])
def test_unknown_replica_may_have_changed_what_it_has_numbered(
    listener: Listener, first: Message, outdated: Orders
) -> None:
    assert listener.hear(first) == [outdated]


def test_silent_replica_and_one_with_unpublished_changes_are_waited_for(listener: Listener) -> None:
    listener.hear(beat("a"), beat("b"))
    listener.hand.now_s += SILENT_AFTER_S + 0.01
    listener.own_beat()
    now_s = listener.hand.now_s
    listener.hear(beat("a", echo_s=now_s))
    assert (listener.peers.is_listening, listener.peers.silent_count, listener.peers.is_complete()) == (True, 1, False)
    listener.hear(beat("b", echo_s=now_s, has_unpublished=True))
    assert (listener.peers.silent_count, listener.peers.is_complete()) == (1, False)
    listener.hear(beat("b", echo_s=now_s))
    assert (listener.peers.silent_count, listener.peers.is_complete()) == (0, True)


def test_heartbeat_is_as_old_as_what_it_echoes(listener: Listener) -> None:
    """Heartbeats that were stuck in the network while their sender was cut off prove nothing about the present."""
    listener.hear(beat("a", echo_s=listener.hand.now_s))
    before_s = listener.hand.now_s
    listener.hand.now_s += 10
    listener.own_beat()
    listener.hear(beat("a", sent_at_s=0.1, echo_s=before_s))
    assert (listener.peers.is_listening, listener.peers.is_complete()) == (True, False)
    listener.hear(beat("a", sent_at_s=10, echo_s=listener.hand.now_s - 0.4))
    assert listener.peers.is_complete()
    listener.hand.now_s += 0.7
    listener.own_beat()
    assert not listener.peers.is_complete()


def test_late_heartbeat_does_not_take_back_that_changes_wait(listener: Listener) -> None:
    now_s = listener.hand.now_s
    listener.hear(beat("a", sent_at_s=2, echo_s=now_s, has_unpublished=True), beat("a", sent_at_s=1, echo_s=now_s))
    assert not listener.peers.is_complete()
    listener.hear(beat("a", sent_at_s=3, echo_s=now_s))
    assert listener.peers.is_complete()


def test_heartbeats_are_echoed(listener: Listener) -> None:
    listener.peers.expect(frozenset({"c"}))
    listener.hear(beat("a", sent_at_s=7), beat("a", sent_at_s=6), beat("b", sent_at_s=1), changed("d", 1, "X"))
    assert listener.peers.echoes == {"a": 7, "b": 1}


def test_after_a_lost_subscription_every_replica_is_heard_again(listener: Listener) -> None:
    listener.hear(changed("a", 1, "X"), beat("a", 1), beat("b"))
    listener.peers.lost_subscription()
    assert not listener.peers.is_listening
    listener.own_beat()
    assert listener.hear(beat("a", 1, echo_s=listener.hand.now_s)) == [NO_ORDERS]
    assert not listener.peers.is_complete()
    assert listener.hear(beat("b", 1, echo_s=listener.hand.now_s)) == [EVERY_ORDER]
    assert listener.peers.is_complete()


def test_registered_replica_is_waited_for_before_it_is_heard(listener: Listener) -> None:
    listener.peers.expect(frozenset({"a", "me"}))
    assert (listener.peers.silent_count, listener.peers.is_complete()) == (1, False)
    listener.hear(beat("a"))
    assert not listener.peers.is_complete()
    listener.hear(beat("a", echo_s=listener.hand.now_s))
    assert listener.peers.is_complete()


def test_replica_that_leaves_is_not_waited_for(listener: Listener) -> None:
    listener.hear(beat("a"))
    assert listener.hear(Leaving(sender="a", number=0)) == [NO_ORDERS]
    listener.hand.now_s += SILENT_AFTER_S + 0.01
    listener.own_beat()
    assert listener.peers.is_complete()


def test_replica_that_stays_silent_is_forgotten_and_may_have_changed_everything(listener: Listener) -> None:
    listener.hear(beat("a"))
    listener.hand.now_s += FORGET_AFTER_S
    listener.own_beat()
    assert (listener.peers.forget_silent(), listener.peers.silent_count) == (NO_ORDERS, 1)
    listener.hand.now_s += 0.01
    assert (listener.peers.forget_silent(), listener.peers.silent_count) == (EVERY_ORDER, 0)
    assert listener.peers.forget_silent() == NO_ORDERS


@pytest.mark.parametrize(
    "message",
    [
        beat("a", 3, sent_at_s=1.5, has_unpublished=True),
        changed("a", 3, "X"),
        Changed(sender="a", number=3, after=2, orders=None),
        Leaving(sender="a", number=3),
    ],
    ids=lambda message: message.kind,
)
def test_message_survives_the_channel(message: Message) -> None:
    assert decode(encode(message)) == message


@pytest.mark.parametrize("data", [b"", b"{}", b"[1]", b"\xff\xfe", b'{"kind":"other"}', b'{"kind":"leaving"}'])
def test_what_is_not_a_message_is_none(data: bytes) -> None:
    assert decode(data) is None
