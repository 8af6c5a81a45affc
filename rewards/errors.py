"""What can go wrong inside the rewards API.

    RewardsServiceError
    ├── StoreUnavailable    the store cannot be used
    ├── EventConflict       the same event id stands in the log with other content
    ├── RowNotStorable      the store's database cannot hold a row
    ├── LoadRefused         a line of a row file is not acceptable; nothing of the file was loaded
    ├── SourceFailed        a source did not give a usable answer
    │   └── CircuitOpen         it was not asked, because it did not answer before
    └── Unanswered          the request is understood and gets no answer; ``code`` says why
        ├── NotFound            nothing is there, or it is another customer's: nobody can tell which
        ├── OwnershipUnproven   a source that could have proven the owner did not answer
        ├── SourceUnavailable   the answer needs a source that did not answer
        ├── InvalidCursor       the cursor was not given out here, for this search, to this caller
        └── InvalidEvent        the event does not keep the contract

Messages are for the operator's eyes; no answer of the API is made of them.
"""

from pathlib import Path
from typing import ClassVar, Literal

StoreErrorCode = Literal[
    "storeUnreadable",
    "storeCorrupt",
    "storeReadOnly",
    "storeBusy",
    "storeVersion",
    "storeUnreachable",
    "storeThrottled",
    "storeRefused",
    "storeRefusedRow",
]

_STORE_ERRORS: dict[StoreErrorCode, str] = {
    "storeUnreadable": "cannot be opened",
    "storeCorrupt": "is not a database of this service, or is damaged",
    "storeReadOnly": "cannot be written to",
    "storeBusy": "is locked by another process",
    "storeVersion": "was written by another version of this service",
    "storeUnreachable": "cannot be reached",
    "storeThrottled": "takes no more requests for now",
    "storeRefused": "refuses the request: see credentials, rights, and the names of tables and indexes",
    "storeRefusedRow": "refuses a row: it holds a value that the database cannot hold, or the table has other keys",
}


class RewardsServiceError(Exception):
    """Base of the errors of the rewards API."""


class StoreUnavailable(RewardsServiceError):
    """The store cannot be used; ``code`` says why, ``path`` is its file, or the endpoint of a remote one."""

    def __init__(self, code: StoreErrorCode, path: Path | str) -> None:
        super().__init__(f"the store {path} {_STORE_ERRORS[code]}")
        self.code = code
        self.path = path


class EventConflict(RewardsServiceError):
    """The same event id stands in the log with other content."""


class RowNotStorable(RewardsServiceError):
    """The store's database cannot hold a row. ``field`` is what is wrong, ``reason`` the limit; neither is a value.

    ``line_number`` is set when the row came from a file and is not the last one that was read.
    """

    def __init__(self, field: str, reason: str, *, line_number: int | None = None) -> None:
        super().__init__(f"{field} is {reason}")
        self.field = field
        self.reason = reason
        self.line_number = line_number


class LoadRefused(RewardsServiceError):
    """A line of a row file is not acceptable. ``reason`` never quotes the line."""

    def __init__(self, line_number: int, reason: str) -> None:
        super().__init__(f"line {line_number}: {reason}; nothing was loaded")
        self.line_number = line_number
        self.reason = reason


class SourceFailed(RewardsServiceError):
    """A source did not give a usable answer; ``code`` is for the source's report."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class CircuitOpen(SourceFailed):
    """The source was not asked, because it did not answer before."""

    def __init__(self) -> None:
        super().__init__("circuitOpen")


class Unanswered(RewardsServiceError):
    """The request is understood and gets no answer."""

    code: ClassVar[str]


class NotFound(Unanswered):
    """Nothing is there, or it is another customer's: nobody can tell which."""

    code = "notFound"


class OwnershipUnproven(Unanswered):
    """A source that could have proven the owner did not answer."""

    code = "ownershipUnproven"


class SourceUnavailable(Unanswered):
    """The answer needs a source that did not answer."""

    code = "sourceUnavailable"


class InvalidCursor(Unanswered):
    """The cursor was not given out here, for this search, to this caller."""

    code = "invalidCursor"


class InvalidEvent(Unanswered):
    """The event does not keep the contract."""

    code = "invalidEvent"
