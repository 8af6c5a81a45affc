"""The SQLite schema of the three databases: key columns for lookups, and each row's JSON as it was received."""

from rewards.stores.order_places import PlaceIndex

VERSION = 2
MIGRATED_VERSION = 1  # a file of this version is brought up to date when it is opened

# Instants in key columns are microseconds since 1970, UTC.
# SQLite's WITHOUT ROWID stores an order's rows next to each other, as the partition keys of the real databases do.
SCHEMA = """
CREATE TABLE ped (
    business_reference_id TEXT NOT NULL,
    promotion_id TEXT NOT NULL,
    benefit_id TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    created_at INTEGER,
    updated_at INTEGER NOT NULL,
    row TEXT NOT NULL,
    reserved_at INTEGER,
    PRIMARY KEY (business_reference_id, promotion_id, benefit_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE line_items (
    business_reference_id TEXT NOT NULL,
    promotion_id TEXT NOT NULL,
    benefit_id TEXT NOT NULL,
    line_item_id TEXT NOT NULL,
    shipment_id TEXT NOT NULL,
    row TEXT NOT NULL,
    PRIMARY KEY (business_reference_id, promotion_id, benefit_id, line_item_id, shipment_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE concessions (
    event_id TEXT NOT NULL PRIMARY KEY,
    business_reference_id TEXT NOT NULL,
    promotion_id TEXT NOT NULL,
    benefit_id TEXT NOT NULL,
    type TEXT NOT NULL,
    event_time INTEGER NOT NULL,
    gc_id TEXT,
    content TEXT NOT NULL,
    row TEXT NOT NULL,
    customer_id TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX concessions_by_order ON concessions (business_reference_id, promotion_id, benefit_id);
CREATE INDEX concessions_by_gift_card ON concessions (gc_id) WHERE gc_id IS NOT NULL
"""

# SQLite uses a partial index only for a query that repeats its condition.
_PLACED_EVENTS = "type IN ('RESERVED', 'ISSUED')"

# The searches by customer. The primary key follows each indexed column, so equal instants are sorted by order.
# An index of undated rows alone makes them cost what there are of them, and nothing once the backfill has dated them.
CUSTOMER_INDEXES = f"""
CREATE INDEX IF NOT EXISTS ped_by_customer_created ON ped (customer_id, created_at) WHERE created_at IS NOT NULL;
CREATE INDEX ped_by_customer_reserved ON ped (customer_id, reserved_at) WHERE reserved_at IS NOT NULL;
CREATE INDEX ped_undated_by_customer ON ped (customer_id, updated_at) WHERE created_at IS NULL;
CREATE INDEX concessions_by_customer ON concessions (customer_id, type, event_time, business_reference_id)
    WHERE {_PLACED_EVENTS};
PRAGMA user_version = {VERSION}
"""

# A row that is not valid JSON names no owner, and must not fail the lookups of other orders.
_EVENT_OWNER = "CASE WHEN json_valid(row) THEN json_extract(row, '$.customerId') END"

# From ``MIGRATED_VERSION``, which had none of this. ``reservation_of`` is registered by the store.
MIGRATION = f"""
ALTER TABLE ped ADD COLUMN reserved_at INTEGER;
ALTER TABLE concessions ADD COLUMN customer_id TEXT;
UPDATE ped SET reserved_at = reservation_of(row) WHERE row LIKE '%"reservedAt"%';
UPDATE concessions SET customer_id = {_EVENT_OWNER};
DROP INDEX ped_by_customer_updated
"""  # noqa: S608  (no input is part of it)

# Created if missing: a file from before the backfill existed is still valid.
BACKFILL_SCHEMA = (
    "DROP TABLE IF EXISTS backfill_progress",  # of earlier versions: a scan that they interrupted starts again
    """
    CREATE TABLE IF NOT EXISTS backfill_segments (
        segment INTEGER NOT NULL PRIMARY KEY,
        segments INTEGER NOT NULL,
        after TEXT,
        is_done INTEGER NOT NULL,
        counts TEXT NOT NULL,
        started_at TEXT NOT NULL
    ) STRICT
    """,
)

CONSUMER_SCHEMA = """
CREATE TABLE IF NOT EXISTS consumer_positions (
    stream TEXT NOT NULL,
    shard TEXT NOT NULL,
    position TEXT NOT NULL,
    PRIMARY KEY (stream, shard)
) STRICT, WITHOUT ROWID
"""

WORKLIST_SCHEMA = (
    """
    CREATE TABLE IF NOT EXISTS worklist (
        business_reference_id TEXT NOT NULL,
        promotion_id TEXT NOT NULL,
        benefit_id TEXT NOT NULL,
        kind TEXT NOT NULL,
        place TEXT NOT NULL,
        entry TEXT NOT NULL,
        PRIMARY KEY (business_reference_id, promotion_id, benefit_id, kind)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX IF NOT EXISTS worklist_by_place ON worklist (kind, place)",
)

PUT_PED = "INSERT OR REPLACE INTO ped VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
# For changes outside the key columns: the indexes stay as they are.
SET_PED_ROW = "UPDATE ped SET row = ? WHERE business_reference_id = ? AND promotion_id = ? AND benefit_id = ?"
SET_PED_ROW_AND_DATES = """
UPDATE ped SET row = ?, created_at = coalesce(?, created_at), reserved_at = coalesce(?, reserved_at)
WHERE business_reference_id = ? AND promotion_id = ? AND benefit_id = ?
"""
PUT_LINE_ITEM = "INSERT OR REPLACE INTO line_items VALUES (?, ?, ?, ?, ?, ?)"
# The primary key makes this idempotent: a known event id is left unchanged.
PUT_EVENT = "INSERT INTO concessions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (event_id) DO NOTHING"
EVENT_CONTENT = "SELECT content FROM concessions WHERE event_id = ?"
# An issuance with a gift card behind an event's place in the log.
LATER_GIFT_CARD = """
SELECT 1 FROM concessions
WHERE business_reference_id = ? AND promotion_id = ? AND benefit_id = ? AND type = 'ISSUED'
  AND gc_id IS NOT NULL AND (event_time, event_id) > (?, ?) LIMIT 1
"""

PED_OF_BENEFIT = "SELECT row FROM ped WHERE business_reference_id = ? AND promotion_id = ? AND benefit_id = ?"
PED_OF_ORDER = "SELECT row FROM ped WHERE business_reference_id = ?"
# The owner in an order's first row. If the order has none, some other order's row is read and marked as not found, so
# that the lookup of a missing order takes as long as that of a foreign one, to within about a microsecond.
PED_OWNER_OF_ORDER = """
SELECT * FROM (SELECT 1, customer_id FROM ped
               WHERE business_reference_id = ? ORDER BY promotion_id, benefit_id LIMIT 1)
UNION ALL SELECT * FROM (SELECT 0, customer_id FROM ped LIMIT 1) LIMIT 1
"""
EVENT_OWNER_OF_ORDER = f"""
SELECT * FROM (SELECT 1, {_EVENT_OWNER} FROM concessions
               WHERE business_reference_id = ? ORDER BY promotion_id, benefit_id, event_id LIMIT 1)
UNION ALL SELECT * FROM (SELECT 0, {_EVENT_OWNER} FROM concessions LIMIT 1) LIMIT 1
"""  # noqa: S608  (no input is part of it)
LINE_ITEMS_OF_ORDER = "SELECT row FROM line_items WHERE business_reference_id = ?"
EVENTS_OF_ORDER = "SELECT row FROM concessions WHERE business_reference_id = ?"
EVENTS_OF_GIFT_CARD = "SELECT row FROM concessions WHERE gc_id = ?"
UNDATED_ORDERS = """
SELECT DISTINCT business_reference_id FROM ped WHERE customer_id = ? AND created_at IS NULL AND updated_at >= ?
"""
IS_EMPTY = """
SELECT NOT (EXISTS (SELECT 1 FROM ped) OR EXISTS (SELECT 1 FROM line_items) OR EXISTS (SELECT 1 FROM concessions))
"""

# What storing an event writes, to no row.
WRITES_OF_NOTHING = (
    "INSERT INTO concessions SELECT * FROM concessions WHERE FALSE",
    "UPDATE ped SET row = row WHERE FALSE",
)

# ``segment_of`` is registered by the store. It depends on the order's id alone, so an order is in one segment.
PED_SEGMENT = """
SELECT business_reference_id, promotion_id, benefit_id, row FROM ped
WHERE (business_reference_id, promotion_id, benefit_id) > (?, ?, ?) AND segment_of(business_reference_id, ?) = ?
ORDER BY business_reference_id, promotion_id, benefit_id LIMIT ?
"""
COUNT_PED = "SELECT count(*) FROM ped"
BACKFILL_PROGRESS = """
SELECT segment, segments, after, is_done, counts, started_at FROM backfill_segments ORDER BY segment
"""
PUT_BACKFILL_PROGRESS = "INSERT OR REPLACE INTO backfill_segments VALUES (?, ?, ?, ?, ?, ?)"
CLEAR_BACKFILL_PROGRESS = "DELETE FROM backfill_segments"
CONSUMER_POSITIONS = "SELECT shard, position FROM consumer_positions WHERE stream = ?"
PUT_CONSUMER_POSITION = "INSERT OR REPLACE INTO consumer_positions VALUES (?, ?, ?)"
DELETE_CONSUMER_POSITION = "DELETE FROM consumer_positions WHERE stream = ? AND shard = ?"

# In the order of ``worklist_entries``, so that what was seen can be compared with what is there.
WORKLIST_OF_ORDER = """
SELECT entry FROM worklist WHERE business_reference_id = ? ORDER BY promotion_id, benefit_id, kind
"""
CLEAR_WORKLIST = "DELETE FROM worklist WHERE business_reference_id = ?"
PUT_WORKLIST = "INSERT INTO worklist VALUES (?, ?, ?, ?, ?, ?)"

_PLACED = {
    PlaceIndex.CREATED: ("ped", "created_at", ""),
    PlaceIndex.RESERVED: ("ped", "reserved_at", ""),
    PlaceIndex.EVENT_RESERVED: ("concessions", "event_time", f"AND type = 'RESERVED' AND {_PLACED_EVENTS}"),
    PlaceIndex.EVENT_ISSUED: ("concessions", "event_time", f"AND type = 'ISSUED' AND {_PLACED_EVENTS}"),
}


def order_places(index: PlaceIndex, *, is_descending: bool) -> str:
    """Return the query for a customer, a half-open range of instants, the place to continue after, and a limit."""
    table, instant, condition = _PLACED[index]
    sign, direction = ("<", "DESC") if is_descending else (">", "ASC")
    return f"""
    SELECT DISTINCT {instant}, business_reference_id FROM {table}
    WHERE customer_id = ? {condition} AND {instant} >= ? AND {instant} < ?
      AND ({instant} {sign} ? OR ({instant} = ? AND business_reference_id {sign} ?))
    ORDER BY {instant} {direction}, business_reference_id {direction} LIMIT ?
    """  # noqa: S608  (no input is part of it)


def worklist_page(*, is_descending: bool) -> str:
    """Return the query for a kind, the lowest and highest place, and a limit."""
    direction = "DESC" if is_descending else "ASC"
    return f"""
    SELECT entry FROM worklist WHERE kind = ? AND place BETWEEN ? AND ? ORDER BY place {direction} LIMIT ?
    """  # noqa: S608  (no input is part of it)
