"""Start a wave, pause it, go on, end it, say what became of an unknown letter. Each expects a transaction."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from accord.campaigns.find import get_campaign, may_start
from accord.campaigns.models import Addressee, CampaignRow, Wave
from accord.campaigns.plan import LARGEST, locked
from accord.campaigns.shapes import Campaign
from accord.campaigns.signed_part import hash_of, text_of
from accord.contacts.leases import return_slots
from accord.ledger.acts import record_act
from accord.ledger.keys import draw_key
from accord.ledger.models import Fact
from accord.ledger.sql import take_turn
from accord.teams.agreements import current
from accord.teams.rights import Right, require
from accord.vocabulary.errors import Invalid, NotFound, Refused
from accord.vocabulary.facts import FactKind
from accord.vocabulary.people import Viewer
from accord.vocabulary.waves import Fate, WaveState

RULE = "rule"
_AT_ONCE = 500
_BEFORE = timedelta(minutes=5)  # a letter can be clicked before its carrier is found to be dead
_SEEN = [
    int(kind)
    for kind in (
        FactKind.email_delivered, FactKind.email_bounced, FactKind.email_open, FactKind.email_click,
        FactKind.email_reply, FactKind.unsubscribed, FactKind.complained,
    )
]  # fmt: skip
_GOES = (WaveState.running, WaveState.paused)


def start_wave(by: Viewer, campaign_key: int, *, number: int, now: datetime) -> Wave:
    """Start the next wave of a campaign with the words that were signed; the same number again starts nothing.

    Raises `Refused` for a campaign that may not start, with every bar; `Invalid` where it is not sent from here, or an
    earlier wave is still on its way.
    """
    require(by, Right.plan_campaigns)
    locked(campaign_key)
    campaign = get_campaign(by, campaign_key, now)
    waves = list(Wave.objects.filter(campaign=campaign_key).order_by("number"))
    stands = next((wave for wave in waves if wave.number == number), None)
    if stands is not None:
        return stands
    _check(campaign, waves, number, now)
    text = text_of(campaign.plan)
    standing = current(now)
    wave = Wave.objects.create(
        key=draw_key(), campaign_id=campaign_key, number=number, hash=hash_of(text), text=text,
        agreement_hash=standing.hash if standing else "", state=WaveState.running.value, started_at=now,
        started_by=by.actor, moved_at=now, moved_by=by.actor,
    )  # fmt: skip
    _record("wave_started", wave, by.actor, "", now)
    return wave


def pause_wave(by: Viewer, key: int, why: str, *, now: datetime) -> Wave:
    """Hold a wave: nothing more leaves until somebody lets it go on. Said twice it changes nothing."""
    require(by, Right.plan_campaigns)
    return _move(get_wave(key), {WaveState.running}, WaveState.paused, by.actor, why, now)


def resume_wave(by: Viewer, key: int, *, now: datetime) -> Wave:
    """Let a paused wave go on. Raises `Refused` where the campaign may not."""
    require(by, Right.plan_campaigns)
    wave = get_wave(key)
    if wave.state == WaveState.paused:
        campaign = get_campaign(by, wave.campaign_id, now)
        _check_may(campaign, wave.hash, now)
    return _move(wave, {WaveState.paused}, WaveState.running, by.actor, "", now)


def stop_wave(by: Viewer, key: int, why: str, *, now: datetime) -> Wave:
    """End a wave for good: what had not left is dropped. Raises `Invalid` without a reason."""
    require(by, Right.plan_campaigns)
    if not why.strip():
        raise Invalid("wave.no_reason", "ending a wave needs its reason", "say why in a few words")
    wave = _move(get_wave(key), set(_GOES), WaveState.stopped, by.actor, why, now)
    rows = Addressee.objects.filter(wave=wave, fate=Fate.waiting.value)
    rows.update(fate=Fate.dropped.value, moved_at=now)
    return wave


def pause_named(campaign: str, why: str, *, now: datetime) -> list[Wave]:
    """Hold every running wave of the campaigns that facts call so: the rule's own act."""
    rows = CampaignRow.objects.filter(
        key__in=Wave.objects.filter(state=WaveState.running.value).values("campaign")
    )
    keys = [row.key for row in rows if campaign in (row.name, *row.called)]
    waves = Wave.objects.filter(campaign__in=keys, state=WaveState.running.value)
    return [_move(wave, {WaveState.running}, WaveState.paused, RULE, why, now) for wave in _locked(waves)]


def pause_all(why: str, *, now: datetime) -> list[Wave]:
    """Hold every running wave: the rule's own act."""
    waves = Wave.objects.filter(state=WaveState.running.value)
    return [_move(wave, {WaveState.running}, WaveState.paused, RULE, why, now) for wave in _locked(waves)]


def resolve(by: Viewer, key: int, row: int, *, sent: bool, now: datetime) -> Addressee:
    """A person says what became of a letter of which nobody knew; not sent, it waits to be sent.

    Raises `NotFound`, `Invalid` for one that is known meanwhile.
    """
    require(by, Right.plan_campaigns)
    take_turn()
    one = Addressee.objects.select_for_update().filter(pk=min(row, LARGEST), wave=get_wave(key)).first()
    if one is None:
        raise NotFound("wave.no_letter", "there is no such letter", "look at the wave's list")
    if one.fate != Fate.unknown:
        raise Invalid("wave.known", "what became of it is known meanwhile", "look at the wave again")
    one.fate = (Fate.sent if sent else Fate.waiting).value
    one.answer = "a person says so" if sent else ""
    one.due_at, one.moved_at = (one.due_at if sent else now), now
    one.save(update_fields=["fate", "answer", "due_at", "moved_at"])
    if not sent:
        return_slots([one.lease], now)
    _record("letter_resolved", one.wave, by.actor, "sent" if sent else "not sent", now, letter=one.pk)
    return one


def reopen(wave: Wave, actor: str, now: datetime) -> Wave:
    """A wave that was over goes on, because one of its letters waits again."""
    return (
        _move(wave, {WaveState.done}, WaveState.running, actor, "a letter waits again", now)
        if (wave.state == WaveState.done)
        else wave
    )


def resolve_seen(now: datetime) -> int:
    """Letters of which nobody knew, and whose person was heard of since by this campaign's mail: they were sent.

    A delivery, a click by anybody, a bounce or a word to stop names the campaign: so its letter had left.
    """
    found = 0
    for row in Addressee.objects.filter(fate=Fate.unknown.value).select_related("wave__campaign")[:_AT_ONCE]:
        names = [row.wave.campaign.name, *row.wave.campaign.called]
        facts = Fact.objects.filter(subject=row.subject, kind__in=_SEEN, campaign__in=names)
        if facts.filter(occurred_at__gte=row.moved_at - _BEFORE).exists():
            row.fate, row.answer, row.moved_at = Fate.sent.value, "seen: its mail was answered", now
            row.save(update_fields=["fate", "answer", "moved_at"])
            found += 1
    return found


def get_wave(key: int) -> Wave:
    """The wave, held until the transaction ends. Raises `NotFound`."""
    take_turn()
    wave = Wave.objects.select_for_update().filter(pk=key).first() if 0 < key <= LARGEST else None
    if wave is None:
        raise NotFound("wave.none", "there is no such wave", "look at the campaign's page")
    return wave


def _check(campaign: Campaign, waves: list[Wave], number: int, now: datetime) -> None:
    sending = campaign.plan.sending
    if sending is None:
        raise Invalid(
            "wave.elsewhere", "this campaign is sent by another tool", "say in its plan that it is sent here"
        )
    if number != len(waves) + 1 or number > len(sending.waves):
        raise Invalid(
            "wave.number",
            f"the next wave is {len(waves) + 1} of {len(sending.waves)}",
            "look at its page again",
        )
    if any(wave.state in _GOES for wave in waves):
        raise Invalid("wave.before", "an earlier wave is still on its way", "wait for its end, or end it")
    if any(wave.state == WaveState.stopped for wave in waves):
        raise Invalid("wave.stopped", "an earlier wave was ended", "plan a new campaign for those left")
    _check_may(campaign, campaign.hash, now)


def _check_may(campaign: Campaign, sending: str, now: datetime) -> None:
    verdict = may_start(campaign, now, sending=sending)
    if not verdict.start:
        bars = ", ".join(bar.value.replace("_", " ") for bar in verdict.bars)
        raise Refused(
            "wave.may_not", f"nothing may be sent: {bars}", "the campaign's page says what is missing"
        )


def _move(wave: Wave, frm: set[WaveState], to: WaveState, actor: str, why: str, now: datetime) -> Wave:
    if wave.state == to:
        return wave
    if wave.state not in frm:
        raise Invalid("wave.over", f"the wave is {wave.state}", "look at it again")
    wave.state, wave.why, wave.moved_at, wave.moved_by = to.value, " ".join(why.split())[:300], now, actor
    wave.version += 1
    wave.save(update_fields=["state", "why", "moved_at", "moved_by", "version"])
    _record(f"wave_{to}", wave, actor, wave.why, now)
    return wave


def _locked(waves: QuerySet[Wave]) -> list[Wave]:
    take_turn()
    return list(waves.select_for_update())


def _record(kind: str, wave: Wave, actor: str, why: str, now: datetime, *, letter: int = 0) -> None:
    standing = current(now)
    payload = {
        "wave": str(wave.key),
        "campaign": str(wave.campaign_id),
        "number": wave.number,
        "hash": wave.hash,
    }
    record_act(
        key=f"{kind}:{wave.key}:{letter or wave.version}", kind=kind, actor=actor, reason=why, now=now,
        agreement_hash=standing.hash if standing and standing.signed else "", payload=payload,
    )  # fmt: skip
