"""A hand-off that is not signed, not as documented, or holds more than references is a finding."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from evals.steps.handoff_receiver import Delivery, HandoffReceiver, Receipt, delivery_problems

NOW = datetime(2026, 11, 23, 4, 30, tzinfo=UTC)
URL = "https://desk.example/handoffs"
RECEIPT = Receipt(URL, "a secret of the tests of the evals", ["Asha Verma"])
NOTE: dict[str, Any] = {
    "version": 1,
    "type": "handoff.requested",
    "deliveryId": "hof_1",
    "requestedAt": "2026-11-23T04:30:00Z",
    "conversationId": "conv_1",
    "turn": 1,
    "turns": [1],
    "language": "en",
    "orders": [],
    "reasons": [],
}
# printf '1795408200.%s' "$body" | openssl dgst -sha256 -hmac "$secret"
SIGNED = "t=1795408200,v1=03d2fd7d1bb06d010b29c206ae9a11afabe90509826364e7ee941cb167fd5091"


def delivery(note: Mapping[str, Any] = NOTE, headers: Mapping[str, str] | None = None) -> Delivery:
    signed = {"content-type": "application/json", "idempotency-key": "hof_1", "rewards-signature": SIGNED}
    return Delivery("POST", URL, signed | dict(headers or {}), json.dumps(note).encode(), NOW)


def problems(*found: Delivery, expected: int = 1) -> list[str]:
    return list(delivery_problems(found, [{"/turn": 1}] * expected, RECEIPT, lambda value: value))


def test_a_delivery_as_documented_is_no_finding() -> None:
    assert problems(delivery()) == []


@pytest.mark.parametrize(
    ("found", "problem"),
    [
        (delivery(headers={"rewards-signature": "t=1795408201,v1=00"}), "header rewards-signature"),
        (delivery(headers={"idempotency-key": "hof_2"}), "header idempotency-key"),
        (delivery(headers={"content-type": "text/plain"}), "header content-type"),
        (delivery(NOTE | {"turn": 2}), "/turn: expected 1, found 2"),
        (delivery(NOTE | {"title": "x"}), "the note has other fields: title"),
        (delivery(NOTE | {"language": "Asha Verma"}), "is in the note"),
        (replace(delivery(), url="https://elsewhere.example/"), "is not the webhook"),
    ],
)
def test_what_a_delivery_must_not_be_is_found(found: Delivery, problem: str) -> None:
    assert any(problem in line for line in problems(found))


@pytest.mark.parametrize("expected", [0, 2])
def test_deliveries_are_counted(expected: int) -> None:
    assert problems(delivery(), expected=expected) == [f"deliveries: expected {expected}, found 1"]


async def test_the_receiver_keeps_what_it_was_sent_and_answers_with_its_status() -> None:
    receiver = HandoffReceiver(lambda: NOW)
    receiver.status = 503

    async with receiver.client() as client:
        answer = await client.post(URL, content=b"{}", headers={"Idempotency-Key": "hof_1"})

    assert answer.status_code == 503
    [sent] = receiver.deliveries
    assert (sent.method, sent.url, sent.body, sent.at) == ("POST", URL, b"{}", NOW)
    assert sent.headers["idempotency-key"] == "hof_1"
