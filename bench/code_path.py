"""The way of the README's question through the code: which files it passes, and how often it moves between two.

``python -m bench.code_path`` runs one turn without a model over the demo world, once to warm up and once with
``sys.setprofile``, and prints the files in the order in which they are first entered. A move is a call from a function
of one project file into one of another.
"""

import argparse
import asyncio
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FrameType

from agent.turn import Agent, TurnRequest
from bench.fuzz_stage import FuzzStage, staged
from core.identity.tokens import Principal, Role
from rewards.demo import STORY_ORDER

QUESTION = f"Customer says order {STORY_ORDER} was promised 100 rupees cashback but only got 36, what happened?"
_ROOT = Path(__file__).resolve().parents[1]
_AGENT = Principal(role=Role.SUPPORT_AGENT, subject="ravi", case_id="CASE-9001", customer_id="CUST-1001")
_NOT_OURS = ("bench", ".venv", "tests")


@dataclass
class Way:
    """What was passed: files in the order of their first entry, and moves from one to another."""

    files: dict[str, int] = field(default_factory=dict)  # calls into each
    moves: Counter[tuple[str, str]] = field(default_factory=Counter)
    _names: dict[CodeType, str | None] = field(default_factory=dict)

    def note(self, frame: FrameType, event: str, _: object) -> None:
        """Take a call; everything else that the profiler tells is left aside."""
        if event != "call" or (name := self._file(frame)) is None:
            return
        self.files[name] = self.files.get(name, 0) + 1
        caller = frame.f_back
        while caller is not None and self._file(caller) is None:
            caller = caller.f_back
        before = self._file(caller) if caller is not None else None
        if before is not None and before != name:
            self.moves[before, name] += 1

    def _file(self, frame: FrameType) -> str | None:
        code = frame.f_code
        if code not in self._names:
            self._names[code] = _ours(code.co_filename)
        return self._names[code]


def _ours(filename: str) -> str | None:
    """Return the name of a file of the project, None for all others."""
    try:
        place = Path(filename).resolve().relative_to(_ROOT)
    except ValueError:
        return None
    return None if place.parts[0] in _NOT_OURS or place.suffix != ".py" else str(place)


async def walk(question: str = QUESTION) -> Way:
    """Return the way of a question through one turn."""
    with tempfile.TemporaryDirectory() as folder:
        async with staged(Path(folder)) as stage:
            await _turn(stage, question)
            path = Way()
            sys.setprofile(path.note)
            try:
                await _turn(stage, question)
            finally:
                sys.setprofile(None)
    return path


async def _turn(stage: FuzzStage, question: str) -> None:
    agent = Agent(tool_gateway=stage.tool_gateway, conversations=stage.conversations, clock=stage.clock, provider=None)
    request = TurnRequest(question, _AGENT, None, "req")
    conversation = await agent.open(request)
    async for _ in agent.run(request, conversation):
        pass


def main() -> int:
    """Walk and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--question", default=QUESTION)
    parser.add_argument("--moves", type=int, default=12, help="the most frequent ones that are listed")
    arguments = parser.parse_args()
    path = asyncio.run(walk(arguments.question))
    for name, calls in path.files.items():
        print(f"{calls:7,} {name}")
    print(f"{len(path.files)} files, {sum(path.moves.values()):,} moves between {len(path.moves)} pairs of them")
    for (source, target), count in path.moves.most_common(arguments.moves):
        print(f"{count:7,} {source} -> {target}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
