"""Follow-up tasks in Salesforce: made under an external id of ours, so that a lost answer makes no second one."""

from collections.abc import Callable
from typing import Any

from accord.connectors.objects.session import FollowUp
from accord.vocabulary.errors import ForGood

HOW = (
    "make it on Task in Setup, Object Manager, Activity: text of 40 characters, External ID, Unique; "
    "and let the integration user edit it"
)
_USER = "005"
Call = Callable[..., Any]


def put_task(call: Call, task: FollowUp, key: str) -> None:
    """Make the task, unless one carries our id: what its owner did with it stands. Raises `ForNow`, `ForGood`."""
    path = f"sobjects/Task/{key}/{task.id}"
    try:
        call(path, params={"fields": "Id"})
    except ForGood as problem:
        if problem.code != "crm.not_found":
            raise
    else:
        return
    values = {
        "Subject": task.subject,
        "Description": task.text,
        "ActivityDate": task.due.strftime("%Y-%m-%d"),
        "ReminderDateTime": task.due.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "IsReminderSet": True,
        "Status": "Not Started",
        "Priority": "High",
        "WhoId": task.about,
    }
    if task.owner.startswith(_USER):  # a queue cannot own a task unless the org lets it
        values["OwnerId"] = task.owner
    try:
        call(path, "PATCH", json=values)
    except ForGood as problem:
        if problem.fields.get("vendor_code") != "NOT_FOUND":
            raise
        raise ForGood("crm.no_task_key", f"Salesforce's tasks have no external id {key}", HOW) from None


def end_task(call: Call, task_id: str, key: str) -> bool:
    """Delete the task that carries our id; False where it is gone, or completed: then it stands."""
    path = f"sobjects/Task/{key}/{task_id}"
    try:
        found = call(path, params={"fields": "Id,Status"})
        if str(found.get("Status", "")).casefold() == "completed":
            return False
        call(path, "DELETE")
    except ForGood as problem:
        if problem.code != "crm.not_found":
            raise
        return False
    return True
