"""JSON logs on stderr, without content: an exception is logged by its types and locations, never by its text."""

import json
import logging
import traceback
from datetime import UTC, datetime

# The only fields logged beside the message; any other attribute of a record is dropped.
_FIELDS = (
    "request_id",
    "conversation_id",
    "outcome",
    "degraded",
    "kept",
    "prompt",
    "duration_ms",
    "guard_ms",
    "cause",
    "code",
    "model",
    "status",
    "provider_code",
    "parameter",
    "table",
    "row",
    "fields",
    "method",
    "route",
    "bytes",
    "caller",
)
# Below WARNING they log the address of each request, which holds the number of an order or of a gift card.
_CLIENTS = ("httpx", "httpcore")


class ContentFreeFormatter(logging.Formatter):
    """One JSON object per line. The text of an exception may quote confidential data, so only its types are logged."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": str(record.msg) if record.exc_info else record.getMessage(),
        }
        line |= {name: getattr(record, name) for name in _FIELDS if getattr(record, name, None) is not None}
        if record.exc_info and record.exc_info[1] is not None:
            line["exception"] = _described(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def log_to_stderr(level: int) -> None:
    """Send every logger of the process, including the server's, through the formatter."""
    handler = logging.StreamHandler()
    handler.setFormatter(ContentFreeFormatter())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # A library's warning may quote a model or a database, so warnings go through the formatter as well.
    logging.captureWarnings(capture=True)
    logging.getLogger("py.warnings").setLevel(logging.ERROR)
    for client in _CLIENTS:
        logging.getLogger(client).setLevel(max(level, logging.WARNING))


def _described(error: BaseException) -> list[str]:
    """Return the types of an exception and its causes, each with the file and line that raised it."""
    described: list[str] = []
    current: BaseException | None = error
    while current is not None and len(described) < 8:
        frames = traceback.extract_tb(current.__traceback__)
        place = f" at {frames[-1].filename.rsplit('/', 1)[-1]}:{frames[-1].lineno}" if frames else ""
        described.append(f"{type(current).__name__}{place}")
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return described
