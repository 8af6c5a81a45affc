"""Counts what a client sends to DynamoDB: requests, bytes, and the capacity that the service says it consumed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_READS = {"GetItem", "BatchGetItem", "Query", "Scan"}
_WRITES = {"PutItem", "UpdateItem", "BatchWriteItem", "TransactWriteItems"}


@dataclass(slots=True)
class Consumption:
    """The sums of some requests. Bytes are those of HTTP bodies; units are request units of on-demand capacity."""

    requests: float = 0
    bytes_sent: float = 0
    bytes_received: float = 0
    read_units: float = 0
    write_units: float = 0

    def per(self, times: int) -> "Consumption":
        """Return the average over so many operations."""
        return Consumption(
            self.requests / times,
            self.bytes_sent / times,
            self.bytes_received / times,
            self.read_units / times,
            self.write_units / times,
        )


class RequestMeter:
    """Counts the requests of one client of boto3 or aiobotocore; ``total`` may be replaced to begin anew.

    DynamoDB Local says twice what DynamoDB documents for a transaction (findings/dynamodb-local-capacity.sh), so
    ``is_local`` halves it.
    """

    def __init__(self, client: Any, *, is_local: bool) -> None:
        self.total = Consumption()
        self._of_transactions = 0.5 if is_local else 1.0
        events = client.meta.events
        events.register("provide-client-params.dynamodb.*", self._ask_for_capacity)
        events.register("before-send.dynamodb.*", self._count_sent)
        events.register("after-call.dynamodb.*", self._count_received)

    def _ask_for_capacity(self, params: Mapping[str, Any], model: Any, **_: Any) -> dict[str, Any]:
        wanted = {"ReturnConsumedCapacity": "TOTAL"} if model.name in _READS | _WRITES else {}
        return {**params, **wanted}

    def _count_sent(self, request: Any, **_: Any) -> None:
        self.total.requests += 1
        self.total.bytes_sent += len(request.body or b"")

    def _count_received(self, parsed: Mapping[str, Any], model: Any, **_: Any) -> None:
        self.total.bytes_received += int(parsed["ResponseMetadata"]["HTTPHeaders"].get("content-length", 0))
        consumed = parsed.get("ConsumedCapacity") or []
        units = sum(part["CapacityUnits"] for part in (consumed if isinstance(consumed, list) else [consumed]))
        if model.name in _READS:
            self.total.read_units += units
        else:
            self.total.write_units += units * (self._of_transactions if model.name == "TransactWriteItems" else 1)
