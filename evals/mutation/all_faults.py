"""All faults there are, and those changes that are none."""

from evals.mutation import (
    access_faults,
    detail_faults,
    faults_third,
    model_faults,
    money_faults,
    pairing_faults,
    privacy_faults,
    source_faults,
    statement_faults,
    time_faults,
)
from evals.mutation.harmless_changes import VARIANTS
from evals.mutation.patching import Fault

FAULTS: tuple[Fault, ...] = (
    *money_faults.FAULTS,
    *time_faults.FAULTS,
    *source_faults.FAULTS,
    *access_faults.FAULTS,
    *privacy_faults.FAULTS,
    *model_faults.FAULTS,
    *statement_faults.FAULTS,
    *detail_faults.FAULTS,
    *pairing_faults.FAULTS,
    *faults_third.FAULTS,
)
HARMLESS: tuple[Fault, ...] = VARIANTS
