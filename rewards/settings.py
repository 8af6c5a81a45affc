"""The settings of the rewards API. Nothing else in this package reads the environment."""

from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from core.http.metrics_place import MetricsSetting
from core.instants import IsoInstant
from core.protected_url import is_protected_url
from core.rate_limits import Rate

Milliseconds = Annotated[int, Field(ge=1, le=60_000)]
MIN_DEADLINE_MS = 50
TO_ANSWER_MS = 10  # part of a deadline, reserved for building the answer after the sources have answered
MAX_DEADLINE_MS = 10_000


def _exact_origin(text: str) -> str:
    """Return an origin as browsers send it: scheme, host, and a port that is not the default one."""
    parts = urlsplit(text)
    is_web = parts.scheme in ("http", "https") and is_protected_url(text)
    if not is_web or set("@*") & set(parts.netloc) or text != f"{parts.scheme}://{parts.netloc}".lower():
        raise ValueError("not an https origin without a path")
    return text


Origin = Annotated[str, AfterValidator(_exact_origin)]


class RewardsSettings(BaseSettings):
    """Settings from ``REWARDS_*`` variables; every default suits a single machine."""

    model_config = SettingsConfigDict(
        env_prefix="REWARDS_",
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        populate_by_name=True,
    )

    environment: Literal["development", "production"] = Field("development", alias="REWARDS_AGENT_ENV")
    source_timeout_ms: Milliseconds = 800
    deadline_ms: Annotated[int, Field(ge=MIN_DEADLINE_MS, le=MAX_DEADLINE_MS)] = 1500
    # How long a source that does not answer is not asked again.
    circuit_open_ms: Milliseconds = 5000
    # How many database rows the in-memory order cache may hold; 0 disables it. With a Redis URL it is in Redis.
    cache_rows: Annotated[int, Field(ge=0)] = 50_000
    redis_url: SecretStr | None = None
    metrics: MetricsSetting = "public"
    # With a Redis URL: whether the replicas share the cache. If not, each has its own in memory, and Redis carries the
    # changes of orders only.
    cache_shared: bool = True
    # How long a cached order is fresh: an open one, which may still change, and a settled one. Raise the second only
    # where a consumer announces what other services write to the databases (docs/consume.md).
    cache_open_ms: Annotated[int, Field(ge=0, le=60_000)] = 2000
    cache_settled_ms: Annotated[int, Field(ge=0, le=3_600_000)] = 2000
    # How much longer it may be served stale: while it is read again, or if a source does not answer.
    cache_revalidate_ms: Annotated[int, Field(ge=0, le=60_000)] = 3000
    cache_on_error_ms: Annotated[int, Field(ge=0, le=3_600_000)] = 60_000
    max_body_bytes: Annotated[int, Field(ge=1_000)] = 1_000_000
    max_batch_events: Annotated[int, Field(ge=1)] = 500
    # Whether this process only reads: it has no routes that write, and is ready without the right to write.
    read_only: bool = False
    # Whether a read that can date an old PED row schedules the completion of the row in the background.
    lazy_backfill: bool = False
    # Whether orders that this process changes, or announces as changed, are brought up to date in the worklist.
    worklist: bool = True
    # From when v1 is deprecated, and from when it may no longer be answered: headers of v1 answers, none by default.
    v1_deprecated_at: IsoInstant | None = None
    v1_sunset_at: IsoInstant | None = None
    # How often an open stream checks for changes without a notification, and sends a keep-alive.
    stream_recheck_s: Annotated[float, Field(gt=0, le=60)] = 15
    max_streams: Annotated[int, Field(ge=1)] = 1000
    # Whether `rewards-agent rewards` logs a line for every request; failures are logged in any case.
    access_log: bool = True
    # How often one caller may read and write, such as 6000/minute; not limited by default. Counted in each process.
    read_rate: Rate | None = None
    write_rate: Rate | None = None
    # Origins whose pages may call the API from a browser, separated by spaces; none by default.
    cors_origins: Annotated[tuple[Origin, ...], NoDecode] = ()
    # The key that signs cursors. By default each process generates one, and its cursors are valid only there.
    cursor_secret: Annotated[SecretStr, Field(min_length=32)] | None = None

    @model_validator(mode="after")
    def _reader_completes_nothing(self) -> Self:
        if self.read_only and self.lazy_backfill:
            raise ValueError("lazy_backfill writes, and read_only forbids it")
        return self

    @model_validator(mode="after")
    def _production_uses_tls(self) -> Self:
        url = self.redis_url.get_secret_value() if self.redis_url else None
        if self.environment == "production" and url is not None and not is_protected_url(url):
            raise ValueError("REWARDS_REDIS_URL must require TLS")
        return self

    @model_validator(mode="after")
    def _v1_ends_after_it_is_deprecated(self) -> Self:
        deprecated_at, sunset_at = self.v1_deprecated_at, self.v1_sunset_at
        if sunset_at is not None and deprecated_at is not None and sunset_at < deprecated_at:
            raise ValueError("v1 cannot end before it is deprecated")
        return self

    @field_validator("cors_origins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(value.split()) if isinstance(value, str) else value

    @property
    def rates(self) -> dict[str, str]:
        """The rates of the purposes that are limited."""
        rates = {"read": self.read_rate, "write": self.write_rate}
        return {purpose: rate for purpose, rate in rates.items() if rate is not None}
