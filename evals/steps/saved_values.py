"""The values that earlier steps saved, and where later ones use them: ``${NAME}``."""

import re
from typing import Any

_NAME = re.compile(r"\$\{([A-Z][A-Z0-9_]*)\}")


class SavedValues:
    """Values by name. One that is alone in a text keeps its type: ``${TURN}`` is a number if a number was saved."""

    def __init__(self) -> None:
        self._values: dict[str, Any] = {}

    def save(self, name: str, value: Any) -> None:
        self._values[name] = value

    def fill(self, value: Any) -> Any:
        """Return a value in which every name is replaced, in lists and objects too.

        Raises:
            KeyError: for a name that was not saved, because the step that saves it failed.
        """
        if isinstance(value, dict):
            return {key: self.fill(each) for key, each in value.items()}
        if isinstance(value, list | tuple):
            return [self.fill(each) for each in value]
        if not isinstance(value, str):
            return value
        if (alone := _NAME.fullmatch(value)) is not None:
            return self._values[alone[1]]
        return _NAME.sub(lambda match: str(self._values[match[1]]), value)


def names_in(value: Any) -> set[str]:
    """Return the names that a value of a task file uses."""
    if isinstance(value, dict):
        return set().union(*map(names_in, value.values()))
    if isinstance(value, list | tuple):
        return set().union(*map(names_in, value))
    return set(_NAME.findall(value)) if isinstance(value, str) else set()
