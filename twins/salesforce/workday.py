"""Random acts of a sales team in the Salesforce twin, the same for the same dice: for long campaigns against it."""

from collections.abc import Callable
from random import Random
from typing import Any

from twins.common.store import Row
from twins.salesforce.twin import SalesforceTwin

# (act, how often); about a tenth are the ones that change ids.
ACTS = (
    ("new_lead", 12),
    ("log_call", 22),
    ("log_email", 14),
    ("book_meeting", 5),
    ("add_task", 8),
    ("complete_task", 8),
    ("change_status", 10),
    ("change_owner", 5),
    ("return_lead", 3),
    ("convert", 4),
    ("merge", 3),
    ("opt_out", 2),
    ("bounce", 1),
    ("move_deal", 6),
    ("delete", 2),
)
TRIES = 20


class Workday:
    """Acts one by one; `done` counts them by name."""

    def __init__(self, twin: SalesforceTwin, dice: Random) -> None:
        self.twin = twin
        self.dice = dice
        self.done: dict[str, int] = {}
        self.made = 0
        rows = list(twin.org.live("User"))
        self.people = [u["Id"] for u in rows if u["IsActive"] and u["LastName"] != "Integration"]
        self.bag = [name for name, weight in ACTS for _ in range(weight)]

    def act(self) -> str:
        """Do one act and give its name; one that finds nobody to act on becomes a new lead."""
        name = self.dice.choice(self.bag)
        by = self.dice.choice(self.people)
        step: Callable[[str], bool] = getattr(self, f"_{name}")
        if name == "new_lead" or not step(by):
            name = "new_lead"
            self._new_lead(by)
        self.done[name] = self.done.get(name, 0) + 1
        return name

    def _some(self, kind: str, test: Callable[[Row], bool] = lambda row: True) -> Row | None:
        keys = self._keys(kind)
        for _ in range(min(TRIES, len(keys))):
            row = self.twin.store.rows(kind)[self.dice.choice(keys)]
            if not row["IsDeleted"] and not row.get("IsConverted") and test(row):
                return row
        return None

    def _keys(self, kind: str) -> list[str]:
        return list(self.twin.store.rows(kind))

    def _on(self, kind: str, act: str, word: str, by: str, **more: Any) -> bool:
        row = self._some(kind)
        if row is None:
            return False
        self.twin.act(act, **{word: row["Id"]}, by=by, **more)
        return True

    def _person(self) -> str:
        return "Contact" if self.dice.random() < 0.3 else "Lead"

    def _new_lead(self, by: str) -> bool:
        self.made += 1
        fields = {"FirstName": "Lee", "LastName": f"Lead {self.made}", "Company": f"Firm {self.made // 3}"}
        fields |= {"Email": f"lead{self.made}@firm{self.made // 3}.example", "OwnerId": by}
        self.twin.act("create", object="Lead", fields=fields, by=by)
        return True

    def _log_call(self, by: str) -> bool:
        return self._on(self._person(), "log_call", "who", by)

    def _log_email(self, by: str) -> bool:
        return self._on(self._person(), "log_email", "who", by)

    def _book_meeting(self, by: str) -> bool:
        return self._on(self._person(), "book_meeting", "who", by)

    def _add_task(self, by: str) -> bool:
        return self._on(self._person(), "add_task", "who", by)

    def _complete_task(self, by: str) -> bool:
        row = self._some("Task", lambda r: not r["IsClosed"])
        return row is not None and bool(self.twin.act("complete_task", task=row["Id"], by=by))

    def _change_status(self, by: str) -> bool:
        status = self.dice.choice(("Open - Not Contacted", "Working - Contacted"))
        return self._on("Lead", "change_status", "lead", by, status=status)

    def _change_owner(self, by: str) -> bool:
        return self._on(self._person(), "change_owner", "record", by, owner=self.dice.choice(self.people))

    def _return_lead(self, by: str) -> bool:
        return self._on("Lead", "return_lead", "lead", by)

    def _convert(self, by: str) -> bool:
        return self._on("Lead", "convert", "lead", by)

    def _merge(self, by: str) -> bool:
        kind = self._person()
        winner = self._some(kind)
        loser = self._some(kind, lambda r: winner is not None and r["Id"] != winner["Id"])
        if winner is None or loser is None:
            return False
        self.twin.act("merge", winner=winner["Id"], losers=[loser["Id"]], by=by)
        return True

    def _opt_out(self, by: str) -> bool:
        return self._on(self._person(), "opt_out", "who", by)

    def _bounce(self, by: str) -> bool:
        return self._on(self._person(), "bounce", "who", by)

    def _move_deal(self, by: str) -> bool:
        stages = [s["MasterLabel"] for s in self.twin.org.live("OpportunityStage")]
        return self._on("Opportunity", "move_deal", "deal", by, stage=self.dice.choice(stages))

    def _delete(self, by: str) -> bool:
        return self._on("Lead", "delete", "record", by)
