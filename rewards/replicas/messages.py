"""The messages that replicas exchange, as JSON.

Each sender numbers what it publishes. A number counts once the channel has accepted its message; what was not accepted
is sent again under a later number.
"""

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter, ValidationError

from core.contract import WireModel

Orders = frozenset[str] | None  # None is every order
NO_ORDERS: frozenset[str] = frozenset()


class Heartbeat(WireModel):
    """Sent several times a second. ``number`` is the latest that was accepted.

    ``sent_at_s`` is by the sender's monotonic clock, so that it means something to the sender alone. ``echoes`` holds,
    for every other replica, the ``sent_at_s`` of its latest heartbeat that the sender has heard. ``has_unpublished``
    says that changes of the sender wait because the channel does not accept them.
    """

    kind: Literal["heartbeat"] = "heartbeat"
    sender: str
    number: int
    sent_at_s: float
    echoes: dict[str, float]
    has_unpublished: bool


class Changed(WireModel):
    """These orders have changed. ``after`` is the number that had been accepted before this message was sent."""

    kind: Literal["changed"] = "changed"
    sender: str
    number: int
    after: int
    orders: Orders


class Leaving(WireModel):
    """The sender stops, and all its changes are published."""

    kind: Literal["leaving"] = "leaving"
    sender: str
    number: int


Message = Heartbeat | Changed | Leaving
_ADAPTER: TypeAdapter[Message] = TypeAdapter(Annotated[Message, Field(discriminator="kind")])


def encode(message: Message) -> bytes:
    return message.model_dump_json().encode()


def decode(data: bytes) -> Message | None:
    """Return the message, or None if it is not one of this release's."""
    try:
        return _ADAPTER.validate_json(data)
    except ValidationError:
        return None
