"""What people do in the Salesforce twin: they change records as themselves."""

from datetime import timedelta
from typing import Any

from twins.salesforce.twin import SalesforceTwin

from tests.crm.company import Clock


def user(twin: SalesforceTwin, first: str) -> str:
    """A user's id by first name."""
    return next(str(row["Id"]) for row in twin.org.live("User") if row.get("FirstName") == first)


def make(twin: SalesforceTwin, name: str, by: str, **values: Any) -> str:
    """Make a record; returns its id."""
    with twin.lock, twin.store.unit(twin.clock.now(), twin.lag()):
        return str(twin.org.create(name, values, by))


def change(twin: SalesforceTwin, name: str, key: str, by: str, **values: Any) -> None:
    """Change a record."""
    with twin.lock, twin.store.unit(twin.clock.now(), twin.lag()):
        twin.org.update(name, key, values, by)


def remove(twin: SalesforceTwin, name: str, key: str, by: str) -> None:
    """Delete a record."""
    with twin.lock, twin.store.unit(twin.clock.now(), twin.lag()):
        twin.org.remove(name, key, by)


def log_call(twin: SalesforceTwin, who: str, by: str, clock: Clock, outcome: str = "Connected") -> str:
    """A rep logs a call."""
    return make(
        twin,
        "Task",
        by,
        Subject="Call",
        WhoId=who,
        OwnerId=by,
        Status="Completed",
        TaskSubtype="Call",
        CallDisposition=outcome,
        ActivityDate=f"{clock.now:%Y-%m-%d}",
    )


def stands(twin: SalesforceTwin, name: str, key: str, field: str) -> str:
    """What a record truly says there."""
    row = twin.org.find(name, key) or {}
    return str(row.get(field) or "")


def first_lead(twin: SalesforceTwin, at: int = 0) -> str:
    """A lead's id."""
    return [str(row["Id"]) for row in twin.org.live("Lead") if not row.get("IsConverted")][at]


LATER = timedelta(minutes=1)
