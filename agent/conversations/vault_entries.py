"""The entries of a vault as the database stores them: JSON, without any value."""

from pydantic import TypeAdapter

from guardrails.pii.vault import Vault, VaultEntry

_ENTRIES = TypeAdapter(dict[str, VaultEntry])


def dump_entries(vault: Vault) -> str:
    """Return the entries of a vault as JSON."""
    return _ENTRIES.dump_json(dict(vault.export())).decode()


def parse_entries(stored: str) -> dict[str, VaultEntry]:
    """Return stored entries by token.

    Raises:
        ValueError: the text is not such JSON.
    """
    return _ENTRIES.validate_json(stored)
