"""Models and dataclasses of values that are valid already, made without validating them again."""

import dataclasses
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, Self, TypeVar, cast

from pydantic import BaseModel

_Instance = TypeVar("_Instance")
_Model = TypeVar("_Model", bound=BaseModel)


class QuickConstruction(BaseModel):
    """A base of frozen models whose ``model_construct`` costs a fraction of a validation."""

    @classmethod
    def model_construct(  # type: ignore[override]  # the type checker's plugin gives each class a signature
        cls, _fields_set: set[str] | None = None, **values: Any
    ) -> Self:
        """Return a model of values that are valid already, in a third of the time that validating them takes.

        For what is made of validated values: the type checker knows the fields and their types. All fields without a
        default are given, by name; every field counts as set.
        """
        defaults, factories, names = _fields_of(cls)
        if len(values) < len(names):
            made = {name: factory() for name, factory in factories if name not in values}
            values = defaults | values | made
        return _with_fields(cls, values, names)

    def copy_for_each(self, field: str, values: Iterable[Any]) -> list[Self]:
        """Return a copy of this model for each of the values of one field, which are valid already."""
        model, shared, names = type(self), vars(self), self.model_fields_set
        return [_with_fields(model, {**shared, field: value}, names) for value in values]


# The models are frozen, and a slot is set in a third of the time of ``object.__setattr__``.
_set_dict, _set_fields_set, _set_extra, _set_private = (
    vars(BaseModel)[slot].__set__
    for slot in ("__dict__", "__pydantic_fields_set__", "__pydantic_extra__", "__pydantic_private__")
)


def _with_fields(kind: type[_Model], values: dict[str, Any], names: set[str]) -> _Model:
    model = kind.__new__(kind)
    _set_dict(model, values)
    _set_fields_set(model, names)
    _set_extra(model, None)
    _set_private(model, None)
    return model


@cache
def _fields_of(model: type[BaseModel]) -> tuple[dict[str, Any], list[tuple[str, Callable[[], Any]]], set[str]]:
    """Return a model's fields in order with their defaults, the factories of defaults, and the names of all fields."""
    fields = model.model_fields
    factories = {name: cast(Callable[[], Any] | None, field.default_factory) for name, field in fields.items()}
    return (
        {name: field.get_default() for name, field in fields.items()},
        [(name, factory) for name, factory in factories.items() if factory is not None],
        set(fields),
    )


def construct(kind: type[_Instance], values: Iterable[Any]) -> _Instance:
    """Return an instance of a frozen dataclass of valid values, which are given in the order of the fields."""
    instance: _Instance = _unfrozen(cast(Any, kind))(*values)
    instance.__class__ = kind
    return instance


def construct_all(kind: type[_Instance], columns: Iterable[Iterable[Any]]) -> list[_Instance]:
    """Return an instance of a frozen dataclass for each place in the columns of values, one for each of its fields."""
    instances = list(map(_unfrozen(cast(Any, kind)), *columns))
    for instance in instances:
        instance.__class__ = kind
    return instances


@cache
def _unfrozen(kind: Any) -> Callable[..., Any]:
    """Return a class whose instances can become those of a frozen dataclass.

    A frozen dataclass sets its fields through ``object.__setattr__``, and one of pydantic validates them as well. This
    class sets them in a fifth of the time, and its instances become frozen with their class.
    """
    names = [field.name for field in dataclasses.fields(kind)]
    members = {
        "__slots__": (),
        "__init__": vars(dataclasses.make_dataclass("Fields", names))["__init__"],
        "__setattr__": object.__setattr__,
        "__delattr__": object.__delattr__,
    }
    return type(kind.__name__, (kind,), members)
