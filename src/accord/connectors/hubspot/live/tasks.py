"""Follow-up tasks in HubSpot: found by a unique property of ours, so that a lost answer makes no second one.

The index of a unique property is asked, never the search: a search shows a new record only after a while.
"""

from collections.abc import Callable, Sequence
from html import escape
from typing import Any

from accord.connectors.objects.session import FollowUp
from accord.vocabulary.errors import ForGood

TASK_KEY = "accord_id"
HOW = (
    f'make the task property "{TASK_KEY}" (single-line text, "require unique values"): Settings, Properties, '
    "Task properties; or name yours as fields: {task_key: NAME} in the mapping"
)
_TO_CONTACT = 204  # the vendor's number for "task to contact"
_BATCH = 100
Call = Callable[..., dict[str, Any]]


def put_task(call: Call, task: FollowUp, key: str) -> None:
    """Make the task with its contact in one request, unless one carries our id. Raises `ForNow`, `ForGood`."""
    if _exists(call, task.id, key):
        return
    properties = {
        key: task.id,
        "hs_timestamp": task.due.isoformat().replace("+00:00", "Z"),
        "hs_task_subject": task.subject,
        "hs_task_body": escape(task.text),
        "hs_task_status": "NOT_STARTED",
        "hs_task_priority": "HIGH",
        "hs_task_type": "TODO",
    }
    if task.owner:
        properties["hubspot_owner_id"] = task.owner
    kind = {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": _TO_CONTACT}
    body = {"properties": properties, "associations": [{"to": {"id": task.about}, "types": [kind]}]}
    call("POST", "/crm/v3/objects/tasks", body=body)


def _exists(call: Call, task_id: str, key: str) -> bool:
    try:
        call("GET", f"/crm/v3/objects/tasks/{task_id}", query=[("idProperty", key), ("properties", key)])
    except ForGood as problem:
        if problem.code == "crm.not_found":
            return False
        if problem.code == "crm.refused":
            raise ForGood(
                "crm.no_task_key", f'HubSpot\'s tasks have no unique property "{key}"', HOW
            ) from None
        raise
    return True


def end_task(call: Call, task_id: str, key: str) -> bool:
    """Archive the task that carries our id; False where it is gone, or completed: then it stands."""
    asked = [("idProperty", key), ("properties", "hs_task_status")]
    try:
        found = call("GET", f"/crm/v3/objects/tasks/{task_id}", query=asked)
        if str(found["properties"].get("hs_task_status", "")).casefold() == "completed":
            return False
        call("DELETE", f"/crm/v3/objects/tasks/{found['id']}")
    except ForGood as problem:
        if problem.code != "crm.not_found":
            raise
        return False
    return True


def find_tasks(call: Call, ids: Sequence[str], key: str) -> set[str]:
    """Which of our tasks still stand there; archived ones do not."""
    found: set[str] = set()
    for start in range(0, len(ids), _BATCH):
        inputs = [{"id": one} for one in ids[start : start + _BATCH]]
        body = {"idProperty": key, "properties": [key], "propertiesWithHistory": [], "inputs": inputs}
        answer = call("POST", "/crm/v3/objects/tasks/batch/read", body=body)
        found.update(str(one["properties"].get(key) or "") for one in answer["results"])
    return found
