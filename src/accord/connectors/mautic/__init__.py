"""Mautic's webhooks become rows: visits, forms, opens, what somebody no longer wants.

Fields: Mautic's developer documentation (webhooks; contact JSON `fields.core`). It has no `connector` of its own:
its exports are read by the shipped mapping of `csv_file`, its webhooks here.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any

from accord.connectors.objects.forms import kind_of_form, kind_of_page
from accord.connectors.objects.values import email
from accord.vocabulary.channels import where_it_led
from accord.vocabulary.doors import DeadReason, Unreadable
from accord.vocabulary.facts import FactDraft, FactKind, RecordDraft, RecordKind, Ref, RowRead, RowSkipped
from accord.vocabulary.machines import agent_of

_SAVED = ("mautic.lead_post_save_new", "mautic.lead_post_save_update", "mautic.lead_points_change")
_FIELDS = ("email", "firstname", "lastname", "company", "phone", "mobile", "country", "position", "website")


def open_mautic(body: Any) -> list[tuple[str, Any]]:
    """(event, delivery) in the order of the body. Raises `Unreadable` for what is none of Mautic's."""
    if not isinstance(body, dict) or not body:
        raise Unreadable(DeadReason.wrong_shape, "no `mautic.…` event")
    return list(_deliveries(body))


def _deliveries(body: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for event, said in body.items():
        if not str(event).startswith("mautic."):
            continue
        for each in said if isinstance(said, list) else [said]:
            yield str(event), each


def read_mautic(event: str, said: Any, *, line: int, source: str) -> RowRead | RowSkipped:
    """One delivery of one event."""
    if not isinstance(said, dict):
        raise Unreadable(DeadReason.wrong_shape, f"{event[:60]} holds no object")
    if event in _SAVED:
        return RowRead(line, (_person(source, _part(said, "lead", "contact")),), ())
    read = _READERS.get(event)
    if read is None:
        return RowSkipped(line, f"{event[:60]}: no touch of a person")
    person, fact = read(source, said)
    return RowRead(line, (person,), (fact,))


def _page(source: str, said: dict[str, Any]) -> tuple[RecordDraft, FactDraft]:
    hit = _part(said, "hit")
    person = _person(source, _part(hit, "lead") or _part(said, "lead"))
    where = where_it_led(str(hit.get("url") or ""))
    at = _instant(hit.get("dateHit") or said.get("timestamp"))
    agent = agent_of(str(hit.get("userAgent") or ""))
    natural = f"mautic:hit:{_id(hit)}"
    return person, FactDraft(natural, person.ref, kind_of_page(where), at, asset=where[:200], agent=agent)


def _form(source: str, said: dict[str, Any]) -> tuple[RecordDraft, FactDraft]:
    submission = _part(said, "submission")
    person = _person(source, _part(submission, "lead") or _part(said, "lead"))
    form = _part(submission, "form")
    names = tuple(str(form[key]) for key in ("name", "alias", "id") if form.get(key))
    where = where_it_led(str(submission.get("referer") or ""))
    at = _instant(submission.get("dateSubmitted") or said.get("timestamp"))
    kind = kind_of_form(names, str(submission.get("referer") or ""), {})
    return person, FactDraft(f"mautic:submission:{_id(submission)}", person.ref, kind, at, asset=where[:200])


def _opened(source: str, said: dict[str, Any]) -> tuple[RecordDraft, FactDraft]:
    stat = _part(said, "stat")
    person = _person(source, _part(stat, "lead") or _part(said, "lead", "contact"))
    at = _instant(said.get("timestamp") or stat.get("dateRead"))
    return person, FactDraft(f"mautic:open:{_id(stat)}", person.ref, FactKind.email_open, at, channel="email")


def _subscription(source: str, said: dict[str, Any]) -> tuple[RecordDraft, FactDraft]:
    person = _person(source, _part(said, "lead", "contact"))
    channel, now = str(said.get("channel") or "email"), str(said.get("new_status") or "")
    if now not in ("unsubscribed", "manual", "bounced"):
        raise Unreadable(
            DeadReason.unknown_type, f"a subscription that became {now[:40]!r} is nobody's refusal"
        )
    kind = FactKind.email_bounced if now == "bounced" else FactKind.unsubscribed
    at = _instant(said.get("timestamp"))
    natural = f"mautic:subscription:{person.ref.external_id}:{channel[:20]}:{now}:{at.isoformat()}"
    return person, FactDraft(natural, person.ref, kind, at, channel=channel[:80])


_READERS = {
    "mautic.page_on_hit": _page,
    "mautic.form_on_submit": _form,
    "mautic.email_on_open": _opened,
    "mautic.lead_channel_subscription_changed": _subscription,
}


def _person(source: str, lead: dict[str, Any]) -> RecordDraft:
    core = _part(_part(lead, "fields"), "core")
    said = {name: _value(core.get(name)) or _value(lead.get(name)) for name in _FIELDS}
    cells = {name: value for name, value in said.items() if value}
    number = lead.get("id")
    if not isinstance(number, (int, str)) or isinstance(number, bool) or not str(number):
        raise Unreadable(DeadReason.missing_id, "the delivery names no contact")
    name = f"{cells.get('firstname', '')} {cells.get('lastname', '')}".strip()
    return RecordDraft(
        Ref(source, RecordKind.person, str(number)[:180]),
        cells or {"id": str(number)[:180]},
        email=email(cells.get("email", "")),
        name=name[:200],
        company=cells.get("company", "")[:200],
        phone=(cells.get("phone") or cells.get("mobile") or "")[:40],
        country=cells.get("country", "")[:60],
        partial=True,
    )


def _value(said: Any) -> str:
    found = said.get("value") if isinstance(said, dict) else said
    return found[:4096] if isinstance(found, str) else ""


def _part(said: dict[str, Any], *names: str) -> dict[str, Any]:
    return next((said[name] for name in names if isinstance(said.get(name), dict)), {})


def _id(said: dict[str, Any]) -> str:
    """Mautic's own number; without one a digest of what was said, so that a repeat is known."""
    number = said.get("id")
    if isinstance(number, (int, str)) and not isinstance(number, bool) and str(number):
        return str(number)[:100]
    return blake2b(repr(sorted(said.items(), key=str)).encode(), digest_size=12).hexdigest()


def _instant(said: Any) -> datetime:
    try:
        found = datetime.fromisoformat(said)
    except (TypeError, ValueError):
        raise Unreadable(DeadReason.bad_time, f"no instant: {str(said)[:40]!r}") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
