"""What was observed of a step, and all that its expectation is judged by."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from evals.harness.transcript import RewardsRequest
from evals.steps.matchers import MISSING


@dataclass(frozen=True)
class SeenStep:
    """A step of a task. ``text`` is the decoded body of a response, or what was read of a stream."""

    number: int  # from 1
    title: str
    actor: str
    method: str = ""
    service: str = "chat"  # that was asked
    url: str = ""  # with the query, as it was sent
    status: int | None = None  # None for a step that is no request
    headers: Mapping[str, str] | None = None
    text: str = ""
    requests: tuple[RewardsRequest, ...] = ()  # to the rewards API, made by the chat service
    unexpected_requests: tuple[str, ...] = ()
    audit: tuple[str, ...] = ()  # tool, decision and status of each record that was added
    audit_text: str = ""  # the same records as they are
    logs: tuple[str, ...] = ()
    stored: str = ""  # what the conversations hold on disk, where the step expects canaries

    @cached_property
    def json(self) -> Any:
        """The body as JSON, or MISSING."""
        try:
            return json.loads(self.text)
        except ValueError:
            return MISSING
