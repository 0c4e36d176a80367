"""For tests with a vendor's own Python client: send what it addresses to https://anything to a twin instead.

simple-salesforce writes `https://` itself and cannot be given a local http address. Needs `requests`, which comes
with
it.
"""

from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
from requests.adapters import HTTPAdapter


class TwinAdapter(HTTPAdapter):
    """A transport that goes to the twin whatever host was meant."""

    def __init__(self, url: str) -> None:
        self.there = urlsplit(url)
        super().__init__()

    def send(self, request: requests.PreparedRequest, *args: Any, **values: Any) -> requests.Response:
        """Send to the twin."""
        meant = urlsplit(str(request.url))
        request.url = urlunsplit((self.there.scheme, self.there.netloc, meant.path, meant.query, ""))
        return super().send(request, *args, **values)


def session_to(url: str) -> requests.Session:
    """A requests session whose every https call reaches the twin at `url`."""
    session = requests.Session()
    session.mount("https://", TwinAdapter(url))
    return session
