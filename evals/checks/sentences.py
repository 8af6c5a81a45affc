"""Each statement says what its kind means, and a next step what its code means, in the language of the answer.

What is compared is the sentence that is read: a catalogue in which two texts changed places gives an answer whose
figures and kinds are all correct.
"""

from collections.abc import Iterator

from evals.harness.transcript import AskedTurn, SeenTurn
from evals.oracles.sentence_words import Patterns, next_step_words, sentence_words
from evals.oracles.wire import answer_of


def check(asked: AskedTurn, seen: SeenTurn) -> Iterator[str]:
    answer = answer_of(seen.wire)
    if answer is None:
        return
    language = answer["language"]
    for span in answer["statements"]:
        yield from _compared(sentence_words(), span["kind"], language, answer["text"][span["start"] : span["end"]])
    if step := answer["nextStep"]:
        yield from _compared(next_step_words(), step["code"], language, step["text"])


def _compared(patterns: Patterns, code: str, language: str, text: str) -> Iterator[str]:
    pattern = patterns.get(code, {}).get(language)
    plain = " ".join(text.split())
    if pattern is not None and not pattern.search(plain):
        yield f"{code} does not say what it means in {language}: {plain!r}"
