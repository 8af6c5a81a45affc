"""What the settings of a metrics address may be."""

import pytest

from core.http.metrics_place import metrics_address


@pytest.mark.parametrize(
    ("setting", "address"),
    [
        ("public", None),
        ("off", None),
        ("127.0.0.1:9090", ("127.0.0.1", 9090)),
        ("10.0.0.7:65535", ("10.0.0.7", 65_535)),
        ("[::1]:9090", ("::1", 9090)),
    ],
)
def test_an_address_is_read(setting: str, address: tuple[str, int] | None) -> None:
    assert metrics_address(setting) == address


@pytest.mark.parametrize(
    "setting", ["", "on", "9090", ":9090", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:65536", "a:9090"]
)
def test_anything_else_is_refused(setting: str) -> None:
    with pytest.raises(ValueError, match="must be public, off, or an IP address with a port"):
        metrics_address(setting)
