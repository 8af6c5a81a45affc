"""The audit log read off the event loop, by one thread that no question waits for."""

from collections.abc import AsyncGenerator, Callable
from functools import partial
from typing import TypeVar

from core.worker_threads import NotBegun, WorkerThreads
from guardrails.audit.chain import AuditEntry
from guardrails.audit.chain_state import ChainState, ChainWatch
from guardrails.audit.queries import AuditQuery
from guardrails.audit.reading import AuditPage, AuditReader
from guardrails.errors import AuditUnavailable

_Result = TypeVar("_Result")
_MOST_WAITING = 32


class AuditLogReader:
    """Pages, exports and the state of the chain.

    Every method raises ``AuditUnavailable`` if the log cannot be read, or too much is waiting to be read.
    """

    def __init__(self, reader: AuditReader, chain: ChainWatch) -> None:
        self._reader = reader
        self._chain = chain
        self._thread = WorkerThreads("audit-read", most_waiting=_MOST_WAITING)

    async def page(self, query: AuditQuery, *, before: int | None, limit: int) -> AuditPage:
        """Return the last records in question; see ``AuditReader.page``."""
        return await self._run(partial(self._reader.page, query, before=before, limit=limit))

    async def chain(self) -> ChainState:
        """Return the state of the chain after a step of checking it."""
        return await self._run(self._chain.advance)

    async def export(self, query: AuditQuery) -> AsyncGenerator[AuditEntry]:
        """Yield all records in question in the order of the file. Between chunks, others may read."""
        start: int | None = None
        while True:
            chunk = await self._run(partial(self._reader.chunk, query, start=start))
            for entry in chunk.entries:
                yield entry
            if chunk.following is None:
                return
            start = chunk.following

    def close(self) -> None:
        """End what is being read. Blocks until that is done."""
        self._thread.close()

    async def _run(self, work: Callable[[], _Result]) -> _Result:
        try:
            return await self._thread.run(work)
        except (NotBegun, OSError) as error:
            raise AuditUnavailable from error
