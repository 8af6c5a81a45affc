"""Which URLs keep what is sent to them from others on the network."""

import pytest

from core.protected_url import is_protected_url


@pytest.mark.parametrize(
    "url",
    [
        "https://api.example",
        "HTTPS://api.example:8443/v1",
        "http://127.0.0.1:8081",
        "http://127.8.0.1",
        "http://[::1]:8081/",
        "http://localhost:11434/v1",
        "http://LOCALHOST",
        "redis://127.0.0.1:6379/0",
        "rediss://cache.example:6380",
        "async+rediss://cache.example",
        "postgresql://app@db.example/agent?sslmode=verify-full",
        "postgresql+psycopg://app@db.example/agent?application_name=chat&sslmode=require",
        "postgres://app@localhost/agent",
        "postgresql:///agent",
        "postgresql://app@/agent?host=/var/run/postgresql",
    ],
)
def test_tls_and_this_machine_are_protected(url: str) -> None:
    assert is_protected_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://api.example",
        "http://10.0.0.5:8081",
        "http://0.0.0.0:8081",
        "http://localhost.example",
        "http://127.0.0.1.example",
        "http://127.0.0.1@api.example",
        "http://[::1",
        "http://",
        "https://",
        "ftp://127.0.0.1",
        "file:///etc/keys",
        "127.0.0.1:8081",
        "redis://cache.example",
        "async+redis://cache.example:6379",
        "rediss://",
        "postgresql://app@db.example/agent",
        "postgresql://app@db.example/agent?sslmode=prefer",
        "postgresql://app@db.example/agent?sslmode=require&sslmode=disable",
        "postgresql://app@localhost/agent?host=db.example",
        "postgresql://app@/agent?hostaddr=10.0.0.5",
        "mysql+tls://db.example",
        "",
    ],
)
def test_plain_text_to_another_machine_and_other_schemes_are_not(url: str) -> None:
    assert not is_protected_url(url)
