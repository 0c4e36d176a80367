"""The control door `/__twin/`: what tests and the demonstration do to a twin that no client of the vendor could.

It is open to anyone who reaches the port, which is bound to 127.0.0.1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from twins.common.web import BadJsonError, Request, Response, answer_json

if TYPE_CHECKING:
    from twins.common.twin import Twin


def answer(twin: Twin, request: Request) -> Response:
    """Answer one request at the door; a mistake comes back as 400 with a sentence."""
    name = request.path.removeprefix("/__twin").strip("/")
    method, _, rest = name.partition("/")
    try:
        found = ROUTES.get((request.method, method))
        if found is None:
            return answer_json(404, {"doors": [f"{verb} /__twin/{path}" for verb, path in ROUTES]})
        return answer_json(200, found(twin, request, rest))
    except (ValueError, KeyError, TypeError, BadJsonError) as problem:
        return answer_json(400, {"problem": f"{type(problem).__name__}: {problem}"})
    except Exception as problem:
        refused = twin.refused(problem)
        if refused is None:
            raise
        return answer_json(400, {"problem": str(problem), "answer": refused.json()})


def _health(twin: Twin, request: Request, rest: str) -> Any:
    return {"vendor": twin.vendor, "now": twin.clock.now().isoformat(), "acts": sorted(twin.acts)}


def _settings(twin: Twin, request: Request, rest: str) -> Any:
    return twin.settings


def _set(twin: Twin, request: Request, rest: str) -> Any:
    given = request.json()
    unknown = set(given) - set(twin.settings)
    if unknown:
        raise ValueError(f"no setting {sorted(unknown)}; there are {sorted(twin.settings)}")
    with twin.store.unit():
        twin.settings.update(given)
        twin.keep_settings()
    return twin.settings


def _clock(twin: Twin, request: Request, rest: str) -> Any:
    given = request.json()
    with twin.store.unit():
        twin.clock.move(to=given.get("set"), by_seconds=given.get("advance"), real=bool(given.get("real")))
        twin.keep_settings()
    return {"now": twin.clock.now().isoformat()}


def _act(twin: Twin, request: Request, rest: str) -> Any:
    given = request.json()
    if isinstance(given, list):
        return [twin.act(**one) for one in given]
    return twin.act(**given)


def _faults(twin: Twin, request: Request, rest: str) -> Any:
    return twin.faults.shown()


def _add_faults(twin: Twin, request: Request, rest: str) -> Any:
    given = request.json()
    for one in given if isinstance(given, list) else [given]:
        twin.faults.add(one)
    return twin.faults.shown()


def _clear_faults(twin: Twin, request: Request, rest: str) -> Any:
    twin.faults.rules.clear()
    return []


def _requests(twin: Twin, request: Request, rest: str) -> Any:
    return twin.journal.since(int(request.first("since", "0")))


def _counts(twin: Twin, request: Request, rest: str) -> Any:
    return twin.journal.counts()


def _records(twin: Twin, request: Request, rest: str) -> Any:
    return twin.truth(rest)


ROUTES = {
    ("GET", ""): _health,
    ("GET", "settings"): _settings,
    ("POST", "settings"): _set,
    ("POST", "clock"): _clock,
    ("POST", "act"): _act,
    ("GET", "faults"): _faults,
    ("POST", "faults"): _add_faults,
    ("DELETE", "faults"): _clear_faults,
    ("GET", "requests"): _requests,
    ("GET", "counts"): _counts,
    ("GET", "records"): _records,
}
