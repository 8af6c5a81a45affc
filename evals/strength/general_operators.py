"""Changes that any program could suffer: a bound off by one, a removed guard, a lost element."""

import ast
import re
from collections.abc import Iterator
from itertools import pairwise

from evals.strength.product_names import ProductNames
from evals.strength.source_file import Edit, SourceFile

_COMPARISON = re.compile(r"not\s+in|is\s+not|==|!=|<=|>=|<|>|\bin\b|\bis\b")
_BOUND = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
_EQUALITY = {"==": "!=", "!=": "==", "in": "not in", "notin": "in", "is": "is not", "isnot": "is"}
_ARITHMETIC = {"+": "-", "-": "+", "*": "//", "//": "*", "/": "*"}
_UNIT_FACTORS = {24, 60, 1000, 3600, 86400, 1_000_000}  # one part in a thousand more is seen by nobody; see ``unit``
_OPPOSITE = {"min": "max", "max": "min", "any": "all", "all": "any"}


def bound(file: SourceFile, node: ast.AST, _: ProductNames) -> Iterator[Edit]:
    """A bound becomes inclusive or exclusive: ``<`` and ``<=``."""
    yield from _compared(file, node, _BOUND)


def equality(file: SourceFile, node: ast.AST, _: ProductNames) -> Iterator[Edit]:
    """A test of equality, identity or membership is reversed."""
    yield from _compared(file, node, _EQUALITY)


def _compared(file: SourceFile, node: ast.AST, swaps: dict[str, str]) -> Iterator[Edit]:
    if not isinstance(node, ast.Compare):
        return
    operands = [node.left, *node.comparators]
    for left, right in pairwise(operands):
        start, gap = file.gap(left, right)
        found = _COMPARISON.search(gap)
        swapped = swaps.get("".join(found[0].split())) if found else None
        if found and swapped:
            yield _within(start, gap, found, swapped)


def _within(start: int, gap: str, found: re.Match[str], text: str) -> Edit:
    first = start + len(gap[: found.start()].encode())
    return Edit(first, first + len(found[0].encode()), text)


def condition(file: SourceFile, node: ast.AST, _: ProductNames) -> Iterator[Edit]:
    """A condition is negated."""
    if not isinstance(node, ast.If | ast.IfExp | ast.While):
        return
    if isinstance(node.test, ast.UnaryOp) and isinstance(node.test.op, ast.Not):
        yield file.replaced(node.test, file.text(node.test.operand))
    elif not isinstance(node.test, ast.Compare):
        yield file.replaced(node.test, f"not ({file.text(node.test)})")


def and_or(file: SourceFile, node: ast.AST, _: ProductNames) -> Iterator[Edit]:
    """``and`` becomes ``or``, and the other way round."""
    if not isinstance(node, ast.BoolOp):
        return
    for left, right in pairwise(node.values):
        start, gap = file.gap(left, right)
        found = re.search(r"\band\b|\bor\b", gap)
        if found:
            yield _within(start, gap, found, "or" if found[0] == "and" else "and")


def arithmetic(file: SourceFile, node: ast.AST, _: ProductNames) -> Iterator[Edit]:
    """An arithmetic operation becomes another."""
    if not isinstance(node, ast.BinOp) or any(_is_text(side) for side in (node.left, node.right)):
        return
    start, gap = file.gap(node.left, node.right)
    found = re.search(r"//|\*\*|[-+*/]", gap)
    if found and found[0] in _ARITHMETIC:
        yield _within(start, gap, found, _ARITHMETIC[found[0]])


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str | bytes))


def constant(file: SourceFile, node: ast.AST, _: ProductNames) -> Iterator[Edit]:
    """A number is off by one; a boolean is the other one."""
    if not isinstance(node, ast.Constant):
        return
    if isinstance(node.value, bool):
        yield file.replaced(node, str(not node.value))
    elif isinstance(node.value, int):
        is_factor = node.value in _UNIT_FACTORS and isinstance(file.parent(node), ast.BinOp)
        if not is_factor:
            yield file.replaced(node, str(node.value + 1))


def removed_statement(file: SourceFile, node: ast.AST, _: ProductNames) -> Iterator[Edit]:
    """A call whose result is not used is not made, nor is a value added."""
    is_call = isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
    if isinstance(node, ast.stmt) and (is_call or isinstance(node, ast.AugAssign)):
        yield file.replaced(node, "pass")


def removed_await(file: SourceFile, node: ast.AST, _: ProductNames) -> Iterator[Edit]:
    """Something is neither done nor waited for."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Await):
        yield file.replaced(node, "pass")


def removed_guard(file: SourceFile, node: ast.AST, _: ProductNames) -> Iterator[Edit]:
    """A case that ends the function or the step of a loop is no longer treated separately."""
    if (
        isinstance(node, ast.If)
        and not node.orelse
        and isinstance(node.body[-1], ast.Return | ast.Raise | ast.Continue)
    ):
        yield file.replaced(node.test, "False")


def empty_result(file: SourceFile, node: ast.AST, _: ProductNames) -> Iterator[Edit]:
    """A function returns nothing, or an empty value of its type."""
    if not isinstance(node, ast.Return) or node.value is None or isinstance(node.value, ast.Constant):
        return
    around = file.functions_around(node)
    annotation = ast.unparse(around[-1].returns) if around[-1].returns else ""
    yield file.replaced(node.value, _empty(annotation, file.text(node.value)))


def _empty(annotation: str, value: str) -> str:
    if annotation == "bool":
        return f"not ({value})"
    if annotation.endswith("| None"):
        return "None"
    by_type = {
        "str": '""',
        "int": "0",
        "tuple": "()",
        "list": "[]",
        "dict": "{}",
        "Mapping": "{}",
        "frozenset": "frozenset()",
    }
    return by_type.get(annotation.partition("[")[0], "None")


def swapped_arguments(file: SourceFile, node: ast.AST, _: ProductNames) -> Iterator[Edit]:
    """Two neighbouring arguments that look alike are swapped."""
    if not isinstance(node, ast.Call):
        return
    values = [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg)]
    for left, right in pairwise(values):
        if not isinstance(left, ast.Starred) and _look_alike(file, left, right):
            gap = file.gap(left, right)[1]
            yield Edit(file.span(left)[0], file.span(right)[1], f"{file.text(right)}{gap}{file.text(left)}")


def _look_alike(file: SourceFile, left: ast.expr, right: ast.expr) -> bool:
    """Whether both are attributes of one object or of one name, or parameters with the same annotation."""
    if isinstance(left, ast.Attribute) and isinstance(right, ast.Attribute):
        if isinstance(left.value, ast.Name) and left.value.id[:1].isupper():
            return False  # members of an enum, whose order seldom matters
        return left.attr == right.attr or ast.dump(left.value) == ast.dump(right.value)
    if isinstance(left, ast.Name) and isinstance(right, ast.Name):
        types = _annotations(file, left)
        return left.id in types and types.get(left.id) == types.get(right.id)
    return False


def _annotations(file: SourceFile, node: ast.AST) -> dict[str, str]:
    return {
        argument.arg: ast.unparse(argument.annotation)
        for function in file.functions_around(node)
        for argument in (*function.args.args, *function.args.kwonlyargs)
        if argument.annotation is not None
    }


def dropped_keyword(file: SourceFile, node: ast.AST, names: ProductNames) -> Iterator[Edit]:
    """An argument that has a default is not passed."""
    if not isinstance(node, ast.Call):
        return
    called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    known = names.has_default.get(called, {})
    for keyword in node.keywords:
        if keyword.arg is not None and known.get(keyword.arg):
            start, end = file.span(keyword)
            comma = re.match(rb"\s*,\s*", file.bytes[end:])
            yield Edit(start, end + (comma.end() if comma else 0), "")


def loop_exit(file: SourceFile, node: ast.AST, _: ProductNames) -> Iterator[Edit]:
    """``continue`` becomes ``break``, and the other way round."""
    if isinstance(node, ast.Continue | ast.Break):
        yield file.replaced(node, "break" if isinstance(node, ast.Continue) else "continue")


def dropped_element(file: SourceFile, node: ast.AST, _: ProductNames) -> Iterator[Edit]:
    """An element of a literal is missing."""
    elements: list[tuple[int, int]] = []
    if isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values, strict=True)
        elements = [
            (file.span(key)[0] if key else file.span(value)[0] - 2, file.span(value)[1]) for key, value in pairs
        ]
    elif isinstance(node, ast.Tuple | ast.List | ast.Set) and not isinstance(getattr(node, "ctx", None), ast.Store):
        has_parts = any(isinstance(element, ast.Starred) for element in node.elts)
        if not isinstance(node, ast.Tuple) or has_parts or len(node.elts) > 2:
            elements = [file.span(element) for element in node.elts]
    for number, (start, end) in enumerate(elements if len(elements) > 1 else ()):
        is_last = number == len(elements) - 1
        yield Edit(elements[number - 1][1], end, "") if is_last else Edit(start, elements[number + 1][0], "")


def opposite(file: SourceFile, node: ast.AST, _: ProductNames) -> Iterator[Edit]:
    """``min`` becomes ``max``, ``any`` becomes ``all``, and the other way round."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _OPPOSITE:
        yield file.replaced(node.func, _OPPOSITE[node.func.id])


def order(file: SourceFile, node: ast.AST, _: ProductNames) -> Iterator[Edit]:
    """What was sorted or reversed keeps its order; the first is taken for the last."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("sorted", "reversed"):
        if node.args:
            yield file.replaced(node, f"list({file.text(node.args[0])})")
    elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
        swapped = {"0": "-1", "-1": "0"}.get(file.text(node.slice))
        if swapped and not _is_annotation_like(node):
            yield file.replaced(node.slice, swapped)


def _is_annotation_like(node: ast.Subscript) -> bool:
    return isinstance(node.value, ast.Name) and node.value.id[:1].isupper()


def unfiltered(file: SourceFile, node: ast.AST, _: ProductNames) -> Iterator[Edit]:
    """A filter of a comprehension lets everything through."""
    if isinstance(node, ast.comprehension):
        for test in node.ifs:
            yield file.replaced(test, "True")


def no_fallback(file: SourceFile, node: ast.AST, _: ProductNames) -> Iterator[Edit]:
    """The second choice of ``a or b`` is gone."""
    is_value = not isinstance(file.parent(node), ast.If | ast.IfExp | ast.While | ast.BoolOp | ast.UnaryOp)
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or) and is_value and len(node.values) == 2:
        yield file.replaced(node, f"({file.text(node.values[0])})")


def only_last(file: SourceFile, node: ast.AST, _: ProductNames) -> Iterator[Edit]:
    """Of what is added up over several rounds, the last round alone counts."""
    if not isinstance(node, ast.AugAssign):
        return
    if any(isinstance(above, ast.For | ast.AsyncFor | ast.While) for above in file.ancestors(node)):
        yield file.replaced(node, f"{file.text(node.target)} = {file.text(node.value)}")
