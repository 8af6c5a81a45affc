"""``rewards-agent redact``: lines in, and for each a JSON object with the text redacted and what was found where."""

import argparse
import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from cli.errors import UsageError

if TYPE_CHECKING:
    from guardrails.pii import PiiDetector, Span

_LONGEST_LINE = 800_001  # bytes; the longest text that is searched, at four bytes a character, and its line break
_REFUSALS = {
    "notUtf8": "is not UTF-8",
    "redactionFailed": "is too long to be searched",
}


def configure(parser: argparse.ArgumentParser) -> None:
    parser.epilog = (
        'Each line of standard input yields one line {"text", "spans": [{"start", "end", "type"}]}; start and end count'
        " Unicode code points of the input. A line that cannot be searched yields a null text and an error, and"
        " exit status 1."
    )


def run(arguments: argparse.Namespace) -> int:
    if sys.stdin is None:
        raise UsageError("there is no standard input to read lines from")
    detector = _detector()
    refused: dict[str, list[int]] = {}
    for number, line in enumerate(_lines(sys.stdin.buffer), start=1):
        result, error = _redacted(line, detector)
        if error:
            refused.setdefault(error, []).append(number)
        sys.stdout.buffer.write(json.dumps(result, ensure_ascii=False).encode() + b"\n")
        sys.stdout.buffer.flush()
    for error, numbers in refused.items():
        more = f" and {len(numbers) - 1} more" if len(numbers) > 1 else ""
        print(f"rewards-agent: line {numbers[0]}{more} {_REFUSALS[error]}", file=sys.stderr)
    return 1 if refused else 0


def _detector() -> "PiiDetector":
    """Return the detector that the service has with these settings."""
    from cli.options import settings
    from guardrails.errors import RedactionFailed
    from guardrails.pii import build_detector

    try:
        return build_detector(entity_model=settings().entity_model)
    except RedactionFailed as error:
        raise UsageError(str(error)) from error


def _lines(stream: BinaryIO) -> Iterator[bytes | None]:
    """Return each line without its end; None for one that is too long, of which no more than a part is held."""
    while line := stream.readline(_LONGEST_LINE):
        if line.endswith(b"\n") or len(line) < _LONGEST_LINE:
            yield line.removesuffix(b"\n")
            continue
        while (rest := stream.readline(_LONGEST_LINE)) and not rest.endswith(b"\n"):
            pass
        yield None


def _redacted(line: bytes | None, detector: "PiiDetector") -> tuple[dict[str, object], str | None]:
    """Return the object for a line and, when it could not be searched, the code that says why."""
    from guardrails.errors import RedactionFailed

    try:
        if line is None:
            raise RedactionFailed("too long")
        text = line.decode()
        spans = detector.find(text)
    except UnicodeDecodeError:
        return _refusal("notUtf8"), "notUtf8"
    except RedactionFailed as error:
        return _refusal(error.public_code), error.public_code
    found = [{"start": span.start, "end": span.end, "type": span.type.value} for span in spans]
    return {"text": _masked(text, spans), "spans": found}, None


def _refusal(code: str) -> dict[str, object]:
    return {"text": None, "spans": [], "error": code}


def _masked(text: str, spans: "list[Span]") -> str:
    """Put a token for each value as a conversation has them; one value has one number within its line."""
    from guardrails.pii.known_values import identity_of

    numbers: dict[tuple[str, str], int] = {}
    counts: dict[str, int] = {}
    parts: list[str] = []
    position = 0
    for span in spans:
        kind = span.type.value
        identity = (kind, identity_of(text[span.start : span.end], span.type))
        if identity not in numbers:
            counts[kind] = numbers[identity] = counts.get(kind, 0) + 1
        parts += text[position : span.start], f"<{kind}_{numbers[identity]}>"
        position = span.end
    return "".join([*parts, text[position:]])
