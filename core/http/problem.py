"""RFC 9457 problem details, the one form of an error of both services."""

from core.contract import WireModel


class Problem(WireModel):
    """RFC 9457 problem details. Never an echo of the request."""

    type: str = "about:blank"
    title: str
    status: int
    code: str
    request_id: str
    retryable: bool
