"""What this process has heard from the other replicas, and whether it has heard all of their changes.

A heartbeat of another replica echoes the latest heartbeat that it has heard from this process. So it proves that the
other was alive, with no change unpublished but those that it numbers, after this process had sent the echoed heartbeat.
The proof holds however late messages arrive, in whatever order, and needs no common clock: what was stuck in the
network while the other was cut off carries an old echo. A replica without a recent proof may have changed anything, so
that nothing is complete until it is heard again.
"""

from dataclasses import dataclass
from math import inf

from core.clock import Monotonic
from rewards.replicas.messages import NO_ORDERS, Changed, Heartbeat, Leaving, Message, Orders

HEARTBEAT_S = 0.2
SILENT_AFTER_S = 1.0  # an echo is up to three heartbeats old before the next one arrives
# A replica that was killed stays silent for good, and so does one that is cut off and still takes events.
FORGET_AFTER_S = 3600.0


@dataclass(slots=True)
class _Peer:
    """Another replica.

    ``alive_at_s`` is an instant, by the clock of this process, at which it was alive; ``sent_at_s`` is that of its
    latest heartbeat by its own clock.
    """

    heard_at_s: float
    alive_at_s: float
    sent_at_s: float = -inf
    number: int = 0
    has_unpublished: bool = False


class Peers:
    """The replicas that are known in this process, whose own id is ``own_id``."""

    def __init__(self, own_id: str, monotonic: Monotonic) -> None:
        self.own_id = own_id
        self._monotonic = monotonic
        self._own_sent_at_s = -inf  # of the latest own heartbeat that came back
        self._peers: dict[str, _Peer] = {}

    @property
    def is_listening(self) -> bool:
        """Whether messages arrive."""
        return self._own_sent_at_s >= self._recent_from_s()

    @property
    def silent_count(self) -> int:
        """How many replicas have not been heard lately, or say that some of their changes are not published."""
        recent_from_s = self._recent_from_s()
        return sum(peer.has_unpublished or peer.alive_at_s < recent_from_s for peer in self._peers.values())

    @property
    def echoes(self) -> dict[str, float]:
        """The latest heartbeat that was heard from each replica, to be sent with the next own one."""
        return {replica: peer.sent_at_s for replica, peer in self._peers.items() if peer.sent_at_s > -inf}

    def is_complete(self) -> bool:
        """Whether all changes are known here, except those of the last ``SILENT_AFTER_S``."""
        recent_from_s = self._recent_from_s()
        if self._own_sent_at_s < recent_from_s:
            return False
        for peer in self._peers.values():  # noqa: SIM110  (asked for every answer from the cache, and twice as fast)
            if peer.has_unpublished or peer.alive_at_s < recent_from_s:
                return False
        return True

    def expect(self, registered: frozenset[str]) -> None:
        """Add replicas that are registered and may not have been heard yet."""
        for replica in registered - {self.own_id}:
            self._peers.setdefault(replica, _Peer(self._monotonic(), alive_at_s=-inf))

    def hear(self, message: Message) -> Orders:
        """Return the orders that a message makes outdated here: all orders, if one before it is missing."""
        if message.sender == self.own_id:
            if isinstance(message, Heartbeat):
                self._own_sent_at_s = max(self._own_sent_at_s, message.sent_at_s)
            return NO_ORDERS
        # One that is not known yet has not heard this process either, and will have in a moment.
        peer = self._peers.setdefault(message.sender, _Peer(self._monotonic(), alive_at_s=self._own_sent_at_s))
        match message:
            case Heartbeat():
                outdated = NO_ORDERS if peer.number >= message.number else None
                peer.alive_at_s = max(peer.alive_at_s, message.echoes.get(self.own_id, -inf))
                peer.heard_at_s = self._monotonic()
                if message.sent_at_s >= peer.sent_at_s:
                    peer.sent_at_s, peer.has_unpublished = message.sent_at_s, message.has_unpublished
            case Changed():
                outdated = message.orders if peer.number >= message.after else None
            case Leaving():
                outdated = NO_ORDERS if peer.number >= message.number else None
                del self._peers[message.sender]
        peer.number = max(peer.number, message.number)
        return outdated

    def lost_subscription(self) -> None:
        """Note that messages may be missing from now on; each replica has to be heard again."""
        self._own_sent_at_s = -inf
        for peer in self._peers.values():
            peer.alive_at_s = -inf

    def forget_silent(self) -> Orders:
        """Forget replicas that have been silent for too long, and return the orders that this makes outdated."""
        until_s = self._monotonic() - FORGET_AFTER_S
        forgotten = [replica for replica, peer in self._peers.items() if peer.heard_at_s < until_s]
        for replica in forgotten:
            del self._peers[replica]
        return None if forgotten else NO_ORDERS

    def _recent_from_s(self) -> float:
        return self._monotonic() - SILENT_AFTER_S
