"""A monotonic clock that tests move by hand."""


class Hand:
    """A clock that stands still until ``now_s`` is set; in seconds, like ``time.monotonic``."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s
