"""The messages between a host page and its frame: who is listened to, and what is ignored."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.web.embedding.conftest import OpenHost, framed
from tests.web.host_site import HostSite
from tests.web.page_polling import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.slow]

_CONTEXT = "document.querySelector('rewards-sidebar').context"
# A message as the browser would deliver it from this origin; source is the name of a window.
_DELIVER = """([source, origin, data]) => {
  const windows = {parent: window.parent, frame: window.frames[0], self: window};
  window.dispatchEvent(new MessageEvent('message', {data, origin, source: windows[source]}));
}"""
_OTHER = "https://other.example"


def _to_frame(frame: Page, data: Any, *, origin: str, source: str = "parent") -> None:
    frame.evaluate(_DELIVER, [source, origin, data])


def _connect(case: str, **changed: Any) -> dict[str, Any]:
    return {"v": 1, "type": "rewards:connect", "context": {"caseId": case}, "settings": {}} | changed


def test_frame_listens_to_the_exact_origin_of_its_parent(open_host: OpenHost, host_site: HostSite) -> None:
    frame = framed(open_host("/frame").page).page
    origin = host_site.origin

    _to_frame(frame, _connect("X"), origin=_OTHER)
    _to_frame(frame, _connect("X"), origin=f"{origin}.other.example")
    _to_frame(frame, _connect("X"), origin="null")
    _to_frame(frame, _connect("X"), origin=origin, source="self")
    assert frame.evaluate(_CONTEXT) == {"caseId": "CASE-9001"}

    _to_frame(frame, _connect("X"), origin=origin)
    assert frame.evaluate(_CONTEXT) == {"caseId": "X"}


@pytest.mark.parametrize(
    "data",
    [
        None,
        "rewards:connect",
        [],
        {},
        _connect("X", v=2),
        _connect("X", v="1"),
        _connect("X", type="connect"),
        _connect("X", type="rewards:unknown"),
        _connect("X", type="__proto__"),
        _connect("X", type=["rewards:connect"]),
        {"v": 1, "type": "rewards:settings"},
        {"v": 1, "type": "rewards:settings", "settings": ["theme"]},
        {"v": 1, "type": "rewards:settings", "settings": {"theme": "pink", "endpoint": _OTHER, "suggestions": [1]}},
        {"v": 1, "type": "rewards:token", "nonce": "unknown", "token": "x"},
        {"v": 1, "type": "rewards:token"},
    ],
    ids=str,
)
def test_frame_ignores_what_is_not_of_the_protocol(bridge: Page, host_site: HostSite, data: Any) -> None:
    state = "JSON.stringify(['context', 'theme', 'endpoint', 'suggestions'].map((name) => sidebar[name]))"
    before = bridge.evaluate(f"sidebar = document.querySelector('rewards-sidebar'), {state}")

    _to_frame(bridge, data, origin=host_site.origin)

    assert bridge.evaluate(state) == before


def test_settings_reach_the_element(open_host: OpenHost, host_site: HostSite) -> None:
    frame = framed(open_host("/frame").page).page
    settings = {"theme": "dark", "locale": "hi-IN", "heading": "", "suggestions": ["एक सवाल"]}

    _to_frame(frame, {"v": 1, "type": "rewards:settings", "settings": settings}, origin=host_site.origin)

    expect(frame.get_by_role("button", name="एक सवाल")).to_be_visible()
    expect(frame.locator("html")).to_have_attribute("lang", "hi")
    expect(frame.locator("rewards-sidebar")).to_have_attribute("theme", "dark")
    expect(frame.get_by_role("heading", name="कैशबैक सहायक")).to_be_visible()


def test_host_gives_a_token_to_its_frame_only(open_host: OpenHost, host_site: HostSite, demo: str) -> None:
    page = open_host("/frame").page
    sidebar = framed(page)
    request = {"v": 1, "type": "rewards:token-request", "nonce": "n", "isExpired": False, "context": {"caseId": "X"}}

    page.evaluate(_DELIVER, ["frame", _OTHER, request])
    page.evaluate(_DELIVER, ["self", demo, request])
    page.evaluate(_DELIVER, ["frame", demo, {**request, "v": 2}])
    sidebar.ask("hello")

    assert set(host_site.tokens) == {"CASE-9001"}


def test_token_goes_by_nonce_to_one_request_of_one_context(open_host: OpenHost, host_site: HostSite) -> None:
    """Answer the requests of the frame by hand: replayed, late and foreign answers are not used."""
    page = open_host("/frame").page
    sidebar = framed(page)
    sidebar.page.locator("rewards-case-summary .order").first.wait_for()
    page.evaluate("""() => {
      window.requests = [];
      HTMLIFrameElement.prototype.answer = function (nonce, token) {
        this.contentWindow.postMessage({v: 1, type: 'rewards:token', nonce, token}, '*');
      };
      window.fetch = () => new Promise(() => {});  // the page's provider hangs
      addEventListener('message', ({data}) => data.type === 'rewards:token-request' && requests.push(data));
    }""")
    asked: list[str] = []
    page.on("request", lambda sent: asked.append(sent.headers.get("authorization", "")) if "/v1/" in sent.url else None)

    sidebar.send("hello")
    wait_until(page, "requests.length === 1")
    page.evaluate("openCase('CASE-9002')")
    expect(sidebar.turns).to_have_count(0)
    page.evaluate("document.querySelector('iframe').answer(requests[0].nonce, 'late.token')")
    wait_until(page, "requests.length === 2")  # the orders of the other case
    sidebar.send("hello")
    wait_until(page, "requests.length === 3")
    page.evaluate("document.querySelector('iframe').answer(requests[0].nonce, 'replayed.token')")
    page.evaluate("document.querySelector('iframe').answer(requests[2].nonce, null)")

    expect(sidebar.page.locator("[part=sign-in]")).to_be_visible()
    assert asked == []
    assert page.evaluate("requests.map(({context}) => context.caseId)") == ["CASE-9001", "CASE-9002", "CASE-9002"]
    assert page.evaluate("new Set(requests.map(({nonce}) => nonce)).size") == 3


def test_order_of_the_frames_address_is_asked_about_until_a_conversation_is_kept(
    open_host: OpenHost, demo: str
) -> None:
    page = open_host("/frame").page
    order = "404-1029384-5566778"
    for _ in range(2):  # the page opens the frame anew when it is reloaded
        page.evaluate(
            """async (service) => {
              const { embedSidebar } = await import(`${service}/web/v1/host.js`);
              document.querySelector('iframe').replaceWith(document.createElement('iframe'));
              embedSidebar(document.querySelector('iframe'), {
                src: `${service}/embed?order=404-1029384-5566778`, context: { caseId: 'CASE-9001' },
                tokenProvider: async ({ context }) => (await fetch(`/rewards-token?case=${context.caseId}`)).text(),
              });
            }""",
            demo,
        )
        sidebar = framed(page)
        expect(sidebar.turns.last).to_have_attribute("data-state", "completed")
        expect(sidebar.turns).to_have_count(1)
        expect(sidebar.turns).to_contain_text(f"What happened with the cashback of order {order}?")
    sidebar.box.focus()
    expect(sidebar.turns).to_have_count(1)
