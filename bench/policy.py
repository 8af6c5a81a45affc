"""The cost of one policy decision, computed and from the cache."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from core.identity.tokens import Principal, Role
from guardrails.authorization.cedar import CedarPolicy
from tools.registry import ToolRequest

GOAL_US = 60.0
_CALLERS = 500  # the policy's cache holds more than twice as many decisions
_ROUNDS = 20
_TOOL = "get_promotion_execution_details"
_ORDER = ToolRequest(order="404-1029384-5566778", customer_id=None)


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU time of one decision in microseconds: the best round, as the machine is shared."""

    name: str
    us: float


def measure() -> list[Cost]:
    """Measure decisions about support agents reading an order by its number, and their own customer's orders."""
    callers = [_agent(number) for number in range(_CALLERS)]

    def by_number(policy: CedarPolicy) -> None:
        for caller in callers:
            policy.may_request(caller, _TOOL, _ORDER)

    def own_orders(policy: CedarPolicy) -> None:
        for caller in callers:
            policy.may_request(caller, _TOOL, ToolRequest(order=None, customer_id=caller.customer_id))

    return [
        Cost("computed, new caller", _best(by_number)),
        Cost("computed, known caller", _best(own_orders, before=by_number)),
        Cost("from the cache", _best(by_number, before=by_number)),
    ]


def _best(work: Callable[[CedarPolicy], None], *, before: Callable[[CedarPolicy], None] | None = None) -> float:
    rounds: list[float] = []
    for _ in range(_ROUNDS):
        policy = CedarPolicy()
        if before is not None:
            before(policy)
        started = time.process_time()
        work(policy)
        rounds.append((time.process_time() - started) / _CALLERS * 1e6)
    return min(rounds)


def _agent(number: int) -> Principal:
    return Principal(role=Role.SUPPORT_AGENT, subject="bench", case_id="CASE-1", customer_id=f"CUST-{number}")


def main() -> None:
    print(f"one decision of the policy, microseconds of CPU time (goal: under {GOAL_US:.0f})")
    for cost in measure():
        print(f"  {cost.name:45} {cost.us:7.1f}")


if __name__ == "__main__":
    main()
