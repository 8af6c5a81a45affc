"""Opens the stored conversations, for the chat service and for the commands that maintain them."""

from collections.abc import Callable
from pathlib import Path

from pydantic import SecretStr

from agent.conversations.conversation_store import ConversationStore
from guardrails.audit.record import ResourceHash
from guardrails.key_derivation import derived
from guardrails.pii import PiiDetector
from guardrails.pii.vault import Vault


def open_conversations(
    data: Path, *, url: SecretStr | None, secret: str, make_detector: Callable[[], PiiDetector]
) -> ConversationStore:
    """Open the conversations of a data folder, or of the database at ``url``.

    The detector is built when the first one is read.

    Raises:
        ConversationsUnavailable: when they cannot be opened.
    """
    vault_key = derived(secret, "vault")
    return ConversationStore(
        data / "conversations.sqlite3" if url is None else url.get_secret_value(),
        make_vault=lambda entries: Vault(make_detector(), entries=entries, key=vault_key),
        hashed=ResourceHash(derived(secret, "conversations")),
    )
