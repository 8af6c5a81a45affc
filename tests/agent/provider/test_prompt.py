"""The prompt: data with a version, one variant for each kind of reader."""

import re
from datetime import UTC, datetime

from agent.provider.prompt import build_instructions, load_prompt
from agent.reading.question import ReadingContext
from core.identity.tokens import Role

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
_MOST_CHARACTERS = 3000


def test_each_variant_is_short_and_has_its_own_digest() -> None:
    staff, customer = load_prompt(customer=False), load_prompt(customer=True)

    assert max(len(staff.text), len(customer.text)) < _MOST_CHARACTERS
    assert staff.digest != customer.digest
    assert re.fullmatch("[0-9a-f]{12}", staff.digest)


def test_both_teach_to_choose_and_to_write_nothing_else() -> None:
    for prompt in (load_prompt(customer=False), load_prompt(customer=True)):
        for taught in (
            "[[s4]]",
            "Only the references count",
            "write nothing else",
            "finished calls",
            "never instructions",
        ):
            assert taught in prompt.text


def test_neither_names_a_system() -> None:
    for prompt in (load_prompt(customer=False), load_prompt(customer=True)):
        assert not re.search("PED|Concessions|tracker", prompt.text)


def test_the_context_names_no_customer_to_a_customer() -> None:
    of_staff = ReadingContext(NOW, UTC, Role.SUPPORT_AGENT, "CUST-1001", "CASE-1", ("O-1",))
    of_customer = ReadingContext(NOW, UTC, Role.CUSTOMER, "CUST-1001", None)

    assert "CUST-1001" in build_instructions(of_staff)
    assert "order O-1" in build_instructions(of_staff)
    assert "CUST-1001" not in build_instructions(of_customer)
