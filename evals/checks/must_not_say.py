"""Neither the text nor the stream says what must not be said."""

from collections.abc import Iterator

from evals.checks.wording import quoted, says
from evals.harness.transcript import AskedTurn, SeenTurn


def check(asked: AskedTurn, seen: SeenTurn) -> Iterator[str]:
    if seen.answer is None:
        return
    streamed = "".join(event.text for event in seen.events if event.type == "answer.delta")
    for saying in asked.turn.expect.must_not_say:
        for place, text in {"text": seen.answer.text, "stream": streamed}.items():
            if says(text, saying):
                yield f"the {place} says {quoted(saying)}"
