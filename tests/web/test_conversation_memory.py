"""What a page keeps over a reload: ids and nothing else; what it has not written itself is not used."""

from typing import Any

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

_KEPT = """async ([stored, place]) => {
  const { ConversationMemory, memoryKey } = await import('/web/conversation-memory.js');
  const key = memoryKey('', 'CASE-1');
  sessionStorage.clear();
  const memory = new ConversationMemory();
  if (stored !== null) sessionStorage.setItem('rewards-sidebar:' + key, stored);
  else memory.write(key, place);
  const seen = [memory.read(key), memory.read(memoryKey('', 'CASE-2')), { ...sessionStorage }];
  memory.write(key, null);
  return [...seen, sessionStorage.length];
}"""
_DENIED = """async () => {
  const { ConversationMemory } = await import('/web/conversation-memory.js');
  const memory = new ConversationMemory(() => { throw new DOMException('denied', 'SecurityError'); });
  memory.write('key', { conversationId: 'c1', turn: null });
  return memory.read('key');
}"""


@pytest.mark.parametrize(
    ("place", "stored"),
    [({"conversationId": "c-1_A", "turn": None}, "c-1_A"), ({"conversationId": "c1", "turn": 12}, "c1/12")],
)
def test_a_place_is_kept_for_its_case_only_until_it_is_forgotten(
    modules: Page, place: dict[str, Any], stored: str
) -> None:
    own, other, everything, left = modules.evaluate(_KEPT, [None, place])

    assert (own, other, left) == (place, None, 0)
    assert everything == {'rewards-sidebar:["","CASE-1"]': stored}


@pytest.mark.parametrize(
    "stored", ["", "../../admin", "c1/0", "c1/2/3", "<script>", "c 1", "x" * 65, "[object Object]"]
)
def test_what_is_no_place_is_not_used(modules: Page, stored: str) -> None:
    own, *_ = modules.evaluate(_KEPT, [stored, None])

    assert own is None


def test_a_browser_that_denies_the_storage_keeps_nothing(modules: Page) -> None:
    assert modules.evaluate(_DENIED) is None
