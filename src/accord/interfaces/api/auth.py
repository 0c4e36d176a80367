"""Who asks: a key in the Authorization header. Cookies are never accepted here, keys never on pages."""

import re
from datetime import UTC, datetime
from typing import cast

from django.http import HttpRequest
from ninja.security import HttpBearer

from accord.teams.keys import find_viewer_by_key
from accord.vocabulary.people import Viewer

KEY = re.compile(r"acc_[0-9a-f]{8}\.[A-Za-z0-9_-]{1,100}")


class KeyHolder(HttpBearer):
    """`Authorization: Bearer acc_....`; resolves to the viewer the key acts as."""

    def authenticate(self, request: HttpRequest, token: str) -> Viewer | None:
        """The viewer, or None: then the answer is 401. What cannot be a key never reaches the database."""
        if not KEY.fullmatch(token):
            return None
        return find_viewer_by_key(token, datetime.now(UTC))


def asks(request: HttpRequest) -> Viewer:
    """The viewer of an authenticated request."""
    return cast(Viewer, request.auth)  # type: ignore[attr-defined]
