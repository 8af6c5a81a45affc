"""Faults of an answer on its way to the client: its last piece, its offsets, its events."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from agent.turn_events import AnswerDelta
from evals.mutation.patching import fault_at
from evals.mutation.replacements import giving


def _last_words_lost(original: Any) -> Any:
    """Drop the last delta of a text."""

    async def faulty(*args: Any) -> Any:
        held: Any = None
        async for event in original(*args):
            if not isinstance(event, AnswerDelta):
                yield event
            elif held is not None:
                yield held
            held = event if isinstance(event, AnswerDelta) else held

    return faulty


def _in_bytes(rendered: tuple[str, list[Any], Any]) -> tuple[str, list[Any], Any]:
    text, figures, shifts = rendered

    def at(place: int) -> int:
        return len(text[:place].encode())

    moved = [figure.model_copy(update={"start": at(figure.start), "end": at(figure.end)}) for figure in figures]
    return text, moved, shifts


def _first_id(original: Any) -> Any:
    async def frames(events: Any) -> AsyncGenerator[bytes]:
        async with aclosing(original(events)) as found:
            first: bytes | None = None
            async for frame in found:
                head, _, tail = frame.partition(b"\nid: ")
                own, _, rest = tail.partition(b"\n")
                first = first or own
                yield head + b"\nid: " + first + b"\n" + rest

    return frames


FAULTS = (
    fault_at(
        "last-words-lost",
        "The last piece of a text never reaches the client.",
        "api.turn_start:render_events",
        _last_words_lost,
        ("stream",),
        "single-shipment",
    ),
    fault_at(
        "offsets-in-bytes",
        "The offsets of figures are counted in bytes.",
        "api.edge_rendering:Edge._rendered",
        giving(_in_bytes),
        ("grounding",),
        "single-shipment",
    ),
    fault_at(
        "facts-event-says-whole",
        "The facts event does not say that something is missing.",
        "agent.lookups:_facts_event",
        giving(lambda event: event.model_copy(update={"partial": False})),
        ("stream", "honesty"),
        "partial",
    ),
    fault_at(
        "one-id-for-all-events",
        "All events of a stream have one id, so a client that reconnects cannot say what it has read.",
        "api.routes.chat:_frames",
        _first_id,
        ("eventIds",),
        "single-shipment",
        "multi-shipment",
    ),
)
