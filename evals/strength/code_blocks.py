"""The blocks of a file: the parts of its functions that run as a whole, up to an exception.

A block is a statement (of an ``if`` or a loop its head), or an expression that is evaluated only sometimes: a branch
of a conditional expression, what follows ``and`` or ``or``, the body of a lambda, what a comprehension does for each
element. So a block says more than a line: a run of ``a`` in ``a if x else b`` need not be one of ``b``.
"""

import ast
import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from evals.strength.source_file import Function, SourceFile

Statements = list[ast.stmt]


class Block(NamedTuple):
    """A block by the key of its function and its number there, from 0: the same wherever the function moves to."""

    function: str
    number: int


@dataclass(slots=True)
class FileBlocks:
    """The blocks of a file, and digests by which a change of it is noticed."""

    path: str
    spans: dict[Block, tuple[int, int]] = field(default_factory=dict)  # in bytes, the end exclusive
    digests: dict[str, str] = field(default_factory=dict)  # of each function's text, by its key
    decorators: dict[str, tuple[int, int]] = field(default_factory=dict)  # where those of a function stand
    module_digest: str = ""  # of the text outside functions

    def touched_by(self, start: int, end: int) -> set[Block]:
        """Return the blocks that a change of these bytes touches: the innermost around it, and those it overlaps.

        A decorator is in no block: its change touches every block of the function that it is of.
        """
        overlapping = {block for block, span in self.spans.items() if span[0] < end and start < span[1]}
        around = {block for block in overlapping if self.spans[block][0] <= start and end <= self.spans[block][1]}
        innermost = min(around, key=lambda block: self.spans[block][1] - self.spans[block][0], default=None)
        found = overlapping - around | ({innermost} if innermost is not None else set())
        declared = {name for name, span in self.decorators.items() if span[0] <= start and end <= span[1]}
        return found or {block for block in self.spans if block.function in declared}


def blocks_of(file: SourceFile) -> FileBlocks:
    """Return the blocks of a file."""
    return _Walk(file).blocks


def probed(file: SourceFile, probe: Callable[[Block], int], *, hits: str) -> ast.Module:
    """Return the file's tree, changed so that each block, when it begins, adds its number to the set of that name.

    Each name is looked up among the built-in ones. The tree of ``file`` itself is changed.
    """
    _Walk(file, lambda block: (hits, probe(block)))
    return ast.fix_missing_locations(file.tree)


class _Walk:
    """Visits the functions of a file, numbers their blocks, and inserts probes if there are any."""

    def __init__(self, file: SourceFile, probe: Callable[[Block], tuple[str, int]] | None = None) -> None:
        self._file = file
        self._probe = probe
        self._keys: Counter[str] = Counter()
        self._numbers: Counter[str] = Counter()
        self._function = ""
        self.blocks = FileBlocks(file.path)
        outermost: list[tuple[int, int]] = []
        for node in _functions_below(file.tree):
            outermost.append((file.span(node.body[0])[0], file.span(node)[1]))
            self._visit_function(node)
        self.blocks.module_digest = _digest(_without(file.bytes, outermost))

    def _visit_function(self, node: Function) -> None:
        name = f"{self.blocks.path}:{self._file.qualified_name(node)}"
        self._keys[name] += 1  # a property and its setter have the same name
        outer, self._function = self._function, f"{name}#{self._keys[name]}" if self._keys[name] > 1 else name
        start, end = self._file.span(node)
        self.blocks.digests[self._function] = _digest(self._file.bytes[start:end])
        if node.decorator_list:
            first, last = node.decorator_list[0], node.decorator_list[-1]
            self.blocks.decorators[self._function] = (self._file.span(first)[0], self._file.span(last)[1])
        node.body = self._visit_statements(node.body, has_docstring=True)
        self._function = outer

    def _visit_statements(self, statements: Statements, *, has_docstring: bool = False) -> Statements:
        found: Statements = []
        for number, statement in enumerate(statements):
            is_docstring = has_docstring and number == 0 and _is_text(statement)
            if not is_docstring and not isinstance(statement, ast.Global | ast.Nonlocal):
                block = self._new_block(statement)
                if self._probe is not None:
                    found.append(_statement_probe(statement, *self._probe(block)))
            self._visit_parts(statement)
            found.append(statement)
        return found

    def _visit_parts(self, node: ast.AST) -> None:
        if isinstance(node, Function):
            self._visit_function(node)
            return
        if isinstance(node, ast.ClassDef):
            for function in _functions_below(node):
                self._visit_function(function)
            return
        for name, value in ast.iter_fields(node):
            if name in ("annotation", "pattern", "returns", "type_comment"):
                continue
            if isinstance(value, list) and value and isinstance(value[0], ast.stmt):
                setattr(node, name, self._visit_statements(value))
            elif isinstance(value, list):
                setattr(node, name, [self._visit_part(node, name, n, each) for n, each in enumerate(value)])
            else:
                setattr(node, name, self._visit_part(node, name, 0, value))

    def _visit_part(self, node: ast.AST, name: str, number: int, part: object) -> object:
        if not isinstance(part, ast.AST):
            return part
        is_block = isinstance(part, ast.expr) and _is_sometimes_run(node, name, number)
        block = self._new_block(part) if is_block and isinstance(part, ast.expr) else None
        self._visit_parts(part)
        if block is None or self._probe is None or not isinstance(part, ast.expr):
            return part
        return _expression_probe(part, *self._probe(block))

    def _new_block(self, node: ast.stmt | ast.expr) -> Block:
        block = Block(self._function, self._numbers[self._function])
        self._numbers[self._function] += 1
        self.blocks.spans[block] = self._file.span(node)
        return block


def _is_sometimes_run(node: ast.AST, name: str, number: int) -> bool:
    if isinstance(node, ast.IfExp):
        return name in ("body", "orelse")
    if isinstance(node, ast.BoolOp):
        return number > 0
    if isinstance(node, ast.Lambda):
        return name == "body"
    if isinstance(node, ast.comprehension):
        return name == "ifs"
    if isinstance(node, ast.ListComp | ast.SetComp | ast.GeneratorExp):
        return name == "elt"
    return isinstance(node, ast.DictComp) and name == "key"


def _functions_below(node: ast.AST) -> Iterator[Function]:
    """Yield the functions that are in no other function below this node."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Function):
            yield child
        else:
            yield from _functions_below(child)


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _statement_probe(at: ast.stmt, hits: str, number: int) -> ast.stmt:
    """``hits[number] = None``, which is faster than a call."""
    target = ast.Subscript(ast.Name(hits, ast.Load()), ast.Constant(number), ast.Store())
    return ast.copy_location(ast.Assign([target], ast.Constant(None)), at)


def _expression_probe(at: ast.expr, hits: str, number: int) -> ast.expr:
    """``hits.setdefault(number) or at``."""
    call = ast.Call(ast.Attribute(ast.Name(hits, ast.Load()), "setdefault", ast.Load()), [ast.Constant(number)], [])
    return ast.copy_location(ast.BoolOp(ast.Or(), [call, at]), at)


def _without(content: bytes, spans: list[tuple[int, int]]) -> bytes:
    parts, begin = [], 0
    for start, end in spans:
        parts.append(content[begin:start])
        begin = end
    return b"".join((*parts, content[begin:]))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]
