"""``HOLDS``: for every kind, the rule that decides from the rows alone whether a statement of it is true."""

from evals.menu_oracle import conflicts, history, items, messages, orders, position, reasons
from evals.menu_oracle.checked_statement import CheckedStatement, Rule
from evals.menu_oracle.fold import Truth
from evals.menu_oracle.staging import Staged

_PARTS = (messages, position, orders, history, items, conflicts, reasons)
HOLDS: dict[str, Rule] = {kind: rule for part in _PARTS for kind, rule in part.table.rules.items()}


def falsehoods(staged: Staged) -> list[CheckedStatement]:
    """Return the false statements on a viewer's menu."""
    truth = Truth(staged.world, is_for_staff=staged.situation.is_for_staff)
    checked = [CheckedStatement(truth, staged, statement) for statement in staged.menu.statements]
    return [each for each in checked if not (each.is_named_right and HOLDS[each.statement.kind](each))]
