"""The errors of the code that both services share.

    ValueError
    ├── InvalidIdentifier       a text is not a valid identifier
    ├── InvalidWindow           a window is invalid; ``code`` is the reason
    ├── UnknownCurrency         not an ISO 4217 currency with a minor unit
    └── CurrencyMismatch        amounts in different currencies were added
    TokenError                  a token does not prove an identity; ``code`` is the reason
    └── IdentityUnavailable     the keys that tokens are verified with cannot be fetched

No message quotes the input.
"""


class InvalidIdentifier(ValueError):
    """The text is not a valid identifier. The message does not contain it."""


class InvalidWindow(ValueError):
    """The window is invalid. ``code`` is the reason; the input is not contained."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class UnknownCurrency(ValueError):
    """The code is not an ISO 4217 currency with a minor unit."""


class CurrencyMismatch(ValueError):
    """Amounts in different currencies were added."""


class TokenError(Exception):
    """The token does not prove an identity. ``code`` is the reason; the token is not contained."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class IdentityUnavailable(TokenError):
    """The keys that tokens are verified with cannot be fetched: every token is refused, though it may be valid."""

    def __init__(self) -> None:
        super().__init__("identityUnavailable")
