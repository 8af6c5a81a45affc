"""Dead letters in a topic of Kafka. Needs the extra ``kafka``."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from rewards.consume.dead_letters import DeadLetter, DeadLettersUnavailable
from rewards.consume.kafka_client import connection_options, kafka_errors, within_time
from rewards.consume.settings import KafkaSecurity
from rewards.errors import RecordSourceUnavailable

_LARGEST_BYTES = 900_000  # below the default of brokers, with room for the head


class KafkaDeadLetters:
    """A topic. A letter is a record with the dead record's key; one that is too large is sent without the record."""

    def __init__(self, topic: str, *, brokers: str, security: KafkaSecurity) -> None:
        self._topic = topic
        self._place = f"the topic {topic}"
        self._options = connection_options(brokers, security) | {"acks": "all", "request_timeout_ms": 10_000}
        self._producer: Any = None

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[None]:
        producer = AIOKafkaProducer(**self._options)
        try:
            with kafka_errors(self._place):
                async with within_time():
                    await producer.start()
            self._producer = producer
            yield
        finally:
            self._producer = None
            with suppress(KafkaError, TimeoutError, OSError):
                async with within_time():
                    await producer.stop()

    async def put(self, letters: Sequence[DeadLetter]) -> None:
        try:
            with kafka_errors(self._place):
                for letter in letters:
                    key = None if letter.record.key is None else letter.record.key.encode()
                    value = letter.to_json(longest_bytes=_LARGEST_BYTES).encode()
                    async with within_time():
                        await self._producer.send_and_wait(self._topic, value, key=key)
        except RecordSourceUnavailable as error:
            raise DeadLettersUnavailable(self._place) from error
