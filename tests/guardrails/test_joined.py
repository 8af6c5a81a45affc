"""What a reader of a stream would put together over the end of a sentence, and what only stands side by side."""

import random

import pytest
from guardrails.stream import SentenceGate

from guardrails.vault import Vault
from tests.harness import detector

# What must not be shown, as it would be read over the ends of sentences and lines.
SPLIT = {
    "Your account number is:\n123456789012 as you asked.": "123456789012",
    "The account number is. 123456789012.": "123456789012",
    "Your account number is\n\n123456789012.": "123456789012",
    "Your phone number is:\n98450\n12345 ok": "98450",
    "Call 98450. 12345 is the rest.": "12345",
    "Phone 98450.\n12345 bye": "12345",
    "It is nine eight four five zero. One two three four five.": "four five",
    "nine eight four five zero\none two three four five": "three four",
    "नंबर है नौ आठ चार पांच शून्य।\nएक दो तीन चार पांच": "चार पांच",
    "athanve pachas barah.\ntees pachees": "pachees",
    "The UTR number is:\n\n432112345678.": "432112345678",
    "Passport no.\nM1234567 seen": "M1234567",
    "My name is.\nAsha Verma": "Asha",
    "Customer name:\nAsha Verma": "Asha",
    "Thanks and regards,\nAsha Verma": "Asha",
    "Aadhaar:\n- 1234 5678 9012": "1234",
    "Gift card code:\nABCD-EFGH12-WXYZ": "EFGH12",
    "His bank account number is\n50100123456789.\nDone.": "50100123456789",
}
# Several sentences, each for itself.
APART = {
    "On order 404-1029384-5566778, 36.00 was granted.\n15.00 was issued on 8 Nov 2026.\n2 installments.": 3,
    "Gift card •••• 1111.\n- ₹21.00 issued on 12 Nov 2026, gift card •••• 2222.\n₹64.00 remains.": 3,
    "Order 404-1029384-5566778.\n404-1029384-5566779 too.": 2,
    "There are 2.\n15 items": 2,
    "1. one\n2. two\n3. three": 3,
    "Please contact us. 15 Nov 2026 is it.": 2,
    "Check your gift card. 36.00 was granted on it.": 2,
    "Promised 100.00. Granted 36.00. Remaining 64.00.": 3,
    "[[f1]] was promised. [[f2]] remains on <GIFT_CARD_1>.\n<PHONE_1> was told.": 3,
    "It was issued in 2026. 98450 orders had it. Thanks. Bye.": 4,
}


def sentences_of(text: str, *, seed: int) -> list[str]:
    """Stream the text in chunks of random size."""
    gate, at, sentences = SentenceGate(), 0, []
    random_size = random.Random(seed)
    while at < len(text):
        size = random_size.randint(1, 9)
        sentences += gate.feed(text[at : at + size])
        at += size
    return sentences + gate.close()


@pytest.mark.parametrize("text", SPLIT)
def test_a_value_is_taken_out_over_the_end_of_a_sentence(text: str) -> None:
    for seed in range(20):
        vault = Vault(detector())
        shown = "".join(vault.sweep(sentence) for sentence in sentences_of(text, seed=seed))

        assert SPLIT[text] not in shown
        assert shown == Vault(detector()).sweep(text)


@pytest.mark.parametrize("text", APART)
def test_sentences_that_only_follow_each_other_stay_apart(text: str) -> None:
    for seed in range(20):
        sentences = sentences_of(text, seed=seed)

        assert len(sentences) == APART[text]
        assert "".join(sentences) == text


def test_what_is_held_for_longer_is_bounded() -> None:
    """A model that goes on and on with words for telephones holds back no more than any other."""
    gate, longest = SentenceGate(), 0
    sentences: list[str] = []
    for _ in range(400):
        sentences += gate.feed("The phone number is:\n98450 ")
        longest = max(longest, len(gate._held))
    sentences += gate.close()

    assert longest <= 600 + 27
    assert "".join(sentences) == "The phone number is:\n98450 " * 400
