"""What a page may rely on: context, tokens, sign-in, types, and an appearance that the page does not disturb."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.docs.documents import ROOT
from tests.web.axe import violations
from tests.web.embedding.conftest import OpenHost
from tests.web.host_site import HostSite
from tests.web.page_polling import wait_until
from tests.web.sidebar_page import STORY, Sidebar, amount
from tests.web.watched_page import WatchedPage

pytestmark = [pytest.mark.browser, pytest.mark.slow]

_ELEMENT = "document.querySelector('rewards-sidebar')"
_TOKEN = """async () => {
  const { requestToken } = await import('/web/token-requests.js');
  try { return await requestToken(%s, {isExpired: false}, {timeoutMs: %d}); } catch (error) { return error.code; }
}"""


def _context_of(page: Page, context: dict[str, Any] | None) -> None:
    page.evaluate(f"(context) => {{ {_ELEMENT}.context = context; }}", context)


def test_another_context_ends_the_running_answer_and_clears_the_view(
    controlled: WatchedPage, story_frames: list[str]
) -> None:
    sidebar = Sidebar(controlled.open())
    page = sidebar.page
    page.evaluate(f"""() => {{
      window.fired = [];
      {_ELEMENT}.addEventListener('answer', () => fired.push('answer'));
      {_ELEMENT}.addEventListener('conversation-changed', ({{detail}}) => fired.push(detail.conversationId));
    }}""")
    sidebar.send(STORY)
    for frame in story_frames:
        page.evaluate("(frame) => chat.send(frame)", frame)
    expect(sidebar.turns.last).to_have_attribute("data-state", "completed")
    sidebar.send("And then?")
    page.evaluate("(frame) => chat.send(frame)", story_frames[0])
    sidebar.box.fill("A draft")
    open_conversation = page.evaluate("chat.requests[1].body.conversationId")
    assert page.evaluate("fired") == [open_conversation, "answer"]

    _context_of(page, {"caseId": "CASE-9001", "customerId": "CUST-1001", "conversationId": open_conversation})
    expect(sidebar.turns).to_have_count(2)  # the page has only stored what is open

    _context_of(page, {"caseId": "CASE-9002", "customerId": "CUST-1001"})

    expect(sidebar.turns).to_have_count(0)
    expect(sidebar.box).to_have_value("")
    expect(sidebar.announcement).to_have_text("")
    assert page.evaluate("[chat.isAborted, fired]") == [True, [open_conversation, "answer", None]]
    sidebar.send("hello")
    expect(sidebar.turns).to_have_count(1)
    wait_until(page, "chat.requests.length === 3")
    assert page.evaluate("chat.requests[2].body") == {"message": "hello", "caseId": "CASE-9002"}


def test_late_token_of_another_context_is_dropped(controlled: WatchedPage) -> None:
    sidebar = Sidebar(controlled.open())
    page = sidebar.page
    page.evaluate(f"""() => {{
      window.asked = [];
      {_ELEMENT}.withoutSummary = true;
      {_ELEMENT}.tokenProvider = (how) => new Promise((resolve) => asked.push({{how, resolve}}));
    }}""")
    sidebar.send("hello")
    wait_until(page, "asked.length === 1")

    _context_of(page, {"caseId": "CASE-9002"})
    page.evaluate("asked[0].resolve('token.of.the.first')")
    sidebar.send("hello")
    wait_until(page, "asked.length === 2")
    page.evaluate("asked[1].resolve('token.of.the.second')")
    wait_until(page, "chat.requests.length === 1")

    assert page.evaluate("chat.requests[0].headers.Authorization") == "Bearer token.of.the.second"
    assert page.evaluate("asked.map(({how}) => how.context.caseId)") == ["CASE-9001", "CASE-9002"]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (None, {}),
        ("CASE-1", {}),
        ({"caseId": 7, "customerId": "", "orderId": None, "other": "x"}, {}),
        ({"caseId": "CASE-1", "orderId": "404-1"}, {"caseId": "CASE-1", "orderId": "404-1"}),
    ],
)
def test_context_keeps_known_texts_only(modules: Page, given: Any, kept: dict[str, str]) -> None:
    script = "async (given) => (await import('/web/sidebar-context.js')).contextOf(given)"
    assert modules.evaluate(script, given) == kept


@pytest.mark.parametrize(
    ("provider", "expected"),
    [
        ("() => 'a.b-c_d~e+f/g=='", "a.b-c_d~e+f/g=="),
        ("async () => Promise.resolve(' a.b\\n')", "a.b"),
        ("() => undefined", "signInRequired"),
        ("() => null", "signInRequired"),
        ("() => ''", "signInRequired"),
        ("() => 42", "signInRequired"),
        ("() => ({token: 'a'})", "signInRequired"),
        ("() => 'undefined'", "signInRequired"),
        ("() => 'null'", "signInRequired"),
        ("() => 'a b'", "signInRequired"),
        ("() => 'a\\r\\nX-Role: lead'", "signInRequired"),
        ("null", "signInRequired"),
        ("'a.b'", "signInRequired"),
        ("() => { throw new Error('no'); }", "signInFailed"),
        ("async () => Promise.reject('no')", "signInFailed"),
    ],
)
def test_token_is_one_header_value_or_a_reason(modules: Page, provider: str, expected: str) -> None:
    assert modules.evaluate(_TOKEN % (provider, 10_000)) == expected


def test_provider_that_hangs_is_given_up(modules: Page) -> None:
    assert modules.evaluate(_TOKEN % ("() => new Promise(() => {})", 1)) == "signInTimedOut"


def test_viewer_signs_in_and_the_question_is_asked_again(open_host: OpenHost, host_site: HostSite) -> None:
    watched = open_host("/component")
    watched.may_fail_requests = True
    sidebar = Sidebar(watched.page)
    page = sidebar.page
    page.locator("rewards-case-summary .order").first.wait_for()
    host_site.signs_in = False
    asked: list[str] = []
    page.on("request", lambda sent: asked.append(sent.headers.get("authorization", "")) if "/v1/" in sent.url else None)
    page.evaluate("addEventListener('auth-required', ({detail}) => { window.wanted = detail.code; })")
    sidebar.ask(STORY)
    sign_in = page.get_by_role("button", name="Sign in")
    expect(sign_in).to_be_visible()
    assert asked == []
    assert violations(page) == []

    sign_in.click()
    assert page.evaluate("wanted") == "signInRequired"
    host_site.signs_in = True
    page.evaluate(f"{_ELEMENT}.signedIn()")

    expect(sidebar.cards.locator("[data-figure=granted]")).to_have_text(amount("₹36.00"))
    expect(sidebar.turns).to_have_count(1)
    expect(sign_in).to_have_count(0)
    assert all(authorization.startswith("Bearer eyJ") for authorization in asked if authorization)


def test_style_of_the_page_does_not_reach_the_element(open_host: OpenHost) -> None:
    watched = open_host("/component", viewport={"width": 640, "height": 700}, color_scheme="dark")
    page = watched.page
    page.add_style_tag(
        content="""html { font-size: 200%; color-scheme: dark; background: #000; }
        body { color: red; letter-spacing: 9px; text-transform: uppercase; text-align: right; line-height: 4; }
        rewards-sidebar { width: 320px; }"""
    )
    heading = page.get_by_role("heading", name="Cashback assistant")

    expect(heading).to_have_css("color", "rgb(23, 33, 43)")  # light, as its theme is
    expect(heading).to_have_css("letter-spacing", "normal")
    expect(heading).to_have_css("text-transform", "none")
    assert page.evaluate(f"{_ELEMENT}.scrollWidth") == 320
    page.evaluate(f"{_ELEMENT}.theme = 'dark'")
    expect(heading).to_have_css("color", "rgb(230, 235, 240)")
    Sidebar(page).ask(STORY)
    assert page.evaluate(f"{_ELEMENT}.renderRoot.querySelector('.log').scrollWidth") <= 320
    assert violations(page) == []


def test_types_are_those_of_the_element(modules: Page) -> None:
    types = (ROOT / "web" / "v1" / "rewards-sidebar.d.ts").read_text(encoding="utf-8")
    source = (ROOT / "web" / "rewards-sidebar.js").read_text(encoding="utf-8")
    declared = types.partition("export class")[2].partition("addEventListener<")[0]

    properties = modules.evaluate("""async () => {
      const { RewardsSidebar } = await import('/web/rewards-sidebar.js');
      return Object.entries(RewardsSidebar.properties).filter(([, {state}]) => !state).map(([name]) => name);
    }""")
    assert sorted(set(re.findall(r"^  (?:get |set )?(\w+)(?:: |\()", declared, re.MULTILINE)) - _methods(declared)) == (
        sorted(properties)
    )
    public = set(re.findall(r"^  (?:async )?([a-z]\w+)\([\w, ]*\) \{", source, re.MULTILINE))
    assert _methods(declared) | _INTERNAL == public

    events = set(re.findall(r"^  '?([\w-]+)'?: \{", types.partition("SidebarEvents {")[2].partition("\n}")[0], re.M))
    bridge = (ROOT / "web" / "bridge-messages.js").read_text(encoding="utf-8").partition("EVENTS = [")[2]
    assert events == {"ready", *re.findall(r"'([\w-]+)'", bridge.partition("]")[0])}


_INTERNAL = {
    "constructor", "focus", "notify", "render", "updated", "willUpdate", "firstUpdated", "scheduleUpdate",
    "connectedCallback", "disconnectedCallback",
}  # fmt: skip


def _methods(declared: str) -> set[str]:
    return set(re.findall(r"^  (\w+)\([\w?: |]*\): (?:Promise<void>|void);", declared, re.MULTILINE))
