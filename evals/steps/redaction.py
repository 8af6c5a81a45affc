"""Texts that the running service redacts as it does what a person types.

Each must come out masked exactly where its labels are. A question for each of them would cost a hundred times as much.
"""

import re
from collections.abc import Iterator, Sequence

from agent.conversations.vault_entries import dump_entries, parse_entries
from api.chat_service import ChatService
from evals.steps.label_files import LabelledText

_TOKEN = re.compile(r"<([A-Z_]+)_\d+>")
_LONGEST_LISTED = 5  # texts of which a finding shows what came out


async def masking_problems(chat: ChatService, texts: Sequence[LabelledText]) -> Iterator[str]:
    """Return one line for each of the first texts that come out in another form, and how many more there are."""
    wrong: list[str] = []
    for each in texts:
        vault = chat.agent.conversations.make_vault({})
        found = _TOKEN.sub(r"<\1>", await chat.tool_gateway.admitted(each.text, vault))
        if found != each.masked:
            wrong.append(_line(each, found))
    more = len(wrong) - _LONGEST_LISTED
    return iter([*wrong[:_LONGEST_LISTED], *([f"and {more} more texts"] if more > 0 else [])])


async def conversation_problems(chat: ChatService, texts: Sequence[LabelledText]) -> Iterator[str]:
    """Return one line for each text of one conversation that comes out in another form, tokens with their numbers.

    Between two texts the vault is stored and restored, as it is between two turns.
    """
    wrong: list[str] = []
    vault = chat.agent.conversations.make_vault({})
    for each in texts:
        found = await chat.tool_gateway.admitted(each.text, vault)
        if found != each.masked:
            wrong.append(_line(each, found))
        vault = chat.agent.conversations.make_vault(parse_entries(dump_entries(vault)))
    return iter(wrong)


def _line(text: LabelledText, found: str) -> str:
    return f"{text.text!r} is kept as {found!r}, not as {text.masked!r}"
