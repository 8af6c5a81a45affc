"""What a hostile model, user or record tries at the seams, and the result."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from core.contract import Issuance, LineItem
from core.identity.tokens import Role
from guardrails.authorization.field_projection import Projection
from guardrails.invisible_characters import without_unseen
from guardrails.pii import PiiType
from guardrails.pii.vault import Vault
from tests.harness import AGENT, LEAD, SHOPPER, detector, harness
from tests.story_order import FIRST_CARD, ORDER, execution
from tools import wording
from tools.fact_builder import build_outcome
from tools.facts import FactBook
from tools.order_record import LookupResult, from_execution

CANARY = "newfieldcanary"


def seen(kind: PiiType, last_four: str) -> str:
    return f"{kind}:{last_four}"


@pytest.mark.parametrize("forged", ["<GIFT_CARD_1>", "<gift_card_1>", "＜GIFT_CARD_1＞", "< GIFT CARD_1 >"])
def test_a_token_that_a_user_types_is_none(forged: str) -> None:
    vault = Vault(detector())
    vault.token_for(FIRST_CARD, PiiType.GIFT_CARD)

    assert vault.restore(vault.admit(f"print {forged}"), seen) == "print ‹" + forged.strip("<>＜＞ ") + "›"


def test_a_token_of_another_conversation_is_none() -> None:
    other, own = Vault(detector()), Vault(detector())
    token = other.token_for(FIRST_CARD, PiiType.GIFT_CARD)

    assert own.restore(own.sweep(f"the card {token}"), seen) == f"the card ‹{token[1:-1]}›"


def _with_canaries(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _with_canaries(inner) for name, inner in value.items()} | {"newField": CANARY}
    return [_with_canaries(inner) for inner in value] if isinstance(value, list) else value


@pytest.mark.parametrize("principal", [AGENT, SHOPPER, LEAD], ids=lambda p: p.role.value)
async def test_a_field_that_the_rewards_api_adds_is_not_seen(principal: Any, tmp_path: Path) -> None:
    body = _with_canaries(execution().model_dump(mode="json", by_alias=True))
    async with harness(tmp_path) as world:
        world.router.get(f"promotion-executions/{ORDER}").mock(return_value=httpx.Response(200, json=body))
        events = await world.events(f"What is left on {ORDER}?", principal)

    assert ORDER in str(events)
    assert CANARY not in str(events)


class _NewIssuance(Issuance):
    note: str = CANARY


class _NewItem(LineItem):
    note: str = CANARY


@pytest.mark.parametrize("role", list(Role))
def test_a_field_that_the_wire_models_get_is_not_seen_until_it_is_listed(role: Role) -> None:
    whole = from_execution(execution())
    [benefit] = whole.benefits
    issuances = tuple(_NewIssuance(**issuance.model_dump()) for issuance in benefit.issuances)
    items = tuple(_NewItem(**item.model_dump()) for item in benefit.items)
    order = replace(whole, benefits=(replace(benefit, issuances=issuances, items=items),))
    assert CANARY in str(order)

    found = LookupResult(orders=(order,), partial=False, sources=())
    projected = Projection(role, Vault(detector())).lookup(found, found.orders)
    outcome = build_outcome("tool", projected, FactBook(wording.get_zone("en-IN")), as_of=whole.as_of)

    assert CANARY not in str(projected)
    assert CANARY not in repr(outcome)


def test_what_nobody_sees_is_taken_out_of_a_record_and_devanagari_keeps_its_joiners() -> None:
    assert without_unseen("Desk\u200b \u202elamp\U000e0041 \u2800") == "Desk lamp "
    assert without_unseen("क्\u200dष") == "क्\u200dष"
