"""``HOLDS``: for every kind, whether a statement of it is true, decided from the rows alone."""

from tests.statements.oracle import conflicts, doubts, history, items, position, several, turn
from tests.statements.oracle.fold import Truth
from tests.statements.oracle.told import Rule, Told
from tests.statements.staging import Staged

_PARTS = (turn, position, several, history, items, conflicts, doubts)
HOLDS: dict[str, Rule] = {kind: rule for part in _PARTS for kind, rule in part.table.rules.items()}


def falsehoods(staged: Staged) -> list[Told]:
    """Return what is on a viewer's menu and not true."""
    truth = Truth(staged.world, is_for_staff=staged.situation.is_for_staff)
    told = [Told(truth, staged, statement) for statement in staged.menu.statements]
    return [each for each in told if not (each.is_named_right and HOLDS[each.statement.kind](each))]
