"""Rate limits: a burst over ten seconds, a day's budget, and the search endpoints' own limit a second.

Source: developers "API usage guidelines": headers, policies, midnight reset; search answers carry no limit headers.
Windows run on real time, so that a test that holds the twin's clock is not stopped by them; the day is the twin's.
"""

import time
from collections import deque
from datetime import datetime
from random import Random
from typing import Any

from twins.common.store import Store
from twins.common.web import Response, answer_json
from twins.hubspot.errors import over_limit


class Limits:
    """What is left; a limit of 0 is switched off."""

    def __init__(self, store: Store, settings: dict[str, Any], dice: Random) -> None:
        self.store = store
        self.settings = settings
        self.dice = dice
        self.burst: deque[float] = deque()
        self.searches: deque[float] = deque()

    def refuse(self, day: datetime, search: bool) -> Response | None:
        """429 where a limit is reached; otherwise the request is counted and let in."""
        now = time.monotonic()
        for window, seconds, name, policy in (
            (self.searches, 1.0, "search_limit", "SECONDLY"),
            (self.burst, 10.0, "burst_limit", "TEN_SECONDLY_ROLLING"),
        ):
            if window is self.searches and not search:
                continue
            while window and now - window[0] >= seconds:
                window.popleft()
            if 0 < int(self.settings[name]) <= len(window):
                wait = seconds - (now - window[0])
                return self.answer(policy, wait)
        if self.used(day) >= int(self.settings["budget"]):
            return self.answer("DAILY", None)
        self.burst.append(now)
        if search:
            self.searches.append(now)
        key = f"{day:%Y-%m-%d}"
        self.store.put("twin.used", key, {"n": self.used(day) + 1})
        return None

    def used(self, day: datetime) -> int:
        """Calls counted today."""
        row = self.store.find("twin.used", f"{day:%Y-%m-%d}") or {"n": 0}
        return int(row["n"])

    def answer(self, policy: str, wait: float | None) -> Response:
        """A 429 with the vendor's body; Retry-After in whole seconds where the wait is known."""
        headers = {} if wait is None else {"Retry_After": str(max(1, round(wait + 0.5)))}
        return answer_json(429, over_limit(policy, self.dice), **headers)

    def headers(self, day: datetime) -> dict[str, str]:
        """The limit headers of an ordinary answer."""
        daily, burst = int(self.settings["budget"]), int(self.settings["burst_limit"])
        return {
            "X-HubSpot-RateLimit-Daily": str(daily),
            "X-HubSpot-RateLimit-Daily-Remaining": str(max(0, daily - self.used(day))),
            "X-HubSpot-RateLimit-Interval-Milliseconds": "10000",
            "X-HubSpot-RateLimit-Max": str(burst),
            "X-HubSpot-RateLimit-Remaining": str(max(0, burst - len(self.burst))),
        }
