"""Every fault, and the harmless changes, which are not faults."""

from evals.mutation import (
    access_faults,
    audit_faults,
    conversation_faults,
    currency_faults,
    lookup_faults,
    model_faults,
    money_faults,
    pairing_faults,
    privacy_faults,
    reason_faults,
    source_faults,
    statement_faults,
    stream_faults,
    time_faults,
)
from evals.mutation.harmless_changes import VARIANTS
from evals.mutation.patching import Fault

FAULTS: tuple[Fault, ...] = (
    *money_faults.FAULTS,
    *currency_faults.FAULTS,
    *time_faults.FAULTS,
    *reason_faults.FAULTS,
    *pairing_faults.FAULTS,
    *lookup_faults.FAULTS,
    *source_faults.FAULTS,
    *access_faults.FAULTS,
    *audit_faults.FAULTS,
    *privacy_faults.FAULTS,
    *model_faults.FAULTS,
    *statement_faults.FAULTS,
    *conversation_faults.FAULTS,
    *stream_faults.FAULTS,
)
HARMLESS: tuple[Fault, ...] = VARIANTS
