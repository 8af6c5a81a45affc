"""Every figure that a person can read is explained: by the rows of the world, the task's expectation or the question.

The texts are read by the oracle's own reader, which knows neither facts nor catalogues: the answer, every draft, the
suggestions, the choices and the next step with its note.
"""

import re
from collections.abc import Collection, Iterator
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from evals.checks.world_state import AllowedValues, WorldState, allowed_values
from evals.harness.expectations import ExpectedAmount
from evals.harness.transcript import AskedTurn, SeenTurn
from evals.oracles.explained_values import Explained, explained_by, totals_of
from evals.oracles.places import BENEFIT_PLACE, ITEM_PLACES
from evals.oracles.wire import Json, answer_of
from evals.oracles.written_figures import Kind, Written, minor_digits, quoted_names, read_figures

_HIDDEN = "["  # the first character of a placeholder for personal data
_STAMPS = re.compile(r"^(?:requestId|conversation|at): .*$", re.MULTILINE)  # of a note, from no row
# Of a note: so many records, benefits or installments more.
_FURTHER = re.compile(r", \+\d+(?=\])|^more(?:Installments)?: \d+$", re.MULTILINE)
_BESIDE = 15  # characters of the text around a figure, in a message


def check(asked: AskedTurn, seen: SeenTurn) -> Iterator[str]:
    answer, allowed = answer_of(seen.wire), allowed_values(asked)
    if answer is None or allowed is None:
        return
    reader = _Reader(asked, seen, answer, allowed)
    for order, text in _by_order(answer):
        yield from reader.judged("text", text, {order} if order else reader.orders)
    for place, text in _other_texts(answer):
        yield from reader.judged(place, text, reader.orders)


def _by_order(answer: Json) -> Iterator[tuple[str | None, str]]:
    """Yield the text of each statement with its order, and what lies between the statements."""
    text, position = answer["text"], 0
    for span in answer["statements"]:
        yield None, text[position : span["start"]]
        yield span["businessReferenceId"], text[span["start"] : span["end"]]
        position = span["end"]
    yield None, text[position:]


def _other_texts(answer: Json) -> Iterator[tuple[str, str]]:
    drafts = [answer.get("replyDraft") or "", *(draft["text"] for draft in answer["replyDrafts"])]
    yield from (("draft", text) for text in dict.fromkeys(drafts))
    yield "suggestions", "\n".join(answer["suggestions"])
    for choice in answer["choices"]:
        yield "choices", "\n".join(value for value in choice.values() if value)
    if step := answer.get("nextStep"):
        yield "next step", step["text"]
        yield "note of the next step", _FURTHER.sub("", _STAMPS.sub("", step["note"]))


class _Reader:
    """Explains the figures of one answer."""

    def __init__(self, asked: AskedTurn, seen: SeenTurn, answer: Json, allowed: AllowedValues) -> None:
        self._asked, self._seen, self._answer, self._allowed = asked, seen, answer, allowed
        self._zone = ZoneInfo(asked.task.zone)
        spans = (*answer["facts"], *answer["cashback"], *answer["statements"], *answer["choices"])
        self.orders = frozenset(order for each in spans if (order := each["businessReferenceId"]))
        questions = [turn.question for turn in (*seen.earlier, seen)]
        self._asked_for = [figure for question in questions for figure in read_figures(question)]
        self._counts = {fact["value"] for fact in answer["facts"] if fact["kind"] == "count"}
        orders = [list(allowed.benefits(order)) for order in self.orders]
        self._item_counts = {len(benefit.naive.items) for each in orders for _, benefit in each}
        self._most_benefits = max(map(len, orders), default=0)

    def judged(self, place: str, text: str, orders: Collection[str]) -> Iterator[str]:
        if not text.strip():
            return
        explained = _explained(self._allowed, frozenset(orders), self._zone, self._is_customer)
        for name in quoted_names(text):
            if name[1] not in explained.names and _HIDDEN not in name[1] and name[1] not in self._seen.question:
                yield f"the {place} names “{name[1]}”, which no row of its order has"
        for figure in read_figures(self._without_places(_without_names(text))):
            if figure.problem:
                yield f"the {place} writes {figure.text!r}, which {figure.problem}"
            elif not self._is_explained(figure, explained):
                yield f"the {place} says {_around(text, figure)!r}, and nothing explains {figure.text!r}"

    def _without_places(self, text: str) -> str:
        """Return the text with the places of items and benefits blanked, as far as there are so many."""
        for pattern in ITEM_PLACES:
            text = pattern.sub(lambda match: _blank(match[0]) if self._is_item_place(match) else match[0], text)
        return BENEFIT_PLACE.sub(lambda match: _blank(match[0]) if self._is_benefit_place(match) else match[0], text)

    def _is_item_place(self, match: re.Match[str]) -> bool:
        return int(match["count"]) in self._item_counts and 1 <= int(match["place"]) <= int(match["count"])

    def _is_benefit_place(self, match: re.Match[str]) -> bool:
        return 1 <= int(match["place"]) <= self._most_benefits

    @property
    def _is_customer(self) -> bool:
        return self._asked.task.principal.role == "customer"

    def _is_explained(self, figure: Written, explained: Explained) -> bool:
        if any((figure.kind, figure.value) == (each.kind, each.value) for each in self._asked_for):
            return True
        match figure.kind:
            case Kind.MONEY:
                return self._is_sum(figure.value, explained)
            case Kind.DATE:
                return figure.value in explained.days | self._window_days() | self._expected_days()
            case Kind.CARD:
                return figure.value in explained.last_fours
            case Kind.ORDER:
                return figure.value in self.orders
            case Kind.RECORD:
                return figure.value in explained.records
            case Kind.COUNT:
                return figure.value in self._counts
            case _:
                return False

    def _is_sum(self, value: object, explained: Explained) -> bool:
        known = explained.money | {_as_money(each) for each in self._asked.turn.expect.amounts or ()}
        if value in known or value in self._question_sums():
            return True
        differences = [fact["value"] for fact in self._answer["facts"] if fact["label"] == "difference"]
        if value not in [(each["amountMinor"], each["currency"]) for each in differences]:
            return False
        terms = known | self._question_sums()
        return any((abs(a - b), c) == value for a, c in terms for b, other in terms if c == other)

    def _question_sums(self) -> set[tuple[int, str]]:
        """Return the sums that the person named, with or without a currency: "got only 40"."""
        currencies = {fact["value"]["currency"] for fact in self._answer["facts"] if fact["kind"] == "money"}
        plain = [figure.value for figure in self._asked_for if isinstance(figure.value, int)]
        written = [figure.value for figure in self._asked_for if isinstance(figure.value, tuple)]
        return {*((n * 10 ** minor_digits(currency), currency) for n in plain for currency in currencies), *written}

    def _window_days(self) -> set[date]:
        """Return the first and the last day of what was searched, or asked about."""
        labels = {"windowFrom", "windowTo", "askedFrom", "askedTo"}
        facts = [fact["value"] for fact in self._answer["facts"] if fact["label"] in labels]
        return {datetime.fromisoformat(value).astimezone(self._zone).date() for value in facts}

    def _expected_days(self) -> set[date]:
        return {each.day for each in self._asked.turn.expect.dates or ()}


def _around(text: str, figure: Written) -> str:
    """Return a figure with the words beside it."""
    return text[max(0, figure.start - _BESIDE) : figure.end + _BESIDE]


def _as_money(expected: ExpectedAmount) -> tuple[int, str]:
    return expected.minor, expected.currency


def _without_names(text: str) -> str:
    """Return the text with quoted names blanked: a figure in a name is the name's."""
    return re.sub(r"“[^”]*”", lambda match: _blank(match[0]), text)


def _blank(text: str) -> str:
    return " " * len(text)


@lru_cache(maxsize=2048)
def _of_order(state: WorldState, order: str, silent: frozenset[str], zone: ZoneInfo, is_customer: bool) -> Explained:  # noqa: FBT001 -- part of a cache key
    benefits = state.benefits(order, silent)
    if is_customer:  # who is not shown the worth of a scratch card before it is revealed
        benefits = {key: each for key, each in benefits.items() if not each.naive.is_unrevealed}
    return explained_by(state.world.orders[order].without(silent), benefits, zone)


def _explained(allowed: AllowedValues, orders: frozenset[str], zone: ZoneInfo, is_customer: bool) -> Explained:  # noqa: FBT001 -- passed on
    known = [order for order in sorted(orders) if order in allowed.state.world.orders]
    parts = [_of_order(allowed.state, order, silent, zone, is_customer) for order in known for silent in allowed.silent]
    joined = Explained.joined(parts)
    if len(known) < 2:
        return joined
    every = [benefit for order in known for benefit in allowed.state.benefits(order, allowed.silent[0]).values()]
    return Explained(
        joined.money | frozenset(totals_of(every)), joined.days, joined.last_fours, joined.names, joined.records
    )
