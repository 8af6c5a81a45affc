"""``rewards-agent explain``: show how a question is read and looked up, the menu, and what is selected and why."""

import argparse
import asyncio
import logging
from dataclasses import fields
from typing import TYPE_CHECKING

from cli.errors import UsageError
from cli.identity_options import ROLES, add_identity, principal_from
from cli.log_format import log_to_stderr
from cli.options import add_data, add_now

if TYPE_CHECKING:
    from agent.answer_builder import AnswerBuilder
    from agent.reading.question import Question
    from agent.turn_events import Answer

_MAX_CHARACTERS = 4000


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "questions", nargs="+", metavar="QUESTION", help="one question, or the questions of a conversation in order"
    )
    parser.add_argument("--order", metavar="ID", help="an order that the conversation has already discussed")
    parser.add_argument("--role", choices=ROLES, default="support_agent", help="who asks")
    add_identity(parser)
    add_data(parser)
    add_now(parser)


def run(arguments: argparse.Namespace) -> int:
    if not all(1 <= len(question.strip()) <= _MAX_CHARACTERS for question in arguments.questions):
        raise UsageError(f"a question must have 1 to {_MAX_CHARACTERS} characters")
    log_to_stderr(logging.ERROR)
    return asyncio.run(_explain(arguments))


async def _explain(arguments: argparse.Namespace) -> int:
    from agent.turn import TurnRequest
    from agent.turn_events import AnswerCompleted
    from api.edge_rendering import Edge
    from cli.demo_stack import running_demo
    from rewards.demo import DEMO_CASES

    if arguments.role == "support_agent" and not arguments.case and not arguments.customer:
        arguments.case, arguments.customer = next(iter(DEMO_CASES.items()))
    arguments.fail = None
    principal = principal_from(arguments, subject="terminal")
    questions = [*([f"order {arguments.order}"] if arguments.order else []), *arguments.questions]
    async with running_demo(arguments) as stack:
        agent, conversation_id = stack.service.agent, None
        for number, message in enumerate(questions):
            request = TurnRequest(message, principal, conversation_id, "terminal")
            conversation = await agent.open(request)
            finished: list[AnswerBuilder] = []
            async for event in agent.run(request, conversation, on_finished=finished.append):
                if isinstance(event, AnswerCompleted):
                    conversation_id = event.answer.conversation_id
                    if number or not arguments.order:
                        _print(message, finished[0], event.answer, Edge(principal, conversation.vault))
    return 0


def _print(message: str, made: "AnswerBuilder", answer: "Answer", edge: object) -> None:
    from api.edge_rendering import Edge
    from tools.cards import REFERENCE

    assert isinstance(edge, Edge)  # noqa: S101
    facts = made.scope.facts  # the answer carries only the facts that it mentions

    def shown(text: str) -> str:
        return edge.restore(REFERENCE.sub(lambda match: facts[match[1]].display, text))

    print(f"QUESTION  {message}")
    print("\nREAD AS")
    for name, value in _non_empty_fields(made.question):
        print(f"  {name:<22}{value}")
    print("\nLOOKED UP")
    for outcome in made.scope.outcomes:
        orders = ", ".join(order.order_id for order in outcome.orders) or "nothing"
        print(f"  {outcome.tool}: {outcome.status.value} ({orders})")
    chosen = {each.statement.statement_id: each.why for each in made.selected}
    print(f"\nMENU ({len(made.menu.statements)} statements; * selected, ! may not be omitted)")
    for statement in made.menu.statements:
        mark = "*" if statement.statement_id in chosen else "!" if statement.must_say else " "
        print(f"{mark} {statement.statement_id:<5}{statement.kind:<31} {shown(made.render_sentence(statement))}")
    print("\nSELECTED")
    for number, each in enumerate(made.selected, start=1):
        print(f"  {number}. {each.statement.statement_id} {each.statement.kind}: {each.why}")
    print(f"\nANSWER ({answer.outcome.value}, {answer.language})\n{edge.answer(answer).text}")
    if answer.suggestions:
        print(f"\nSUGGESTED  {' | '.join(answer.suggestions)}")
    if answer.reply_draft:
        print(f"\nREPLY DRAFT\n{shown(answer.reply_draft)}")
    print()


def _non_empty_fields(question: "Question") -> list[tuple[str, str]]:
    """Return name and value of the fields of a reading that are not empty."""
    found = []
    for each in fields(question):
        value = getattr(question, each.name)
        if value not in (None, False, (), frozenset()):
            shown = ", ".join(sorted(map(str, value))) if isinstance(value, frozenset) else str(value)
            found.append((each.name, shown))
    return found
