"""The streams that a task has open, by the names of the steps that opened them."""

from collections.abc import Iterable, Iterator, Sequence

from evals.checks.canaries import found_in
from evals.steps.matchers import MISSING, find, mismatch, shown
from evals.steps.open_stream import COMMENT, ENDED, OpenStream, StreamEnded, StreamEvent
from evals.steps.saved_values import SavedValues
from evals.steps.seen_step import SeenStep
from evals.steps.step import ExpectedEvent, StreamStep
from evals.steps.step_requests import StepRequests


class StepStreams:
    """Opens streams, compares what comes with what a task expects, and closes them."""

    def __init__(self, requests: StepRequests, saved: SavedValues) -> None:
        self._requests, self._saved = requests, saved
        self._open: dict[str, OpenStream] = {}
        self._all: list[tuple[int, OpenStream]] = []

    async def open(self, number: int, step: StreamStep) -> tuple[list[str], SeenStep]:
        """Open a stream and read the first events. One without a name is closed after them."""
        stream, seen = await self._requests.open(number, step)
        if stream is None:
            return [f"no stream: status {seen.status}: {shown(seen.text)}"], seen
        self._all.append((number, stream))
        name = step.name or f"step {number}"
        self._open[name] = stream
        problems = await self.read(name, step.events, ends=step.ends)
        for saved_as, place in step.save.items():
            header = (seen.headers or {}).get(place.removeprefix("header:").lower())
            if header is None:
                problems.append(f"nothing to save as {saved_as} at {place}")
            else:
                self._saved.save(saved_as, header)
        if step.name is None:
            await self.close(name)
        return problems, seen

    async def read(self, name: str, expected: Sequence[ExpectedEvent], *, ends: bool) -> list[str]:
        """Read as many events as are expected and return what is wrong with them."""
        if (stream := self._open.get(name)) is None:
            return [f"the stream {name} was not opened"]
        problems: list[str] = []
        try:
            for place, event in enumerate(expected, start=1):
                found = await _next(stream, event)
                problems += [f"event {place} ({event.event}): {line}" for line in self._differences(event, found)]
        except StreamEnded as end:
            return [*problems, f"expected {event.event}, but {end}"]
        if ends:
            problems += await _rest(stream)
        return problems

    async def close(self, name: str) -> None:
        """Leave a stream, as a client does that disconnects."""
        if (stream := self._open.pop(name, None)) is not None:
            await stream.aclose()

    async def aclose(self) -> None:
        for name in list(self._open):
            await self.close(name)

    def secrets(self, secrets: Iterable[str]) -> Iterator[tuple[int, str]]:
        """Yield the secrets that were read of any stream, with the number of the step that opened it."""
        known = tuple(secrets)
        for number, stream in self._all:
            yield from ((number, f"{secret} is in the stream") for secret in found_in(stream.text, known))

    def _differences(self, expected: ExpectedEvent, found: StreamEvent) -> Iterator[str]:
        fill = self._saved.fill
        if found.event != expected.event:
            yield f"found {found}: {shown(found.text)}"
            return
        if expected.id is not None and (line := mismatch(expected.id, found.id or MISSING, fill)) is not None:
            yield f"id: {line}"
        for pointer, wanted in expected.data.items():
            if (line := mismatch(wanted, find(found.data, pointer), fill)) is not None:
                yield f"data {pointer or 'as a whole'}: {line}"
        for name, place in expected.save.items():
            value = found.id or MISSING if place == "id" else find(found.data, place)
            if value is MISSING:
                yield f"nothing to save as {name} at {place}"
            else:
                self._saved.save(name, value)


async def _next(stream: OpenStream, expected: ExpectedEvent) -> StreamEvent:
    """Return the next event; with ``after_others`` the next one of the expected type."""
    while True:
        found = await stream.next(with_comments=expected.event == COMMENT)
        if found.event == expected.event or not expected.after_others:
            return found


async def _rest(stream: OpenStream) -> list[str]:
    try:
        found = await stream.next()
    except StreamEnded as end:
        return [] if str(end) == ENDED else [str(end)]
    return [f"the stream goes on with {found}"]
