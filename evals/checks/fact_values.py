"""Each fact shows the value that it holds, and holds a value that the rows of its benefit have for its label.

The customer's facts name no record, so `records` says nothing about them; this check needs none.
"""

from collections.abc import Iterator
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from evals.checks.world_state import AllowedValues, allowed_values
from evals.harness.transcript import AskedTurn, SeenTurn
from evals.oracles.allowed_sums import BenefitSums
from evals.oracles.naive_facts import counts, instants
from evals.oracles.wire import Json, answer_of, minor, subject
from evals.oracles.world_rows import gift_cards
from evals.oracles.written_figures import read_figures

_HIDDEN = "["  # the first character of a placeholder for personal data
_NAMES = {"itemTitle": "title", "promotionName": "promotionName"}


def check(asked: AskedTurn, seen: SeenTurn) -> Iterator[str]:
    answer, allowed = answer_of(seen.wire), allowed_values(asked)
    if answer is None:
        return
    zone = ZoneInfo(asked.task.zone)
    for fact in answer["facts"]:
        shown = _shown(fact, zone)
        if shown is not None:
            yield f"{fact['label']} is shown as {fact['display']!r}, and its value is {shown}"
        if allowed is not None:
            yield from _proven(fact, allowed, asked.task.now, zone)


def _shown(fact: Json, zone: tzinfo) -> str | None:
    """Return the value of a fact whose display says another; None if they agree."""
    value, display = fact["value"], fact["display"]
    match fact["kind"]:
        case "money":
            wanted: object = (minor(value), value["currency"])
        case "date":
            wanted = datetime.fromisoformat(value).astimezone(zone).date()
        case "count":
            wanted = value
        case _:
            return None
    figures = read_figures(display)
    is_right = len(figures) == 1 and figures[0].value == wanted and figures[0].problem is None
    return None if is_right and figures[0].text == display else str(wanted)


def _proven(fact: Json, allowed: AllowedValues, now: datetime, zone: tzinfo) -> Iterator[str]:
    order, promotion, benefit = subject(fact)
    if order is None or promotion is None or benefit is None:
        return
    benefits = allowed.of_benefit(order, (promotion, benefit))
    if not any(_is_proven(fact, each, now, zone) for each in benefits):
        yield f"{fact['label']} {fact['display']!r} of {order} {benefit} is in none of its rows"


def _is_proven(fact: Json, benefit: BenefitSums, now: datetime, zone: tzinfo) -> bool:
    naive, label = benefit.naive, fact["label"]
    rows = [*([naive.ped] if naive.ped else []), *naive.items, *naive.events]
    match fact["kind"]:
        case "date":
            return datetime.fromisoformat(fact["value"]) in instants(naive, label)
        case "count":
            return fact["value"] in counts(naive, now, zone).get(label, {fact["value"]})
        case "giftCard":
            return fact["display"][-4:] in {card[-4:] for row in rows for card in gift_cards(row)}
        case "text" if label in _NAMES:
            return _HIDDEN in fact["value"] or fact["value"] in {row.get(_NAMES[label]) for row in rows}
        case _:
            return True
