"""A twin: one vendor's face in front of the shared parts, served from a thread."""

import threading
import time
from collections.abc import Callable
from copy import deepcopy
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Self

from twins.common import door
from twins.common.clock import Clock
from twins.common.faults import Fault, Faults
from twins.common.journal import Journal
from twins.common.store import Store
from twins.common.web import (
    BadJsonError,
    DropConnection,
    Request,
    Response,
    Router,
    answer_html,
    answer_json,
    start_server,
)

Seed = dict[str, Any]


class Twin:
    """What is the same for every vendor: seed, clock, store, faults, log, door, pages, life of the server.

    A vendor's class gives `defaults` (its settings), `load`, `guard` (sign-in and budget), `broken` (its error
    bodies),
    `acts` (what people do) and fills `api` and `pages` with routes.
    """

    vendor = ""
    defaults: dict[str, Any] = {}

    def __init__(
        self,
        seed: Seed | None = None,
        *,
        path: Path | None = None,
        wall: Callable[[], datetime] | None = None,
    ) -> None:
        self.seed: Seed = seed or {}
        self.lock = threading.RLock()
        self.store = Store(path)
        self.number = int(self.seed.get("random", 1))
        # A restart throws on, or ids made from the dice would come a second time.
        starts = (self.store.find("twin.starts", "all") or {"n": 0})["n"]
        self.dice = Random(f"{self.number} {starts}")  # noqa: S311 - dice of a test server
        self.faults = Faults(self.number)
        self.journal = Journal(self.store)
        kept = self.store.find("twin.settings", "all")
        self.settings: dict[str, Any] = {
            "clock": None,
            "skew": 0.0,
            "lag": 0.0,
            **deepcopy(self.defaults),
            **self.seed.get("settings", {}),
            **(kept or {}),
        }
        self.clock = Clock(self.settings, wall)
        self.api = Router()
        self.pages = Router()
        self.acts: dict[str, Callable[..., Any]] = {}
        self.url = ""
        self._server: Any = None
        self.routes()
        with self.store.unit():
            self.store.put("twin.starts", "all", {"n": starts + 1})
            if kept is None:
                self.load()
                self.keep_settings()

    # A vendor fills these in.
    def routes(self) -> None:
        """Add the vendor's routes."""
        raise NotImplementedError

    def load(self) -> None:
        """Fill the store from the seed."""
        raise NotImplementedError

    def guard(self, request: Request) -> Response | None:
        """Refuse a request that is not signed in or over the budget; None lets it in."""
        raise NotImplementedError

    def broken(self, fault: Fault) -> Response:
        """The vendor's answer to an injected status."""
        raise NotImplementedError

    def expire_sessions(self) -> None:
        """End every session (fault `expire`)."""

    def after_unit(self, kept: bool) -> None:
        """A request or an act is over; `kept` says whether its writes stand."""

    def refused(self, problem: Exception) -> Response | None:
        """The vendor's answer for one of its own errors; None for a fault of the twin itself."""
        raise NotImplementedError

    def missing(self, request: Request, allowed: list[str]) -> Response:
        """The vendor's 404, or 405 when other methods are allowed."""
        raise NotImplementedError

    def dressed(self, request: Request, response: Response) -> Response:
        """Headers every answer of the vendor carries."""
        return response

    def truth(self, kind: str) -> list[dict[str, Any]]:
        """All rows of an object as they truly are (the door's view, for comparing at the end of a test)."""
        return list(self.store.rows(kind).values())

    def keep_settings(self) -> None:
        """Write the settings to the store; must run inside a unit."""
        self.store.put("twin.settings", "all", dict(self.settings))

    def lag(self) -> timedelta:
        """How long the change being made stays unseen by queries: a number, or `[least, most]` seconds drawn each
        time.
        """
        lag = self.settings["lag"]
        if isinstance(lag, list):
            return timedelta(seconds=self.dice.uniform(float(lag[0]), float(lag[1])))
        return timedelta(seconds=float(lag))

    def handle(self, request: Request) -> Response:
        """Answer one request of anybody; faults that wait do so outside the lock."""
        if request.path.startswith("/__twin"):
            with self.lock:
                return door.answer(self, request)
        if (found := self.pages.find(request.method, request.path)) is not None:
            return self._page(request, *found)
        with self.lock:
            fault = self.faults.take(request.method, request.path)
        if fault and fault.kind == "slow":
            time.sleep(fault.seconds)
        if fault and fault.kind == "drop_before":
            self._note(request, "(lost)", 0, fault)
            raise DropConnection
        response = self._call(request, fault)
        if fault and fault.kind == "drop_after":
            raise DropConnection
        return response

    def _page(self, request: Request, found: Any, values: dict[str, str]) -> Response:
        origin = request.headers.get("origin")
        if request.method == "POST" and origin and origin != f"http://{request.headers.get('host')}":
            return answer_html("<h1>Refused</h1><p>That form came from another site.</p>", 403)
        with self.lock:
            response: Response = found.handler(request, **values)
            return response

    def _note(self, request: Request, endpoint: str, status: int, fault: Fault | None) -> None:
        with self.lock, self.store.unit():
            self.journal.note(
                self.clock.true_now(),
                request.method,
                request.path,
                endpoint,
                status,
                fault.kind if fault else "",
            )

    def _call(self, request: Request, fault: Fault | None) -> Response:
        with self.lock:
            if fault and fault.kind == "expire":
                self.expire_sessions()
            found = self.api.find(request.method, request.path)
            with self.store.unit(self.clock.now(), self.lag()):
                response = self._answer(request, found, fault)
                self.after_unit(kept=response.status < 400)
                name = found[0].name if found else "(none)"
                self.journal.note(
                    self.clock.true_now(),
                    request.method,
                    request.path,
                    name,
                    response.status,
                    fault.kind if fault else "",
                )
            return self.dressed(request, response)

    def _answer(self, request: Request, found: Any, fault: Fault | None) -> Response:
        if fault and fault.kind == "status":
            return self.broken(fault)
        try:
            refusal = self.guard(request)
            if refusal is not None:
                return refusal
            if found is None:
                return self.missing(request, self.api.methods(request.path))
            with self.store.unit():
                response: Response = found[0].handler(request, **found[1])
                return response
        except (BadJsonError, Exception) as problem:
            refused = self.refused(problem)
            if refused is None:
                raise
            return refused

    def act(self, act: str, **values: Any) -> Any:
        """Do what a person does in the CRM's own pages (`docs/twins.md` lists the acts)."""
        if act not in self.acts:
            raise ValueError(f"no act '{act}'; there are {', '.join(sorted(self.acts))}")
        kept = False
        with self.lock:
            try:
                with self.store.unit(self.clock.now(), self.lag()):
                    result = self.acts[act](**values)
                kept = True
            finally:
                self.after_unit(kept)
            return result

    def start(self, port: int = 0) -> Self:
        """Serve from a thread; `url` is set afterwards."""
        self._server = start_server(port, self._safe)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        ).start()
        return self

    def _safe(self, request: Request) -> Response:
        try:
            return self.handle(request)
        except DropConnection:
            raise
        except Exception as problem:
            return answer_json(500, {"twin": "defect", "problem": f"{type(problem).__name__}: {problem}"})

    def stop(self) -> None:
        """Stop serving and let go of the file."""
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None
        with self.lock:
            self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
