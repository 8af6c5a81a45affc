"""Runs unit tests over mutants: of each, the chosen tests, until one fails.

pytest collects the tests once, in a separate process; then a child is forked for each mutant, as for tasks.
"""

from collections.abc import Sequence

from evals.strength.forked import ChildReport, Send, fork_each, limit
from evals.strength.host_process import serve
from evals.strength.outcome import MutantOutcome, Noticed
from evals.strength.planting import LiveFunctions, NotSwappable
from evals.strength.trial import Failed, NotPlanted, Started, Trial
from evals.strength.trial_outcome import has_failed
from evals.strength.trial_outcome import outcome_of as outcome_of_runs
from evals.strength.unit_test_session import UnitTestSession, run_session

_RUN_S = 10  # of CPU, for one test; the slowest that is chosen takes a few
_WAITING_S = 120


def outcome_of(report: ChildReport[Trial]) -> MutantOutcome:
    """Return what the tests noticed of the trial's mutant."""
    outcome = outcome_of_runs(report)
    outcome.tasks, outcome.tests = (), report.item.tests
    if outcome.noticed is Noticed.BY_EVALS:
        outcome.noticed = Noticed.BY_TESTS
    return outcome


def host(trials: Sequence[Trial], processes: int, send: Send) -> None:
    """Try each, and send the reports. A test that fails without any mutant as well is named after them."""
    files = sorted({name.partition("::")[0] for trial in trials for name in trial.tests})

    def try_all(session: UnitTestSession) -> None:
        live = LiveFunctions()

        def attempt(trial: Trial, send_up: Send) -> None:
            try:
                live.plant(*trial.mutants)
            except NotSwappable as error:
                send_up(NotPlanted(str(error)))
                return
            session.use_own_folder()
            names = [name for name in trial.tests if name in session.items]
            for name, following in zip(names, [*names[1:], None], strict=True):
                send_up(Started(name))
                limit(cpu_s=_RUN_S, clock_s=_WAITING_S)
                if not session.passes(name, following):
                    send_up(Failed(name))
                    if not trial.goes_on:
                        return

        noticing: set[str] = set()
        for report in fork_each(attempt, trials, processes=processes):
            noticing |= {message.name for message in report.messages if isinstance(message, Failed)}
            send(report)
        again = [Trial((), tests=(name,)) for name in sorted(noticing)]
        send({report.item.tests[0] for report in fork_each(attempt, again, processes=processes) if has_failed(report)})

    run_session(files, try_all)


if __name__ == "__main__":
    serve(host)
