"""A conversation as plain text: its title, then each question, marked, with its answer. No other words are needed."""

from collections.abc import Iterable

_MARK = "> "


def transcript(title: str, turns: Iterable[tuple[str, str]]) -> str:
    """Return questions and answers as text; every line of a question is marked, no line of an answer is."""
    parts = [title]
    for question, answer in turns:
        asked = "\n".join(f"{_MARK}{line}" for line in question.splitlines() or [""])
        said = "\n".join(f" {line}" if line.startswith(_MARK) else line for line in answer.splitlines())
        parts.append(f"{asked}\n\n{said}")
    return "\n\n".join(parts) + "\n"


TEXT_EXAMPLE = transcript(
    "What is left on order 404-1029384-5566778?",
    [
        (
            "What is left on order 404-1029384-5566778?",
            "Of the ₹100.00 cashback promised on order 404-1029384-5566778, ₹36.00 has been granted so far in "
            "2 installments, and ₹64.00 remains.",
        )
    ],
)
