"""Sends spans and metrics to a collector, when one is configured."""

from collections.abc import Callable

from agent.telemetry.traces import AGENT, Telemetry
from api.settings import SettingsError

_EXPORT_EVERY_MS = 15_000


def telemetry_for(endpoint: str | None) -> tuple[Telemetry, Callable[[], None]]:
    """Return the telemetry of an agent, and a function that flushes and closes it.

    Raises:
        SettingsError: a collector is configured and the extra ``otel`` is not installed.
    """
    if endpoint is None:
        return Telemetry(), lambda: None
    try:
        from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.metrics import MeterProvider
        from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        raise SettingsError("OTEL_EXPORTER_OTLP_ENDPOINT needs the extra `otel`") from error
    collector = endpoint.rstrip("/")
    resource = Resource.create({"service.name": AGENT})
    tracers = TracerProvider(resource=resource)
    tracers.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=f"{collector}/v1/traces")))
    reader = PeriodicExportingMetricReader(
        OTLPMetricExporter(endpoint=f"{collector}/v1/metrics"), export_interval_millis=_EXPORT_EVERY_MS
    )
    meters = MeterProvider(resource=resource, metric_readers=[reader])

    def close() -> None:
        tracers.shutdown()
        meters.shutdown()

    return Telemetry(tracers=tracers, meters=meters), close
