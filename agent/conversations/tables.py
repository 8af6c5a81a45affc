"""The tables of conversations, the same on SQLite and PostgreSQL, and how those of an older version are completed.

Times are stored as text: ISO 8601 in UTC with microseconds, which sorts chronologically.
"""

from datetime import UTC, datetime

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    inspect,
    text,
)
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
    Column("orders", Text, nullable=False, server_default="[]"),  # that turns were about, latest first
    Column("statements", Text, nullable=False, server_default="{}"),  # statement numbers by key
    Column("claimed_by", Text),  # the running turn, and when its claim expires
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
    Column("revision", Integer, nullable=False, server_default=text("1")),  # counts the answers that it has had
    sqlite_strict=True,
)

feedback = Table(
    "turn_feedback",
    metadata,
    Column("conversation_id", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("rating", Text),
    Column("reason", Text),
    Column("comment", Text),  # with tokens
    Column("used", Text),  # what was done with the reply draft
    Column("updated_at", Text, nullable=False),
    ForeignKeyConstraint(["conversation_id", "number"], ["turns.conversation_id", "turns.number"], ondelete="CASCADE"),
    Index("feedback_by_age", "updated_at"),
    sqlite_strict=True,
)

# What leads look through: the turns of support agents, by age. ``account`` is the agent's, in clear text.
reviews = Table(
    "turn_reviews",
    metadata,
    Column("conversation_id", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("at", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("degraded", Text),  # the reason
    ForeignKeyConstraint(["conversation_id", "number"], ["turns.conversation_id", "turns.number"], ondelete="CASCADE"),
    Index("reviews_by_age", "at"),
    Index("reviews_by_account", "account", "at"),
    sqlite_strict=True,
)

# Requests for a person that the webhook has not accepted yet; see ``agent/handoff/outbox.py``.
handoffs = Table(
    "handoffs",
    metadata,
    Column("delivery_id", Text, primary_key=True),
    Column("conversation_id", Text, ForeignKey("conversations.conversation_id", ondelete="CASCADE"), nullable=False),
    Column("body", Text, nullable=False),
    Column("requested_at", Text, nullable=False),
    Column("due_at", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Index("handoffs_by_due", "due_at"),
    Index("handoffs_by_conversation", "conversation_id"),
    sqlite_strict=True,
)


def create_tables(connection: Connection) -> None:
    """Create missing tables, and add columns that tables of an older version lack."""
    metadata.create_all(connection)
    present = inspect(connection)
    for table in metadata.sorted_tables:
        known = {column["name"] for column in present.get_columns(table.name)}
        for column in table.columns:
            if column.name not in known:
                described = CreateColumn(column).compile(dialect=connection.dialect)
                connection.execute(text(f"ALTER TABLE {table.name} ADD COLUMN {described}"))


def format_instant(moment: datetime) -> str:
    """Return an aware instant in the form in which the tables store it."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
