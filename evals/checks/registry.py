"""All checks by name. A new check is one file and one line here."""

import traceback
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from evals.checks import (
    access,
    amounts,
    answers_question,
    audience,
    audience_wording,
    audit,
    budgets,
    canaries,
    card_records,
    cards,
    chat_history,
    dates,
    denied,
    draft,
    event_ids,
    fact_values,
    fold,
    fold_reasons,
    gift_cards,
    grounding,
    headers,
    honesty,
    injection,
    kinds,
    labels,
    language,
    ledger,
    masking,
    model_answer,
    must_not_say,
    next_step,
    not_stated,
    offered_tools,
    outcome,
    provenance,
    reasons,
    records,
    requests,
    reread,
    same_as,
    says,
    sentences,
    statements,
    stream,
    unexpected_requests,
    usage,
    well_formed,
    windows,
    written_figures,
)
from evals.checks.base import Check, CheckFinding
from evals.harness.transcript import AskedTurn, SeenTurn

CHECKS: Mapping[str, Check] = MappingProxyType(
    {
        # Compared with what the task expects.
        "outcome": outcome.check,
        "amounts": amounts.check,
        "notStated": not_stated.check,
        "dates": dates.check,
        "giftCards": gift_cards.check,
        "reasons": reasons.check,
        "says": says.check,
        "mustNotSay": must_not_say.check,
        "kinds": kinds.check,
        "draft": draft.check,
        "nextStep": next_step.check,
        "injection": injection.check,
        "requests": requests.check,
        "sameAs": same_as.check,
        "budgets": budgets.check,
        # Applied to every turn, whatever its task expects.
        "unexpectedRequests": unexpected_requests.check,
        "access": access.check,
        "denied": denied.check,
        "offeredTools": offered_tools.check,
        "audit": audit.check,
        "canaries": canaries.check,
        "masking": masking.check,
        "statements": statements.check,
        "sentences": sentences.check,
        "labels": labels.check,
        "language": language.check,
        "answersQuestion": answers_question.check,
        "audienceWording": audience_wording.check,
        "wellFormed": well_formed.check,
        "grounding": grounding.check,
        "records": records.check,
        "provenance": provenance.check,
        "factValues": fact_values.check,
        "writtenFigures": written_figures.check,
        "fold": fold.check,
        "foldReasons": fold_reasons.check,
        "ledger": ledger.check,
        "windows": windows.check,
        "cards": cards.check,
        "cardRecords": card_records.check,
        "honesty": honesty.check,
        "audience": audience.check,
        "stream": stream.check,
        "eventIds": event_ids.check,
        "headers": headers.check,
        "chatHistory": chat_history.check,
        "reread": reread.check,
        "usage": usage.check,
        "modelAnswer": model_answer.check,
    }
)


# What a check that expects a shape meets in an answer that does not have it.
_UNREADABLE = (AttributeError, IndexError, KeyError, TypeError, ValueError)


def judge(asked: AskedTurn, seen: SeenTurn) -> tuple[CheckFinding, ...]:
    """Run every check over a turn. An answer that a check cannot read is a fault of the answer, not of the suite."""
    return tuple(
        CheckFinding(turn=asked.number, check=name, message=message)
        for name, check in CHECKS.items()
        for message in _messages(check, asked, seen)
    )


def _messages(check: Check, asked: AskedTurn, seen: SeenTurn) -> list[str]:
    found: list[str] = []
    try:
        found.extend(check(asked, seen))
    except _UNREADABLE as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        found.append(f"cannot be judged: {type(error).__name__}: {error} at {Path(place.filename).name}:{place.lineno}")
    return found
