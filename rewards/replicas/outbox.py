"""The changed orders that are not published yet."""

from collections.abc import Collection

from rewards.replicas.messages import Orders

MAX_WAITING = 10_000  # orders; beyond that, "every order" is published
_BATCH = 1_000


class Outbox:
    """A set of orders of limited size. One batch at a time is being sent, and waits until it is accepted."""

    def __init__(self, *, max_waiting: int = MAX_WAITING) -> None:
        self._max_waiting = max_waiting
        self._waiting: set[str] = set()
        self._is_every_order_waiting = False
        self._sending: Orders = frozenset()

    def __len__(self) -> int:
        """How many orders wait; the maximum if it is every order."""
        if self._is_every_order_waiting or self._sending is None:
            return self._max_waiting
        return len(self._waiting | self._sending)

    def holds(self, business_reference_id: str) -> bool:
        """Whether a change of this order waits."""
        return (
            self._is_every_order_waiting
            or self._sending is None
            or business_reference_id in self._waiting
            or business_reference_id in self._sending
        )

    def add(self, business_reference_ids: Collection[str]) -> None:
        if not self._is_every_order_waiting:
            self._waiting.update(business_reference_ids)
        if len(self._waiting) > self._max_waiting:
            self.add_every_order()

    def add_every_order(self) -> None:
        self._waiting.clear()
        self._is_every_order_waiting = True

    def take(self) -> Orders:
        """Return the next orders to send, none if none wait. Call ``accepted`` or ``refused`` before the next call."""
        if self._is_every_order_waiting:
            self._is_every_order_waiting, self._sending = False, None
        else:
            self._sending = frozenset(self._waiting.pop() for _ in range(min(_BATCH, len(self._waiting))))
        return self._sending

    def accepted(self) -> None:
        self._sending = frozenset()

    def refused(self) -> None:
        """Put the orders that were taken back."""
        sending, self._sending = self._sending, frozenset()
        if sending is None:
            self.add_every_order()
        else:
            self.add(sending)
