"""What steps read of the service's files is what is new in them."""

import sqlite3
from contextlib import closing
from dataclasses import fields
from pathlib import Path
from typing import Any

from evals.harness.service_under_test import SECRET
from evals.steps.written_files import AuditTail, StoredText
from guardrails.audit.chain import Seal
from guardrails.audit.file import LOG
from guardrails.audit.record import AuditRecord
from guardrails.key_derivation import derived


def record(tool: str) -> AuditRecord:
    values: dict[str, Any] = {field.name: "x" for field in fields(AuditRecord)}
    return AuditRecord(**values | {"tool": tool, "decision": "allow", "status": "ok", "reason": "complaint 7"})


def test_each_audit_record_is_read_once(tmp_path: Path) -> None:
    seal = Seal(derived(SECRET, "audit-chain"))
    tail = AuditTail(tmp_path)
    assert tail.read() == ((), "")
    first, mac = seal.line(record("read_order"), seq=1, prev="", after_torn=False)
    second, _ = seal.line(record("list_orders"), seq=2, prev=mac, after_torn=False)

    (tmp_path / LOG).write_bytes(first + second[:20])  # the second is still being written
    lines, text = tail.read()
    assert lines == ["read_order allow ok"]
    assert "complaint 7" in text

    (tmp_path / LOG).write_bytes(first + second)
    assert tail.read()[0] == ["list_orders allow ok"]
    assert tail.read() == ([], "")


def test_each_stored_row_is_read_once(tmp_path: Path) -> None:
    stored = StoredText(tmp_path)

    def insert(text: str) -> None:
        with closing(sqlite3.connect(tmp_path / "conversations.sqlite3")) as database, database:
            database.execute("CREATE TABLE IF NOT EXISTS turns (question TEXT)")
            database.execute("INSERT INTO turns VALUES (?)", (text,))

    insert("about the lamp")
    assert "about the lamp" in stored.read()
    assert stored.read() == ""
    insert("about the mat")
    new = stored.read()
    assert "about the mat" in new
    assert "VALUES('about the lamp')" not in new
