"""The audience of a wave, frozen: everybody the rule finds, each with a place, an hour, or the reason why not."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from accord.agreement.contact import Ask, Verdict, decide_contact
from accord.campaigns.models import Addressee, Wave
from accord.campaigns.shapes import Campaign
from accord.campaigns.waves.mailboxes import Mailbox, find_bounced, find_mailboxes
from accord.campaigns.waves.split import place_of, slot_of
from accord.contacts.may_contact import policy_of
from accord.contacts.models import Contact
from accord.contacts.situation import read_situations
from accord.teams.agreements import Current
from accord.vocabulary.consent import Medium
from accord.vocabulary.facts import Team
from accord.vocabulary.waves import Fate, Left


def ask_of(campaign: Campaign) -> Ask:
    """What the contact policy is asked for a letter of a campaign: a send to many, by us, held by every clause."""
    team = Team.sales if "sales" in campaign.plan.kind.casefold() else Team.marketing
    return Ask(team=team, medium=Medium.email, automatic=True, campaign=called(campaign), ours=True)


def called(campaign: Campaign) -> str:
    """The name that a campaign's facts carry."""
    return campaign.plan.called[0] if campaign.plan.called else campaign.plan.name


def freeze(
    wave: Wave, campaign: Campaign, contacts: Collection[int], standing: Current, now: datetime
) -> int:
    """Write a row for each of these contacts whose wave it is; how many. Repeating it changes nothing.

    Who is in a later wave gets no row yet: that wave asks anew. Expects a transaction.
    """
    boxes = find_mailboxes(contacts)
    known = set(
        Addressee.objects.filter(
            campaign=campaign.key, subject__in=[key for box in boxes.values() for key in box.keys]
        ).values_list("subject", flat=True)
    )
    fresh = [box for box in boxes.values() if known.isdisjoint(box.keys)]
    rows = [Addressee(**row) for row in _rows(wave, campaign, fresh, standing, now)]
    Addressee.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
    return len(rows)


def _rows(
    wave: Wave, campaign: Campaign, boxes: list[Mailbox], standing: Current, now: datetime
) -> Iterator[dict[str, Any]]:
    sending = campaign.plan.sending
    if sending is None:
        return
    bounced = find_bounced(boxes)
    pulled = {one.account_id for one in campaign.pulled}
    ask, policy = ask_of(campaign), policy_of(standing)
    people = Contact.objects.select_related("account").in_bulk([box.contact for box in boxes])
    situations = read_situations(list(people.values()), policy, ask, now)
    for box in boxes:
        place = place_of(campaign.key, box.contact, sending, campaign.plan.arms)
        if place.wave > wave.number:
            continue  # a later wave's; of an earlier one, who is found only now comes along
        row: dict[str, Any] = {
            "wave": wave, "campaign": campaign.key, "subject": box.key, "arm": place.arm, "moved_at": now,
        }  # fmt: skip
        left = left_out(box, pulled=pulled, bounced=bounced)
        if left is not None:
            yield row | {"fate": Fate.excluded.value, "why": left.value}
            continue
        verdict = decide_contact(policy, situations[box.contact], ask, now)
        why = excluded_by(verdict, campaign.plan.ends_at)
        if why is not None:
            yield row | {"fate": Fate.excluded.value, **why}
        elif place.held_out:
            yield row | {"fate": Fate.held_out.value}
        else:
            slot = slot_of(campaign.key, box.contact, sending, now, campaign.plan.ends_at)
            yield row | {"fate": Fate.waiting.value, "due_at": slot.due_at, "chance": slot.chance}


def left_out(box: Mailbox | None, *, pulled: Collection[int], bounced: Collection[int]) -> Left | None:
    """Why somebody is not written to before anybody asks the contact policy; None: nothing of that."""
    if box is None:
        return Left.gone
    if not box.address:
        return Left.no_address
    if box.account is not None and box.account in pulled:
        return Left.account_pulled
    return Left.bounced_before if box.contact in bounced else None


def excluded_by(verdict: Verdict, ends_at: datetime) -> Mapping[str, Any] | None:
    """The reason that excludes, as a row keeps it; None for a yes, or for a no that ends in time."""
    if not verdict.stopped or (verdict.when is not None and verdict.when < ends_at):
        return None
    return reason_of(verdict)


def reason_of(verdict: Verdict) -> dict[str, Any]:
    """Why the contact policy says no, as a row keeps it."""
    return {
        "why": verdict.why.value,
        "sentence": str(verdict.sentence)[:300],
        "clause": verdict.clause[:80],
        "until": verdict.when,
    }
