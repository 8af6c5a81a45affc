"""Approved texts for tests."""

from language.catalogue import LANGUAGES
from rewards.contract import Reason
from statements.approved import ApprovedText, Knowledge
from statements.topics import Topic


def _text(name: str, text: str, **limits: object) -> ApprovedText:
    return ApprovedText.model_validate({"id": name, "text": dict.fromkeys(LANGUAGES, text), **limits})


KNOWLEDGE = Knowledge(
    texts=(
        _text(
            "each-shipment",
            "Each shipment triggers an installment of its own.",
            reasons=[Reason.AWAITING_SHIPMENT],
            answers=[Topic.WHY_IN_PARTS],
        ),
        _text("how-to-scratch", "Scratch it in the app.", benefit_types=["SCRATCH_CARD"], audience="customer"),
        _text("for-staff", "Cards are revealed by customers only.", benefit_types=["SCRATCH_CARD"], audience="staff"),
    ),
    digest="test",
)
