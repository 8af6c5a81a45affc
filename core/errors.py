"""What can go wrong with what both services share.

    ValueError
    ├── InvalidIdentifier       a text cannot be an identifier
    ├── InvalidWindow           a window is not usable; ``code`` says why
    ├── UnknownCurrency         no currency of ISO 4217 that has a minor unit
    └── CurrencyMismatch        two amounts of different currencies met in one sum
    TokenError                  a token does not prove an identity; ``code`` says why
    └── IdentityUnavailable     the keys that tokens are verified with cannot be fetched

No message quotes the input.
"""


class InvalidIdentifier(ValueError):
    """The text cannot be an identifier. Carries no echo of it."""


class InvalidWindow(ValueError):
    """The window is not usable; ``code`` names why, without an echo of the input."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class UnknownCurrency(ValueError):
    """No currency of ISO 4217 that has a minor unit."""


class CurrencyMismatch(ValueError):
    """Two amounts of different currencies met in one sum."""


class TokenError(Exception):
    """The token does not prove an identity; ``code`` says why, without an echo of it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class IdentityUnavailable(TokenError):
    """The keys that tokens are verified with cannot be fetched: every token is refused, though it may be valid."""

    def __init__(self) -> None:
        super().__init__("identityUnavailable")
