"""Expressions with placeholders. Only used ones are sent: DynamoDB refuses a request with an unused placeholder."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from rewards.stores.dynamodb.codec import AttributeValue, Item


class Placeholders:
    """The placeholders of one request: ``#0`` for names, ``:0`` for values."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._values: dict[str, AttributeValue] = {}

    def name(self, attribute: str) -> str:
        return self._names.setdefault(attribute, f"#{len(self._names)}")

    def value(self, attribute: AttributeValue) -> str:
        placeholder = f":{len(self._values)}"
        self._values[placeholder] = attribute
        return placeholder

    def arguments(self) -> dict[str, Any]:
        """Return the arguments that a request needs in addition to its expressions."""
        given: dict[str, Any] = {}
        if self._names:
            given["ExpressionAttributeNames"] = {placeholder: name for name, placeholder in self._names.items()}
        if self._values:
            given["ExpressionAttributeValues"] = self._values
        return given


def absent(attribute: str) -> dict[str, Any]:
    """Return the condition that no item with this key exists, expressed by one of its key attributes."""
    placeholders = Placeholders()
    condition = f"attribute_not_exists({placeholders.name(attribute)})"
    return {"ConditionExpression": condition, **placeholders.arguments()}


def conditional_set(changes: Mapping[str, AttributeValue], *, seen: Item, compared: Iterable[str]) -> dict[str, Any]:
    """Return an update that is applied only if the compared attributes are unchanged since they were seen."""
    placeholders = Placeholders()
    conditions = [_unchanged(placeholders, seen, attribute) for attribute in dict.fromkeys(compared)]
    settings = [f"{placeholders.name(name)} = {placeholders.value(value)}" for name, value in changes.items()]
    return {
        "UpdateExpression": "SET " + ", ".join(settings),
        "ConditionExpression": " AND ".join(conditions),
        **placeholders.arguments(),
    }


def key_condition(
    partition: tuple[str, str],
    sort: tuple[str, str, tuple[AttributeValue, ...]] | None = None,
    *,
    projected: Sequence[str] = (),
) -> Any:
    """Return a key condition on the partition attribute and its value, and optionally on the sort attribute.

    ``sort`` is the attribute, an operator of ``_OPERATORS``, and its operands. ``projected`` lists the attributes to
    return; empty means all.
    """
    placeholders = Placeholders()
    attribute, value = partition
    condition = f"{placeholders.name(attribute)} = {placeholders.value({'S': value})}"
    if sort is not None:
        attribute, operator, operands = sort
        values = [placeholders.value(operand) for operand in operands]
        condition += " AND " + _OPERATORS[operator].format(placeholders.name(attribute), *values)
    projection = {"ProjectionExpression": ", ".join(map(placeholders.name, projected))} if projected else {}
    return {"KeyConditionExpression": condition, **projection, **placeholders.arguments()}


def filtered(condition: Mapping[str, Any], write: Callable[[Placeholders], str]) -> dict[str, Any]:
    """Return a key condition with a filter, which ``write`` writes with the same placeholders."""
    placeholders = Placeholders()
    for name in condition.get("ExpressionAttributeNames", {}).values():
        placeholders.name(name)
    for value in condition.get("ExpressionAttributeValues", {}).values():
        placeholders.value(value)
    return {**condition, "FilterExpression": write(placeholders), **placeholders.arguments()}


_OPERATORS = {
    "between": "{0} BETWEEN {1} AND {2}",
    "from": "{0} >= {1}",
    "below": "{0} < {1}",
    "prefix": "begins_with({0}, {1})",
}


def _unchanged(placeholders: Placeholders, seen: Item, attribute: str) -> str:
    name = placeholders.name(attribute)
    if attribute not in seen:
        return f"attribute_not_exists({name})"
    return f"{name} = {placeholders.value(seen[attribute])}"
