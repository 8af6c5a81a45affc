"""A pytest session whose tests are run one by one in forked children, in an order that its user chooses."""

import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from evals.harness.product_functions import ROOT

FOLDERS = ("agent", "api", "core", "guardrails", "language", "rewards", "statements", "tools")
# Tests that start processes or servers: a fault that is planted in this process is not in theirs.
_MARKS = "not browser and not postgres and not slow and not nightly"


class UnitTestSession:
    """A pytest plugin that does some work in place of the session's tests, once they are collected."""

    def __init__(self, work: Callable[["UnitTestSession"], None], folder: Path) -> None:
        self._work = work
        self._folder = folder
        self._failed: list[str] = []
        self.items: dict[str, pytest.Item] = {}

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self._session = session
        self.items = {item.nodeid: item for item in session.items}
        self._work(self)
        return True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self._failed.append(report.nodeid)

    def passes(self, name: str, following: str | None) -> bool:
        """Run a test and return whether it passed. The fixtures that the following one shares with it are kept."""
        self._failed.clear()
        item = self.items[name]
        item.ihook.pytest_runtest_protocol(item=item, nextitem=self.items[following] if following else None)
        return not self._failed

    def use_own_folder(self) -> None:
        """Use a folder for temporary files that no other child uses."""
        factory = self._session.config._tmp_path_factory  # type: ignore[attr-defined]
        factory._basetemp = Path(tempfile.mkdtemp(dir=self._folder))


def run_session(
    files: Sequence[str], work: Callable[[UnitTestSession], None], *, plugins: Sequence[object] = ()
) -> None:
    """Collect the tests of these files, and have the work done.

    Raises:
        RuntimeError: they cannot be collected.
    """
    os.chdir(ROOT)
    with tempfile.TemporaryDirectory(prefix="rewards-strength-") as folder:
        session = UnitTestSession(work, Path(folder))
        options = ["-q", "-p", "no:cacheprovider", "-m", _MARKS]
        status = pytest.main([*options, *files], plugins=[session, *plugins])
    if status not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        raise RuntimeError(f"pytest ended with status {status}")
