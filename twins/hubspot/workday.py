"""Random acts of marketing and sales in the HubSpot twin, the same for the same dice: for long campaigns against it."""

from collections.abc import Callable
from random import Random
from typing import Any

from twins.common.store import Row
from twins.hubspot.schema import LIFECYCLE
from twins.hubspot.twin import HubSpotTwin

# (act, how often); about a tenth are the ones that change ids.
ACTS = (
    ("submit_form", 14),
    ("log_call", 18),
    ("log_email", 12),
    ("log_message", 3),
    ("book_meeting", 5),
    ("add_note", 4),
    ("add_task", 6),
    ("complete_task", 6),
    ("set_stage", 8),
    ("change_status", 8),
    ("change_owner", 4),
    ("return_contact", 3),
    ("make_deal", 4),
    ("move_deal", 5),
    ("merge", 4),
    ("opt_out", 2),
    ("bounce", 1),
    ("delete", 2),
    ("gdpr_delete", 1),
    ("email_event", 10),
)
TRIES = 20


class Workday:
    """Acts one by one; `done` counts them by name."""

    def __init__(self, twin: HubSpotTwin, dice: Random) -> None:
        self.twin = twin
        self.dice = dice
        self.done: dict[str, int] = {}
        self.made = 0
        self.people = list(twin.store.rows("owner"))
        self.form = next(iter(twin.store.rows("form")))
        self.bag = [name for name, weight in ACTS for _ in range(weight)]

    def act(self) -> str:
        """Do one act and give its name; one that finds nobody to act on becomes a form sent by somebody new."""
        name = self.dice.choice(self.bag)
        by = self.dice.choice(self.people)
        step: Callable[[str], bool] = getattr(self, f"_{name}")
        if not step(by):
            name = "submit_form"
            self._submit_form(by)
        self.done[name] = self.done.get(name, 0) + 1
        return name

    def _some(self, kind: str, test: Callable[[Row], bool] = lambda row: True) -> Row | None:
        keys = list(self.twin.store.rows(kind))
        for _ in range(min(TRIES, len(keys))):
            row = self.twin.store.rows(kind)[self.dice.choice(keys)]
            if not row["archived"] and not row.get("mergedInto") and test(row):
                return row
        return None

    def _on(self, act: str, by: str, **more: Any) -> bool:
        row = self._some("contacts")
        return row is not None and bool(self.twin.act(act, who=row["id"], by=by, **more))

    def _submit_form(self, by: str) -> bool:
        self.made += 1
        fields = {
            "email": f"visitor{self.made}@firm{self.made // 3}.example",
            "lastname": f"Visitor {self.made}",
        }
        return bool(self.twin.act("submit_form", form=self.form, fields=fields))

    def _log_call(self, by: str) -> bool:
        return self._on("log_call", by)

    def _log_email(self, by: str) -> bool:
        return self._on("log_email", by, incoming=self.dice.random() < 0.3)

    def _log_message(self, by: str) -> bool:
        return self._on("log_message", by)

    def _book_meeting(self, by: str) -> bool:
        return self._on("book_meeting", by)

    def _add_note(self, by: str) -> bool:
        return self._on("add_note", by)

    def _add_task(self, by: str) -> bool:
        return self._on("add_task", by)

    def _complete_task(self, by: str) -> bool:
        row = self._some("tasks", lambda r: r["props"]["hs_task_status"] != "COMPLETED")
        return row is not None and bool(self.twin.act("complete_task", task=row["id"], by=by))

    def _set_stage(self, by: str) -> bool:
        return self._on("set_stage", by, stage=self.dice.choice(LIFECYCLE[:6]))

    def _change_status(self, by: str) -> bool:
        return self._on("change_status", by, status=self.dice.choice(("OPEN", "IN_PROGRESS", "CONNECTED")))

    def _change_owner(self, by: str) -> bool:
        return self._on("change_owner", by, owner=self.dice.choice(self.people))

    def _return_contact(self, by: str) -> bool:
        return self._on("return_contact", by)

    def _make_deal(self, by: str) -> bool:
        return self._on("make_deal", by, amount=self.dice.randrange(100, 10_000))

    def _move_deal(self, by: str) -> bool:
        stages = [s["id"] for s in self.twin.store.rows("pipeline.deals")["default"]["stages"]]
        row = self._some("deals")
        return row is not None and bool(
            self.twin.act("move_deal", deal=row["id"], stage=self.dice.choice(stages), by=by)
        )

    def _merge(self, by: str) -> bool:
        kind = "deals" if self.dice.random() < 0.2 else "contacts"
        winner = self._some(kind)
        loser = self._some(kind, lambda r: winner is not None and r["id"] != winner["id"])
        if winner is None or loser is None:
            return False
        return bool(self.twin.act("merge", winner=winner["id"], loser=loser["id"], by=by, about=kind))

    def _opt_out(self, by: str) -> bool:
        return self._on("opt_out", by)

    def _bounce(self, by: str) -> bool:
        return self._on("bounce", by)

    def _delete(self, by: str) -> bool:
        return self._on("delete", by)

    def _gdpr_delete(self, by: str) -> bool:
        return self._on("gdpr_delete", by)

    def _email_event(self, by: str) -> bool:
        row = self._some("contacts", lambda r: bool(r["props"].get("email")))
        if row is None:
            return False
        kind = self.dice.choice(("SENT", "DELIVERED", "OPEN", "CLICK"))
        return bool(self.twin.act("email_event", type=kind, recipient=row["props"]["email"]))
