"""Requests counted and timed in every web process, and the page that shows them with the record's gauges.

With several processes each writes its counts to files of its own (PROMETHEUS_MULTIPROC_DIR, which `accord
serve` sets and empties); the page adds them up. Labels are closed lists: no path, no name, no address.
"""

import os
import time
from collections.abc import Callable, Iterable, Iterator

from django.http import HttpRequest, HttpResponseBase
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from accord.reporting.health import Gauge

PAGE_TYPE = CONTENT_TYPE_LATEST
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_PARTS = (("/api/", "api"), ("/v1/", "events"), ("/hooks/", "hooks"), ("/static/", "static"))
_WATCH = frozenset({"/healthz", "/readyz", "/metrics"})
_OWN = CollectorRegistry()
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, float("inf"))
REQUESTS = Counter("accord_requests", "Requests answered", ["part", "method", "status"], registry=_OWN)
SECONDS = Histogram("accord_request_seconds", "Time to the answer", ["part"], buckets=_BUCKETS, registry=_OWN)


class Measured:
    """The outermost middleware: counts what was answered and how long it took."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer, counted."""
        began = time.perf_counter()
        said = self.answer(request)
        part = part_of(request.path_info)
        method = request.method if request.method in _METHODS else "other"
        REQUESTS.labels(part, method, str(said.status_code)).inc()
        SECONDS.labels(part).observe(time.perf_counter() - began)
        return said


def part_of(path: str) -> str:
    """Which part of the product an address belongs to: one of six words."""
    if path in _WATCH:
        return "watch"
    return next((part for start, part in _PARTS if path.startswith(start)), "pages")


def write_page(gauges: Iterable[Gauge]) -> bytes:
    """The page in Prometheus's text format."""
    registry = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(_Forward())
    registry.register(_Record(gauges))
    return generate_latest(registry)


class _Forward(Collector):
    def collect(self) -> Iterable[Metric]:
        return _OWN.collect()


class _Record(Collector):
    def __init__(self, gauges: Iterable[Gauge]) -> None:
        self._gauges = list(gauges)

    def describe(self) -> Iterable[Metric]:
        return []

    def collect(self) -> Iterator[Metric]:
        families: dict[str, GaugeMetricFamily] = {}
        for gauge in self._gauges:
            labels = dict(gauge.labels)
            if gauge.name not in families:
                families[gauge.name] = GaugeMetricFamily(
                    f"accord_{gauge.name}", gauge.says, labels=list(labels)
                )
            families[gauge.name].add_metric(list(labels.values()), gauge.value)
        yield from families.values()
