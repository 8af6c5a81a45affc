"""The errors of the rewards API.

    RewardsServiceError
    ├── StoreUnavailable    the store cannot be used
    ├── EventConflict       the log holds the same event id with different content
    ├── RowNotStorable      the store's database cannot hold a row
    ├── LoadRefused         a line of a row file is invalid; nothing of the file was loaded
    ├── MappingInvalid      the mapping file cannot be used
    ├── RecordSourceUnavailable  a stream or a queue cannot be used
    ├── SourceFailed        a source did not return a usable answer
    │   └── CircuitOpen         it was not asked, because its circuit breaker is open
    └── Unanswered          the request is understood and cannot be answered; ``code`` is the reason
        ├── NotFound            it does not exist or belongs to another customer, indistinguishably
        ├── OwnershipUnproven   a source that could have proven the owner did not answer
        ├── SourceUnavailable   the answer needs a source that did not answer
        ├── RowMalformed        the answer needs a row that cannot be read
        ├── InvalidCursor       the cursor was not issued here, for this search and this caller
        └── InvalidEvent        the event violates the contract

Messages are for operators only; no answer of the API contains them.
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
    "storeThrottled": "is throttling requests",
    "storeRefused": "refuses the request: check credentials, permissions, and the names of tables and indexes",
    "storeRefusedRow": "refuses a row: a value cannot be stored in this database, or the table has different keys",
}


class RewardsServiceError(Exception):
    """Base of the errors of the rewards API."""


class StoreUnavailable(RewardsServiceError):
    """The store cannot be used. ``code`` is the reason, ``path`` the file, or the endpoint of a remote store."""

    def __init__(self, code: StoreErrorCode, path: Path | str) -> None:
        super().__init__(f"the store {path} {_STORE_ERRORS[code]}")
        self.code = code
        self.path = path


class EventConflict(RewardsServiceError):
    """The log holds the same event id with different content."""


class RowNotStorable(RewardsServiceError):
    """The store's database cannot hold a row. ``field`` names the field and ``reason`` the limit, without the value.

    ``line_number`` is set if the row was read from a file and is not the last row read.
    """

    def __init__(self, field: str, reason: str, *, line_number: int | None = None) -> None:
        super().__init__(f"{field} is {reason}")
        self.field = field
        self.reason = reason
        self.line_number = line_number


class LoadRefused(RewardsServiceError):
    """A line of a row file is invalid. ``reason`` never quotes the line."""

    def __init__(self, line_number: int, reason: str) -> None:
        super().__init__(f"line {line_number}: {reason}; nothing was loaded")
        self.line_number = line_number
        self.reason = reason


class MappingInvalid(RewardsServiceError):
    """The mapping file cannot be used. ``line`` is that of the fault, if it has one."""

    def __init__(self, path: Path, line: int | None, reason: str) -> None:
        super().__init__(f"{path}{'' if line is None else f', line {line}'}: {reason}")
        self.path = path
        self.line = line
        self.reason = reason


RecordSourceErrorCode = Literal[
    "sourceUnreachable", "sourceThrottled", "sourceRefused", "sourceMissing", "sourceWithoutImages", "sourceFailed"
]

_RECORD_SOURCE_ERRORS: dict[RecordSourceErrorCode, str] = {
    "sourceUnreachable": "cannot be reached",
    "sourceThrottled": "is throttling requests",
    "sourceRefused": "refuses the request: check credentials, permissions and region",
    "sourceMissing": "does not exist, or is not named correctly",
    "sourceWithoutImages": "does not hold the rows: its view type must be NEW_IMAGE or NEW_AND_OLD_IMAGES",
    "sourceFailed": "failed",
}


class RecordSourceUnavailable(RewardsServiceError):
    """A stream or a queue cannot be used. ``code`` is the reason, ``place`` names the stream, queue or topic."""

    def __init__(self, code: RecordSourceErrorCode, place: str) -> None:
        super().__init__(f"{place} {_RECORD_SOURCE_ERRORS[code]}")
        self.code = code
        self.place = place


class SourceFailed(RewardsServiceError):
    """A source did not return a usable answer. ``code`` goes into the source's report."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class CircuitOpen(SourceFailed):
    """The source was not asked, because its circuit breaker is open."""

    def __init__(self) -> None:
        super().__init__("circuitOpen")


class Unanswered(RewardsServiceError):
    """The request is understood and cannot be answered."""

    code: ClassVar[str]


class NotFound(Unanswered):
    """It does not exist, or it belongs to another customer: the answer does not reveal which."""

    code = "notFound"


class OwnershipUnproven(Unanswered):
    """A source that could have proven the owner did not answer."""

    code = "ownershipUnproven"


class SourceUnavailable(Unanswered):
    """The answer needs a source that did not answer."""

    code = "sourceUnavailable"


class RowMalformed(Unanswered):
    """The answer needs a stored row that cannot be read; reading it again does not help."""

    code = "malformedRow"


class AnswerLate(Unanswered):
    """The answer could not be derived by the deadline."""

    code = "answerLate"


class InvalidCursor(Unanswered):
    """The cursor was not issued here, for this search and this caller."""

    code = "invalidCursor"


class InvalidEvent(Unanswered):
    """The event violates the contract. ``fields`` names the invalid fields, without their values."""

    code = "invalidEvent"

    def __init__(self, fields: tuple[str, ...] = ()) -> None:
        super().__init__(self.code)
        self.fields = fields
