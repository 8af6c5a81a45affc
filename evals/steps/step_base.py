"""What every step of a task has."""

from pydantic import ConfigDict

from evals.harness.strict_model import Declared, Name


class StepBase(Declared):
    """A step; ``name`` is that by which a later one refers to it."""

    model_config = ConfigDict(populate_by_name=True)

    name: Name | None = None

    @property
    def title(self) -> str:
        """What the step does, in a line of a report."""
        raise NotImplementedError
