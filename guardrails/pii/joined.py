"""Whether a personal value goes on over the end of a sentence, or stands after it and is told by what stands before."""

from guardrails.pii.cues import cue_before
from guardrails.pii.fold import fold
from guardrails.pii.lexicon import words, words_of
from guardrails.pii.search import find_all
from guardrails.pii.spoken_numbers import NUMBER_WORDS

LOOK_AHEAD = 48  # code points after the end: the longest value in pieces has about as many
_LOOK_BACK = 96
_SIGNS = " \t\n.,:;!?।…*_\"'”’)]("
_LONGEST_WORD = 24
_OPENING = NUMBER_WORDS | words_of("name_cues") | words("name naam नाम")
_FEWEST_DIGITS = 2  # at the end of a sentence that may be the first piece of a number


def is_open(before: str) -> bool:
    """Tell soon whether a sentence may end in the first piece of a value or in the word for one."""
    tail = fold(before[-_LOOK_BACK:]).lower().rstrip(_SIGNS)
    if tail[-_FEWEST_DIGITS:].isdigit() or tail.endswith(("+", "-")):
        return True
    if tail[-_LONGEST_WORD:].replace("\n", " ").rpartition(" ")[2] in _OPENING or tail.endswith("name is"):
        return True
    return cue_before(tail + ":", len(tail) + 1) is not None


def is_one_value(before: str, after: str) -> bool:
    """Tell whether a search over both together finds more after the end than one over what stands after it."""
    tail = before[-_LOOK_BACK:]
    alone = {(span.start, span.end) for span in find_all(after)}
    together = [(span.start - len(tail), span.end - len(tail)) for span in find_all(tail + after)]
    return any(end > 0 and (start, end) not in alone for start, end in together)
