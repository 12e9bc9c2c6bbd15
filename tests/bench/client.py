"""Asks a server and times it: one connection a thread, kept open, as a proxy keeps it."""

from __future__ import annotations

import http.client
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from tests.bench.pages import Asked

FLOOR = Asked("floor", "manager", "/bench/floor/", 1.0)
HOST = "peel.example.test"
ALONE, TOGETHER, THREADS = 60, 18, 8  # two kinds of POST use a file each: 2 × (60 + 18 × 8) of the 416 there are


@dataclass
class Server:
    """A server, and what a request to it needs."""

    port: int
    facts: dict[str, Any]
    connection: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def ask(self, asked: Asked, n: int = 0) -> tuple[float, int]:
        """Ask one page; return milliseconds and bytes."""
        url, body = asked.data(n) if asked.data else (asked.url, None)
        headers = self.headers(asked.role)
        sent = None
        if body is not None:
            sent = urlencode({**body, "csrfmiddlewaretoken": self.facts["csrf"]})
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.perf_counter()
        self.connection.request("POST" if sent else "GET", url, sent, headers)
        response = self.connection.getresponse()
        content = response.read()
        taken = (time.perf_counter() - began) * 1000
        if response.status not in ({200, 302} if sent else {200}):
            raise RuntimeError(f"{asked.name}: {url} answered {response.status}\n{content[:3000].decode()}")
        return taken, len(content)

    def headers(self, role: str) -> dict[str, str]:
        """Return what the proxy and the browser send."""
        cookies = {
            self.facts["session_cookie"]: self.facts["cookies"][role],
            self.facts["csrf_cookie"]: self.facts["csrf"],
        }
        return {
            "Host": HOST,
            "X-Forwarded-Proto": "https",
            "Referer": f"https://{HOST}/",
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        }


def percentile(times: list[float], share: float) -> float:
    """Return the time under which a share of them lie."""
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


def measure(port: int, facts: dict[str, Any], asked: Asked, first: int) -> dict[str, Any]:
    """Measure one page alone, turn by turn with the floor, then eight at once; `first` is the first unused POST."""
    server = Server(port, facts)
    for n in range(0 if asked.data else 8):
        server.ask(asked, n)
        server.ask(FLOOR)
    floor, page, weight = [], [], 0
    for n in range(ALONE):
        floor.append(server.ask(FLOOR)[0])
        taken, weight = server.ask(asked, first + n)
        page.append(taken)
    together = at_once(port, facts, asked, first + ALONE)
    ratio = statistics.median(page) / statistics.median(floor)
    return {
        "page": asked.name,
        "queries": facts["queries"].get(asked.name),
        "bytes": weight,
        "floor_p50_ms": round(statistics.median(floor), 2),
        "p50_ms": round(statistics.median(page), 2),
        "p95_ms": round(percentile(page, 0.95), 2),
        "p50_ms_at_8": round(statistics.median(together), 2),
        "p95_ms_at_8": round(percentile(together, 0.95), 2),
        "ratio": round(ratio, 2),
        "target": asked.target,
        "met": ratio <= asked.target,
    }


def at_once(port: int, facts: dict[str, Any], asked: Asked, first: int) -> list[float]:
    """Return the times of eight threads that ask at once."""

    def one(thread: int) -> list[float]:
        server = Server(port, facts)
        return [server.ask(asked, first + thread * TOGETHER + n)[0] for n in range(TOGETHER)]

    work: Callable[[int], list[float]] = one
    with ThreadPoolExecutor(THREADS) as pool:
        return [taken for times in pool.map(work, range(THREADS)) for taken in times]
