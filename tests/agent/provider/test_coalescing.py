"""The words of a slow stream are coalesced without delaying or changing anything."""

import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from agent.provider.chunk_reader import Chunk, text_chunk
from agent.provider.coalescing import HELD_FOR_S, MAX_HELD, ChunkCoalescer
from guardrails.output.references import ReferenceReader

ANSWER = (
    "Let me see which of the statements answer this question best. [[s1]] [[s12]] [[s7]] And since the customer asked "
    "about the rest as well:\n- [[s3]]\n- [[s30]]\nThat should be all that they would like to know about the order."
)
WORDS = re.findall(r"\s*\S+", ANSWER)


def gathered(texts: list[str], *, apart_s: float = 0.02) -> list[list[str]]:
    """Return the output after each text; the last list is the rest at the end."""
    coalescer = ChunkCoalescer()
    out = [
        [_text(chunk) for chunk in coalescer.add([text_chunk(text)], now=number * apart_s)]
        for number, text in enumerate(texts)
    ]
    return [*out, [_text(chunk) for chunk in coalescer.flush()]]


def _text(chunk: Chunk) -> str:
    text: str = chunk["choices"][0]["delta"]["content"]
    return text


def released(parts: list[list[str]]) -> list[tuple[int, str]]:
    """Return each reference, and after which part it was complete."""
    reader = ReferenceReader()
    return [(number, each) for number, texts in enumerate(parts) for text in texts for each in reader.feed(text)]


@given(st.lists(st.text(st.sampled_from("ab1 .!?\n।"), max_size=60)), st.floats(0, 1))
def test_the_text_stays_as_it_is(texts: list[str], apart_s: float) -> None:
    assert "".join(text for part in gathered(texts, apart_s=apart_s) for text in part) == "".join(texts)


def test_a_slow_stream_comes_in_far_fewer_chunks() -> None:
    assert sum(map(len, gathered(WORDS))) < len(WORDS) * 0.7


def test_no_reference_comes_later() -> None:
    assert released(gathered(WORDS)) == released([[word] for word in WORDS]) != []


def test_the_first_word_comes_at_once() -> None:
    assert gathered(["On", " this", " order"])[0] == ["On"]


def test_nothing_is_held_for_long() -> None:
    many = gathered(["word "] * 40)
    assert max(len(text) for part in many for text in part) < MAX_HELD + len("word ")
    slow = gathered(["word "] * 6, apart_s=HELD_FOR_S)
    assert [len(part) for part in slow[1:-1]] == [0, 1, 0, 1, 0]


def test_what_is_no_text_comes_after_the_text_before_it() -> None:
    end: dict[str, Any] = {"choices": [{"index": 0, "delta": {"content": ""}, "finish_reason": "stop"}], "usage": None}
    coalescer = ChunkCoalescer()
    chunks = [text_chunk("The"), text_chunk(" rest"), text_chunk(" remains"), end]
    assert list(coalescer.add(chunks, now=0.0)) == [text_chunk("The"), text_chunk(" rest remains"), end]
    assert list(coalescer.flush()) == []
