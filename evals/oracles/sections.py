"""Which fields of an order belong to which section of ``include``: what is left out is absent, and nothing else is."""

from collections.abc import Iterable, Iterator

from evals.oracles.wire import Json

OF_BENEFIT = {
    "cashback": {"cashback", "issuanceStatus", "reversalStatus", "reasons"},
    "issuances": {"issuances", "closures", "firstIssuedAt", "lastIssuedAt"},
    "giftCards": {"giftCards", "giftCardHistory"},
    "lineItems": {"lineItems"},
}
OF_ORDER = {"totals": "cashback", "conflicts": "conflicts"}
NAMES = (*OF_BENEFIT, "conflicts")


def problems(order: Json, include: Iterable[str]) -> Iterator[str]:
    """Yield each field that is there and was left out, or the other way round."""
    asked = set(include)
    parts = [(order, name, section) for name, section in OF_ORDER.items()]
    for benefit in (benefit for promotion in order["promotions"] for benefit in promotion["benefits"]):
        parts += [(benefit, name, section) for section, names in OF_BENEFIT.items() for name in sorted(names)]
    for part, name, section in parts:
        if (name in part) is not (section in asked):
            found = "there" if name in part else "missing"
            yield f"{name} is {found} with include={','.join(sorted(asked))}"
