"""A stand-in for DynamoDB on the loopback address."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from moto.server import ThreadedMotoServer

from rewards.mapping.file_model import MappingFile
from rewards.mapping.rewards_mapping import RewardsMapping
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
    """Return settings whose tables all begin with the prefix; ``ped`` are further options of that table's mapping."""
    return mapped_tables(prefix, {"ped": ped}, endpoint=endpoint)


def mapped_tables(prefix: str, mapping: dict[str, Any], *, endpoint: str) -> DynamoDbSettings:
    """Return settings with this mapping, and with tables of its names behind the prefix."""
    names = {"ped": "ped", "lineItems": "items", "concessions": "events", "bookkeeping": "bookkeeping"}
    tables = {part: {**mapping.get(part, {}), "table": f"{prefix}-{name}"} for part, name in names.items()}
    site = MappingFile.model_validate({**mapping, **tables})
    return DynamoDbSettings(endpoint=endpoint, region="us-east-1", mapping=RewardsMapping.of(site))
