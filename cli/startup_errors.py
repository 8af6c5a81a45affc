"""What keeps a service from starting over a data folder, as errors for the terminal."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from agent.errors import ConversationsUnavailable
from cli.errors import UsageError
from guardrails.errors import AuditUnavailable, PolicyInvalid, RedactionFailed
from statements.approved_texts import KnowledgeInvalid


@contextmanager
def startup_errors_reported(data: Path) -> Iterator[None]:
    """Convert the errors of building the chat service over a data folder.

    Raises:
        UsageError: naming the folder, or the fault in the policies, the approved texts or the entity model.
    """
    try:
        yield
    except (PolicyInvalid, RedactionFailed, KnowledgeInvalid) as error:
        raise UsageError(str(error)) from error
    except AuditUnavailable as error:
        raise UsageError(
            f"the audit log in {data} cannot be continued: run `rewards-agent audit verify` to see why;"
            " to start a new log, move its two files audit.* elsewhere"
        ) from error
    except (ConversationsUnavailable, OSError) as error:
        raise UsageError(f"the conversations or the audit log in {data} cannot be opened; are they damaged?") from error
