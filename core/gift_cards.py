"""Gift-card fields as old writers left them."""

import re

_GIFT_CARD_SEPARATORS = re.compile(r"[,;|\s]+")


def split_gift_cards(raw: str | None) -> list[str]:
    """Split a scalar or a delimited list of gift cards as old writers left them."""
    return [part for part in _GIFT_CARD_SEPARATORS.split(raw or "") if part]
