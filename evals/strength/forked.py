"""Work done in forked children, one for each item: what a child changes in its memory is gone with it."""

import gc
import math
import os
import pickle
import resource
import selectors
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

Item = TypeVar("Item")

Send = Callable[[Any], None]
MOST_CPU_S = 120  # of one child, whatever it does
MOST_S = 900  # the same as time on the clock: a child that waits for ever uses no CPU
LIMIT_SIGNALS = frozenset({signal.SIGPROF, signal.SIGALRM, signal.SIGXCPU})


@dataclass(slots=True)
class ChildReport(Generic[Item]):
    """What a child sent until it ended, and the signal that ended it, if one did."""

    item: Item
    messages: list[Any] = field(default_factory=list)
    signal: int | None = None
    cpu_s: float = 0.0

    @property
    def ran_out_of_time(self) -> bool:
        return self.signal in LIMIT_SIGNALS


@dataclass(slots=True)
class _Child(Generic[Item]):
    report: ChildReport[Item]
    pid: int
    received: bytearray = field(default_factory=bytearray)


def fork_each(
    work: Callable[[Item, Send], None], items: Sequence[Item], *, processes: int, until_s: float = math.inf
) -> Iterator[ChildReport[Item]]:
    """Do the work for each item in a child and yield the reports as the children end, in no particular order.

    No child is started after ``until_s``, a time of ``time.monotonic``: the items left then are left out. The messages
    that ``work`` sends must be picklable. A child that raises ends with what it has sent, plus the error.
    """
    gc.collect()
    gc.freeze()  # so that a collection in a child does not copy the memory that it shares with this process
    waiting = list(reversed(items))
    with selectors.DefaultSelector() as selector:
        running = 0
        while waiting or running:
            if time.monotonic() > until_s:
                waiting.clear()
            while waiting and running < processes:
                descriptor, child = _forked(work, waiting.pop())
                selector.register(descriptor, selectors.EVENT_READ, child)
                running += 1
            for key, _ in selector.select() if running else ():
                part = os.read(key.fd, 1 << 16)
                if part:
                    key.data.received += part
                    continue
                selector.unregister(key.fd)
                os.close(key.fd)
                running -= 1
                yield _ended(key.data)


def limit(*, cpu_s: float, clock_s: float) -> None:
    """End this process unless it calls this again within so much CPU time, and so much time on the clock."""
    signal.setitimer(signal.ITIMER_PROF, cpu_s)
    signal.setitimer(signal.ITIMER_REAL, clock_s)


def _forked(work: Callable[[Item, Send], None], item: Item) -> tuple[int, _Child[Item]]:
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return reading, _Child(ChildReport(item), pid)
    try:
        os.close(reading)
        for number in LIMIT_SIGNALS:
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        limit(cpu_s=MOST_CPU_S, clock_s=MOST_S)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        _silence()
        try:
            work(item, lambda message: _write(writing, pickle.dumps(message)))
        except BaseException as error:  # noqa: BLE001 -- it must not return into the parent's code
            _write(writing, pickle.dumps(ChildError(f"{type(error).__name__}: {error}")))
    finally:
        os._exit(0)


@dataclass(frozen=True, slots=True)
class ChildError:
    """What a child raised."""

    text: str


def _silence() -> None:
    """Discard what a child prints: a broken product may print a lot."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    os.close(nowhere)


def _write(descriptor: int, content: bytes) -> None:
    framed = len(content).to_bytes(8, "big") + content
    while framed:
        framed = framed[os.write(descriptor, framed) :]


def _ended(child: _Child[Item]) -> ChildReport[Item]:
    _, status, usage = os.wait4(child.pid, 0)
    report = child.report
    report.cpu_s = usage.ru_utime + usage.ru_stime
    report.signal = os.WTERMSIG(status) if os.WIFSIGNALED(status) else None
    content = bytes(child.received)
    while len(content) >= 8:
        size = int.from_bytes(content[:8], "big")
        if len(content) < 8 + size:
            break  # it ended while it was sending
        report.messages.append(pickle.loads(content[8 : 8 + size]))  # noqa: S301 -- sent by this program
        content = content[8 + size :]
    return report
