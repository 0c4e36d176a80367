"""Salesforce's errors: a status, a code, a sentence, the fields.

Bodies are a list of `{"message", "errorCode", "fields"?}`. Source: REST API Developer Guide, "Status Codes and Error
Responses"; SOAP API Developer Guide, "StatusCode".
"""

from typing import Any

from twins.common.web import Response, answer_json


class SalesforceError(Exception):
    """One refusal as Salesforce words it."""

    def __init__(self, status: int, code: str, message: str, fields: list[str] | None = None) -> None:
        super().__init__(f"{code}: {message}")
        self.status = status
        self.code = code
        self.message = message
        self.fields = fields

    def body(self) -> dict[str, Any]:
        """One element of the error list."""
        body: dict[str, Any] = {"message": self.message, "errorCode": self.code}
        if self.fields is not None:
            body["fields"] = self.fields
        return body

    def saved(self) -> dict[str, Any]:
        """One element of a SaveResult's `errors`, as collections and composite answer."""
        return {"statusCode": self.code, "message": self.message, "fields": self.fields or []}

    def answer(self) -> Response:
        """The whole answer."""
        return answer_json(self.status, [self.body()])


def not_found() -> SalesforceError:
    """No such record or resource."""
    return SalesforceError(404, "NOT_FOUND", "The requested resource does not exist")


def deleted() -> SalesforceError:
    """A write to a record in the recycle bin."""
    return SalesforceError(404, "ENTITY_IS_DELETED", "entity is deleted", [])


BROKEN = {
    401: ("INVALID_SESSION_ID", "Session expired or invalid"),
    403: ("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."),
    429: ("REQUEST_LIMIT_EXCEEDED", "ConcurrentRequests (Concurrent API Requests) Limit exceeded."),
    500: (
        "UNKNOWN_EXCEPTION",
        "An unexpected error occurred. Please include this ErrorId if you contact support.",
    ),
    503: ("SERVER_UNAVAILABLE", "Server is too busy. Please try again later."),
}
