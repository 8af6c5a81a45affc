"""Print the events of a turn in a terminal: progress, a table of the amounts, then the answer as it arrives."""

import os
import sys
from collections.abc import AsyncIterator
from typing import Any

from agent.turn_events import AnswerCompleted, AnswerDelta, FactsFound, RunFailed, ToolStarted, TurnEvent
from core.money import Money, display
from tools.cards import CashbackCard

_PROGRESS = {
    "get_promotion_execution_details": "looking up the cashback",
    "get_issuance_history": "looking up the issuance history",
    "get_remaining_cashback": "looking up what remains",
}
_FAILURES = {
    "turnInProgress": "another turn of this conversation is still running",
    "redactionFailed": "the answer could not be checked for personal data, so it is not shown",
}


async def print_turn(events: AsyncIterator[TurnEvent]) -> int:
    """Print a turn and return the exit status."""
    from rich.console import Console

    class Terminal(Console):
        def on_broken_pipe(self) -> None:
            """Exit at once: the reader is gone, and an incomplete turn leaves nothing behind."""
            os._exit(1)

    console = Terminal(highlight=False)
    async for event in events:
        match event:
            case ToolStarted():
                console.print(f"[dim]… {_PROGRESS.get(event.name, 'looking up')}[/dim]")
            case FactsFound() if event.cashback:
                console.print(_table(event))
            case AnswerDelta():
                console.out(event.text, end="", highlight=False)
            case AnswerCompleted():
                console.print()
                if event.answer.degraded:
                    console.print("[dim]answered without the language model[/dim]")
                if not event.answer.kept:
                    print(
                        "rewards-agent: this answer could not be stored; a follow-up will not know about it",
                        file=sys.stderr,
                    )
                return 0
            case RunFailed():
                print(f"rewards-agent: {_FAILURES.get(event.code, 'no answer')} ({event.code})", file=sys.stderr)
                return 1
    print("rewards-agent: the stream ended before the answer was complete (cutOff)", file=sys.stderr)
    return 1


async def print_json(events: AsyncIterator[TurnEvent]) -> int:
    """Print the typed answer as JSON and return the exit status."""
    async for event in events:
        if isinstance(event, AnswerCompleted):
            print(event.answer.model_dump_json(indent=2))
            return 0
        if isinstance(event, RunFailed):
            print(f"rewards-agent: {_FAILURES.get(event.code, 'no answer')} ({event.code})", file=sys.stderr)
            return 1
    print("rewards-agent: the stream ended before the answer was complete (cutOff)", file=sys.stderr)
    return 1


def _table(found: FactsFound) -> Any:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("order", "benefit", "promised", "granted", "remaining"):
        table.add_column(heading, justify="left" if heading in ("order", "benefit") else "right")
    for card in found.cashback:
        amounts = (card.promised, card.granted, card.remaining)
        cells = (card.business_reference_id, _benefit(card), *(_amount(amount) for amount in amounts))
        table.add_row(*(Text(cell) for cell in cells))
    return table


def _benefit(card: CashbackCard) -> str:
    return card.benefit_type.replace("_", " ").lower()


def _amount(amount: Money | None) -> str:
    return "not known" if amount is None else display(amount)
