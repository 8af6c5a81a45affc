"""Texts that are redacted otherwise than their labels say are findings."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, cast

import pytest

from api.chat_service import ChatService
from evals.steps.label_files import LabelledText, label_files, labelled_texts
from evals.steps.redaction import conversation_problems, masking_problems
from guardrails.pii import PiiType, Span
from guardrails.pii.vault import Vault, VaultEntry
from tests.harness import detector


class OnlyPhones:
    """A detector that has forgotten every other kind."""

    def find(self, text: str) -> list[Span]:
        return [span for span in detector().find(text) if span.type is PiiType.PHONE]


def service(find: Any) -> ChatService:
    def make_vault(entries: Mapping[str, VaultEntry]) -> Vault:
        return Vault(find, entries=entries, key=b"k" * 32)

    async def admitted(text: str, vault: Vault) -> str:
        return vault.admit(text)

    conversations = SimpleNamespace(make_vault=make_vault)
    gateway = SimpleNamespace(admitted=admitted)
    return cast(
        "ChatService", SimpleNamespace(agent=SimpleNamespace(conversations=conversations), tool_gateway=gateway)
    )


PHONE = LabelledText("call 98450 12345", "call <PHONE>")
MAIL = LabelledText("mail asha.verma@example.in", "mail <EMAIL>")


async def test_texts_that_come_out_as_labelled_are_no_findings() -> None:
    assert list(await masking_problems(service(detector()), [PHONE, MAIL])) == []


async def test_a_kind_that_is_not_found_is_named_and_the_rest_is_counted() -> None:
    found = list(await masking_problems(service(OnlyPhones()), [PHONE, *[MAIL] * 7]))

    assert found[0] == "'mail asha.verma@example.in' is kept as 'mail asha.verma@example.in', not as 'mail <EMAIL>'"
    assert found[-1] == "and 2 more texts"


@pytest.mark.parametrize(
    ("kept", "problems"), [("now <PHONE_1>, <PHONE_2>", 0), ("now <PHONE_2>, <PHONE_1>", 1), ("now <PHONE>", 1)]
)
async def test_a_conversation_keeps_its_tokens_with_their_numbers(kept: str, problems: int) -> None:
    texts = [LabelledText("98450 12345", "<PHONE_1>"), LabelledText("now +91 9845012345, 98860 54321", kept)]

    assert len(list(await conversation_problems(service(detector()), texts))) == problems


def test_a_token_that_is_typed_is_expected_as_text() -> None:
    masked = {each.text: each.masked for name in label_files() for each in labelled_texts(name)}

    assert masked["<PHONE_1> and <EMAIL_2>"] == "‹PHONE_1› and ‹EMAIL_2›"
    assert masked["Call me at 98450-12345 or 080-41234567"] == "Call me at <PHONE> or <PHONE>"
