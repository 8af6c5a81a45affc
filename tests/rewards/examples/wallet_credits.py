"""A fourth cashback system, as one file: wallet credits, whose rows are nothing like concession events.

It is put to use by one line in ``rewards/sources/standard.py``::

    further=(WalletCredits(wallet),)

Everything else follows: the position, the issuances with this source's name, partial answers when it is down, windows.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Protocol

from pydantic.dataclasses import dataclass

from core.contract import EventType
from rewards.sources.base import Contribution, FirstOwner, SourceKind
from rewards.stores.rows import ROW_CONFIG, EventRow, parse_row

NAME = "walletCredits"
# What the wallet calls the movements of a credit.
_TYPES = {"CREDIT": EventType.ISSUED, "CREDIT_FAILED": EventType.ISSUE_FAILED, "CLAWBACK": EventType.REVERSED}


class Wallet(Protocol):
    """The wallet's own reading side."""

    async def credits_of(self, order: str) -> Sequence[Mapping[str, Any]]: ...


@dataclass(frozen=True, slots=True, kw_only=True, config=ROW_CONFIG)
class WalletEvent(EventRow):
    """A movement of a wallet credit, as an event of this source."""

    source: ClassVar[str] = NAME


class WalletCredits:
    """Reads the wallet, and gives its movements in the words of the ledger."""

    name = NAME
    kind = SourceKind.EVENTS

    def __init__(self, wallet: Wallet) -> None:
        self._wallet = wallet

    async def owner_of_order(self, business_reference_id: str) -> FirstOwner:
        # The wallet has no read of one row. A larger order takes longer to refuse, as far as the wallet does.
        movements = await self._wallet.credits_of(business_reference_id)
        return FirstOwner(next((_event(business_reference_id, movement).customer_id for movement in movements), None))

    async def of_order(self, business_reference_id: str) -> Contribution:
        movements = await self._wallet.credits_of(business_reference_id)
        return Contribution(events=tuple(_event(business_reference_id, movement) for movement in movements))


def _event(order: str, movement: Mapping[str, Any]) -> WalletEvent:
    """Translate one movement; a kind that is not known here is kept as it is, and its money counts as not known.

    Raises:
        KeyError, MalformedRow: the source then has failed, and says so in the answer.
    """
    row = {
        "eventId": f"wallet:{movement['movementId']}",  # ids of two systems must not meet
        "type": _TYPES.get(movement["kind"], movement["kind"]),
        "businessReferenceId": order,
        "promotionId": movement["campaign"],
        "benefitId": movement["benefit"],
        "customerId": movement["owner"],
        "amountMinor": movement["paise"],
        "currency": "INR",
        "eventTime": movement["bookedAt"],
        "reversesEventId": f"wallet:{movement['undoes']}" if "undoes" in movement else None,
        "reinstates": False if "undoes" in movement else None,
    }
    return parse_row(WalletEvent, row)
