"""Waves as anybody may see them: counts by fate, why people are left out; the people themselves for who may."""

from django.db.models import Count

from accord.campaigns.models import Addressee, Wave
from accord.campaigns.plan import LARGEST
from accord.campaigns.signed_part import signed_words
from accord.campaigns.waves.shapes import LeftOut, LetterRow, WaveSheet
from accord.contacts.models import Identity
from accord.contacts.visible import visible_contacts
from accord.ledger.sql import in_chunks
from accord.teams.rights import Right, require
from accord.vocabulary.errors import NotFound
from accord.vocabulary.people import Viewer
from accord.vocabulary.waves import Fate, WaveState


def find_waves(viewer: Viewer, campaign: int) -> tuple[WaveSheet, ...]:
    """The waves of a campaign that were started, in order."""
    require(viewer, Right.see_board)
    waves = Wave.objects.filter(campaign=min(campaign, LARGEST)).order_by("number")
    return tuple(_sheet(wave) for wave in waves)


def find_wave(viewer: Viewer, key: int) -> WaveSheet:
    """One wave. Raises `NotFound`."""
    require(viewer, Right.see_board)
    wave = Wave.objects.filter(pk=min(key, LARGEST)).first()
    if wave is None:
        raise NotFound("wave.none", "there is no such wave", "look at the campaign's page")
    return _sheet(wave)


def find_letters(viewer: Viewer, key: int, *, fate: Fate | None = None) -> tuple[LetterRow, ...]:
    """The people of a wave whom this viewer may see, with what became of their letters."""
    require(viewer, Right.see_rows)
    find_wave(viewer, key)
    rows = Addressee.objects.filter(wave=key).order_by("pk")
    if fate is not None:
        rows = rows.filter(fate=fate.value)
    listed = list(rows)
    contacts: dict[int, int] = {}
    for some in in_chunks([row.subject for row in listed]):
        contacts.update(Identity.objects.filter(key__in=some).values_list("key", "contact_id"))
    seen: set[int] = set()
    for some in in_chunks(sorted(set(contacts.values()))):
        seen.update(visible_contacts(viewer).filter(pk__in=some).values_list("pk", flat=True))
    return tuple(_letter(row, contacts[row.subject]) for row in listed if contacts.get(row.subject) in seen)


def _letter(row: Addressee, contact: int) -> LetterRow:
    return LetterRow(
        row=row.pk, contact=contact, fate=Fate(row.fate), arm=row.arm, why=row.why, sentence=row.sentence,
        clause=row.clause, until=row.until, due_at=row.due_at, message_id=row.message_id, answer=row.answer,
        moved_at=row.moved_at,
    )  # fmt: skip


def _sheet(wave: Wave) -> WaveSheet:
    rows = Addressee.objects.filter(wave=wave)
    counts = dict(rows.values_list("fate").annotate(n=Count("pk")).order_by("fate"))
    reasons = rows.exclude(why="").values_list("why", "clause", "fate").annotate(n=Count("pk"))
    due = rows.filter(fate=Fate.waiting.value).order_by("due_at").values_list("due_at", flat=True).first()
    _, sending = signed_words(wave.text)
    shares = sending.waves if sending else (100,)
    return WaveSheet(
        key=wave.key, campaign=wave.campaign_id, number=wave.number, of=len(shares),
        share=shares[wave.number - 1], state=WaveState(wave.state), why=wave.why, frozen_at=wave.frozen_at,
        started_at=wave.started_at, started_by=wave.started_by, moved_at=wave.moved_at, moved_by=wave.moved_by,
        version=wave.version, people=counts,
        left_out=tuple(
            LeftOut(why, clause, Fate(fate), n)
            for why, clause, fate, n in sorted(reasons, key=lambda one: (-one[3], one[0], one[1], one[2]))
        ),
        next_due_at=due,
    )  # fmt: skip
