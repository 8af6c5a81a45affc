"""What a step has added to the audit log is read once."""

import json
from pathlib import Path

from evals.steps.audit_tail import AuditTail, shortened
from guardrails.audit.file import LOG


def line(tool: str) -> bytes:
    return json.dumps({"tool": tool, "decision": "allow", "status": "ok", "reason": "complaint 7"}).encode() + b"\n"


def test_each_record_is_read_once_when_it_is_whole(tmp_path: Path) -> None:
    tail = AuditTail(tmp_path)
    assert tail.added() == ()

    (tmp_path / LOG).write_bytes(line("read_order") + line("list_orders")[:20])  # the second is still being written
    [first] = tail.added()
    assert (shortened(first), "complaint 7" in first) == ("read_order allow ok", True)

    (tmp_path / LOG).write_bytes(line("read_order") + line("list_orders"))
    assert [shortened(each) for each in tail.added()] == ["list_orders allow ok"]
    assert tail.added() == ()
