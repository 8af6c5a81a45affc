"""A stand-in for DynamoDB on the loopback address."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from moto.server import ThreadedMotoServer

from rewards.stores.dynamodb.settings import DynamoDbSettings


@contextmanager
def running_stand_in() -> Iterator[str]:
    """Run it in a thread and give its address."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # a line a request otherwise
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield f"http://{host}:{port}"
    finally:
        server.stop()


def tables_of(prefix: str, *, endpoint: str, **ped: Any) -> DynamoDbSettings:
    """Return settings whose tables all begin with the prefix; ``ped`` are further settings of that table."""
    return DynamoDbSettings.model_validate(
        {
            "endpoint": endpoint,
            "region": "us-east-1",
            "ped": {"table": f"{prefix}-ped", **ped},
            "line_items": {"table": f"{prefix}-items"},
            "concessions": {"table": f"{prefix}-events"},
            "bookkeeping": {"table": f"{prefix}-bookkeeping"},
        }
    )
