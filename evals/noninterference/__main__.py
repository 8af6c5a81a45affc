"""``python -m evals.noninterference --episodes N``: N seeded episodes for each role over each endpoint, in two worlds.

Exit status 0 if no episode could distinguish the worlds, 1 if one could or none was played.
"""

import argparse
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from multiprocessing import get_context

from evals.noninterference.world_comparison import Report, run_quietly

_SHOWN = 10


def main(arguments: list[str]) -> int:
    """Play the episodes, print the result and return the exit status."""
    parser = argparse.ArgumentParser(prog="evals.noninterference")
    parser.add_argument("--episodes", type=int, default=200, help="for each role and endpoint")
    parser.add_argument("--alternate", action="store_true", help="each episode over one endpoint, alternating")
    parser.add_argument("--seed", type=int, default=0, help="the first seed")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    given = parser.parse_args(arguments)
    share = -(-given.episodes // given.jobs)
    end = given.seed + given.episodes
    starts = range(given.seed, end, share)
    with ProcessPoolExecutor(given.jobs, mp_context=get_context("spawn")) as pool:
        parts = list(
            pool.map(
                run_quietly, starts, [min(share, end - start) for start in starts], [given.alternate] * len(starts)
            )
        )
    return _report(parts)


def _report(parts: list[Report]) -> int:
    differences = [difference for part in parts for difference in part.differences]
    for difference in differences[:_SHOWN]:
        sys.stdout.write(f"  {asdict(difference)}\n")
    episodes = sum(part.episodes for part in parts)
    lied = sum(part.lied for part in parts)
    requests = sum(part.model_requests for part in parts)
    sys.stdout.write(
        f"two worlds: {episodes} episodes ({lied} with a lying rewards API), {requests} model requests, "
        f"{len(differences)} differences, {max(part.elapsed_s for part in parts):.0f} s\n"
    )
    return 1 if differences or not episodes else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
