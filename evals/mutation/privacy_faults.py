"""Faults of redaction: raw values that reach a model, a log or a client, and values that are hidden needlessly."""

import logging
import re
from typing import Any

from evals.mutation.patching import fault_at
from evals.mutation.replacements import giving
from tools.errors import ContractViolation

_ORDER = re.compile(r"\d{3}-\d{7}-\d{7}")
_log = logging.getLogger("agent.faulty")


def _logged(original: Any) -> Any:
    def faulty(self: Any, text: str) -> Any:
        _log.warning("asked: %s", text)
        return original(self, text)

    return faulty


def _chained(original: Any) -> Any:
    """Log the body that broke the contract, through the chain of an exception."""

    async def faulty(api: Any, path: str, query: Any, model: Any) -> Any:
        try:
            return await original(api, path, query, model)
        except ContractViolation as error:
            response = await api._http.get(path, params=query, headers=api._headers)
            try:
                raise ValueError(response.text) from error
            except ValueError:
                _log.exception("the answer is not what the contract says")
            raise

    return faulty


def _numbers_hidden(text: str | None) -> str | None:
    return None if text is None else re.sub(r"\d+", "[hidden]", text)


def _orders_hidden(text: str) -> str:
    return _ORDER.sub("[hidden]", text)


def _as_it_is(_: Any) -> Any:
    return lambda self, value: value


FAULTS = (
    fault_at(
        "raw-tool-result-to-the-model",
        "Gift cards reach the model unredacted.",
        "guardrails.authorization.field_projection:Projection._issuance",
        _as_it_is,
        ("canaries",),
        "gift-cards",
    ),
    fault_at(
        "names-not-swept",
        "Names and titles are not redacted.",
        "guardrails.authorization.field_projection:Projection._name",
        _as_it_is,
        ("canaries",),
        "privacy",
    ),
    fault_at(
        "question-not-swept",
        "The question is not redacted.",
        "guardrails.pii.vault:Vault.admit",
        _as_it_is,
        ("canaries",),
        "privacy",
    ),
    fault_at(
        "personal-data-in-logs",
        "The question is logged.",
        "guardrails.pii.vault:Vault.admit",
        _logged,
        ("canaries",),
        "privacy",
    ),
    fault_at(
        "personal-data-in-exception-chains",
        "The body that broke the contract is in the chain of an exception.",
        "tools.rewards_client:RewardsApi._get",
        _chained,
        ("canaries",),
        "http",
    ),
    fault_at(
        "order-id-masked",
        "The order number is hidden as if it were personal data.",
        "api.edge_rendering:Edge.restore",
        giving(_orders_hidden),
        ("masking",),
        "single-shipment",
    ),
    fault_at(
        "titles-masked",
        "Every number in a title is hidden as if it were personal data.",
        "guardrails.authorization.field_projection:Projection._name",
        giving(_numbers_hidden),
        ("masking",),
        "over-masking",
    ),
    fault_at(
        "tokens-not-restored",
        "A viewer is shown redaction tokens.",
        "api.edge_rendering:Edge.restore",
        _as_it_is,
        ("giftCards", "masking"),
        "gift-cards",
    ),
    fault_at(
        "gift-cards-beyond-last-four",
        "A gift card is shown in a form other than its last four.",
        "api.edge_rendering:_shown",
        lambda _: lambda kind, last_four: f"GC-{last_four}",
        ("giftCards",),
        "gift-cards",
    ),
)
