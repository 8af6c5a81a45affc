"""The product's files as text and as blocks, read once."""

from functools import cache
from pathlib import Path

from evals.harness.product_functions import ROOT
from evals.strength.code_blocks import Block, FileBlocks, blocks_of
from evals.strength.mutant import Mutant
from evals.strength.source_file import SourceFile


class ProductSources:
    """Digests of the product's functions, and the blocks of its files."""

    def __init__(self, root: Path = ROOT) -> None:
        self._root = root
        self._files: dict[str, FileBlocks | None] = {}

    def blocks(self, path: str) -> FileBlocks | None:
        """Return the blocks of a file; None if it is gone, or no program."""
        if path not in self._files:
            self._files[path] = self._read(path)
        return self._files[path]

    def digest(self, function: str) -> str:
        """Return the digest of a function, by its key, and of its file outside functions; "" if it is gone."""
        file = self.blocks(function.partition(":")[0])
        own = file.digests.get(function) if file is not None else None
        return f"{own}{file.module_digest}" if file is not None and own is not None else ""

    def blocks_of(self, mutant: Mutant) -> set[Block]:
        """Return the blocks that a mutant touches; none for what takes effect at import, or is in a data file."""
        file = self.blocks(mutant.path) if mutant.path.endswith(".py") else None
        return file.touched_by(mutant.edit.start, mutant.edit.end) if file is not None else set()

    def _read(self, path: str) -> FileBlocks | None:
        whole = self._root / path
        try:
            return blocks_of(SourceFile(whole, self._root)) if whole.is_file() else None
        except SyntaxError:
            return None


@cache
def product_sources() -> ProductSources:
    """Return those of this tree as they are now."""
    return ProductSources()
