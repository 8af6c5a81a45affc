"""Random answers in random chunks: what comes out must be what the whole text in one piece gives.

``python -m bench.chunking --texts N --seed S`` prints how much was held back, and ends with status 1 at a difference.
"""

import argparse
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from guardrails.pii import PiiDetector
from guardrails.pii.plain import PlainDetector
from guardrails.stream import SentenceGate
from guardrails.vault import Vault

_PIECES = (
    "98450 12345", "+91 98450-12345", "98-450-123-45", "nine eight four five zero one two three four five",
    "GC-7F3K-9Q2M-1111", "gc 7f3k 9q2m 2222", "asha.verma@gmail.com", "asha dot verma at gmail dot com", "asha@okaxis",
    "ABCPE1234F", "2345 6789 0124", "4111 1111 1111 1111", "a/c no. 50100123456789",
    "KA 01 AB 1234", "IFSC HDFC0001234",
    "404-1029384-5566778", "order 9876543210", "₹1,00,000.50", "Rs. 36", "12 Nov. 2026", "[[f3]]", "[[f12]]",
    "<PHONE_1>",
    "<GIFT_CARD_2>", "Mr. Sharma", "Regards,", "I am Asha Verma", "९८४५० १२३४५", "मेरा नाम आशा है", "बाकी है", "granted",
    "The rest", "is due", "e.g.", "No.", "1.", "•••• 1111",
)  # fmt: skip
_JOINTS = (
    " ",
    " ",
    " ",
    "",
    ". ",
    ".",
    "! ",
    "? ",
    "। ",
    "\n",
    "\n\n",
    ", ",
    "-",
    " (",
    ") ",
    '" ',
    "\t",
    "\u200b",
    "  ",
)
_MOST_PIECES, _MOST_CUTS = 12, 16


@dataclass(frozen=True, slots=True)
class Holds:
    """How much the gate held back: code points it still had after a chunk, and the same while it took characters."""

    texts: int
    chunks: int
    longest: int
    mean: float


class Differs(Exception):
    """A chunking changed what came out; the text is one of this file's own, so it may be shown."""


def run(*, texts: int, seed: int, detector: PiiDetector | None = None) -> Holds:
    """Try that many texts, each in one random chunking and in one piece.

    Raises:
        Differs: at the first text that comes out otherwise.
    """
    rng = random.Random(seed)  # noqa: S311  (the same seed must give the same texts)
    searching = detector or PlainDetector()
    chunks = longest = total = 0
    for _ in range(texts):
        text = _text(rng)
        pieces = list(_chunked(text, rng))
        whole, _ = _treated([text], searching)
        in_chunks, held = _treated(pieces, searching)
        if in_chunks != whole:
            raise Differs(f"{pieces!r} gives {in_chunks!r}, and in one piece {whole!r}")
        chunks += len(pieces)
        longest = max(longest, *held)
        total += sum(held)
    return Holds(texts, chunks, longest, total / chunks)


def _treated(chunks: Sequence[str], detector: PiiDetector) -> tuple[list[str], list[int]]:
    """Give the sentences as they are released, and how much was held after each chunk."""
    gate, vault = SentenceGate(), Vault(detector, key=b"k" * 32)
    released: list[str] = []
    held: list[int] = []
    fed = passed = 0
    for chunk in chunks:
        sentences = gate.feed(chunk)
        fed += len(chunk)
        passed += sum(map(len, sentences))
        held.append(fed - passed)
        released += map(vault.sweep, sentences)
    released += map(vault.sweep, gate.close())
    return released, held


def _text(rng: random.Random) -> str:
    parts = [rng.choice(_PIECES) + rng.choice(_JOINTS) for _ in range(rng.randint(1, _MOST_PIECES))]
    return "".join(parts)


def _chunked(text: str, rng: random.Random) -> Iterator[str]:
    """Cut a text at random places, evenly into small chunks as models do, or into single characters."""
    manner = rng.random()
    if manner < 0.2:
        places = list(range(1, len(text)))
    elif manner < 0.5:
        places = list(range(0, len(text), rng.randint(2, 9)))
    else:
        places = sorted(rng.randint(0, len(text)) for _ in range(rng.randint(0, _MOST_CUTS)))
    start = 0
    for place in [*places, len(text)]:
        yield text[start:place]
        start = place


def main() -> int:
    """Compare and print the holds."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--texts", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    try:
        holds = run(texts=arguments.texts, seed=arguments.seed)
    except Differs as difference:
        print(difference)
        return 1
    print(
        f"{holds.texts:,} texts in {holds.chunks:,} chunks: all as in one piece;"
        f" longest hold {holds.longest} characters, mean {holds.mean:.1f}"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
