"""HubSpot's errors: `{"status": "error", "message", "correlationId", "category", ...}`.

Source: HubSpot developers, "Handling errors"; "API usage guidelines" for 429; the Error schema of each published API
description.
"""

import json
import uuid
from random import Random
from typing import Any

from twins.common.web import Response, answer_json


class HubSpotError(Exception):
    """One refusal as HubSpot words it."""

    def __init__(self, status: int, category: str, message: str, **more: Any) -> None:
        super().__init__(message)
        self.status = status
        self.category = category
        self.message = message
        self.more = more

    def body(self, dice: Random) -> dict[str, Any]:
        """The JSON body."""
        return {
            "status": "error",
            "message": self.message,
            "correlationId": correlation(dice),
            "category": self.category,
            **self.more,
        }

    def answer(self, dice: Random) -> Response:
        """The whole answer."""
        return answer_json(self.status, self.body(dice))


def correlation(dice: Random) -> str:
    """A correlation id from the twin's dice."""
    return str(uuid.UUID(int=dice.getrandbits(128), version=4))


def not_found(message: str = "resource not found") -> HubSpotError:
    """No such record."""
    return HubSpotError(404, "OBJECT_NOT_FOUND", message)


def invalid_properties(problems: list[tuple[str, str, str]]) -> HubSpotError:
    """Values refused: (name, error code, sentence)."""
    details = [
        {"isValid": False, "message": text, "error": code, "name": name, "localizedErrorMessage": text}
        for name, code, text in problems
    ]
    return HubSpotError(
        400,
        "VALIDATION_ERROR",
        f"Property values were not valid: {json.dumps(details)}",
        errors=[
            {"message": text, "code": code, "context": {"propertyName": [name]}}
            for name, code, text in problems
        ],
    )


def invalid(message: str, **more: Any) -> HubSpotError:
    """Another mistake in the request."""
    return HubSpotError(400, "VALIDATION_ERROR", message, **more)


def over_limit(policy: str, dice: Random, group: str = "") -> dict[str, Any]:
    """The body of a 429."""
    words = policy.lower()
    return {
        "status": "error",
        "message": f"You have reached your {words} limit.",
        "errorType": "RATE_LIMIT",
        "correlationId": correlation(dice),
        "policyName": policy,
        "groupName": group or f"publicapi:private-apps:{words}",
        "category": "RATE_LIMITS",
    }
