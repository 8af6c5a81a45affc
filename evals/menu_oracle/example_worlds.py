"""Worlds for the tests, written by hand."""

from evals.menu_oracle.rows import ORDER_B, event, issued, item, on, other, ped, plus, reserved, reversal, world
from evals.menu_oracle.worlds import Days, Row, at

FIRST = issued("I1", 1500, 8, lineItemId="LI-1", shipmentId="S1", gcId="GC-7F3K-9Q2M-1111")
SECOND = issued("I2", 2100, 12, lineItemId="LI-2", shipmentId="S2", gcId="GC-8H4L-2W6N-2222")
ITEMS = (
    item("LI-1", 1500, "ISSUED", shipmentId="S1", gcId="GC-7F3K-9Q2M-1111"),
    item("LI-2", 2100, "ISSUED", shipmentId="S2", gcId="GC-8H4L-2W6N-2222"),
)
CAME = (reserved(), FIRST, SECOND)
STORY_ROWS = (ped(), *CAME, *ITEMS, item("LI-3", 6400))
STORY = world(*STORY_ROWS)
NEW = world(ped(), reserved(), item("LI-1", 10000))
BARE_ROWS = (ped(), reserved())  # no line items
BARE = world(*BARE_ROWS)
DONE_ROWS = (ped(3600), reserved(3600), FIRST, SECOND, *ITEMS)
DONE = world(*DONE_ROWS)
TWO = world(*DONE_ROWS, *other(ped(5000), reserved(5000)))
TWO_NEW = world(*BARE_ROWS, *other(ped(5000), reserved(5000)))
TWO_DONE = world(*DONE_ROWS, *other(ped(5000), reserved(5000), issued("I1", 5000)))
TWO_CLOSED = world(*DONE_ROWS, *other(ped(5000), reserved(5000), event("C1", "CANCELLED", 5000)))
CARD_ROWS = (
    ped(5000, benefitType="SCRATCH_CARD", promotionName="Scratch & Win", expiresAt=on(45)),
    reserved(5000),
)
CARD = world(*CARD_ROWS)
REVEALED = CARD_ROWS[0] | {"revealedAt": on(10)}
CARD_DONE = world(REVEALED, CARD_ROWS[1], issued("I1", 5000, 10, gcId="GC-7F3K-9Q2M-1111"))
OLD = world(ped(benefitIssuanceStatus="ISSUED", gcId="GC-7F3K-9Q2M-1111", benefitIssuanceTime=on(6)))
FAILED = world(*BARE_ROWS, event("F1", "ISSUE_FAILED", 10000, 9, reasonCode="GIFT_CARD_SERVICE_DOWN"))
REST = issued("I3", 6400, 16, lineItemId="LI-3", shipmentId="S3")
REVERSED = plus(reversal("R1", "I1", 500))(STORY)
B_ROWS: tuple[Row, ...] = other(ped(7000), reserved(7000), issued("I1", 1000), benefit="BEN-1", order=ORDER_B)
ORDERS = world(*STORY_ROWS, *B_ROWS)
NINTH = Days(at(14).date(), at(14).date())  # 9 Nov
EIGHTH = Days(at(15).date(), at(15).date())
WEEK = Days(at(19).date(), at(13).date())  # 4 to 10 Nov
EARLIER = Days(at(60).date(), at(50).date())
