"""Nothing that a model of the corpus wrote is in any sink, and the turn counts what it used and ends when it should."""

import json
import re
from collections.abc import Iterable, Iterator

from core.identity.tokens import Role
from evals.answers.answer_task import AnswerTask
from evals.answers.model_answer import ModelAnswer
from evals.harness.transcript import AskedTurn, SeenTurn

_WORDS = 4  # so many in a row, which the model was not given, are its own
_WORD = re.compile(r"\w+")
_PLACE = re.compile(r"@[^@\s]+@")  # a place of the menu


def check(asked: AskedTurn, seen: SeenTurn) -> Iterator[str]:
    if not isinstance(asked.task, AnswerTask):
        return
    answer = asked.task.answer
    yield from _words(answer, seen)
    if len(seen.model_requests) != answer.requests:
        yield f"the model was asked {len(seen.model_requests)} times, not {answer.requests}"
    if seen.answer is None or asked.task.principal.role is Role.CUSTOMER:
        return  # a customer is shown neither tokens nor reasons
    degraded = seen.answer.degraded_reason
    if degraded is not answer.degraded:
        wanted = answer.degraded
        yield f"the answer is degraded for {degraded and degraded.value}, not for {wanted and wanted.value}"
    used = seen.answer.usage
    if (
        answer.tokens
        and not seen.earlier
        and (used is None or (used.input_tokens, used.output_tokens) != answer.tokens)
    ):
        yield f"the server reported {answer.tokens[0]} and {answer.tokens[1]} tokens, and the answer does not"


def _words(answer: ModelAnswer, seen: SeenTurn) -> Iterator[str]:
    """Yield each sink with words of the model that it was not given itself."""
    own = {run for reply in answer.replies for text in reply.said() for run in _runs(_PLACE.sub(" ", text))}
    own -= _runs(_contents(seen.model_requests))
    own = {run for run in own if not any("_" in word for word in run)}  # names of fields and tools are no words
    for name, text in _sinks(seen).items():
        folded = text.casefold()
        yield from (f"{each!r} of the model is in the {name}" for each in answer.never if each.casefold() in folded)
        if own and (found := own & _runs(text)):
            yield f"the model's words {' '.join(min(found))!r} are in the {name}"


def _sinks(seen: SeenTurn) -> dict[str, str]:
    return {
        "response": seen.wire,
        "streamed text": "".join(event.text for event in seen.events if event.type == "answer.delta"),
        "requests to the rewards API": "\n".join(map(str, seen.requests)),
        "stored conversation": seen.stored,
        "audit": "\n".join(map(str, seen.audit)),
        "logs": "\n".join(seen.logs),
    }


def _contents(requests: Iterable[str]) -> str:
    """Return the texts that a model was given."""
    return "\n".join(str(message.get("content") or "") for each in requests for message in json.loads(each)["messages"])


def _runs(text: str) -> set[tuple[str, ...]]:
    """Return each four words in a row."""
    words = _WORD.findall(text.casefold())
    return set(zip(*(words[place:] for place in range(_WORDS)), strict=False))
