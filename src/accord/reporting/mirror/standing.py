"""What the mirror that stands says, asked while the next one is made; opened at most once."""

from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from accord.measures.manifest import Manifest
from accord.measures.mirror import Mirror, attach


class StandingMirror:
    """The mirror as it stood before a refresh."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.folder = folder
        self.manifest = manifest
        self._mirror: Mirror | None = None

    def contacts_of(self, keys: Collection[int]) -> set[int]:
        """The contacts these identity keys belonged to."""
        text = "SELECT DISTINCT contact FROM identity WHERE subject IN (SELECT unnest($keys))"
        return self._contacts("identity", text, keys)

    def contacts_of_deals(self, deals: Collection[int]) -> set[int]:
        """The contacts these deals were counted to."""
        whose = "contact IS NOT NULL AND deal IN (SELECT unnest($keys))"
        text = f"SELECT DISTINCT contact FROM deals WHERE {whose}"  # noqa: S608 - a text of ours
        return self._contacts("deals", text, deals)

    def buyers_of(self, contacts: Collection[int]) -> set[int]:
        """The buyers these contacts were: their accounts, or themselves below zero."""
        text = "SELECT contact, account FROM people WHERE contact IN (SELECT unnest($keys))"
        accounts = {row["contact"]: row["account"] for row in self._ask("people", text, contacts)}
        return {accounts.get(contact) or -contact for contact in contacts}

    def deals_of(self, contacts: Collection[int]) -> dict[int, int]:
        """The deals counted to these contacts, each with its contact."""
        text = "SELECT deal, contact FROM deals WHERE contact IN (SELECT unnest($keys))"
        return {row["deal"]: row["contact"] for row in self._ask("deals", text, contacts)}

    def handoffs(self) -> dict[int, int]:
        """The hand-offs it holds, each with the change it holds."""
        if not self.manifest.tables.get("handoffs"):
            return {}
        rows = self._mirror_now().fetch("SELECT handoff, changes FROM handoffs")
        return {row["handoff"]: row["changes"] for row in rows}

    def said(self) -> dict[int, set[tuple[Any, ...]]]:
        """The hand-offs whose words it holds as topics, each with its rows, as `reporting.mirror.said` makes them."""
        if not self.manifest.tables.get("said"):
            return {}
        found: dict[int, set[tuple[Any, ...]]] = {}
        for row in self._mirror_now().fetch("SELECT handoff, subject, said_at, sort, topic FROM said"):
            kept = (row["subject"], row["said_at"].replace(tzinfo=UTC), row["sort"], row["topic"])
            found.setdefault(row["handoff"], set()).add(kept)
        return found

    def heard(self) -> dict[int, set[tuple[Any, ...]]]:
        """The records whose words it holds as topics, each with its rows, as `reporting.mirror.said` makes them."""
        if not self.manifest.tables.get("heard"):
            return {}
        found: dict[int, set[tuple[Any, ...]]] = {}
        for row in self._mirror_now().fetch("SELECT subject, said_at, sort, topic FROM heard"):
            when = row["said_at"].replace(tzinfo=UTC) if row["said_at"] else None
            found.setdefault(row["subject"], set()).add((when, row["sort"], row["topic"]))
        return found

    def due(self, now: datetime) -> set[int]:
        """The contacts whose stage changed by the clock alone, or whose clicks were released since."""
        text = (
            "SELECT DISTINCT contact FROM leads WHERE next_change_at <= $now_at UNION "
            "SELECT DISTINCT i.contact FROM judgements AS j JOIN identity AS i ON i.subject = j.subject "
            "WHERE j.released_at <= $now_at AND j.released_at > $since"
        )
        since = datetime.fromisoformat(self.manifest.made_at)
        return {row["contact"] for row in self._mirror_now().fetch(text, {"now_at": now, "since": since})}

    def judged_since(self, since: str, *, open_too: bool) -> set[int]:
        """The contacts with a lead begun from an instant (ISO) on; `open_too`: or still open then."""
        if not self.manifest.tables.get("leads"):
            return set()
        text = (
            "SELECT DISTINCT contact FROM leads WHERE opened_at >= $since "
            "OR ($open_too AND (closed_at IS NULL OR closed_at > $since))"
        )
        bound = {"since": datetime.fromisoformat(since), "open_too": open_too}
        return {row["contact"] for row in self._mirror_now().fetch(text, bound)}

    def close(self) -> None:
        """Give the memory back."""
        if self._mirror is not None:
            self._mirror.close()

    def _contacts(self, table: str, text: str, keys: Collection[int]) -> set[int]:
        return {row["contact"] for row in self._ask(table, text, keys)}

    def _ask(self, table: str, text: str, keys: Collection[int]) -> list[dict[str, Any]]:
        if not keys or not self.manifest.tables.get(table):
            return []
        return self._mirror_now().fetch(text, {"keys": list(keys)})

    def _mirror_now(self) -> Mirror:
        if self._mirror is None:
            self._mirror = attach(self.folder, self.manifest)
        return self._mirror
