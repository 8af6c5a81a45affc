"""A registry of metrics, as Prometheus reads it."""

from core.circuit_breaker import CircuitState
from core.metrics import MetricsRegistry


def test_every_kind_of_metric_is_exposed_under_the_prefix() -> None:
    registry = MetricsRegistry("shop_")
    registry.counter("orders", "Orders.", "kind").labels("gift").inc(2)
    registry.gauge("open", "Open now.").set(3)
    registry.histogram("seconds", "How long.", buckets=(0.1, 1)).observe(0.1)

    lines = registry.exposition().decode().splitlines()
    for line in (
        'shop_orders_total{kind="gift"} 2.0',
        "shop_open 3.0",
        'shop_seconds_bucket{le="0.1"} 1.0',
        'shop_seconds_bucket{le="1.0"} 1.0',
        "shop_seconds_count 1.0",
    ):
        assert line in lines


def test_circuits_are_read_when_the_metrics_are() -> None:
    states = {"ped": CircuitState.CLOSED}
    registry = MetricsRegistry("shop_")
    registry.watch_circuits("circuit", "The state.", label="source", states=lambda: states)
    states["ped"] = CircuitState.OPEN

    assert [line for line in registry.exposition().decode().splitlines() if not line.startswith("#")] == [
        'shop_circuit{source="ped",state="closed"} 0.0',
        'shop_circuit{source="ped",state="open"} 1.0',
        'shop_circuit{source="ped",state="halfOpen"} 0.0',
    ]


def test_two_registries_do_not_mix() -> None:
    one, other = MetricsRegistry("shop_"), MetricsRegistry("shop_")
    one.counter("orders", "Orders.").inc()
    other.counter("orders", "Orders.")
    assert "shop_orders_total 0.0" in other.exposition().decode()
