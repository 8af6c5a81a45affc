"""A monotonic clock that tests set by hand."""


class Hand:
    """Stands still until it is moved; seconds, as ``time.monotonic`` gives them."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s
