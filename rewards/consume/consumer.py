"""The loop of every consumer: read, store, announce, acknowledge.

A record is acknowledged after its events are durable, or are dead letters. A process that ends in between reads the
record again, and the store recognizes the events by their ids. So nothing is lost and nothing counts twice, whatever
ends the process and however many processes read the same source.

Nothing more is read while records wait for the store: what is in flight is bounded, and the source keeps the rest.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from core.clock import Clock
from rewards.consume.dead_letters import DeadLetter, DeadLetters, DeadLettersUnavailable
from rewards.consume.growing_pause import GrowingPause, wait_or_stop
from rewards.consume.handler import Handled, RecordHandler
from rewards.consume.metrics import ConsumeMetrics
from rewards.consume.record import Record
from rewards.consume.record_source import RecordSource
from rewards.errors import RecordSourceUnavailable, StoreUnavailable
from rewards.order_changes import OrderChanges

_LOG = logging.getLogger(__name__)
_REPORT_EVERY_S = 60.0
_DEAD_LETTERS_FAILED = "deadLettersUnavailable"


class Consumer:
    """A consumer of one source, which runs until ``stop`` is set."""

    def __init__(
        self,
        source: RecordSource,
        handler: RecordHandler,
        *,
        dead_letters: DeadLetters,
        changes: OrderChanges,
        metrics: ConsumeMetrics,
        clock: Clock,
        stop: asyncio.Event,
        max_in_flight: int = 500,
        take_skipped: Callable[[], bool] = lambda: False,
    ) -> None:
        """``take_skipped``: whether the source has skipped rows since the last call; then every order is announced."""
        self._source = source
        self._handler = handler
        self._dead_letters = dead_letters
        self._changes = changes
        self._metrics = metrics
        self._clock = clock
        self._stop = stop
        self._max_in_flight = max_in_flight
        self._take_skipped = take_skipped

    async def run(self) -> None:
        """Consume until the process stops. The source is connected by the caller."""
        reporting = asyncio.create_task(self._report_every_minute())
        reading = GrowingPause(self._stop)
        try:
            while not self._stop.is_set():
                try:
                    records = await self._source.read(self._max_in_flight)
                except (RecordSourceUnavailable, StoreUnavailable) as error:
                    self._note_failure(error.code, str(error))
                    await reading.wait()
                    continue
                reading.reset()
                if self._take_skipped():
                    _LOG.info("changes were not read: every order is announced")
                    await self._changes.publish_every_order()
                await self._finish(records)
        finally:
            reporting.cancel()
            await asyncio.gather(reporting, return_exceptions=True)
            _LOG.info("stopped: %s", self._metrics.take_report())

    async def _finish(self, records: Sequence[Record]) -> None:
        """Handle these records until all are acknowledged, or the process stops."""
        batch = _Batch(waiting=list(records))
        pause = GrowingPause(self._stop)
        while True:
            before = batch.size
            await self._attempt(batch)
            self._metrics.waiting(batch.waiting)
            if not batch.size:
                return
            if self._stop.is_set():
                await self._hand_over(self._source.release, batch.waiting)
                return
            if batch.size < before:
                pause.reset()
            await self._hand_over(self._source.extend, [*batch.waiting, *batch.finished])
            await pause.wait()

    async def _attempt(self, batch: "_Batch") -> None:
        """Handle what waits once, and acknowledge what is finished."""
        if batch.waiting:
            self._metrics.waiting(batch.waiting)
            handled = await self._handler.handle(batch.waiting)
            if handled.changed_orders:
                await self._changes.publish(handled.changed_orders)
            if handled.failure is not None:
                self._note_failure(handled.failure.code, str(handled.failure))
            batch.waiting = list(handled.unfinished)
            await self._bury(handled, batch)
        if batch.finished:
            try:
                await self._source.acknowledge(batch.finished)
            except (RecordSourceUnavailable, StoreUnavailable) as error:
                self._note_failure(error.code, str(error))
            else:
                batch.finished = []

    async def _bury(self, handled: Handled, batch: "_Batch") -> None:
        """Keep the dead letters, and count what is finished. Without its letter a record is not finished."""
        at = self._clock.now()
        letters = [DeadLetter(at, self._source.name, record, faults) for record, faults in handled.faults.items()]
        try:
            if letters:
                await self._dead_letters.put(letters)
        except DeadLettersUnavailable as error:
            self._note_failure(_DEAD_LETTERS_FAILED, str(error))
            batch.finished += [record for record in handled.finished if record not in handled.faults]
            batch.waiting += handled.faults
            return
        batch.finished += handled.finished
        self._metrics.handled(handled.counts)
        for letter in letters:
            for fault in letter.faults:
                fields = ", ".join(fault.fields) or "none named"
                _LOG.warning("dead letter: %s, %s, fields: %s", letter.record.position, fault.reason.value, fields)

    async def _hand_over(
        self, operation: Callable[[Sequence[Record]], Awaitable[None]], records: Sequence[Record]
    ) -> None:
        try:
            await operation(records)
        except (RecordSourceUnavailable, StoreUnavailable) as error:
            self._note_failure(error.code, str(error))

    def _note_failure(self, code: str, message: str) -> None:
        self._metrics.retried(code)
        _LOG.warning("retrying: %s", message, extra={"code": code})

    async def _report_every_minute(self) -> None:
        while not self._stop.is_set():
            await wait_or_stop(self._stop, _REPORT_EVERY_S)
            if not self._stop.is_set():
                _LOG.info("consumed: %s", self._metrics.take_report())


@dataclass(slots=True)
class _Batch:
    """Records that were read: those that wait for the store, and those that wait to be acknowledged."""

    waiting: list[Record]
    finished: list[Record] = field(default_factory=list)

    @property
    def size(self) -> int:
        return len(self.waiting) + len(self.finished)
