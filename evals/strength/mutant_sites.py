"""Finds every mutant of the product."""

import ast
import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from functools import cache

from evals.harness.product_functions import PACKAGES, ROOT
from evals.strength.mutant import Mutant, mutant_of
from evals.strength.operators import OF_DECLARATIONS, OPERATORS
from evals.strength.product_names import ProductNames, names_of
from evals.strength.source_file import Edit, Function, SourceFile

# What no request to the two services reaches: other processes and their databases, commands, the demo, documents. And
# what only decides in which thread work is done. A path, or a path and a function.
OUT_OF_SCOPE = (
    "agent/handoff/*",
    "agent/provider/model_check.py",
    "agent/warm_up.py",
    "api/openapi*.py",
    "api/routes/demo.py",
    "core/clock.py:FixedClock.*",
    "core/garbage_collection.py",
    "core/http/access_log.py",
    "core/http/metrics_*.py",
    "core/http/openapi.py",
    "core/loop_lag.py",
    "core/protected_url.py",
    "guardrails/audit/verification.py",
    "guardrails/guard_threads.py",
    "guardrails/pii/entities/*",
    "guardrails/pii/presidio_engine.py",
    "rewards/backfill/adaptive_rate.py",
    "rewards/backfill/backfill_report.py",
    "rewards/backfill/segment_walk.py",
    "rewards/backfill/table_walk.py",
    "rewards/cache/redis_*.py",
    "rewards/consume/*",
    "rewards/demo/*",
    "rewards/http/openapi.py",
    "rewards/ingest/row_*.py",
    "rewards/mapping/*",
    "rewards/replicas/*",
    "rewards/sources/failing.py",
    "rewards/stores/dynamodb/*",
    "*/settings.py",
    "*/telemetry*",
    "*/metrics.py",
    "*/request_metrics.py",
)
# Code whose effect is not part of the behaviour: what is logged, counted or measured, and how an object is printed.
_NOT_BEHAVIOUR = re.compile(
    r"^(self\.)?_?(log|logger|metrics|telemetry|span|tracer)$",
    re.IGNORECASE,
)
_CHANGEABLE = (ast.expr, ast.stmt, ast.keyword, ast.comprehension)
_HINTS = frozenset({"is_long"})  # keywords by which work is done in a thread, or at once
_NOT_BEHAVIOUR_FUNCTIONS = frozenset({"__repr__", "__str__", "__hash__", "__get_pydantic_json_schema__"})


@cache
def product_files() -> tuple[SourceFile, ...]:
    """Return the files that are in scope."""
    paths = (path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py")))
    return tuple(SourceFile(path, ROOT) for path in paths if not _is_out_of_scope(str(path.relative_to(ROOT))))


def _is_out_of_scope(place: str) -> bool:
    return any(fnmatchcase(place, pattern) for pattern in OUT_OF_SCOPE)


def every_mutant(files: Iterable[SourceFile] | None = None) -> Iterator[Mutant]:
    """Yield each mutant once, file by file. A few may not compile: ``is_program`` says so."""
    chosen = product_files() if files is None else tuple(files)
    names = names_of(chosen)
    for file in chosen:
        yield from _of_file(file, names)


def _of_file(file: SourceFile, names: ProductNames) -> Iterator[Mutant]:
    seen: set[tuple[int, int, str]] = set()
    for node in ast.walk(file.tree):
        if not isinstance(node, _CHANGEABLE) or _is_out_of_scope(f"{file.path}:{file.qualified_name(node)}"):
            continue
        is_declaration = _is_in_decorator(file, node)
        if not is_declaration and (not file.functions_around(node) or not _is_behaviour(file, node)):
            continue
        for name, operator in OPERATORS.items():
            if is_declaration and name not in OF_DECLARATIONS:
                continue
            for edit in operator(file, node, names):
                key = (edit.start, edit.end, edit.text)
                if key not in seen:
                    seen.add(key)
                    yield _mutant(file, node, name, edit)


def _is_behaviour(file: SourceFile, node: ast.AST) -> bool:
    """Whether a node is run and its effect can be observed: no annotation, default, message, log line or metric."""
    below = node
    for above in (node, *file.ancestors(node)):
        if isinstance(above, Function):
            is_body = any(below is part for part in above.body)
            if above is not node and not is_body:
                return False
            if above.name in _NOT_BEHAVIOUR_FUNCTIONS:
                return False
        if isinstance(above, ast.Raise | ast.Assert) and above is not node:
            return False
        if _is_unobserved(above, below):
            return False
        below = above
    return True


def _is_unobserved(above: ast.AST, below: ast.AST) -> bool:
    """Whether what is in a part of a node has no effect that can be observed."""
    if isinstance(above, ast.AnnAssign):
        return below is above.annotation
    if isinstance(above, ast.keyword):
        return above.arg in _HINTS
    if isinstance(above, ast.Call):
        return _is_unobserved_call(above)
    if isinstance(above, ast.Expr):
        called = above.value.value if isinstance(above.value, ast.Await) else above.value
        return isinstance(called, ast.Call) and _is_unobserved_call(called)
    return False


def _is_unobserved_call(call: ast.Call) -> bool:
    if isinstance(call.func, ast.Name):
        return call.func.id in ("cast", "TypeVar", "note_caller_kind", "warm_up")
    if ast.unparse(call) == "asyncio.sleep(0)":
        return True  # gives other work its turn
    return isinstance(call.func, ast.Attribute) and bool(_NOT_BEHAVIOUR.match(ast.unparse(call.func.value)))


def _is_in_decorator(file: SourceFile, node: ast.AST) -> bool:
    below = node
    for above in file.ancestors(node):
        if isinstance(above, Function | ast.ClassDef):
            return any(below is part for part in above.decorator_list)
        below = above
    return False


def _mutant(file: SourceFile, node: ast.AST, operator: str, edit: Edit) -> Mutant:
    around = file.functions_around(node)
    return mutant_of(
        file.bytes,
        edit,
        path=file.path,
        operator=operator,
        function=file.qualified_name(around[-1]) if around else "",
        owner=file.qualified_name(around[0]) if around else "",
    )
