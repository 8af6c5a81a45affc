"""Digests of the content of events, which distinguish a replay from a different event under the same id."""

import json
from collections.abc import Mapping
from hashlib import sha256
from json.encoder import encode_basestring as _quoted  # in C, and what pydantic writes: nothing but what JSON requires
from typing import Any

from rewards.stores.rows import EventRow


def content_digest(event: EventRow, raw: Mapping[str, Any]) -> str:
    """Return a digest of an event's content, the same however its instants and absent fields are written.

    Digests are stored: computing them in another way would turn every replay into a conflict.
    """
    content = _content(event)
    if not content.isascii():  # what is hashed has escapes
        content = json.dumps(json.loads(content + "}"), separators=(",", ":"))[:-1]
    memo = json.dumps(raw["memo"]) if raw.get("memo") else "null"
    return sha256(f'{content},"memo":{memo}}}'.encode()).hexdigest()


def _content(event: EventRow) -> str:
    """Return the fields as JSON, without the closing brace.

    The recording time is not content: a replay may carry another value or none. Written out, as pydantic takes twice
    the time.
    """
    reinstates = "null" if event.reinstates is None else "true" if event.reinstates else "false"
    return (
        f'{{"business_reference_id":{_quoted(event.business_reference_id)},'
        f'"promotion_id":{_quoted(event.promotion_id)},"benefit_id":{_quoted(event.benefit_id)},'
        f'"currency":{_quoted(event.currency)},"event_id":{_quoted(event.event_id)},"type":{_quoted(event.type)},'
        f'"customer_id":{_quoted(event.customer_id)},"amount_minor":{event.amount_minor},'
        f'"event_time":"{event.event_time.isoformat()[:-6]}Z","gc_id":{_text(event.gc_id)},'
        f'"shipment_id":{_text(event.shipment_id)},"line_item_id":{_text(event.line_item_id)},'
        f'"reverses_event_id":{_text(event.reverses_event_id)},"reinstates":{reinstates},'
        f'"reason_code":{_text(event.reason_code)}'
    )


def _text(value: str | None) -> str:
    return "null" if value is None else _quoted(value)
