"""``rewards-agent serve``: the chat service and the sidebar, against a rewards API elsewhere."""

import argparse

from cli.options import add_data, add_now, add_port, clock, data_folder, settings, token_secret
from cli.serving import listen, serve


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rewards-url", metavar="URL", help="where the rewards API is (REWARDS_URL when left out)")
    add_port(parser, 8080)
    add_data(parser)
    add_now(parser)


def run(arguments: argparse.Namespace) -> int:
    listener = listen(arguments.port)
    import httpx

    from api.app import create_app
    from api.service import build_service
    from rewards.identity import Tokens
    from tools.client import TIMEOUT

    configured = settings()
    data = data_folder(arguments.data)
    secret = token_secret(configured, data)
    tokens = Tokens(secret, clock=clock(arguments))
    url = (arguments.rewards_url or configured.rewards_url).rstrip("/") + "/"
    service = build_service(
        configured,
        data=data,
        secret=secret,
        tokens=tokens,
        clock=clock(arguments),
        rewards=httpx.AsyncClient(base_url=url, timeout=TIMEOUT),
    )
    app = create_app(agent=service.agent, tokens=tokens, on_close=service.aclose)
    return serve(
        app,
        listener,
        announce=lambda: print(
            f"chat service on http://127.0.0.1:{arguments.port} (model: {service.agent.model_name})"
        ),
    )
