"""Probes in the product: which blocks this process runs, at a fraction of the cost of a tracer.

coverage.py's tracer on Python 3.11 doubles the time of a task. A probe is an assignment to a dictionary, compiled into
the code when the product is imported.
"""

import ast
import builtins
import sys
from collections import defaultdict
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType

from evals.harness.product_functions import PACKAGES, ROOT
from evals.strength.code_blocks import Block, probed
from evals.strength.source_file import SourceFile

BlockSets = dict[str, int]  # for each function that was run, the numbers of its blocks, as the bits of a number

_HITS = "__blocks_that_ran__"


class Probes:
    """Notes the blocks that run in this process, in its threads as well."""

    def __init__(self) -> None:
        self._hits: dict[int, None] = {}
        self._blocks: list[Block] = []

    def install(self) -> None:
        """Have every module of the product that is imported from now on compiled with probes."""
        early = [name for name in sys.modules if name.partition(".")[0] in PACKAGES]
        assert not early, f"imported before there are probes: {early}"
        setattr(builtins, _HITS, self._hits)
        folders = tuple(f"{ROOT}/{package}/" for package in PACKAGES)
        get_code = SourceFileLoader.get_code

        def code_with_probes(loader: SourceFileLoader, name: str) -> CodeType | None:
            if not loader.path.startswith(folders):
                return get_code(loader, name)
            tree = self._probed(SourceFile(Path(loader.path), ROOT))
            return compile(tree, loader.path, "exec", dont_inherit=True)

        SourceFileLoader.get_code = code_with_probes  # type: ignore[method-assign, assignment]

    def _probed(self, file: SourceFile) -> ast.Module:
        return probed(file, self._number, hits=_HITS)

    def _number(self, block: Block) -> int:
        self._blocks.append(block)
        return len(self._blocks) - 1

    def begin(self) -> None:
        """Forget what has run so far."""
        self._hits.clear()

    def seen(self) -> BlockSets:
        """Return what has run since ``begin``."""
        found: defaultdict[str, int] = defaultdict(int)
        for number in tuple(self._hits):
            block = self._blocks[number]
            found[block.function] |= 1 << block.number
        return dict(found)
