"""Each kind of statement is on a menu where the rows prove it, and off it after a change that makes it false.

A task sees what its questions select. Here are two worlds for each kind (`evals/menu_oracle/`), processed from the rows
to the menu as in a turn. Every statement on their menus is confirmed by the oracle, which shares no code with the
proofs, and a question about what a kind answers is answered with it.
"""

import asyncio
from collections.abc import Iterator
from pathlib import Path

from core.identity.tokens import Role
from evals.menu_oracle.answers import answer_problems
from evals.menu_oracle.falsifying_changes import FALSIFIED
from evals.menu_oracle.generated_worlds import seeded
from evals.menu_oracle.knowledge import KNOWLEDGE
from evals.menu_oracle.patched_outcomes import PATCHED, patched
from evals.menu_oracle.rules import falsehoods
from evals.menu_oracle.selected_kinds import selection_problems
from evals.menu_oracle.staging import CUSTOMER_VIEW, STAFF, Staged, stage
from evals.menu_oracle.worlds import World
from evals.oracles.kind_rows import KindRow, kind_rows
from statements.kinds.registry import KINDS

_UNDECIDED = {"conflict.eventContentDiffers"}  # which of two versions of an event is genuine cannot be decided

_ANSWERS, _GENERATED = "answers", "generated"
_SEEDS = 16  # of generated worlds


async def probe(folder: Path) -> list[str]:
    """Return what is wrong on a menu; ``folder`` is not used."""
    del folder
    return await asyncio.to_thread(_all_problems)


def _all_problems() -> list[str]:
    staged: dict[tuple[int, Role], Staged] = {}
    return [line for part in parts() for line in problems_of(part, staged)]


def parts() -> tuple[str, ...]:
    """Return the families of kinds: what a kind is called before its full stop.

    ``answers`` are those to whole questions, and ``generated`` the menus of worlds that nobody has thought of.
    """
    return (*sorted({kind.partition(".")[0] for kind in kind_rows()}), _ANSWERS, _GENERATED)


def problems_of(family: str, staged: dict[tuple[int, Role], Staged] | None = None) -> list[str]:
    """Return what is wrong with the kinds of one family, and with whatever else is on the menus of their worlds.

    ``staged`` keeps what is processed for one family for the others.
    """
    if family == _ANSWERS:
        return list(answer_problems())
    if family == _GENERATED:
        return [line for seed in range(_SEEDS) for role in (STAFF, CUSTOMER_VIEW) for line in _false_of(seed, role)]
    return list(dict.fromkeys(_of_family(family, {} if staged is None else staged)))


def _of_family(family: str, known: dict[tuple[int, Role], Staged]) -> Iterator[str]:
    def once(world: World, role: Role) -> Staged:
        key = id(world), role
        if key not in known:
            known[key] = stage(world, role, knowledge=KNOWLEDGE)
        return known[key]

    yield from _metadata(family)
    for kind in sorted(FALSIFIED):
        if kind.partition(".")[0] == family:
            case = FALSIFIED[kind]
            after = stage(case.change(case.world), case.role, knowledge=KNOWLEDGE)
            yield from _compared(kind, once(case.world, case.role), after)
            yield from selection_problems(kind, once(case.world, case.role))
    for kind, (holds, holds_no_more) in PATCHED.items():
        if kind.partition(".")[0] == family:
            if not patched(holds).menu.of(kind):
                yield f"{kind} holds and is not on the menu"
            if patched(holds_no_more).menu.of(kind):
                yield f"{kind} does not hold and is on the menu"


def _metadata(family: str) -> Iterator[str]:
    """Yield whatever a kind is not declared to be: for whom it is, what it answers, whether it may be left out."""
    declared = {kind.name: kind for kind in KINDS if kind.name.partition(".")[0] == family}
    rows = {name: row for name, row in kind_rows().items() if name.partition(".")[0] == family}
    for name in declared.keys() ^ rows.keys():
        yield f"{name}: {'no such kind' if name in rows else 'no row says for whom it is and what it answers'}"
    for name in declared.keys() & rows.keys():
        kind = declared[name]
        found = KindRow(kind.audience, kind.must_say, frozenset(topic.value for topic in kind.answers))
        if found != rows[name]:
            yield f"{name} is declared as {found}, expected {rows[name]}"


def _compared(kind: str, before: Staged, after: Staged) -> Iterator[str]:
    keys, still = ({key for key, name in each.keys().items() if name == kind} for each in (before, after))
    if not keys:
        yield f"{kind} holds and is not on the menu"
    if keys & still:
        yield f"{kind} is on the menu although a change made it false"
    for staged in () if kind in _UNDECIDED else (before, after):
        yield from _false(staged)


def _false_of(seed: int, role: Role) -> Iterator[str]:
    staged = stage(seeded(seed), role, knowledge=KNOWLEDGE)
    yield from (f"world {seed}, {role.value}: {line}" for line in _false(staged))


def _false(staged: Staged) -> Iterator[str]:
    for checked in falsehoods(staged):
        yield f"{checked.statement.kind} is not what the rows say: {staged.text([checked.statement])!r}"
