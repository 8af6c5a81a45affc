"""What the messages of a child say about its trial."""

from evals.strength.forked import ChildError, ChildReport
from evals.strength.outcome import MutantOutcome, Noticed
from evals.strength.trial import Chosen, Failed, NotPlanted, Started, Trial


def has_failed(report: ChildReport[Trial]) -> bool:
    """Whether a run of the trial failed, or never ended."""
    return report.signal is not None or any(isinstance(message, Failed | ChildError) for message in report.messages)


def outcome_of(report: ChildReport[Trial]) -> MutantOutcome:
    """Return what the tasks noticed of the trial's mutant."""
    outcome = MutantOutcome(report.item.mutants[0], Noticed.BY_NONE, cpu_s=report.cpu_s)
    started = ""
    for message in report.messages:
        if isinstance(message, Chosen):
            outcome.tasks = message.names
        elif isinstance(message, Started):
            started = message.name
        elif isinstance(message, NotPlanted):
            outcome.noticed, outcome.detail = Noticed.NOT_PLANTED, message.reason
        elif isinstance(message, Failed):
            outcome.noticed, outcome.by, outcome.checks = Noticed.BY_EVALS, message.name, message.checks
        elif isinstance(message, ChildError):
            outcome.noticed, outcome.by, outcome.checks = Noticed.BY_EVALS, started, (message.text,)
    if report.signal is not None:
        outcome.noticed, outcome.by, outcome.checks = Noticed.BY_EVALS, started, (f"signal {report.signal}",)
        outcome.timed_out = report.ran_out_of_time
    return outcome
