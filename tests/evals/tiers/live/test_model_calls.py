"""Unknown usage is estimated and counts towards the limit, and reaching the limit stops the run."""

from decimal import Decimal
from typing import Any

import pytest

from evals.tiers.live.endpoint import Endpoint, NoEndpoint, endpoint_of
from evals.tiers.live.live_result import LiveResult, spread_of
from evals.tiers.live.model_calls import Allowance, ModelCall, usage_in
from tests.evals.tiers.live.settings import settings

KNOWN = ModelCall(200, 900.0, first_byte_ms=100.0, input_tokens=700, output_tokens=300, transferred=9000)
UNKNOWN = ModelCall(200, 500.0, first_byte_ms=50.0, transferred=9000)
SILENT = ModelCall(None, 20.0, transferred=3000)


def allowance(*calls: ModelCall, most_tokens: int = 10_000, most_cost: str | None = None) -> Allowance:
    endpoint = Endpoint("http://127.0.0.1/v1", "key", "m", input_price=Decimal(2), output_price=Decimal(10))
    return Allowance(endpoint, most_tokens, Decimal(most_cost) if most_cost else None, list(calls))


def test_unreported_tokens_are_estimated_and_not_zero() -> None:
    assert allowance(KNOWN).tokens == 1000
    assert allowance(UNKNOWN).tokens == 3000
    assert allowance(KNOWN, most_tokens=1001).stopped is None
    assert allowance(KNOWN, most_tokens=1000).stopped == "the limit of 1000 tokens is reached"


def test_the_cost_uses_prices_per_million_and_is_limited() -> None:
    # 700 * 2 + 300 * 10 millionths; a guess is priced as what the model wrote.
    assert allowance(KNOWN).cost == Decimal("0.0044")
    assert allowance(UNKNOWN).cost == Decimal("0.03")
    assert allowance(KNOWN, most_cost="0.0044").stopped == "the cost limit of 0.0044 is reached"
    assert allowance(KNOWN, most_cost="0.0045").stopped is None


def test_an_endpoint_that_never_answers_is_abandoned() -> None:
    assert allowance(*[SILENT] * 5).stopped is None
    assert allowance(*[SILENT] * 6).stopped == "the endpoint answered none of its first 6 calls"
    assert allowance(KNOWN, *[SILENT] * 6).stopped is None


def test_the_tokens_of_a_run_are_known_only_if_those_of_every_call_are() -> None:
    assert LiveResult("m", 1, 2, (KNOWN, KNOWN, SILENT)).tokens == (1400, 600)
    assert LiveResult("m", 1, 2, (KNOWN, UNKNOWN)).tokens is None
    assert LiveResult("m", 1, 2, (SILENT,)).was_measured is False
    assert LiveResult("m", 1, 2, (SILENT, UNKNOWN)).total_ms == (500.0, 500.0)


def test_the_median_and_the_95th_percentile() -> None:
    assert spread_of([]) is None
    assert spread_of([float(n) for n in range(1, 102)]) == (51.0, 96.0)


def test_usage_is_read_from_the_last_frame_that_has_it() -> None:
    frames: list[dict[str, Any]] = [
        {"usage": None},
        {"usage": {"prompt_tokens": 1}},
        {"usage": {"prompt_tokens": 7, "completion_tokens": 2}},
    ]

    assert usage_in(frames) == (7, 2)
    assert usage_in(frames[:2]) == (1, None)
    assert usage_in([]) == (None, None)


def test_the_endpoint_is_that_of_the_settings_and_its_repr_has_neither_key_nor_url() -> None:
    endpoint = endpoint_of(
        settings(OPENAI_API_KEY="sk-1", OPENAI_BASE_URL="http://user:word@h/v1/", model_connect_ms=500)
    )

    assert (endpoint.base_url, endpoint.api_key, endpoint.times.connect_s) == ("http://user:word@h/v1", "sk-1", 0.5)
    assert "sk-1" not in repr(endpoint)
    assert "word" not in repr(endpoint)


def test_without_a_key_there_is_none() -> None:
    with pytest.raises(NoEndpoint, match="live: not run"):
        endpoint_of(settings())
