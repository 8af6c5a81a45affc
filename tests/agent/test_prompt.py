"""The prompt: data with a version, one variant for each kind of reader."""

import re
from datetime import UTC, datetime

from agent.offline.brief import Brief

from agent.prompt import instructions, load_prompt
from rewards.identity import Role

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
_MOST_CHARACTERS = 3000


def test_each_variant_is_short_and_has_its_own_digest() -> None:
    staff, customer = load_prompt(customer=False), load_prompt(customer=True)

    assert max(len(staff.text), len(customer.text)) < _MOST_CHARACTERS
    assert staff.digest != customer.digest
    assert re.fullmatch("[0-9a-f]{12}", staff.digest)


def test_both_teach_references_gaps_languages_and_what_was_looked_up_already() -> None:
    for prompt in (load_prompt(customer=False), load_prompt(customer=True)):
        for taught in ("[[f3]]", "unknown is not zero", "Devanagari", "finished calls", "claimed"):
            assert taught in prompt.text


def test_a_customer_s_names_no_system_but_to_forbid_it() -> None:
    assert load_prompt(customer=True).text.count("PED") == 1
    assert "No internal words such as PED" in load_prompt(customer=True).text


def test_the_setting_tells_no_customer_to_a_customer() -> None:
    of_staff = Brief(NOW, UTC, Role.SUPPORT_AGENT, "CUST-1001", "CASE-1", ("O-1",))
    of_customer = Brief(NOW, UTC, Role.CUSTOMER, "CUST-1001", None)

    assert "CUST-1001" in instructions(of_staff)
    assert "order O-1" in instructions(of_staff)
    assert "CUST-1001" not in instructions(of_customer)
