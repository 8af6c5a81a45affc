"""The menu of a turn: every statement that holds of what was looked up, for whoever will read it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from statements.kind import Kind, Over
from statements.kinds.registry import KINDS
from statements.situation import Situation, Viewer
from statements.statement import Statement, StatementIds, Subject, key_of


@dataclass(frozen=True)
class Menu:
    """Statements in the order of their kinds. ``by_id`` finds what a selector names."""

    statements: tuple[Statement, ...]

    @cached_property
    def by_id(self) -> dict[str, Statement]:
        return {statement.statement_id: statement for statement in self.statements}

    @cached_property
    def by_kind(self) -> dict[str, tuple[Statement, ...]]:
        kinds: dict[str, list[Statement]] = {}
        for statement in self.statements:
            kinds.setdefault(statement.kind, []).append(statement)
        return {kind: tuple(found) for kind, found in kinds.items()}

    def of(self, kind: str, *, order: str | None = None) -> tuple[Statement, ...]:
        """Return the statements of a kind, of one order or of all."""
        found = self.by_kind.get(kind, ())
        return found if order is None else tuple(s for s in found if s.subject.order == order)

    @property
    def must_say(self) -> tuple[Statement, ...]:
        return tuple(statement for statement in self.statements if statement.must_say)


def build_menu(situation: Situation, ids: StatementIds, *, kinds: Iterable[Kind] = KINDS) -> Menu:
    """Return everything that may be said in this situation, each proposition once."""
    heard = ("all", "staff") if situation.viewer is Viewer.STAFF else ("all", "customer")
    scopes = _scopes(situation)
    found: dict[str, Statement] = {}
    for kind in kinds:
        if kind.audience not in heard:
            continue
        for scope, subject in scopes[kind.over]:
            for slots in kind.proof(scope):
                key = key_of(kind.name, subject, slots)
                if key not in found:
                    found[key] = Statement(
                        ids.id_of(key), kind.name, slots, subject, kind.answers, kind.audience, kind.must_say
                    )
    return Menu(tuple(found.values()))


def _scopes(situation: Situation) -> dict[Over, list[tuple[Any, Subject]]]:
    orders = situation.orders
    benefits = [benefit for order in orders for benefit in order.benefits]
    return {
        Over.TURN: [(situation, Subject())],
        Over.ORDER: [(order, order.subject) for order in orders],
        Over.BENEFIT: [(benefit, benefit.subject) for benefit in benefits],
        Over.INSTALLMENT: list(_with_subject(i for benefit in benefits for i in benefit.installments)),
        Over.ITEM: list(_with_subject(item for benefit in benefits for item in benefit.items)),
    }


def _with_subject(scopes: Iterable[Any]) -> Iterator[tuple[Any, Subject]]:
    for scope in scopes:
        yield scope, scope.subject
