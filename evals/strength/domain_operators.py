"""Changes that this product could suffer: a wrong label, unit, zone, owner or audience, a lost warning."""

import ast
import re
from collections.abc import Iterator

from evals.strength.product_names import ProductNames
from evals.strength.source_file import Edit, SourceFile

_SLOTS = {
    "promised": "granted",
    "granted": "promised",
    "remaining": "granted",
    "reversed": "cancelled",
    "cancelled": "expired",
    "expired": "cancelled",
    "first": "last",
    "last": "first",
    "start": "end",
    "end": "start",
    "since": "until",
    "until": "since",
    "issued_at": "created_at",
    "created_at": "updated_at",
    "updated_at": "created_at",
    "begin": "end",
}
_SMALLER_UNIT = {"weeks": "days", "days": "hours", "hours": "minutes", "minutes": "seconds", "seconds": "milliseconds"}
_FACTORS = {1000: "1", 1_000_000: "1000", 60: "1", 3600: "60", 86400: "3600", 24: "1"}
_IST = '__import__("zoneinfo").ZoneInfo("Asia/Kolkata")'
_UTC = '__import__("datetime").UTC'
_OWNER = re.compile(r"\b\w*(customer|owner|subject|case|scope|role|principal|tenant|audience)\w*\b", re.IGNORECASE)
_CHECKED = re.compile(r"^_?(require|ensure|check|verify|authori[sz]e|refuse|may|admit|deny)")
_DROPPED = re.compile(r"(invalidate|drop|clear|discard|pop|remove|forget|evict|delete|expire|notify|publish|refresh)")
_AUDIENCES = {"staff": "customer", "customer": "staff"}
_DIGITS = re.compile(r"^(digits|exponent|decimals|places)$")
_FOR_WHOM = re.compile(r"^(is|for|has)_?(staff|customer|lead|agent|internal)")


def enum_member(file: SourceFile, node: ast.AST, names: ProductNames) -> Iterator[Edit]:
    """A member of an enum is taken for its neighbour: a label, a reason, a status, a role."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in names.enums:
        members = names.enums[node.value.id]
        if node.attr in members and len(members) > 1:
            following = members[(members.index(node.attr) + 1) % len(members)]
            yield file.replaced(node, f"{node.value.id}.{following}")


def slot(file: SourceFile, node: ast.AST, names: ProductNames) -> Iterator[Edit]:
    """A slot is filled from another one: granted for promised, the end for the start."""
    if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
        swapped = _other_slot(node.attr)
        if swapped and swapped in names.attributes:
            yield file.replaced(node, f"{file.text(node.value)}.{swapped}")
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        swapped = _other_slot(node.value)
        if swapped and re.fullmatch(r"[\w.]+", node.value):
            yield file.replaced(node, repr(swapped))


def _other_slot(name: str) -> str | None:
    if name in _SLOTS:
        return _SLOTS[name]
    for word, other in _SLOTS.items():
        if re.search(rf"(^|[_.]){word}($|[_.])", name):
            return re.sub(rf"(?<![a-z]){word}(?![a-z])", other, name, count=1)
    return None


def unit(file: SourceFile, node: ast.AST, _: ProductNames) -> Iterator[Edit]:
    """A time is in another unit: hours for days, milliseconds for seconds."""
    if isinstance(node, ast.keyword) and node.arg in _SMALLER_UNIT:
        start, _end = file.span(node)
        yield Edit(start, start + len(node.arg), _SMALLER_UNIT[node.arg])
    elif isinstance(node, ast.Constant) and type(node.value) is int and isinstance(file.parent(node), ast.BinOp):
        for smaller in filter(None, [_FACTORS.get(node.value)]):
            yield file.replaced(node, smaller)


def zone(file: SourceFile, node: ast.AST, _: ProductNames) -> Iterator[Edit]:
    """An instant is shown or cut in another zone."""
    if isinstance(node, ast.Name) and node.id == "UTC" and isinstance(node.ctx, ast.Load):
        if isinstance(file.parent(node), ast.Compare):
            return  # whether an instant need not be converted; a conversion returns an equal one
        yield file.replaced(node, _IST)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "astimezone":
        if node.args and file.text(node.args[0]) != "UTC":
            yield file.replaced(node.args[0], _UTC)
    elif isinstance(node, ast.keyword) and node.arg == "tzinfo" and file.text(node.value) != "UTC":
        yield file.replaced(node.value, _UTC)


def owner(file: SourceFile, node: ast.AST, _: ProductNames) -> Iterator[Edit]:
    """A comparison of the owner, case, role or scope always succeeds, or a check is not made."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and _OWNER.search(file.text(node)):
        if re.match(r"scope[\[.]", file.text(node)):
            return  # of ASGI
        is_same = isinstance(node.ops[0], ast.Eq | ast.In | ast.Is)
        if not isinstance(node.comparators[0], ast.Constant) or node.comparators[0].value is not None:
            yield file.replaced(node, str(is_same))
    elif isinstance(node, ast.Expr) and _CHECKED.match(_called(node)):
        yield file.replaced(node, "pass")


def stale(file: SourceFile, node: ast.AST, _: ProductNames) -> Iterator[Edit]:
    """What is out of date is kept: a call that drops or announces it is not made."""
    if isinstance(node, ast.Expr) and _DROPPED.search(_called(node)):
        yield file.replaced(node, "pass")


def _called(node: ast.Expr) -> str:
    call = node.value.value if isinstance(node.value, ast.Await) else node.value
    if not isinstance(call, ast.Call):
        return ""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def audience(file: SourceFile, node: ast.AST, _: ProductNames) -> Iterator[Edit]:
    """What is meant for the staff is shown to customers, or the other way round."""
    if isinstance(node, ast.Constant) and node.value in _AUDIENCES:
        yield file.replaced(node, repr(_AUDIENCES[node.value]))
    elif isinstance(node, ast.Attribute | ast.Name) and isinstance(node.ctx, ast.Load):
        name = node.attr if isinstance(node, ast.Attribute) else node.id
        if _FOR_WHOM.match(name) and not isinstance(file.parent(node), ast.Call):
            yield file.replaced(node, f"(not {file.text(node)})")


def must_say(file: SourceFile, node: ast.AST, _: ProductNames) -> Iterator[Edit]:
    """A statement that must be said may be left out."""
    if isinstance(node, ast.keyword) and node.arg == "must_say":
        yield file.replaced(node.value, "False")


def currency_exponent(file: SourceFile, node: ast.AST, _: ProductNames) -> Iterator[Edit]:
    """A sum has one decimal more than its currency."""
    if b"exponent(" not in file.bytes:
        return
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and _DIGITS.match(node.id):
        is_called = isinstance(above := file.parent(node), ast.Call) and above.func is node
        if not is_called:
            yield file.replaced(node, f"({node.id} + 1)")
    elif isinstance(file.parent(node), ast.Expr):
        return  # called for its error alone
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "exponent":
        yield file.replaced(node, f"({file.text(node)} + 1)")


def lost_source(file: SourceFile, node: ast.AST, _: ProductNames) -> Iterator[Edit]:
    """A source that did not answer, or that disagrees, is left out: an unpacked part is missing."""
    is_part = isinstance(node, ast.Starred) and isinstance(node.ctx, ast.Load)
    if isinstance(node, ast.Starred) and is_part and file.text(node.value) not in ("args", "arguments"):
        yield file.replaced(node.value, "()")
