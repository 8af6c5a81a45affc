"""Turns recordings of a real model into answers of the corpus, for a person to read before they are kept.

Only what the model sent is taken: its text, reasoning, calls, finish reasons and usage. Ids of calls are numbered anew,
and nothing of a request is kept, so a recording of any server can be shared in this form.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from evals.answers.answer_server import PLACE
from evals.answers.model_answer import ModelAnswer, Recorded, Reply, ReportedTokens
from evals.harness.errors import HarnessError
from evals.tiers.recorded.model_exchange import Exchange
from evals.tiers.recorded.recording_file import Origin, Recording
from evals.tiers.scripted.model_request import ModelRequest
from guardrails.degradation import DegradedReason

_BESIDE_TEXT = ("reasoning_content", "reasoning", "refusal")
_ID = re.compile(r"\bs\d+\b", re.IGNORECASE)
_MARKED = re.compile(r"\[[^\[\]]*\]")


class NotAnAnswer(HarnessError):
    """A recording holds nothing that the corpus could repeat."""


def answer_of(recording: Recording, *, name: str, command: str) -> ModelAnswer:
    """Return a recording as an answer of the corpus, with the id ``name``; ``command`` is how it was recorded.

    What is expected of it follows from the recording alone: whether a bracket holds an id of the menu, and whether the
    stream was complete.

    Raises:
        NotAnAnswer: if the stand-in made it, a request had no answer, or its text looks like a place of the menu.
    """
    if recording.origin is Origin.STAND_IN:
        raise NotAnAnswer(f"{recording.task_id}: recorded from the stand-in, which is no model")
    if not recording.exchanges or any(exchange.status != 200 for exchange in recording.exchanges):
        raise NotAnAnswer(f"{recording.task_id}: a request had no answer, or none was made")
    replies = tuple(map(_reply, recording.exchanges))
    sent = (text for exchange in recording.exchanges for text in (_text_of(exchange), *map(str, exchange.frames)))
    if any(map(PLACE.search, sent)):
        raise NotAnAnswer(f"{recording.task_id}: its text would be read as a place of the menu")
    chooses = any(map(_chooses, recording.exchanges))
    last = replies[-1]
    is_cut = last.finish == "length" or (last.finish is None and not last.done)
    unchosen = None if chooses else DegradedReason.NOTHING_CHOSEN
    return ModelAnswer(
        id=name,
        why=f"A real model sent it for the question of {recording.task_id}.",
        source=Recorded(model=recording.model, day=recording.recorded_on, task=recording.task_id, command=command),
        replies=replies,
        asked=recording.task_id,
        chooses=chooses,
        degraded=DegradedReason.MODEL_CUT_SHORT if is_cut else unchosen,
        requests=len(replies),
    )


def _reply(exchange: Exchange) -> Reply:
    """Return the stream of an exchange; where it has calls or reasoning, delta by delta."""
    choices = [choice for frame in exchange.frames for choice in (frame.get("choices") or ())[:1]]
    deltas = [_without_ids(choice.get("delta") or {}) for choice in choices]
    finish = next((choice["finish_reason"] for choice in choices if choice.get("finish_reason")), None)
    text = _with_places(_text_of(exchange), _menu_of(exchange))
    is_plain = not any(name in delta for delta in deltas for name in ("tool_calls", *_BESIDE_TEXT))
    return Reply(
        text=text if is_plain else "",
        deltas=() if is_plain else tuple(delta for delta in deltas if delta.keys() - {"role"}),
        finish=finish,
        usage=_usage(exchange.frames),
        done=exchange.is_whole,
    )


def _with_places(text: str, menu: Sequence[str]) -> str:
    """Return the text with the place of each id that a bracket holds, counted from the nearer end of the menu.

    The menu of the same question may be another one tomorrow, and what the model chose should still be in it.
    """

    def place(found: re.Match[str]) -> str:
        if found[0] not in menu:
            return found[0]
        first, last = menu.index(found[0]) + 1, menu.index(found[0]) - len(menu)
        return f"@{first if first <= -last else last}@"

    return _MARKED.sub(lambda bracket: _ID.sub(place, bracket[0]), text)


def _text_of(exchange: Exchange) -> str:
    """Return the text of an answer, joined: an id may be split over several frames."""
    return "".join(
        (choice.get("delta") or {}).get("content") or ""
        for frame in exchange.frames
        for choice in (frame.get("choices") or ())[:1]
    )


def _menu_of(exchange: Exchange) -> tuple[str, ...]:
    return tuple(entry.statement_id for entry in ModelRequest.of(exchange.request).menu)


def _without_ids(delta: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in delta.items() if value is not None}
    if calls := kept.get("tool_calls"):
        kept["tool_calls"] = [
            {**call, "id": f"call_{place}"} if call.get("id") else call for place, call in enumerate(calls)
        ]
    return kept


def _usage(frames: Iterable[Mapping[str, Any]]) -> ReportedTokens | None:
    reported = [frame["usage"] for frame in frames if frame.get("usage")]
    if not reported:
        return None
    return ReportedTokens(**{name: reported[-1].get(name, 0) for name in ReportedTokens.model_fields})


def _chooses(exchange: Exchange) -> bool:
    """Whether a bracket of the answer holds an id of the request's menu."""
    menu = _menu_of(exchange)
    text = _text_of(exchange)
    return any(found.lower() in menu for bracket in _MARKED.findall(text) for found in _ID.findall(bracket))
