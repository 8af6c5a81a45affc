"""Single keys: never while somebody types, never with a modifier, and on every keyboard."""

from typing import Any

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

_ACTION = """async ([target, init]) => {
  const { actionOf } = await import('/web/keyboard-help.js');
  const element = document.createElement(target);
  if (target === 'p') element.contentEditable = 'true';
  document.body.append(element);
  let action = null;
  element.addEventListener('keydown', (event) => { action = actionOf(event); });
  element.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, composed: true, ...init }));
  element.remove();
  return action;
}"""


@pytest.mark.parametrize(
    ("pressed", "action"),
    [
        ({"key": "?", "shiftKey": True}, "keys"),
        ({"key": "/"}, "question"),
        ({"key": "n", "code": "KeyN"}, "new"),
        ({"key": "N", "code": "KeyN"}, "new"),  # with Caps Lock
        ({"key": "ह", "code": "KeyH"}, "history"),
        ({"key": "h", "code": "KeyJ"}, "history"),  # a layout that moves the letters
        ({"key": "N", "code": "KeyN", "shiftKey": True}, None),
        ({"key": "n", "code": "KeyN", "ctrlKey": True}, None),
        ({"key": "p", "code": "KeyP", "metaKey": True}, None),
        ({"key": "n", "code": "KeyN", "repeat": True}, None),
        ({"key": "n", "code": "KeyN", "isComposing": True}, None),
        ({"key": "x", "code": "KeyX"}, None),
        ({"key": "constructor"}, None),
        ({"key": "Escape", "code": "Escape"}, None),
    ],
)
def test_action_of_a_key(modules: Page, pressed: dict[str, Any], action: str | None) -> None:
    assert modules.evaluate(_ACTION, ["button", pressed]) == action


@pytest.mark.parametrize("target", ["input", "textarea", "select", "p"])
def test_no_key_fires_while_somebody_types(modules: Page, target: str) -> None:
    assert modules.evaluate(_ACTION, [target, {"key": "n", "code": "KeyN"}]) is None
