"""Orders with many installments or benefits, as rows and as the rewards API answers them."""

from core.contract import ExecutionV2
from evals.menu_oracle.rows import event, issued, ped, reversal, world
from evals.menu_oracle.staging import sources_of
from evals.menu_oracle.worlds import NOW, World
from rewards.order_views import Stamp, execution_v2
from rewards.sources.gathering import Deadline, Gathered, gather_order

ORDER = "404-1029384-5566778"
_DAY_MS = 86_400_000  # from the import of this module on, and a whole run of the tests may take long
_NO_LIMIT = Deadline.within(deadline_ms=_DAY_MS, source_timeout_ms=_DAY_MS)


def of_installments(number: int) -> World:
    """Return an order with one benefit, of which a rupee came in each of many installments and five rupees remain."""
    events = (issued(f"I{n}", 100, 6 + n % 9, gcId=f"GC-7F3K-9Q2M-{n:04}") for n in range(number))
    return world(ped(100 * number + 500), *events)


def of_benefits(number: int) -> World:
    """Return an order with many benefits, of each of which one rupee has come and five remain."""
    rows = (
        row
        for n in range(number)
        for row in (ped(600, benefitId=f"BEN-{n:03}"), issued(f"I{n}", 100, benefitId=f"BEN-{n:03}"))
    )
    return world(*rows)


def of_closures(number: int) -> World:
    """Return an order with one benefit, of which a rupee was cancelled or expired many times."""
    kinds = ("CANCELLED", "EXPIRED")
    return world(ped(100 * number), *(event(f"C{n}", kinds[n % 2], 100, 6 + n % 9) for n in range(number)))


def of_reversals(number: int) -> World:
    """Return an order with one installment, of which a rupee was taken back many times."""
    back = (reversal(f"V{n}", "I0", 100, 9 + n % 9, reinstates=False) for n in range(number))
    return world(ped(100 * number), issued("I0", 100 * number, 6), *back)


async def gathered_rows(of: World) -> Gathered:
    """Return what the sources of the rewards API read."""
    return await gather_order(tuple(sources_of(of)), ORDER, _NO_LIMIT)


def as_execution(gathered: Gathered) -> ExecutionV2:
    """Return the answer of the rewards API."""
    return execution_v2(gathered, Stamp(request_id="0" * 32, as_of=NOW))
