"""Properties of what people are shown: of any record, each role sees no more than it may."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.edge_rendering import Edge
from api.records import examples
from api.records.order_rendering import OrderRendering
from api.records.order_view import OrderView
from api.routes import order_reveal, order_stream, records
from core.contract import Cashback, Closure, Issuance, LineItem, Reason, Reversal, SourceStatus, WireModel
from core.identity.tokens import Principal
from core.money import Money
from guardrails.authorization.field_projection import Projection
from guardrails.authorization.revealed_cards import reveal_ids
from guardrails.pii.vault import Vault
from tests.harness import AGENT, LEAD, SHOPPER, detector
from tests.story_order import FIRST_AT, NOW, execution, sources
from tools.order_record import BenefitRecord, LookupResult, OrderRecord, from_execution

DETECTOR = detector()
_FEW = settings(suppress_health_check=[HealthCheck.too_slow], max_examples=40)
MEMO = "call Nobody Else on 98450 12345"
_STORY = from_execution(execution())


def _built(model: type[WireModel], **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Build a model by the names of its fields, which its signature has in another form."""
    return st.fixed_dictionaries(fields).map(lambda values: model(**values))


_amounts = st.one_of(st.none(), st.integers(0, 99_999).map(lambda n: Money(amount_minor=n, currency="INR")))
_cards = st.sampled_from([None, "GC-7F3K-9Q2M-1111", "GC-8H4L-2W6N-2222", "GC-AAAA-BBBB-3333, GC-CCCC-DDDD-4444"])
_cashback = _built(
    Cashback,
    **dict.fromkeys(
        ("eligible", "issued", "reversed", "granted", "pending", "cancelled", "expired", "remaining", "over_issued"),
        _amounts,
    ),
    amounts_complete=st.booleans(),
)
_codes = st.sampled_from([None, "BANK_DOWN", MEMO])
_known = st.integers(0, 99_999).map(lambda n: Money(amount_minor=n, currency="INR"))
_issuances = _built(
    Issuance,
    event_id=st.one_of(st.none(), st.sampled_from(["EV-1", "EV-2", "EV-3"])),
    type=st.just("ISSUED"),
    amount=_amounts,
    gift_card_id=_cards,
    issued_at=st.sampled_from([None, FIRST_AT]),
    reversals=st.lists(
        _built(Reversal, event_id=st.just("R"), amount=_known, reversed_at=st.just(FIRST_AT), reason_code=_codes),
        max_size=1,
    ),
    status=st.sampled_from(["ISSUED", "FAILED", "RECORDED"]),
    source=st.just("concessions"),
    reason_code=_codes,
)
_closures = _built(
    Closure,
    event_id=st.just("C"),
    type=st.sampled_from(["CANCELLED", "EXPIRED"]),
    amount=_known,
    closed_at=st.just(FIRST_AT),
    reason_code=_codes,
)
_items = _built(
    LineItem,
    line_item_id=st.just("LI-1"),
    title=st.sampled_from([None, "Desk lamp", MEMO]),
    eligible=_known,
    issued=_known,
    status=st.just("PENDING"),
    updated_at=st.just(FIRST_AT),
    gift_card_id=_cards,
)
_benefits = st.builds(
    replace,
    st.just(_STORY.benefits[0]),
    promotion_name=st.sampled_from([None, "Festive cashback", MEMO]),
    benefit_type=st.sampled_from(["SCRATCH_CARD", "UNKNOWN", "INSTANT_CASHBACK"]),
    cashback=_cashback,
    reasons=st.lists(st.sampled_from(list(Reason)), max_size=3, unique=True).map(tuple),
    revealed_at=st.sampled_from([None, FIRST_AT]),
    issuances=st.lists(_issuances, max_size=3).map(tuple),
    closures=st.lists(_closures, max_size=2).map(tuple),
    items=st.lists(_items, max_size=2).map(tuple),
)
_orders = st.builds(
    replace, st.just(_STORY), benefits=st.lists(_benefits, min_size=1, max_size=2).map(tuple), totals=st.just(())
)


def shown(order: OrderRecord, who: Principal) -> OrderView:
    vault = Vault(DETECTOR)
    lookup = LookupResult(orders=(order,), partial=False, sources=())
    [projected] = Projection(who.role, vault).lookup(lookup, (order,)).orders
    return OrderRendering(Edge(who, vault), may_reveal=who is LEAD).order(projected)


def is_hidden(benefit: BenefitRecord) -> bool:
    """Whether it is a scratch card of which its customer may not know the worth, in plain Python."""
    has_issued = benefit.cashback is not None and bool(benefit.cashback.issued and benefit.cashback.issued.amount_minor)
    has_issued = has_issued or any(one.status != "FAILED" and one.status != "RECORDED" for one in benefit.issuances)
    return benefit.benefit_type != "INSTANT_CASHBACK" and benefit.revealed_at is None and not has_issued


@_FEW
@given(order=_orders, who=st.sampled_from([AGENT, SHOPPER, LEAD]))
def test_no_role_is_shown_a_number_a_memo_or_more_than_it_may(order: OrderRecord, who: Principal) -> None:
    view = shown(order, who)
    text = view.model_dump_json()

    assert "GC-" not in text
    assert "98450" not in text
    assert "<GIFT_CARD" not in text
    assert (view.customer_id is None) == (who is SHOPPER)
    assert who is LEAD or '"revealId":"' not in text
    for benefit, found in zip(view.benefits, order.benefits, strict=True):
        if who is not SHOPPER:
            continue
        assert not {Reason.OVER_ISSUED, Reason.DUPLICATE_ISSUANCE, Reason.SOURCE_CONFLICT} & set(benefit.reasons)
        assert benefit.position is not None
        assert benefit.position.over_issued is None
        if is_hidden(found):
            amounts = benefit.position.model_dump(exclude={"amounts_complete"})
            assert set(amounts.values()) == {None}
            assert (benefit.installments, benefit.closures, benefit.items, view.totals) == ([], [], [], [])


@_FEW
@given(order=_orders)
def test_a_name_for_a_reveal_is_that_of_its_installment(order: OrderRecord) -> None:
    for benefit, found in zip(shown(order, LEAD).benefits, order.benefits, strict=True):
        names = dict(zip(reveal_ids(found), found.issuances, strict=True))
        for installment in benefit.installments:
            if installment.reveal_id is not None and len(names) == len(found.issuances):
                card = names[installment.reveal_id].gift_card_id
                assert card is not None
                assert installment.gift_card == f"•••• {card[-4:]}"


@_FEW
@given(order=_orders, latency=st.floats(0, 100))
def test_the_revision_is_that_of_the_content(order: OrderRecord, latency: float) -> None:
    slower = tuple(one.model_copy(update={"latency_ms": latency}) for one in sources(ped=SourceStatus.STALE))

    assert shown(replace(order, sources=slower, as_of=FIRST_AT), AGENT).revision == shown(order, AGENT).revision
    assert order.as_of == NOW


def _responses(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in document["paths"].values():
        for operation in path.values():
            yield from operation["responses"].items()


def test_the_document_has_models_problems_and_examples() -> None:
    app = FastAPI()
    for router in (records.router, order_stream.router, order_reveal.router):
        app.include_router(router)
    document = app.openapi()

    assert set(document["paths"]) == {
        "/v1/orders/{brf}",
        "/v1/customers/{customer_id}/orders",
        "/v1/gift-cards/{gift_card_id}/issuances",
        "/v1/orders/{brf}/events-stream",
        "/v1/orders/{brf}/reveal",
    }
    for status, response in _responses(document):
        if status == "200":
            [content] = response["content"].values()
            assert "example" in content or content == {"schema": {"type": "string"}}
        elif status == "404":
            assert response["content"]["application/problem+json"]["example"]["code"] == "notFound"
    assert {status for status, _ in _responses(document)} == {"200", "400", "401", "404", "422", "429", "503"}


@pytest.mark.parametrize("name", ["ORDER", "ORDER_PAGE", "GIFT_CARD_PAGE", "REVEALED", "NOT_FOUND"])
def test_the_examples_are_of_their_models(name: str) -> None:
    example = getattr(examples, name)

    assert type(example).model_validate(json.loads(example.model_dump_json())) == example
