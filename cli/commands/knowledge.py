"""``rewards-agent knowledge``: validate a folder of approved texts before a service starts with it."""

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from statements.approved_texts import ApprovedText


def configure(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(title="actions", dest="action", required=True, metavar="ACTION")
    check = actions.add_parser(
        "check",
        help="validate a folder of approved texts, and list them",
        description=(
            "Load a folder of approved texts as the service does (REWARDS_KNOWLEDGE), and print one line for each: its"
            " id, audience, topics, where it applies, and its languages; then the digest that answers carry."
            " Exit status: 0 all texts are valid, 1 at least one is not."
        ),
    )
    check.add_argument("folder", type=Path, metavar="DIR", help="the folder of *.yaml files")


def run(arguments: argparse.Namespace) -> int:
    from statements.approved_texts import KnowledgeInvalid, load_knowledge

    try:
        knowledge = load_knowledge(arguments.folder)
    except KnowledgeInvalid as error:
        print(f"rewards-agent: {error}", file=sys.stderr)
        return 1
    for text in knowledge.texts:
        print(_line(text))
    print(f"{len(knowledge.texts)} texts, digest {knowledge.digest or 'none'}")
    return 0


def _line(text: "ApprovedText") -> str:
    parts = [f"{text.id} ({text.audience})", f"answers {_listed(text.answers)}"]
    if text.reasons:
        parts.append(f"where {_listed(text.reasons)}")
    if text.benefit_types:
        parts.append(f"of {_listed(text.benefit_types)}")
    return "; ".join([*parts, _listed(sorted(text.text))])


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words) or "nothing"
