"""``rewards-agent check``: whether a service would start here and be ready, and what a production site should set.

It builds the service as the start does, with its data folder and its tables, and asks everything that it depends on.
"""

import argparse
import asyncio
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from cli.errors import UsageError
from cli.log_format import log_to_stderr
from cli.options import add_data, add_store, data_folder, rewards_settings, settings
from cli.token_trust import data_secret, delegation, identity_settings

if TYPE_CHECKING:
    from api.settings import Settings
    from core.identity.settings import IdentitySettings
    from rewards.settings import RewardsSettings


class _Result(StrEnum):
    OK = "ok"
    ADVICE = "advice"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class _Line:
    result: _Result
    what: str
    detail: str = ""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("service", choices=("chat", "rewards"), help="the service to check")
    parser.add_argument("--production", action="store_true", help="fail also unless REWARDS_AGENT_ENV is production")
    add_data(parser)
    add_store(parser)
    parser.epilog = "Run it where the service will run, with its environment. Exit status 1 if a check failed."


def run(arguments: argparse.Namespace) -> int:
    log_to_stderr(logging.ERROR)  # the lines below say what is not ready
    lines = _chat_lines(arguments) if arguments.service == "chat" else _rewards_lines(arguments)
    width = max(len(line.what) for line in lines)
    for line in lines:
        print(f"{line.result.value:<7} {line.what:<{width}}  {line.detail}".rstrip())
    failed = sum(line.result is _Result.FAILED for line in lines)
    print(f"{failed} of {len(lines)} checks failed" if failed else "every check passed")
    return 1 if failed else 0


def _chat_lines(arguments: argparse.Namespace) -> list[_Line]:
    try:
        configured = settings()
    except UsageError as error:
        return [_Line(_Result.FAILED, "settings", str(error))]
    lines = [_Line(_Result.OK, "settings"), *_environment(arguments, configured)]
    lines.append(_metrics(arguments, configured.metrics, "REWARDS_AGENT_METRICS"))
    lines += asyncio.run(_identity(configured))
    try:
        failures = _chat_failures(arguments, configured)
    except UsageError as error:
        return [*lines, _Line(_Result.FAILED, "start", str(error))]
    lines.append(_Line(_Result.OK, "start", "policies, approved texts, audit log and conversations can be used"))
    lines += [
        _Line(_Result.FAILED, part, bad) if part in failures else _Line(_Result.OK, part, good)
        for part, good, bad in (
            ("database", "conversations can be read and written", "conversations cannot be read and written"),
            ("rewards", "the rewards API is ready", "the rewards API does not answer, or is not ready"),
        )
    ]
    return [*lines, *_chat_advice(configured)]


def _chat_failures(arguments: argparse.Namespace, configured: "Settings") -> set[str]:
    """Build the service as its start does, and return the parts that are not ready.

    Raises:
        UsageError: if it would not start.
    """
    from api.chat_service import build_service
    from cli.commands.serve import rewards_client
    from cli.rate_limits import configured_rate_limits
    from cli.startup_errors import startup_errors_reported
    from core.clock import SystemClock

    configured_rate_limits(configured)
    data, clock = data_folder(arguments.data), SystemClock()

    async def asked() -> set[str]:
        with startup_errors_reported(data):
            service = build_service(
                configured,
                data=data,
                secret=data_secret(configured, data),
                tokens=delegation(configured, data, clock),
                clock=clock,
                rewards=rewards_client(configured.rewards_url.rstrip("/") + "/"),
            )
        try:
            return set(await service.readiness.failures())
        finally:
            await service.aclose()

    return asyncio.run(asked())


def _chat_advice(configured: "Settings") -> Iterator[_Line]:
    has_model = configured.openai_api_key is not None or configured.openai_base_url is not None
    yield _advice("model", has_model, "none: the offline selector answers; see `rewards-agent check-model`")
    has_second = configured.second_model is not None
    yield _advice("second model", has_second, "none: without the first the offline selector answers")
    yield _advice("telemetry", configured.otel_endpoint is not None, "OTEL_EXPORTER_OTLP_ENDPOINT is empty")
    yield _advice("audit", configured.audit_sync, "REWARDS_AGENT_AUDIT_SYNC is off: a power failure may lose records")
    yield _advice("replicas", configured.database_url is not None, "SQLite: one process, on one machine")
    yield _advice("rate limits", configured.limits_url is not None, "counted by each process on its own")
    yield _advice("approved texts", configured.knowledge is not None, "REWARDS_KNOWLEDGE is empty")
    yield _advice(
        "names", configured.entity_model is not None, "REWARDS_AGENT_ENTITY_MODEL is empty: names by cue only"
    )


def _rewards_lines(arguments: argparse.Namespace) -> list[_Line]:
    from cli.chosen_store import chosen_store
    from rewards.errors import StoreUnavailable

    try:
        identity, configured = identity_settings(), rewards_settings()
    except UsageError as error:
        return [_Line(_Result.FAILED, "settings", str(error))]
    lines = [_Line(_Result.OK, "settings"), *_environment(arguments, identity)]
    lines.append(_metrics(arguments, configured.metrics, "REWARDS_METRICS"))
    lines += asyncio.run(_identity(identity))
    try:
        store = chosen_store(arguments)
    except UsageError as error:
        return [*lines, _Line(_Result.FAILED, "store", str(error))]

    async def check() -> None:
        async with store.connected():
            await store.check()

    try:
        asyncio.run(check())
        lines.append(_Line(_Result.OK, "store", "every table can be read, and events can be stored"))
    except StoreUnavailable as error:
        lines.append(_Line(_Result.FAILED, "store", str(error)))
    finally:
        store.close()
    return [*lines, *_rewards_advice(configured)]


def _rewards_advice(configured: "RewardsSettings") -> Iterator[_Line]:
    yield _advice("cursors", configured.cursor_secret is not None, "REWARDS_CURSOR_SECRET is empty: one process only")
    yield _advice("replicas", configured.redis_url is not None, "REWARDS_REDIS_URL is empty: one process only")


def _environment(arguments: argparse.Namespace, configured: "IdentitySettings") -> Iterator[_Line]:
    if configured.is_production:
        yield _Line(_Result.OK, "environment", "production")
    elif arguments.production:
        yield _Line(_Result.FAILED, "environment", "REWARDS_AGENT_ENV is not production: development tokens are valid")
    else:
        yield _Line(_Result.ADVICE, "environment", "development")


def _metrics(arguments: argparse.Namespace, setting: str, name: str) -> _Line:
    if setting != "public":
        return _Line(_Result.OK, "metrics", setting)
    result = _Result.FAILED if arguments.production else _Result.ADVICE
    return _Line(result, "metrics", f"{name} is public: whoever reaches the service reads /metrics")


async def _identity(configured: "IdentitySettings") -> list[_Line]:
    from core.errors import IdentityUnavailable, TokenError
    from core.identity.jwks import KeySet

    if configured.jwks_url is None:
        return []
    try:
        await KeySet(configured.jwks_url).key("no-key-has-this-id")
    except IdentityUnavailable:
        return [_Line(_Result.FAILED, "identity", "the keys of the identity provider cannot be read")]
    except TokenError:
        pass  # the keys were read, and none has this id
    return [_Line(_Result.OK, "identity", "the keys of the identity provider can be read")]


def _advice(what: str, is_set: bool, detail: str) -> _Line:  # noqa: FBT001
    return _Line(_Result.OK, what) if is_set else _Line(_Result.ADVICE, what, detail)
