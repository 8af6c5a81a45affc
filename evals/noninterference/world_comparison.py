"""Plays episodes in both worlds of every role over both endpoints, and reports every difference."""

import asyncio
import logging
import tempfile
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

from core.garbage_collection import collect_rarely
from evals.noninterference.episode import ENDPOINTS, Plan, plan, play
from evals.noninterference.viewers import viewers_for
from evals.noninterference.world_service import WorldService, staged
from evals.noninterference.worlds import Pair, customer_of_world, make_pair

_WORLD_SEED = 4
# These limits are lifted: a timeout on a slow machine is not a difference between two worlds.
_TIME_LIMITS = ("guardrails.tool_gateway.LOOKUP_WITHIN_S",)
_NEVER_S = 3600.0
INTERNAL_ERROR = "internalError"
_SHOWN, _BEFORE = 60, 120  # code points shown of a difference, and of its context


@dataclass(frozen=True, slots=True)
class Difference:
    """Something visible that depends on data out of scope, or an error. The seed reproduces the episode."""

    viewer: str
    endpoint: str
    seed: int
    lie: str | None
    # "twoWorlds": the viewer saw a difference; "scopedRequests": a request went beyond the caller's scope;
    # "internalError": a turn ended in an error that nothing expected, whatever the model did
    kind: str
    what: str


@dataclass(slots=True)
class Report:
    """The number of episodes played, and the differences found."""

    episodes: int = 0
    lied: int = 0  # episodes in which the rewards API lied about ownership
    model_requests: int = 0
    differences: list[Difference] = field(default_factory=list)
    elapsed_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Worlds:
    """Both worlds of one viewer, ready to be played in."""

    pair: Pair
    left: WorldService
    right: WorldService


@asynccontextmanager
async def built(
    folder: Path, *, viewers: Iterable[str] = (), world_seed: int = _WORLD_SEED
) -> AsyncIterator[list[Worlds]]:
    """Start the services of both worlds of the named viewers, of all by default."""
    wanted = set(viewers)
    async with AsyncExitStack() as stages:
        for limit in _TIME_LIMITS:
            stages.enter_context(mock.patch(limit, _NEVER_S))
        ready: list[Worlds] = []
        for viewer in viewers_for(customer_of_world(world_seed)):
            if wanted and viewer.name not in wanted:
                continue
            pair = make_pair(viewer, seed=world_seed)
            left = await stages.enter_async_context(staged(pair.left, pair, folder / viewer.name / "left"))
            right = await stages.enter_async_context(staged(pair.right, pair, folder / viewer.name / "right"))
            ready.append(Worlds(pair, left, right))
        yield ready


async def play_all(
    worlds: list[Worlds], *, episodes: int, first_seed: int = 0, stop_at: int | None = None, alternate: bool = False
) -> Report:
    """Play ``episodes`` for each viewer and endpoint; stop early after ``stop_at`` differences.

    With ``alternate`` each episode uses one endpoint, alternating by seed.
    """
    collect_rarely()
    report, started = Report(), time.perf_counter()
    for seed in range(first_seed, first_seed + episodes):
        for both in worlds:
            for endpoint in [list(ENDPOINTS)[seed % len(ENDPOINTS)]] if alternate else ENDPOINTS:
                episode = plan(both.pair, seed=seed)
                report.differences += await _compared(both, episode, endpoint)
                report.episodes += 1
                report.lied += episode.lie is not None
        if stop_at is not None and len(report.differences) >= stop_at:
            break
    report.model_requests = sum(len(both.left.mind.received) for both in worlds)
    report.elapsed_s = time.perf_counter() - started
    return report


def run(*, episodes: int, first_seed: int = 0, alternate: bool = False) -> Report:
    """Build the worlds in a temporary folder and play."""

    async def whole(folder: Path) -> Report:
        async with built(folder) as worlds:
            return await play_all(worlds, episodes=episodes, first_seed=first_seed, alternate=alternate)

    with tempfile.TemporaryDirectory(prefix="two-worlds-") as folder:
        return asyncio.run(whole(Path(folder)))


def run_quietly(first_seed: int, episodes: int, alternate: bool) -> Report:  # noqa: FBT001 -- a pool maps positional arguments
    """Call ``run`` in a worker process, with logging off: a hostile model causes a warning at every other answer."""
    logging.disable(logging.CRITICAL)
    return run(episodes=episodes, first_seed=first_seed, alternate=alternate)


async def _compared(both: Worlds, episode: Plan, endpoint: str) -> list[Difference]:
    pair = both.pair
    left = await play(both.left, pair, episode, endpoint=endpoint, has_outsider=False)
    right = await play(both.right, pair, episode, endpoint=endpoint, has_outsider=episode.has_outsider)
    found = [("twoWorlds", what) for what in _first_difference(left, right)]
    found += [
        ("scopedRequests", what) for stage in (both.left, both.right) for what in set(stage.upstream.out_of_scope)
    ]
    found += [("internalError", text[:_SHOWN]) for text in {*left, *right} if INTERNAL_ERROR in text]
    for stage in (both.left, both.right):
        stage.upstream.out_of_scope.clear()
    lie = episode.lie.value if episode.lie else None
    return [Difference(pair.viewer.name, endpoint, episode.seed, lie, kind, what) for kind, what in found]


def _first_difference(left: tuple[str, ...], right: tuple[str, ...]) -> list[str]:
    if left == right:
        return []
    for one, other in zip(left, right, strict=False):
        if one != other:
            return [_excerpt(one, other)]
    return [f"{len(left)} and {len(right)} responses and model requests"]


def _excerpt(one: str, other: str) -> str:
    at = next((place for place, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), len(one))
    return f"{one[max(0, at - _BEFORE) : at]} >>> {one[at : at + _SHOWN]!r} / {other[at : at + _SHOWN]!r}"
