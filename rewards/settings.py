"""The settings of the rewards API. Nothing else in this package reads the environment."""

from typing import Annotated

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

Milliseconds = Annotated[int, Field(ge=1, le=60_000)]
MIN_DEADLINE_MS = 50
TO_ANSWER_MS = 10  # of a deadline, for making the answer once the sources have had their time
MAX_DEADLINE_MS = 10_000


class RewardsSettings(BaseSettings):
    """Read from ``REWARDS_*`` variables; every one has a default that suits a single machine."""

    model_config = SettingsConfigDict(
        env_prefix="REWARDS_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    source_timeout_ms: Milliseconds = 800
    deadline_ms: Annotated[int, Field(ge=MIN_DEADLINE_MS, le=MAX_DEADLINE_MS)] = 1500
    # For how long a source that does not answer is left alone.
    circuit_open_ms: Milliseconds = 5000
    # How many database rows the cache of orders may hold; 0 switches it off. With an address, Redis holds it instead.
    cache_rows: Annotated[int, Field(ge=0)] = 50_000
    redis_url: SecretStr | None = None
    # For how long a cached order is fresh: one of which something may still change, one that is settled.
    cache_open_ms: Annotated[int, Field(ge=0, le=60_000)] = 2000
    cache_settled_ms: Annotated[int, Field(ge=0, le=3_600_000)] = 300_000
    # For how much longer it may be given out, marked stale: while it is read again, or when a source does not answer.
    cache_revalidate_ms: Annotated[int, Field(ge=0, le=60_000)] = 3000
    cache_on_error_ms: Annotated[int, Field(ge=0, le=3_600_000)] = 60_000
    max_body_bytes: Annotated[int, Field(ge=1_000)] = 1_000_000
    max_batch_events: Annotated[int, Field(ge=1)] = 500
    # Whether a read that can date an old PED row has the row completed in the background.
    lazy_backfill: bool = True
    # How often an open stream looks for changes that it was not told of, and shows that it is alive.
    stream_recheck_s: Annotated[float, Field(gt=0, le=60)] = 15
    max_streams: Annotated[int, Field(ge=1)] = 1000
    # Signs cursors. Without one, each process makes its own, and a cursor ends with the process that gave it.
    cursor_secret: Annotated[SecretStr, Field(min_length=32)] | None = None
