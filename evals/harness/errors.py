"""Errors that make a run of the suite invalid, as opposed to findings of a check.

HarnessError
├── TaskInvalid     a task file cannot be used
├── WorldInvalid    a world cannot be loaded
├── NothingToRun    the selection matches no task
└── PatchPointGone  the code that a fault patches does not exist
"""


class HarnessError(Exception):
    """The suite itself is broken or has nothing to run; the run says nothing about the product. Exit status 2."""


class TaskInvalid(HarnessError):
    """One or more task files do not match the schema; the message has one line for each problem."""


class WorldInvalid(HarnessError):
    """A world is missing, or its rows are not as the design has them."""


class WorldRefused(Exception):
    """The product refused rows that are as the design has them: a fault of the product, and no error of the suite."""


class NothingToRun(HarnessError):
    """No task has the requested id or tag. An empty run must not look like a passed one."""


class PatchPointGone(HarnessError):
    """The code that a fault patches was moved or renamed; until the fault is updated it proves nothing."""
