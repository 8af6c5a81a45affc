"""The line of time of a benefit: its steps in order, nothing placed without a recorded time, shapes beside colours."""

from typing import Any

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

_HISTORY = """async (position) => {
  const { stepsOf, placesOf, countsOf, isTelling } = await import('/web/benefit-history.js');
  const steps = stepsOf(position);
  return { steps, places: placesOf(steps), counts: countsOf(steps), isTelling: isTelling(steps) };
}"""
_DRAWN = """async (position) => {
  await import('/web/benefit-timeline.js');
  const timeline = Object.assign(document.createElement('rewards-benefit-timeline'), { position });
  document.body.append(timeline);
  await timeline.updateComplete;
  const root = timeline.renderRoot;
  const shapes = [...root.querySelectorAll('.line path')].map((path) => path.getAttribute('d'));
  const cells = (row) => [...row.cells].map(({ textContent }) => textContent.trim());
  const drawn = {
    label: root.querySelector('.line').getAttribute('aria-label'), shapes,
    rows: [...root.querySelectorAll('tbody tr')].map(cells),
    note: root.querySelector('details > p')?.textContent ?? '',
  };
  timeline.remove();
  return drawn;
}"""


def _at(day: int, hour: int = 10) -> str:
    return f"2026-11-{day:02}T{hour:02}:00:00+05:30"


def _inr(minor: int) -> dict[str, Any]:
    return {"amountMinor": minor, "currency": "INR"}


def _issue(day: int | None, minor: int | None = 1500, status: str = "ISSUED", **more: Any) -> dict[str, Any]:
    amount = None if minor is None else _inr(minor)
    return {"status": status, "issuedAt": day and _at(day), "amount": amount, "giftCard": None, **more}


def _position(*installments: dict[str, Any], **changes: Any) -> dict[str, Any]:
    dates = {"createdAt": _at(1), "isCreationExact": True, "reservedAt": None}
    position = {"amounts": {"promised": _inr(10000)}, "dates": dates, "closures": [], "leftOut": 0}
    return {**position, "installments": list(installments), **changes}


def _everything() -> dict[str, Any]:
    reversal = {"amount": _inr(1000), "reversedAt": _at(15)}
    return _position(
        _issue(9, status="FAILED"),
        _issue(8, 2100, "PARTIALLY_REVERSED", giftCard="•••• 2222", reversals=[reversal]),
        _issue(None, None, "RECORDED"),
        closures=[
            {"type": "CANCELLED", "amount": _inr(1400), "closedAt": _at(18)},
            {"type": "EXPIRED", "amount": _inr(900), "closedAt": _at(22)},
        ],
        dates={"createdAt": _at(1), "isCreationExact": True, "reservedAt": _at(1)},
        leftOut=3,
    )


def test_steps_are_in_order_and_what_has_no_time_is_last_and_not_placed(modules: Page) -> None:
    history = modules.evaluate(_HISTORY, _everything())

    kinds = ["promised", "reserved", "issued", "failed", "reversed", "cancelled", "expired", "recorded"]
    assert [step["kind"] for step in history["steps"]] == kinds
    assert [place["kind"] for place in history["places"]] == kinds[:-1]
    shares = [place["share"] for place in history["places"]]
    assert (shares[0], shares[-1]) == (0, 1)
    assert shares == sorted(shares)


def test_steps_of_one_moment_are_above_each_other(modules: Page) -> None:
    together = [_issue(8, hour) for hour in range(6)]

    places = modules.evaluate(_HISTORY, _position(*together, dates={"createdAt": None}))["places"]

    assert [place["lane"] for place in places] == [0, 1, 2, 3, 3, 3]
    assert {place["share"] for place in places} == {0.5}


@pytest.mark.parametrize(
    ("position", "expected"),
    [
        (_position(), False),
        (_position(_issue(8), _issue(12)), False),
        (_position(_issue(None, status="FAILED")), False),
        (_position(_issue(8, status="FAILED")), True),
        (_position(_issue(8), dates={"reservedAt": _at(2)}), True),
        (_position(_issue(8), dates={"reservedAt": _at(8, 9)}), False),
        (_position(closures=[{"type": "EXPIRED", "amount": _inr(1), "closedAt": _at(2)}]), True),
    ],
)
def test_a_line_is_drawn_where_it_says_more_than_the_installments(
    modules: Page, position: dict[str, Any], *, expected: bool
) -> None:
    assert modules.evaluate(_HISTORY, position)["isTelling"] is expected


def test_an_upper_bound_of_the_creation_is_no_step(modules: Page) -> None:
    position = _position(_issue(8), dates={"createdAt": _at(1), "isCreationExact": False})

    assert [step["kind"] for step in modules.evaluate(_HISTORY, position)["steps"]] == ["issued"]


def test_the_picture_has_a_name_a_table_and_a_shape_for_every_kind(modules: Page) -> None:
    drawn = modules.evaluate(_DRAWN, _everything())

    gist = "reserved, 1 issued, 1 recorded only, 1 failed, 1 reversed, 1 cancelled, 1 expired"
    assert drawn["label"] == f"{gist}; from 1 Nov 2026 to 22 Nov 2026"
    assert len(set(drawn["shapes"])) == len(drawn["shapes"]) - 1  # reserved is a ring, issued is the same filled
    assert ["Reversed •••• 2222", "15 Nov 2026", "₹10.00"] in drawn["rows"]
    assert ["Recorded only", "date not known", "not known"] in drawn["rows"]
    assert drawn["note"] == "3 more events are not listed"
