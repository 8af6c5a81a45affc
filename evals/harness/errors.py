"""What makes a run of the suite worthless, as opposed to a check that found something.

HarnessError
├── TaskInvalid    a task file cannot be used
├── WorldInvalid   a world cannot be loaded
├── NothingToRun   the selection fits no task
└── SeamGone       a fault is to be planted where nothing stands
"""


class HarnessError(Exception):
    """The suite itself is broken or was asked for nothing: no verdict on the product follows. Exit status 2."""


class TaskInvalid(HarnessError):
    """One or more task files are not what the schema asks for; the message has one line for each problem."""


class WorldInvalid(HarnessError):
    """A world is missing or its rows were refused."""


class NothingToRun(HarnessError):
    """No task has the id or tag that was asked for; an empty run must not look like a passed one."""


class SeamGone(HarnessError):
    """The code that a fault replaces was moved or renamed; until the fault is mended it proves nothing."""
