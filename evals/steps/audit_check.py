"""What the audit log holds of each request of a step, whatever the step expects of it, and whether the log is whole."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from evals.oracles.audit_rules import LOOKUPS, Auditee, chain_problems, record_problems
from evals.steps.actor import Actor
from evals.steps.matchers import MISSING, find
from evals.steps.seen_step import SeenStep
from guardrails.audit.file import LOG

_OK = 200
_ORDER = "/v1/orders/"
_SEPARATORS = re.compile(r"[ -]")  # an order is the same however it is typed
_WITHOUT_CONVERSATION = (_ORDER, "/v1/customers/", "/v1/gift-cards/", "/v1/lead/", "/v1/case-summary", "/mcp")


class AuditCheck:
    """Judges the records of one task. One thing has one hash in all of them, and no two things have the same."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / LOG
        self._hashes: dict[str, str] = {}  # of orders and customers, by their own name

    def problems(self, seen: SeenStep, actor: Actor | None, now: datetime, body: object = None) -> Iterator[str]:
        """Yield what is wrong with the records of a request; without an actor there is nobody who could have made any.

        ``body`` is that of the request. A request whose token is not the actor's is not judged.
        """
        records = [json.loads(line) for line in seen.audit_text.splitlines()]
        if actor is None:
            yield from (f"audit: {record['tool']} of nobody" for record in records)
            return
        for record in records:
            yield from (f"audit: {problem}" for problem in record_problems(record, _auditee(seen, actor, now, body)))
            yield from self._names(record, seen, actor)

    def whole_log(self) -> Iterator[str]:
        """Yield what is wrong with the log from its first record to its last."""
        if self._path.exists():
            lines = self._path.read_text(encoding="utf-8").splitlines()
            yield from chain_problems([json.loads(line) for line in lines])

    def _names(self, record: Mapping[str, Any], seen: SeenStep, actor: Actor) -> Iterator[str]:
        path = urlsplit(seen.url).path
        if record["tool"] == "read_order" and path.startswith(_ORDER):
            typed = unquote(path.removeprefix(_ORDER))
            yield from self._named(f"order {_SEPARATORS.sub('', typed).upper()}", record["resource"])
        is_of_case = actor.role.value == "support_agent" and actor.customer is not None
        if (
            is_of_case
            and record["tool"] in LOOKUPS
            and record["customer"] is not None
            and record["decision"] == "allow"
        ):
            yield from self._named(f"customer {actor.customer}", record["customer"])

    def _named(self, name: str, found: str) -> Iterator[str]:
        if self._hashes.setdefault(name, found) != found:
            yield f"audit: {name} has another hash than before"
        if any(other != name and found == known for other, known in self._hashes.items()):
            yield f"audit: {name} has the hash of something else"


def _auditee(seen: SeenStep, actor: Actor, now: datetime, body: object) -> Auditee:
    return Auditee(
        subject=actor.subject,
        role=actor.role.value,
        case=actor.case,
        reason=actor.reason,
        at=now,
        request_id=(seen.headers or {}).get("x-request-id"),
        conversation_id=_conversation(seen, body),
    )


def _conversation(seen: SeenStep, body: object) -> str | None:
    """Return the conversation that a request's lookups belong to: none for records; None where it is not known."""
    if urlsplit(seen.url).path == "/v1/reveal":  # of a conversation that is not the caller's, none is named
        return str(body["conversationId"]) if seen.status == _OK and isinstance(body, dict) else None
    if urlsplit(seen.url).path.startswith(_WITHOUT_CONVERSATION):
        return ""
    named = find(seen.json, "/conversationId") if seen.json is not MISSING else MISSING
    return named if isinstance(named, str) else None
