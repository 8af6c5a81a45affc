"""``rewards-agent evals strength``: what the evals and the unit tests notice of machine-made faults."""

import argparse
import math
import os
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from cli.errors import UsageError

if TYPE_CHECKING:
    from evals.strength.mutant import Mutant

_PARTS = ("mutants", "sealed", "harmless")
SAMPLE = 400
WIDTH = 140  # of the report where the terminal is narrower, or is a file: its tables are not cut


def configure(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--sample", type=_count, default=SAMPLE, metavar="N", help=f"how many mutants (default: {SAMPLE})")
    add("--seed", type=_count, default=1, metavar="N", help="of the sample (default: 1)")
    add("--package", action="append", default=[], metavar="NAME", help="only mutants of it; may be repeated")
    add("--operator", action="append", default=[], metavar="NAME", help="only mutants by it; may be repeated")
    add("--changed", metavar="BASE", help="only mutants of the lines that differ from this commit")
    add("--only", action="append", default=[], choices=_PARTS, help="only this part; may be repeated (default: all)")
    add("--evals-only", action="store_true", help="run no unit tests over what no task notices")
    add("--within", type=_count, metavar="SECONDS", help="try mutants for no longer than this, after the recording")
    add("--again", action="store_true", help="try again what is known of this state of the tree")
    add("--reveal", action="store_true", help="name the sealed faults that were missed; nobody who writes tasks may")
    add("--jobs", type=_count, default=os.cpu_count() or 1, metavar="N", help="how many processes")
    add(
        "--json",
        type=Path,
        metavar="FILE",
        help="write the report of the mutants as JSON as well",
    )


def run(arguments: argparse.Namespace) -> int:
    """Measure what was requested, report it, and return the exit status."""
    _require_the_tree()
    from rich.console import Console

    from evals.strength.equivalents import mark, read_equivalents
    from evals.strength.harmless_changes import try_harmless
    from evals.strength.measure import Measurement, Measuring
    from evals.strength.outcome_log import OutcomeLog
    from evals.strength.strength_report import as_json, print_false_alarms, print_report, print_sealed
    from evals.strength.written_faults import harmless_mutants, sealed_mutants

    parts = arguments.only or (["mutants"] if arguments.changed else list(_PARTS))
    chosen = _chosen(arguments) if "mutants" in parts else []
    harmless = harmless_mutants() if "harmless" in parts else []
    sealed = sealed_mutants() if "sealed" in parts else []
    if not (chosen or harmless or sealed):
        raise UsageError("no mutants: nothing matches")
    log = OutcomeLog(is_new=arguments.again, sealed=[fault.fingerprint for fault in sealed])
    how = Measuring(arguments.jobs, with_tests=not arguments.evals_only, within_s=arguments.within or math.inf)
    measurement = Measurement(how, log)
    outcomes = measurement.of([*chosen, *sealed])
    of_sealed = {fault.fingerprint for fault in sealed}
    mutants = [outcome for outcome in outcomes if outcome.mutant.fingerprint not in of_sealed]
    faults = [outcome for outcome in outcomes if outcome.mutant.fingerprint in of_sealed]
    wrong = mark(mutants, read_equivalents())
    console = Console(highlight=False, width=max(Console().width, WIDTH))
    if len(outcomes) < len(chosen) + len(sealed):
        console.print(f"{len(outcomes)} of {len(chosen) + len(sealed)} were tried within {arguments.within} s")
    if chosen:
        print_report(mutants, console)
    for fingerprint in wrong:
        console.print(f"listed as equivalent, but noticed: {fingerprint}")
    if sealed:
        print_sealed(faults, console, reveal=arguments.reveal)
    changes = try_harmless(harmless, measurement, with_tests=not arguments.evals_only) if harmless else []
    is_alarmed = bool(changes) and print_false_alarms(changes, console)
    if arguments.json is not None:
        _write(arguments.json, as_json(mutants, seed=arguments.seed, problems=wrong))
    return 1 if wrong or is_alarmed else 0


def _require_the_tree() -> None:
    """Raise UsageError where the suite is installed without the unit tests and pytest."""
    from evals.harness.product_functions import ROOT

    if find_spec("pytest") is None or not (ROOT / "tests").is_dir():
        raise UsageError("strength needs the source tree, and the development environment that `make setup` makes")


def _chosen(arguments: argparse.Namespace) -> "list[Mutant]":
    from evals.strength.changed_lines import changed_mutants
    from evals.strength.data_mutants import catalogue_mutants, lexicon_mutants
    from evals.strength.mutant_sites import every_mutant
    from evals.strength.sampling import sampled

    mutants = [*every_mutant(), *catalogue_mutants(), *lexicon_mutants()]
    if arguments.changed:
        mutants = changed_mutants(mutants, arguments.changed)
    if arguments.package:
        mutants = [mutant for mutant in mutants if mutant.package in arguments.package]
    if arguments.operator:
        mutants = [mutant for mutant in mutants if mutant.operator in arguments.operator]
    return sampled(mutants, size=arguments.sample, seed=arguments.seed)


def _write(path: Path, report: str) -> None:
    try:
        path.write_text(report, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from error


def _count(text: str) -> int:
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 12 else 0
    if number < 1:
        raise argparse.ArgumentTypeError("a whole number of at least 1 is needed")
    return number
