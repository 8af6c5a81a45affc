"""The audit log off the event loop: the lock of its file and the disk may take their time, and nothing else waits."""

from functools import partial

from core.worker_threads import NotBegun, WorkerThreads
from guardrails.audit.file import AuditFile
from guardrails.audit.record import AuditRecord
from guardrails.errors import AuditUnavailable

_MOST_WAITING = 256  # records; more are refused, as nothing may happen that is not recorded


class AuditWriter:
    """Writes records on one thread, in the order in which they were given."""

    def __init__(self, file: AuditFile, *, most_waiting: int = _MOST_WAITING) -> None:
        self._file = file
        self._thread = WorkerThreads("audit", most_waiting=most_waiting)

    async def record(self, record: AuditRecord) -> None:
        """Return when the record is in the log.

        Raises:
            AuditUnavailable: when it cannot be written, or too many are waiting to be.
        """
        try:
            await self._thread.run(partial(self._file.record, record))
        except NotBegun as error:
            raise AuditUnavailable from error

    def close(self) -> None:
        """Write what is waiting and close the file. Blocks until that is done."""
        self._thread.close()
        self._file.close()
