"""A plan as people write it (a form, JSON, a file) read into values: the same words on every surface."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from accord.campaigns.checked import check_plan
from accord.campaigns.shapes import Arm, Plan, Sending
from accord.teams.agreements import current
from accord.teams.notices.whom import find_members
from accord.teams.rights import Right, require
from accord.vocabulary.errors import Invalid
from accord.vocabulary.money import Money
from accord.vocabulary.people import Role, Viewer

_ARM = ("name", "percent", "subject", "body", "link", "asset")
_KNOWN = {
    "name", "kind", "starts_at", "ends_at", "segment", "called", "goal", "target_percent", "arms", "channels", "budget",
    "marketing_owner", "sales_owner", "checked", "sent_here", "holdout_percent", "waves", "drawn_hours",
}  # fmt: skip
_YES = frozenset({"true", "yes", "on", "1"})


def read_plan(by: Viewer, said: Mapping[str, Any], now: datetime, zone: tzinfo = UTC) -> Plan:
    """The plan that these words say; lists may be lines of one text. Raises `Invalid`, `Refused`.

    `target_percent` is in per cent, `budget` in whole units of the agreement's currency, instants without a zone are
    on the wall of `zone`.
    """
    require(by, Right.plan_campaigns)
    unknown = sorted(set(said) - _KNOWN)
    if unknown:
        raise Invalid(
            "campaign.unknown", f'a plan has no "{unknown[0][:60]}"', f"it has: {', '.join(sorted(_KNOWN))}"
        )
    arms = tuple(_arm(each) for each in said.get("arms") or ()) or (Arm(),)
    target = _number(said.get("target_percent"), "campaign.target", "the target rate", "3 for 3 %")
    plan = Plan(
        name=_text(said, "name"),
        kind=_text(said, "kind"),
        starts_at=_instant(said.get("starts_at"), zone),
        ends_at=_instant(said.get("ends_at"), zone),
        segment=_text(said, "segment"),
        called=_lines(said.get("called")),
        goal=_text(said, "goal"),
        target_share=None if target is None else float(target / 100),
        arms=arms,
        channels=_lines(said.get("channels")),
        budget=_budget(said.get("budget"), now),
        marketing_owner=_whole(said.get("marketing_owner")),
        sales_owner=_whole(said.get("sales_owner")),
        checked=_lines(said.get("checked")),
        sending=_sending(said),
    )
    check_plan(plan, standing.document if (standing := current(now)) else None)
    return plan


def read_plan_file(by: Viewer, file: Path, now: datetime) -> Plan:
    """The plan of a JSON file. Raises as `read_plan`."""
    require(by, Right.plan_campaigns)
    try:
        said = json.loads(file.read_text("utf-8"))
    except (ValueError, OSError):
        said = None
    if not isinstance(said, dict):
        raise Invalid(
            "campaign.file", f"{file.name} holds no JSON object", "write it as docs/campaigns.md shows"
        )
    return read_plan(by, said, now)


def find_owners_to_choose(viewer: Viewer) -> dict[str, list[tuple[int, str]]]:
    """Whom a campaign can belong to, by team: number and name. Raises `Refused` without the right to plan."""
    require(viewer, Right.plan_campaigns)
    rows = list(find_members().order_by("name", "pk").values_list("pk", "name", "role"))
    sales = (Role.rep.value, Role.manager.value)
    return {
        "marketing": [(pk, name) for pk, name, role in rows if role == Role.marketing],
        "sales": [(pk, name) for pk, name, role in rows if role in sales],
    }


def _sending(said: Mapping[str, Any]) -> Sending | None:
    """How it is sent from here; None where another tool sends it. Waves are percents: `10, 90` or a list."""
    if not _yes(said.get("sent_here")):
        return None
    held = _number(said.get("holdout_percent"), "campaign.holdout", "the holdout", "10 for 10 %") or Decimal(
        0
    )
    written = said.get("waves") or "100"
    parts = written.replace(",", " ").split() if isinstance(written, str) else list(written)
    shares = [_number(part, "campaign.waves", "a wave's share", "10, 90") or Decimal(0) for part in parts]
    if held != int(held) or any(share != int(share) for share in shares):
        raise Invalid("campaign.waves", "holdout and waves are whole per cents", "write the waves as 10, 90")
    return Sending(int(held), tuple(map(int, shares)), _yes(said.get("drawn_hours")))


def _yes(value: Any) -> bool:
    return value is True or str(value).strip().casefold() in _YES


def _text(said: Mapping[str, Any], name: str) -> str:
    return str(said.get(name) or "").strip()


def _lines(value: Any) -> tuple[str, ...]:
    """A list, or the lines of a text."""
    if not value:
        return ()
    parts = (
        value.splitlines()
        if isinstance(value, str)
        else list(value)
        if isinstance(value, Sequence)
        else [value]
    )
    return tuple(dict.fromkeys(text for part in parts if (text := str(part).strip())))


def _arm(said: Any) -> Arm:
    if not isinstance(said, Mapping) or set(said) - set(_ARM):
        raise Invalid("campaign.arm", "an arm is not written as one", f"it has: {', '.join(_ARM)}")
    percent = _number(said.get("percent", 100), "campaign.shares", "an arm's share", "50 for 50 %")
    if percent is None or percent != int(percent):
        raise Invalid("campaign.shares", "an arm's share is no whole per cent", "write it as 50 for 50 %")
    words = {name: str(said.get(name) or "").strip() for name in _ARM if name != "percent"}
    return Arm(**{**words, "name": words["name"] or "all"}, percent=int(percent))


def _number(value: Any, code: str, what: str, such_as: str) -> Decimal | None:
    text = str(value).replace("%", "").replace(",", "").strip() if value not in (None, "") else ""
    if not text:
        return None
    try:
        found = Decimal(text)
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or abs(found) > 10**13:
        raise Invalid(code, f"{what} is no number", f"write it as {such_as}")
    return found


def _budget(value: Any, now: datetime) -> int | None:
    amount = _number(value, "campaign.budget", "the budget", "1200 or 1200.50")
    standing = current(now)
    currency = str(standing.document.agreement.currency) if standing else "EUR"
    return None if amount is None else Money.of(amount, currency).minor


def _whole(value: Any) -> int:
    text = str(value or 0)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _instant(value: Any, zone: tzinfo) -> datetime:
    try:
        found = value if isinstance(value, datetime) else datetime.fromisoformat(str(value or "").strip())
    except ValueError:
        raise Invalid(
            "campaign.instant", "its start or its end is no instant", "write it as 2027-03-19T09:00"
        ) from None
    found = found if found.tzinfo else found.replace(tzinfo=zone)
    if not 2000 <= found.year <= 2200:
        raise Invalid(
            "campaign.instant", "its start or its end is in no year of ours", "write it as 2027-03-19T09:00"
        )
    return found
