"""All faults there are, and those changes that are none."""

from evals.planting import Fault
from evals.strength import (
    faults_access,
    faults_detail,
    faults_model,
    faults_money,
    faults_pairs,
    faults_privacy,
    faults_sources,
    faults_statements,
    faults_third,
    faults_time,
)
from evals.strength.harmless import VARIANTS

FAULTS: tuple[Fault, ...] = (
    *faults_money.FAULTS,
    *faults_time.FAULTS,
    *faults_sources.FAULTS,
    *faults_access.FAULTS,
    *faults_privacy.FAULTS,
    *faults_model.FAULTS,
    *faults_statements.FAULTS,
    *faults_detail.FAULTS,
    *faults_pairs.FAULTS,
    *faults_third.FAULTS,
)
HARMLESS: tuple[Fault, ...] = VARIANTS
