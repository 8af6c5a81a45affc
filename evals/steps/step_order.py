"""What the steps of a task refer to: actors, earlier steps, open streams and saved values."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from evals.steps.step import (
    NOBODY,
    CloseStep,
    ConcurrentStep,
    ReadStep,
    RequestStep,
    Step,
    StreamStep,
    actors_of,
    saved_by,
    used_by,
)


@dataclass(slots=True)
class _Earlier:
    """What the steps so far have named, opened and saved."""

    names: set[str] = field(default_factory=set)
    streams: set[str] = field(default_factory=set)
    saved: set[str] = field(default_factory=set)


def problems_of(steps: Sequence[Step], actors: Collection[str]) -> Iterator[str]:
    """Yield what refers to nothing, so that a mistake in a task does not look like one of the product."""
    earlier = _Earlier()
    for number, step in enumerate(steps, start=1):
        for actor in sorted(actors_of(step) - {*actors, NOBODY}):
            yield f"step {number}: nobody is named {actor}"
        for name in sorted(used_by(step) - earlier.saved):
            yield f"step {number}: no earlier step saves {name}"
        yield from (f"step {number}: {line}" for line in _references(step, earlier))
        earlier.saved |= saved_by(step)
        if step.name is not None:
            earlier.names.add(step.name)


def _references(step: Step, earlier: _Earlier) -> Iterator[str]:
    if step.name in earlier.names:
        yield f"another step is named {step.name}"
    if isinstance(step, RequestStep) and step.expect.same_as not in {None, *earlier.names}:
        yield f"no earlier step is named {step.expect.same_as}"
    if isinstance(step, ConcurrentStep) and any(request.save for request in step.concurrent):
        yield "of requests at once nothing is saved: it is not known which comes first"
    if isinstance(step, StreamStep) and step.name is not None:
        earlier.streams.add(step.name)
    if isinstance(step, ReadStep) and step.read not in earlier.streams:
        yield f"no stream {step.read} is open"
    if isinstance(step, CloseStep):
        if step.close not in earlier.streams:
            yield f"no stream {step.close} is open"
        earlier.streams.discard(step.close)
