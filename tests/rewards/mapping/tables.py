"""Mappings of tests, given as the file declares them."""

from typing import Any

from rewards.mapping.file_model import MappingFile
from rewards.mapping.rewards_mapping import RewardsMapping
from rewards.mapping.table_mapping import TableMapping
from tests.rewards.world import event_raw, item_raw, ped_raw

ROWS = {"ped": ped_raw(), "lineItems": item_raw(), "concessions": event_raw()}


def table(database: str = "ped", *, site: dict[str, Any] | None = None, **spec: Any) -> TableMapping:
    """Return the mapping of one table with these options; ``site`` are those of the whole file."""
    mapping = RewardsMapping.of(MappingFile.model_validate({**(site or {}), database: spec}))
    return {"ped": mapping.ped, "lineItems": mapping.line_items, "concessions": mapping.concessions}[database]
