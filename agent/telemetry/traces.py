"""The telemetry of turns: spans and metrics by OpenTelemetry's conventions for generative AI, the same metrics for
Prometheus, and one log line for each turn.

Nothing of what was asked, found or answered is in any of it: names from closed sets, ids, counts and times.
"""

import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from opentelemetry import metrics, trace
from opentelemetry.context import Context
from opentelemetry.metrics import Histogram, MeterProvider
from opentelemetry.trace import Span, SpanKind, Status, StatusCode, TracerProvider
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from opentelemetry.util.types import AttributeValue

from agent.telemetry.metrics import TurnMetrics
from agent.turn_events import AnswerCompleted, AnswerDelta, FactsFound, RunFailed, TurnEvent
from guardrails.guard_timer import GuardTimer
from tools.cards import ToolStatus

logger = logging.getLogger(__name__)
AGENT = "rewards-support-agent"
_NAME = "rewards.agent"
_NOT_FAILED = ("ok", "stopped")
_PROPAGATOR = TraceContextTextMapPropagator()
# The bounds that the conventions recommend for durations and for counts of tokens. The SDK's own suit milliseconds:
# nearly all durations in seconds would lie in the first bucket.
_SECONDS = (0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92)
_TOKENS = tuple(4**exponent for exponent in range(14))
_PROVIDER = "openai"  # the protocol of the servers, whoever runs them: no more is known of a base URL
Clock = Callable[[], float]


class Telemetry:
    """The telemetry of one agent. Without an SDK, OpenTelemetry's part of it costs next to nothing and goes nowhere."""

    def __init__(
        self,
        *,
        tracers: TracerProvider | None = None,
        meters: MeterProvider | None = None,
        clock: Clock = time.perf_counter,
    ) -> None:
        self.figures = TurnMetrics()
        self.clock = clock
        self.tracer = trace.get_tracer(_NAME, tracer_provider=tracers)
        meter = metrics.get_meter(_NAME, meter_provider=meters)

        def histogram(name: str, unit: str, description: str, bounds: Sequence[float]) -> Histogram:
            return meter.create_histogram(name, unit, description, explicit_bucket_boundaries_advisory=bounds)

        def seconds(name: str, description: str) -> Histogram:
            return histogram(name, "s", description, _SECONDS)

        self.duration = seconds("gen_ai.client.operation.duration", "How long an operation took.")
        self.usage = histogram("gen_ai.client.token.usage", "{token}", "Tokens that were used.", _TOKENS)
        self.first_token = seconds(
            "gen_ai.client.operation.time_to_first_chunk", "From the request to the first token."
        )
        self.first_fact = seconds("rewards_agent.time_to_first_fact", "To the first facts.")
        self.first_text = seconds("rewards_agent.time_to_first_text", "To the first sentence.")
        self.guard_time = seconds("rewards_agent.guard_time", "How long the guards of a turn worked.")

    def turn(
        self, *, model: str, conversation_id: str, request_id: str, trace_parent: str | None, prompt: str = ""
    ) -> "TurnTrace":
        """Return the trace of a new turn. ``trace_parent`` is the caller's (W3C Trace Context), ``prompt`` a digest."""
        carrier = {"traceparent": trace_parent} if trace_parent else {}
        span = self.tracer.start_span(
            f"invoke_agent {AGENT}",
            context=_PROPAGATOR.extract(carrier, context=Context()),
            kind=SpanKind.INTERNAL,
            attributes={
                **_required("invoke_agent"),
                "gen_ai.agent.name": AGENT,
                "gen_ai.request.model": model,
                "gen_ai.conversation.id": conversation_id,
                "rewards_agent.request_id": request_id,
                "rewards_agent.prompt": prompt,
            },
        )
        self.figures.running.inc()
        return TurnTrace(self, span, conversation_id=conversation_id, request_id=request_id, prompt=prompt)


@dataclass(slots=True)
class TurnTrace:
    """The trace of one turn."""

    telemetry: Telemetry
    span: Span
    conversation_id: str
    request_id: str
    prompt: str
    guard_time: GuardTimer | None = None  # of the turn, as soon as it has a scope
    started: float = field(init=False)
    _has_facts: bool = False
    _has_text: bool = False
    _is_over: bool = False

    def __post_init__(self) -> None:
        self.started = self.telemetry.clock()

    def record_event(self, event: TurnEvent) -> None:
        """Record an event on its way to the client."""
        figures, elapsed = self.telemetry.figures, self.telemetry.clock() - self.started
        if isinstance(event, FactsFound) and not self._has_facts:
            self._has_facts = True
            figures.first_fact_seconds.observe(elapsed)
            self.telemetry.first_fact.record(elapsed)
            self.span.set_attribute("rewards_agent.time_to_first_fact", elapsed)
        elif isinstance(event, AnswerDelta) and not self._has_text:
            self._has_text = True
            figures.first_text_seconds.observe(elapsed)
            self.telemetry.first_text.record(elapsed)
            self.span.set_attribute("rewards_agent.time_to_first_text", elapsed)
        elif isinstance(event, AnswerCompleted):
            answer = event.answer
            if not answer.kept:
                figures.unkept_turns.inc()
                self.span.set_attribute("rewards_agent.kept", False)
            self.end(answer.outcome.value, degraded=answer.degraded, model=answer.model, kept=answer.kept)
        elif isinstance(event, RunFailed):
            self.end("failed", code=event.code)

    def end(
        self,
        outcome: str,
        *,
        degraded: bool = False,
        model: str | None = None,
        code: str | None = None,
        kept: bool = True,
    ) -> None:
        """End the turn's span and count the turn, once. A turn that no event ended was stopped by its client."""
        if self._is_over:
            return
        self._is_over = True
        elapsed = self.telemetry.clock() - self.started
        figures = self.telemetry.figures
        figures.running.dec()
        figures.turns.labels(outcome, str(degraded).lower()).inc()
        figures.turn_seconds.labels(outcome).observe(elapsed)
        failure = {} if code is None else {"error.type": code}
        self.telemetry.duration.record(elapsed, _required("invoke_agent") | failure)
        guarding = self.guard_time.seconds if self.guard_time else 0.0
        figures.guard_seconds.observe(guarding)
        self.telemetry.guard_time.record(guarding)
        self.span.set_attribute("rewards_agent.guard_time", guarding)
        self.span.set_attribute("rewards_agent.outcome", outcome)
        self.span.set_attribute("rewards_agent.degraded", degraded)
        if model is not None:
            self.span.set_attribute("gen_ai.response.model", model)
        if code is not None:
            self.span.set_attribute("error.type", code)
            self.span.set_status(Status(StatusCode.ERROR))
        self.span.end()
        logger.info(
            "turn ended",
            extra={
                "request_id": self.request_id,
                "conversation_id": self.conversation_id,
                "outcome": outcome,
                "degraded": degraded,
                "prompt": self.prompt,
                "duration_ms": round(elapsed * 1000, 1),
                "guard_ms": round(guarding * 1000, 1),
            }
            | ({"code": code} if code else {})
            | ({} if kept else {"kept": False}),
        )

    @contextmanager
    def tool(self, name: str) -> Iterator["ToolTrace"]:
        """Trace a lookup. ``name`` is that of a tool, or ``unknown``."""
        with self._operation(f"execute_tool {name}", "execute_tool", {"gen_ai.tool.name": name}) as span:
            watched = ToolTrace(span)
            started = self.telemetry.clock()
            try:
                yield watched
            finally:
                seconds = self.telemetry.clock() - started
                self.telemetry.figures.tool_seconds.labels(name, watched.status).observe(seconds)
                self.telemetry.duration.record(seconds, _required("execute_tool") | {"gen_ai.tool.name": name})

    @contextmanager
    def chat(self, model: str) -> Iterator["ChatTrace"]:
        """Trace a call of a provider's model."""
        with self._operation(f"chat {model}", "chat", {"gen_ai.request.model": model}) as span:
            watched = ChatTrace(self.telemetry, span, model)
            try:
                yield watched
            finally:
                watched.end()

    @contextmanager
    def _operation(self, name: str, operation: str, attributes: dict[str, AttributeValue]) -> Iterator[Span]:
        """Start a child of the turn's span. It is not made current, because it may end in another task."""
        span = self.telemetry.tracer.start_span(
            name,
            context=trace.set_span_in_context(self.span, Context()),
            kind=SpanKind.CLIENT if operation == "chat" else SpanKind.INTERNAL,
            attributes={**_required(operation), **attributes},
        )
        try:
            yield span
        except BaseException as error:
            # The type only: the text of an exception may quote private data.
            span.set_attribute("error.type", type(error).__name__)
            span.set_status(Status(StatusCode.ERROR))
            raise
        finally:
            span.end()


@dataclass(slots=True)
class ToolTrace:
    """The trace of one lookup."""

    span: Span
    status: str = "error"

    def record_status(self, status: ToolStatus) -> None:
        self.status = status.value
        self.span.set_attribute("rewards_agent.tool.status", status.value)


@dataclass(slots=True)
class ChatTrace:
    """The trace of one call of a model."""

    telemetry: Telemetry
    span: Span
    model: str
    result: str = "stopped"  # unless it ends by itself
    _started: float = field(init=False)
    _has_begun: bool = False

    def __post_init__(self) -> None:
        self._started = self.telemetry.clock()

    def record_first_token(self) -> None:
        """Record the first token, or the first piece of a tool call."""
        if self._has_begun:
            return
        self._has_begun = True
        seconds = self.telemetry.clock() - self._started
        self.telemetry.figures.model_first_token_seconds.labels(self.model).observe(seconds)
        self.telemetry.first_token.record(seconds, self._attributes)

    def record_usage(self, *, input_tokens: int, output_tokens: int) -> None:
        """Record the tokens that the provider counted."""
        for kind, count in (("input", input_tokens), ("output", output_tokens)):
            self.telemetry.figures.tokens.labels(self.model, kind).inc(max(count, 0))
            self.telemetry.usage.record(max(count, 0), {**self._attributes, "gen_ai.token.type": kind})
            self.span.set_attribute(f"gen_ai.usage.{kind}_tokens", count)

    def end(self) -> None:
        seconds = self.telemetry.clock() - self._started
        self.telemetry.figures.model_seconds.labels(self.model, self.result).observe(seconds)
        failure = {} if self.result in _NOT_FAILED else {"error.type": self.result}
        self.telemetry.duration.record(seconds, {**self._attributes, **failure})

    @property
    def _attributes(self) -> Mapping[str, AttributeValue]:
        return _required("chat") | {"gen_ai.request.model": self.model}


def _required(name: str) -> dict[str, AttributeValue]:
    """Return the attributes that the conventions require of every span and metric of an operation."""
    return {"gen_ai.operation.name": name, "gen_ai.provider.name": _PROVIDER}
