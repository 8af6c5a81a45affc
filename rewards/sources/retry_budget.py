"""How many reads of a source may be retried."""


class RetryBudget:
    """Allows one retry per ``1 / share`` reads, so that retries never multiply the load on a source in trouble.

    A token bucket that the reads themselves fill: each adds ``share`` of a token, and a retry takes a whole one. It
    starts full and holds at most ``maximum`` tokens.
    """

    def __init__(self, *, share: float = 0.1, maximum: float = 10.0) -> None:
        self._share = share
        self._maximum = maximum
        self._tokens = maximum

    def earn(self) -> None:
        """Add the share of one read."""
        self._tokens = min(self._maximum, self._tokens + self._share)

    def try_spend(self) -> bool:
        """Take a token. Whether there was one."""
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True
