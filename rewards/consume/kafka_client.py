"""What a consumer and a producer of Kafka have in common. Needs the extra ``kafka``."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiokafka import errors as kafka
from aiokafka.helpers import create_ssl_context

from rewards.consume.settings import KafkaSecurity
from rewards.errors import RecordSourceErrorCode, RecordSourceUnavailable

# The client retries some requests without an end while no broker answers.
REQUEST_WITHIN_S = 10.0
_REFUSED = (
    kafka.TopicAuthorizationFailedError,
    kafka.GroupAuthorizationFailedError,
    kafka.ClusterAuthorizationFailedError,
    kafka.AuthenticationFailedError,
    kafka.AuthenticationMethodNotSupported,
    kafka.SaslAuthenticationFailed,
    kafka.UnsupportedSaslMechanismError,
)
_MISSING = (kafka.UnknownTopicOrPartitionError, kafka.InvalidTopicError)
_UNREACHABLE = (kafka.KafkaConnectionError, kafka.NoBrokersAvailable, kafka.KafkaTimeoutError, kafka.NodeNotReadyError)


def connection_options(brokers: str, security: KafkaSecurity) -> dict[str, Any]:
    """Return the client's options for brokers, given as ``host:port`` separated by commas."""
    # The client logs addresses, offsets and its members' ids, at a pace of several lines a second while it fails.
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    protocol = security.security_protocol
    password = security.sasl_password
    options: dict[str, Any] = {"bootstrap_servers": brokers, "security_protocol": protocol}
    if protocol.endswith("SSL"):
        options["ssl_context"] = create_ssl_context(cafile=str(security.ca_file) if security.ca_file else None)
    if protocol.startswith("SASL"):
        options |= {
            "sasl_mechanism": security.sasl_mechanism,
            "sasl_plain_username": security.sasl_username,
            "sasl_plain_password": password.get_secret_value() if password else None,
        }
    return options


@contextmanager
def kafka_errors(place: str) -> Iterator[None]:
    """Raise errors of the client as ``RecordSourceUnavailable``."""
    try:
        yield
    except (kafka.KafkaError, TimeoutError, OSError) as error:
        raise RecordSourceUnavailable(_code(error), place) from error


def within_time() -> asyncio.Timeout:
    return asyncio.timeout(REQUEST_WITHIN_S)


def _code(error: Exception) -> RecordSourceErrorCode:
    if isinstance(error, _REFUSED):
        return "sourceRefused"
    if isinstance(error, _MISSING):
        return "sourceMissing"
    return "sourceUnreachable" if isinstance(error, (*_UNREACHABLE, TimeoutError, OSError)) else "sourceFailed"
