"""Approved texts for tests."""

from core.contract import Reason
from language.message_catalogue import LANGUAGES
from statements.approved_texts import ApprovedText, ApprovedTexts
from statements.topics import Topic


def _text(name: str, text: str, **limits: object) -> ApprovedText:
    return ApprovedText.model_validate({"id": name, "text": dict.fromkeys(LANGUAGES, text), **limits})


KNOWLEDGE = ApprovedTexts(
    texts=(
        _text(
            "each-shipment",
            "Each shipment triggers an installment of its own.",
            reasons=[Reason.AWAITING_SHIPMENT],
            answers=[Topic.WHY_IN_PARTS],
        ),
        _text("how-to-scratch", "Scratch it in the app.", benefit_types=["SCRATCH_CARD"], audience="customer"),
        ApprovedText.model_validate(
            {
                "id": "other-languages",
                "audience": "customer",
                "answers": [Topic.OTHER_LANGUAGE],
                "text": dict.fromkeys(LANGUAGES, "English and Hindi only.") | {"ta": "ஆங்கிலம், இந்தி மட்டுமே."},
            }
        ),
        _text("for-staff", "Cards are revealed by customers only.", benefit_types=["SCRATCH_CARD"], audience="staff"),
    ),
    digest="test",
)
