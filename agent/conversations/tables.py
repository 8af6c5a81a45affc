"""The tables of conversations, the same in SQLite and in PostgreSQL.

Times are text: ISO 8601 in UTC with microseconds, which sorts as time does in both.
"""

from datetime import UTC, datetime

from sqlalchemy import Column, Connection, ForeignKey, Index, Integer, MetaData, Table, Text, inspect, text
from sqlalchemy.schema import CreateColumn

metadata = MetaData()

conversations = Table(
    "conversations",
    metadata,
    Column("conversation_id", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("updated_at", Text, nullable=False),
    Column("next_fact", Integer, nullable=False),
    Column("vault", Text, nullable=False),
    Column("title", Text, nullable=False, server_default=""),
    Column("orders", Text, nullable=False, server_default="[]"),  # spoken of, the latest first
    Column("statements", Text, nullable=False, server_default="{}"),  # the numbers of statements, by their keys
    Column("claimed_by", Text),  # the turn that runs, and until when it is believed to
    Column("claimed_until", Text),
    Index("conversations_by_age", "updated_at"),
    Index("conversations_by_owner", "owner", "updated_at"),
    sqlite_strict=True,
)

customers = Table(
    "conversation_customers",
    metadata,
    Column("conversation_id", Text, ForeignKey("conversations.conversation_id", ondelete="CASCADE"), primary_key=True),
    Column("customer", Text, primary_key=True),
    Index("conversations_by_customer", "customer"),
    sqlite_strict=True,
)

turns = Table(
    "turns",
    metadata,
    Column("conversation_id", Text, ForeignKey("conversations.conversation_id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("question", Text, nullable=False),
    Column("answer", Text, nullable=False),
    sqlite_strict=True,
)


def make_tables(connection: Connection) -> None:
    """Make the tables that are missing, and the columns that tables of an older version have not got."""
    metadata.create_all(connection)
    present = inspect(connection)
    for table in metadata.sorted_tables:
        known = {column["name"] for column in present.get_columns(table.name)}
        for column in table.columns:
            if column.name not in known:
                described = CreateColumn(column).compile(dialect=connection.dialect)
                connection.execute(text(f"ALTER TABLE {table.name} ADD COLUMN {described}"))


def instant(moment: datetime) -> str:
    """Return an aware instant as the tables hold it."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
