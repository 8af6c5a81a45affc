"""The sources of an ordinary deployment."""

from rewards.sources.base import Sources
from rewards.sources.concessions import StoredConcessions
from rewards.sources.line_items import StoredLineItems
from rewards.sources.ped import StoredPed
from rewards.stores.base import RowReader


def standard_sources(store: RowReader) -> Sources:
    """Return the sources that read the three databases from one store."""
    return Sources(
        ped=StoredPed(store),
        line_items=StoredLineItems(store),
        concessions=StoredConcessions(store),
        further=(),  # one line per further cashback system
    )
