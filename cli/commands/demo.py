"""``rewards-agent demo``: all services in one process, with demo data and no key."""

import argparse
import asyncio
import socket
from typing import TYPE_CHECKING

from cli.options import add_data, add_now, add_port
from cli.rate_limits import configured_rate_limits
from cli.server import listen, serve

if TYPE_CHECKING:
    from api.routes.demo import DemoCase

SOURCES = ("ped", "lineItems", "concessions")
_TITLES = {
    "CASE-9001": "Cashback in parts, scratch cards, an old order",
    "CASE-9002": "A returned item, a card not yet scratched",
}
# ``{day}`` is that of the transaction with the scratch cards.
_QUESTIONS = {
    "CASE-9001": (
        "Customer says order 404-1029384-5566778 was promised 100 rupees cashback but only got 36, what happened?",
        "What cashback did the customer get for the transaction on {day}?",
        "What is left on order 403-7700112-3344556?",
    ),
    "CASE-9002": (
        "Why was cashback of order 402-3334445-1112223 taken back?",
        "Why has the cashback of order 405-9090909-1212121 not come?",
        "Until when can the scratch card of order 405-9090909-1212121 be scratched?",
    ),
}


def configure(parser: argparse.ArgumentParser) -> None:
    add_port(parser, 8080)
    add_data(parser)
    add_now(parser)
    parser.add_argument("--fail", choices=SOURCES, metavar="SOURCE", help=f"make one source fail: {', '.join(SOURCES)}")


def run(arguments: argparse.Namespace) -> int:
    with listen(arguments.port) as listener:
        return _run(arguments, listener)


def _run(arguments: argparse.Namespace, listener: socket.socket) -> int:
    from api.app import create_app
    from api.routes.demo import Demo, DemoCase
    from cli.demo_stack import build_demo
    from rewards.demo import DEMO_CASES, SCRATCH_CARD_ORDER
    from rewards.demo.dated_world import created_on

    stack = build_demo(arguments)
    transaction_day = asyncio.run(created_on(stack.store, SCRATCH_CARD_ORDER)) or stack.clock.now()
    day = f"{transaction_day.day} {transaction_day:%B}"
    cases = tuple(
        DemoCase(
            case_id=case_id,
            customer_id=customer_id,
            title=_TITLES[case_id],
            questions=[question.format(day=day) for question in _QUESTIONS[case_id]],
        )
        for case_id, customer_id in DEMO_CASES.items()
    )
    app = create_app(
        agent=stack.service.agent,
        tokens=stack.tokens,
        on_close=stack.aclose,
        demo=Demo(cases=cases, tokens=stack.tokens, clock=stack.clock),
        rewards=stack.rewards,
        limits=configured_rate_limits(stack.settings),
        readiness=stack.service.readiness,
        audit_log=stack.service.audit_log,
        embedding=stack.settings.embedding,
    )
    return serve(app, listener, announce=lambda: _announce(arguments, stack.service.agent.model_name, cases[0]))


def _announce(arguments: argparse.Namespace, model: str, case: "DemoCase") -> None:
    print(f"\nRewards support agent: http://127.0.0.1:{arguments.port}  (model: {model}, data: {arguments.data})")
    if arguments.fail:
        print(f"The source {arguments.fail} fails on every request.")
    print("\nThree questions to try:")
    for question in case.questions:
        print(f"  - {question}")
    print("\nPress Ctrl-C to stop.", flush=True)
