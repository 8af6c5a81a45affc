"""The drill's own parts: what the proxy breaks, and which answers count as wrong."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bench.resilience.crowd import SeenAnswer, counted, judge
from bench.resilience.fault_proxy import CUT_AFTER_BYTES, Fault, FaultProxy

ANSWER = b"x" * (4 * CUT_AFTER_BYTES)


@pytest.fixture
async def proxy() -> AsyncIterator[FaultProxy]:
    """A proxy before a server that answers each line with ``ANSWER``."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.readline():
            writer.write(ANSWER)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    proxy = FaultProxy(server.sockets[0].getsockname()[1])
    await proxy.start()
    yield proxy
    await proxy.aclose()
    server.close()


async def ask(proxy: FaultProxy) -> bytes:
    """Return what comes back, as far as it comes."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
        writer.write(b"?\n")
        writer.write_eof()
        answer = await reader.read()
        writer.close()
    except ConnectionError:
        return b""
    return answer


async def test_without_a_fault_everything_passes(proxy: FaultProxy) -> None:
    assert await ask(proxy) == ANSWER


async def test_each_fault_breaks_the_answer_in_its_way(proxy: FaultProxy) -> None:
    proxy.set_fault(Fault.CUT)
    assert len(await ask(proxy)) <= CUT_AFTER_BYTES
    proxy.set_fault(Fault.GARBAGE)
    garbage = await ask(proxy)
    assert garbage
    assert garbage != ANSWER
    proxy.set_fault(Fault.DOWN)
    assert await ask(proxy) == b""
    proxy.set_fault(Fault.NONE)
    assert await ask(proxy) == ANSWER


@pytest.mark.parametrize(
    ("outcome", "degraded", "text", "verdict"),
    [
        ("answered", False, "Of ₹100.00, ₹36.00 has been granted, and ₹64.00 remains.", "right"),
        ("answered", True, "₹64.00 remains.", "right, no model"),
        ("answered", False, "₹36.00 has been granted.", "wrong"),  # the rest was asked for
        ("answered", False, "₹64.00 was promised and ₹36.00 remains.", "wrong"),
        ("answered", False, "₹64.00 remains of ₹101.00.", "wrong"),
        ("partial", False, "₹100.00 was promised; the rest is not known.", "partial"),
        ("partial", False, "₹100.00 remains.", "wrong"),
        ("unavailable", False, "The records cannot be read.", "unavailable"),
    ],
)
def test_an_answer_is_judged_by_its_amounts(outcome: str, degraded: bool, text: str, verdict: str) -> None:  # noqa: FBT001
    answer = {"conversationId": "c1", "outcome": outcome, "degraded": degraded, "text": text}

    assert judge(answer) == (verdict, "c1")
    assert judge(answer | {"kept": False}) == (verdict, None)


def test_verdicts_are_counted_from_best_to_worst() -> None:
    seen = [SeenAnswer(0.0, 1.0, verdict) for verdict in ("wrong", "right", "right", "partial")]

    assert counted(seen) == "2 right, 1 partial, 1 wrong"
