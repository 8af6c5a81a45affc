"""The reasons on a card are those that the rows prove: none that must be given is missing, and none is made up."""

from collections.abc import Iterator

from evals.checks.world_state import allowed_values
from evals.harness.transcript import AskedTurn, SeenTurn
from evals.oracles.naive_reasons import INTERNAL, reasons_of
from evals.oracles.wire import answer_of


def check(asked: AskedTurn, seen: SeenTurn) -> Iterator[str]:
    answer, allowed = answer_of(seen.wire), allowed_values(asked)
    if answer is None or allowed is None:
        return
    hidden = INTERNAL if asked.task.principal.role == "customer" else frozenset()
    for card in answer["cashback"]:
        order, key = card["businessReferenceId"], (card["promotionId"], card["benefitId"])
        benefits = allowed.of_benefit(order, key)
        if not benefits or allowed.is_doubtful(key):
            continue
        found = [reasons_of(benefit.naive, asked.task.now) for benefit in benefits]
        given = frozenset(card["reasons"])
        if missing := frozenset.intersection(*(each.required for each in found)) - given - hidden:
            yield f"the card of {order} {key[1]} does not give {', '.join(sorted(missing))}"
        if surplus := given - frozenset.union(*(each.possible for each in found)):
            yield f"the card of {order} {key[1]} gives {', '.join(sorted(surplus))}, which no row explains"
        if "COMPLETE" in given and len(given) > 1:
            yield f"the card of {order} {key[1]} gives COMPLETE beside {', '.join(sorted(given - {'COMPLETE'}))}"
        if not given and not hidden:
            yield f"the card of {order} {key[1]} gives no reason"
