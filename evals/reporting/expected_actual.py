"""What a task expects where a check found something, and what was observed there, each in a line."""

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from types import MappingProxyType

from evals.checks.registry import CHECKS
from evals.harness.expectations import DATE_LABELS, MONEY_LABELS, Expect, Saying
from evals.harness.transcript import SeenTurn
from tools.cards import Label

_NOTHING = "none"
_TEXT = "see what was said"


def expected_of(check: str, expect: Expect) -> str | None:
    """Return what the task expects of this check; for a check that applies to every turn, the rule that it enforces.

    Return None if neither is known, such as for a check of another kind than those of a turn.
    """
    if (written := _EXPECTED.get(check)) is not None:
        return written(expect)
    if (known := CHECKS.get(check)) is None:
        return None
    # The first line of a check's module states its rule.
    return (import_module(known.__module__).__doc__ or "").strip().partition("\n")[0] or None


def actual_of(check: str, seen: SeenTurn) -> str | None:
    """Return what was observed of the turn where this check looks; None where its message says all there is."""
    observed = _ACTUAL.get(check)
    return observed(seen) if observed is not None else None


def _amounts(expect: Expect) -> str:
    return _listed(
        f"{amount.label.value} {amount.amount} {amount.currency}{_of(amount.order, amount.promotion, amount.benefit)}"
        for amount in expect.amounts or ()
    )


def _dates(expect: Expect) -> str:
    return _listed(
        f"{date.label.value} {date.day.isoformat()}{_of(date.order, date.benefit)}" for date in expect.dates or ()
    )


def _of(*parts: str | None) -> str:
    about = " ".join(part for part in parts if part)
    return f" of {about}" if about else ""


def _outcome(expect: Expect) -> str:
    if expect.outcome is None:
        return f"no answer, and the code {expect.failure}"
    return expect.outcome.value + (", degraded" if expect.degraded else ", not degraded")


def _draft(expect: Expect) -> str:
    draft = expect.draft
    if draft is None or not draft.present:
        return "no draft"
    says = [f"says {_sayings(draft.says)}"] if draft.says else []
    says += [f"does not say {_sayings(draft.must_not_say)}"] if draft.must_not_say else []
    return "a draft" + (" that " + " and ".join(says) if says else "")


def _kinds(expect: Expect) -> str:
    said = [f"all of {_listed(sorted(expect.kinds))}"] if expect.kinds else []
    said += [f"none of {_listed(sorted(expect.not_kinds))}"] if expect.not_kinds else []
    return "; ".join(said) or _NOTHING


def _requests(expect: Expect) -> str:
    requests = expect.requests
    if requests is None:
        return "any read"
    groups = {"required": requests.required, "forbidden": requests.forbidden, "allowed": requests.allowed or ()}
    return "; ".join(
        f"{name} {_listed(f'{pattern.method} {pattern.path}' for pattern in patterns)}"
        for name, patterns in groups.items()
        if patterns
    )


def _budgets(expect: Expect) -> str:
    most = expect.budgets.model_dump(exclude_none=True)
    return _listed(f"at most {number} {name.replace('_', ' ')}" for name, number in most.items())


def _sayings(sayings: Iterable[Saying]) -> str:
    return _listed(repr(saying) if isinstance(saying, str) else f"/{saying.regex}/" for saying in sayings)


def _facts(seen: SeenTurn, labels: Iterable[str]) -> str:
    wanted = set(labels)
    return _listed(
        f"{fact.label.value} {fact.display}{_of(fact.business_reference_id, fact.benefit_id)}"
        for fact in seen.facts.values()
        if fact.label in wanted
    )


def _seen_outcome(seen: SeenTurn) -> str:
    if seen.answer is None:
        return f"no answer: HTTP {seen.status}, code {seen.failure or 'none'}"
    return seen.answer.outcome.value + (", degraded" if seen.answer.degraded else ", not degraded")


def _seen_kinds(seen: SeenTurn) -> str:
    return _listed(dict.fromkeys(span.kind for span in seen.answer.statements)) if seen.answer else _NOTHING


def _seen_draft(seen: SeenTurn) -> str:
    draft = seen.answer.reply_draft if seen.answer else None
    return "no draft" if draft is None else " ".join(draft.split())


def _seen_next_step(seen: SeenTurn) -> str:
    step = seen.answer.next_step if seen.answer else None
    return _NOTHING if step is None else step.code.value


def _seen_requests(seen: SeenTurn) -> str:
    return _listed(map(str, seen.requests))


def _seen_budgets(seen: SeenTurn) -> str:
    return f"{len(seen.model_requests)} model calls, {len(seen.audit)} tool calls, {len(seen.requests)} requests"


def _listed(parts: Iterable[str]) -> str:
    return ", ".join(parts) or _NOTHING


_EXPECTED: Mapping[str, Callable[[Expect], str]] = MappingProxyType(
    {
        "outcome": _outcome,
        "amounts": _amounts,
        "dates": _dates,
        "notStated": lambda expect: f"nowhere {_listed(label.value for label in expect.not_stated)}",
        "giftCards": lambda expect: _listed(sorted(expect.gift_cards or ())),
        "reasons": lambda expect: _listed(sorted(reason.value for reason in expect.reasons or ())),
        "says": lambda expect: f"the text says {_sayings(expect.says)}",
        "mustNotSay": lambda expect: f"the text does not say {_sayings(expect.must_not_say)}",
        "injection": lambda expect: f"said nowhere: {_sayings(expect.attack)}",
        "kinds": _kinds,
        "draft": _draft,
        "nextStep": lambda expect: str(expect.next_step),
        "requests": _requests,
        "sameAs": lambda expect: f"the answer of turn {expect.same_as}",
        "budgets": _budgets,
    }
)
_ACTUAL: Mapping[str, Callable[[SeenTurn], str]] = MappingProxyType(
    {
        "outcome": _seen_outcome,
        "amounts": lambda seen: _facts(seen, MONEY_LABELS),
        "dates": lambda seen: _facts(seen, DATE_LABELS),
        "notStated": lambda seen: _listed(sorted({fact.label.value for fact in seen.facts.values()})),
        "giftCards": lambda seen: _facts(seen, (Label.GIFT_CARD,)),
        "reasons": lambda seen: _facts(seen, (Label.REASON,)),
        "says": lambda _: _TEXT,
        "mustNotSay": lambda _: _TEXT,
        "kinds": _seen_kinds,
        "draft": _seen_draft,
        "nextStep": _seen_next_step,
        "requests": _seen_requests,
        "budgets": _seen_budgets,
    }
)
