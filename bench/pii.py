"""What the search for personal data costs: the fused recognizer beside Presidio's stock ones, and a turn's share.

``python -m bench.pii`` searches the same texts with both, in turns within one run, inside the same engine. All times
are of this process's CPU. What Presidio has no recognizer for is given to it as plain pattern recognizers with the
words around a value as context, as its documentation describes.
"""

import argparse
import statistics
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from presidio_analyzer.predefined_recognizers import PhoneRecognizer

from bench.bench_report import Goal, Row, keep, median_ratio, quantile, show
from bench.pii_quality import LABELLED, Labelled, read
from bench.pii_stock import stock_detector
from guardrails.pii import PiiDetector
from guardrails.pii.plain_detector import PlainDetector
from guardrails.pii.presidio_engine import presidio_detector
from guardrails.pii.vault import Vault

RESULTS = Path(__file__).parent / "results" / "pii.json"
_QUESTION = (
    "Customer Asha Verma (98450 12345, asha.verma@gmail.com) says order 404-1029384-5566778 was promised 100 rupees"
    " cashback but only got 36, what happened?"
)
_BEFORE = "Hello, the cashback that was promised when the order was placed has still not been given in full."
_AFTER = "Please look into it and say when the rest will be paid. It was to come within two weeks."
_MENU_CHARACTERS = 4_000


def main() -> int:
    """Measure and print; nothing fails when a goal is missed."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--turns", type=int, default=60, help="repetitions of a turn's parts a round")
    arguments = parser.parse_args()
    fused = presidio_detector()
    texts = [labelled for path in sorted(LABELLED.glob("*.jsonl")) for labelled in read(path)]
    stock = stock_detector(regions=PhoneRecognizer.DEFAULT_SUPPORTED_REGIONS)
    rows = [
        *_beside_stock(_messages(texts), stock, fused, rounds=arguments.rounds, what="messages with one of them each"),
        *_beside_stock(texts, stock, fused, rounds=arguments.rounds, what="labelled texts by themselves"),
        *_quality(texts, stock, fused),
        *_of_turn(fused, arguments.rounds, arguments.turns),
    ]
    show(rows, title="personal data: CPU time")
    keep(rows, RESULTS, settings={"texts": len(texts), "rounds": arguments.rounds, "turns": arguments.turns})
    return 0


def _messages(texts: Sequence[Labelled]) -> list[Labelled]:
    """Put each text into the middle of a message of the usual length."""
    return [Labelled(f"{_BEFORE}\n{labelled.text}\n{_AFTER}", ()) for labelled in texts]


def _beside_stock(
    texts: Sequence[Labelled], stock: PiiDetector, fused: PiiDetector, *, rounds: int, what: str
) -> list[Row]:
    samples: dict[str, list[float]] = {"stock": [], "india": [], "fused": [], "plain": []}
    searching = {"stock": stock, "india": stock_detector(regions=["IN"]), "fused": fused, "plain": PlainDetector()}
    for detector in searching.values():
        _search(detector, texts[:50])  # compiled and imported before the clock runs
    for _ in range(rounds):
        for name, detector in searching.items():
            samples[name].append(_cpu_us(partial(_search, detector, texts), of=len(texts)))
    group = f"{len(texts)} {what}, {statistics.mean(len(labelled.text) for labelled in texts):.0f} characters"
    return [
        Row(group, "stock recognizers in the engine", statistics.median(samples["stock"]), "us"),
        Row(group, "the same, with telephones of India only", statistics.median(samples["india"]), "us"),
        Row(group, "fused recognizer in the engine", statistics.median(samples["fused"]), "us"),
        Row(group, "the searches without the engine", statistics.median(samples["plain"]), "us"),
        Row(group, "stock / fused", median_ratio(samples["stock"], samples["fused"]), "x", Goal("at least", 20)),
        Row(
            group, "stock with telephones of India only / fused", median_ratio(samples["india"], samples["fused"]), "x"
        ),
    ]


def _quality(texts: Sequence[Labelled], stock: PiiDetector, fused: PiiDetector) -> list[Row]:
    stock_recall = _recall(stock, texts)
    group = "what they find"
    return [
        Row(group, "stock: values covered", stock_recall, "of 1"),
        Row(group, "fused: values covered", _recall(fused, texts), "of 1", Goal("at least", stock_recall)),
        Row(group, "stock: look-alikes masked", _masked(stock, texts), "texts"),
        Row(group, "fused: look-alikes masked", _masked(fused, texts), "texts", Goal("at most", 0)),
    ]


def _of_turn(fused: PiiDetector, rounds: int, turns: int) -> list[Row]:
    """Measure what a turn's texts cost: the question and the menu; nothing of what a model writes is searched."""
    menu = _menu()
    parts: dict[str, tuple[Callable[[], object], int]] = {
        "the question, admitted": (lambda: Vault(fused).admit(_QUESTION), 1),
        f"a menu of {_MENU_CHARACTERS // 1000}k characters, swept": (lambda: Vault(fused).sweep(menu), 1),
    }
    group = "of a turn"
    rows = []
    for what, (work, count) in parts.items():
        samples = [_cpu_us(partial(_repeat, work, turns), of=turns * count) for _ in range(rounds)]
        rows.append(Row(group, what, quantile(samples, 0.5), "us"))
    return rows


def _repeat(work: Callable[[], object], times: int) -> None:
    for _ in range(times):
        work()


def _menu() -> str:
    """Return a menu as a model gets it: statements with amounts, days, order numbers and tokens."""
    line = (
        "s{n} (giftCards, installments): On order 404-1029384-5566778: ₹{n}5.00 was issued on 12 Nov 2026 to gift card "
        "<GIFT_CARD_{n}>, for Steel water bottle.\n"
    )
    return "".join(line.format(n=n) for n in range(1, 40))[:_MENU_CHARACTERS]


def _search(detector: PiiDetector, texts: Sequence[Labelled]) -> None:
    for labelled in texts:
        detector.find(labelled.text)


def _cpu_us(work: Callable[[], object], *, of: int) -> float:
    started = time.process_time()
    work()
    return (time.process_time() - started) / of * 1e6


def _recall(detector: PiiDetector, texts: Sequence[Labelled]) -> float:
    """Return the share of marked values of which no character is left, whatever type they were taken for."""
    covered = marked = 0
    for labelled in texts:
        found = {place for span in detector.find(labelled.text) for place in range(span.start, span.end)}
        marked += len(labelled.spans)
        covered += sum(found.issuperset(range(span.start, span.end)) for span in labelled.spans)
    return covered / marked


def _masked(detector: PiiDetector, texts: Sequence[Labelled]) -> int:
    return sum(bool(detector.find(labelled.text)) for labelled in texts if not labelled.spans)


if __name__ == "__main__":
    raise SystemExit(main())
