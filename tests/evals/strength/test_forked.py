"""A child reports what it sent, however it ends, and leaves this process as it was."""

import os
import signal
import time
from typing import Any

import pytest

from evals.harness.product_functions import ROOT
from evals.strength.cold_host import plant_at_import
from evals.strength.forked import ChildError, ChildReport, Send, fork_each, limit
from evals.strength.host_process import HostFailed, hosted
from evals.strength.planting import original
from evals.strength.written_faults import WrittenFault, as_mutant

_STATE: list[str] = []


def _work(item: str, send: Send) -> None:
    send(f"begun {item}")
    _STATE.append(item)
    match item:
        case "raises":
            raise ValueError("no")
        case "exits":
            raise SystemExit(3)
        case "is killed":
            os.kill(os.getpid(), signal.SIGKILL)
        case "loops":
            limit(cpu_s=0.05, clock_s=60)
            while True:
                pass
        case "waits":
            limit(cpu_s=60, clock_s=0.05)
            signal.pause()
        case _:
            send("x" * 200_000)  # more than a pipe holds


def _reports(*items: str) -> dict[str, ChildReport[str]]:
    return {report.item: report for report in fork_each(_work, items, processes=2)}


def test_children() -> None:
    reports = _reports("works", "raises", "exits", "is killed", "loops", "waits")
    assert {item: report.messages[0] for item, report in reports.items()} == {item: f"begun {item}" for item in reports}
    assert reports["works"].messages[1] == "x" * 200_000
    assert reports["raises"].messages[1] == ChildError("ValueError: no")
    assert reports["exits"].messages[1] == ChildError("SystemExit: 3")
    assert reports["is killed"].signal == signal.SIGKILL
    assert {item for item, report in reports.items() if report.ran_out_of_time} == {"loops", "waits"}
    assert _STATE == []


def test_no_child_is_started_after_the_time() -> None:
    assert list(fork_each(_work, ["works"], processes=1, until_s=time.monotonic() - 1)) == []


def test_another_process_sends_results_and_its_failure_is_an_error() -> None:
    assert list(hosted("evals.strength.cold_host", ((), []), processes=1)) == []
    with pytest.raises(HostFailed, match="ended with status 1"):
        list(hosted("evals.strength.no_such_host", (), processes=1))


def _read_planted(fault: WrittenFault, send: Send) -> None:
    plant_at_import(as_mutant(fault))
    send((ROOT / "language/en/messages.yaml").read_text(encoding="utf-8"))


def test_a_data_file_is_read_with_its_edit() -> None:
    before, after = "sum.granted: how much was granted\n  ", "sum.granted: all\n  "
    fault = WrittenFault(id="a", why="b", at="language/en/messages.yaml", find=before, replace=after)
    [report] = fork_each(_read_planted, [fault], processes=1)
    read: Any = report.messages[0]
    assert original(ROOT / "language/en/messages.yaml").decode().replace(before, after) == read
    assert after in read
