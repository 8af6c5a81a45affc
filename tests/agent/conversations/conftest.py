"""The conversation store on SQLite and on PostgreSQL: every test in this folder runs on both."""

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from agent.conversations.conversation import Conversation, Turn
from agent.conversations.conversation_store import ConversationStore
from agent.conversations.tables import metadata
from agent.turn_events import Answer, Outcome, StatementSpan
from core.identity.tokens import Principal
from guardrails.audit.record import ResourceHash
from guardrails.pii.vault import Vault
from tests.harness import AGENT, detector
from tests.postgres_server import binaries, postgres_server
from tests.story_order import NOW

_NO_POSTGRES = binaries() is None and os.environ.get("CI") != "true"
postgres = pytest.param(
    "postgres",
    marks=[
        pytest.mark.postgres,
        pytest.mark.skipif(_NO_POSTGRES, reason="POSTGRESQL IS NOT TESTED: there is no server on this machine"),
    ],
)

Open = Callable[[], ConversationStore]


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """One PostgreSQL server for the whole run."""
    with tempfile.TemporaryDirectory(prefix="pg-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        with postgres_server(Path(folder) / "server") as url:
            yield url


@pytest.fixture(params=["sqlite", postgres])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """An empty database: a file or a URL."""
    if request.param == "sqlite":
        return tmp_path / "conversations.sqlite3"
    url = str(request.getfixturevalue("server"))
    emptied = opened(url)
    metadata.drop_all(emptied._database.engine)
    emptied.close()
    return url


@pytest.fixture
def open_store(where: Path | str) -> Iterator[Open]:
    """Open the same database again, as another process would."""
    stores: list[ConversationStore] = []

    def open_one() -> ConversationStore:
        stores.append(opened(where))
        return stores[-1]

    yield open_one
    for store in stores:
        store.close()


@pytest.fixture
def kept(open_store: Open) -> ConversationStore:
    return open_store()


def opened(where: Path | str) -> ConversationStore:
    return ConversationStore(
        where,
        make_vault=lambda entries: Vault(detector(), entries=entries, key=b"v" * 32),
        hashed=ResourceHash(b"c" * 32),
    )


async def stored_conversation(
    conversations: ConversationStore,
    principal: Principal = AGENT,
    *,
    customers: tuple[str, ...] = (),
    age_days: int = 0,
    question: str = "what is left?",
    order: str | None = None,
) -> Conversation:
    """Store one turn of a new conversation."""
    now = NOW - timedelta(days=age_days)
    conversation = await conversations.claim(principal, None, now=now)
    await add_turn(conversations, conversation, customers=customers, age_days=age_days, question=question, order=order)
    return conversation


async def add_turn(
    conversations: ConversationStore,
    conversation: Conversation,
    *,
    customers: tuple[str, ...] = (),
    age_days: int = 0,
    question: str = "what is left?",
    order: str | None = None,
    statement_numbers: Mapping[str, int] | None = None,
) -> None:
    answer = Answer(
        conversation_id=conversation.conversation_id,
        turn=conversation.next_turn,
        outcome=Outcome.ANSWERED,
        text="words that are kept",
        statements=[_statement(order)] if order else [],
        model="offline",
        degraded=False,
    )
    await conversations.store(
        conversation,
        Turn(conversation.next_turn, question, answer, conversation.next_revision),
        next_fact=1,
        statement_numbers=statement_numbers or {},
        vault=conversation.vault,
        customers=customers,
        now=NOW - timedelta(days=age_days),
    )


def _statement(order: str) -> StatementSpan:
    return StatementSpan(statement_id="s1", kind="position.whole", start=0, end=5, business_reference_id=order)
