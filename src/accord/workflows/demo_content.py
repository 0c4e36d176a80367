"""The demonstration's library: pieces in every state, some sent and shown to buyers, some that nobody ever used.

They are made by the ordinary acts; what buyers open comes in by the ordinary door, as visits of their tracked links.
"""

import json
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction

from accord.content.models import PieceRow, PieceShare
from accord.content.shapes import Wished
from accord.content.share import share_piece
from accord.ledger.inbox import keep_letters
from accord.ledger.models import SourceRecord
from accord.teams.models import User
from accord.teams.people import viewer_of
from accord.vocabulary.content import PieceAct, ShareWay
from accord.vocabulary.doors import Door, Letter, Trust
from accord.vocabulary.facts import RecordKind
from accord.vocabulary.people import Viewer
from accord.workflows.content import add_piece, ask_piece, make, review
from accord.workflows.follow_link import OWN_SOURCE
from accord.workflows.take_inbox import Taker

_DRIVE = "https://www.halden.example/library/"
_DAY = timedelta(days=1)
_BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
_SCANNER = "Barracuda Sentinel (EE)"


class _Made(NamedTuple):
    """A published piece: how many days ago, and days ago on which it was sent, and shown."""

    key: int
    title: str
    stage: str
    segment: str
    days: int
    sent: tuple[int, ...] = ()
    shown: tuple[int, ...] = ()


_LIBRARY = (
    _Made(
        2_001,
        "Case: a water plant finds its leak in a week",
        "qualified",
        "water",
        210,
        (41, 22, 9, 5),
        (30,),
    ),
    _Made(2_002, "Audit sheet for dairies", "accepted", "food", 180, (33, 12), (12, 8)),
    _Made(2_003, "What a night shift costs", "qualified", "water", 160, (), (120,)),
    _Made(2_004, "Sensor data sheet, second edition", "sales_ready", "water", 240),
    _Made(2_005, "Price list of the old line", "sales_ready", "food", 300, (190,)),
    _Made(2_006, "Five questions before an audit", "aware", "food", 140),
    _Made(2_007, "Case: temperature records without a clipboard", "qualified", "food", 25, (6,)),
)
_WATER, _COLD, _WINTER = 2_008, 2_009, 2_010


def fill_demo_library(now: datetime) -> None:
    """Seven published pieces with what became of them, a draft, and two questions; said again it changes nothing."""
    maya, sam, rita = _person("maya"), _person("sam"), _person("rita")
    if PieceRow.objects.filter(key=_LIBRARY[0].key).exists():
        return
    buyers = _buyers()
    for one in _LIBRARY:
        _publish(one, maya, sam, now - one.days * _DAY)
        for way, days in ((ShareWay.link, one.sent), (ShareWay.meeting, one.shown)):
            for n, ago in enumerate(days if buyers else ()):
                _share(
                    rita, one.key, buyers[(one.key + 7 * n + len(way)) % len(buyers)], way, now - ago * _DAY
                )
    PieceRow.objects.filter(key=2_002).update(review_on=(now - 10 * _DAY).date())
    asked = Wished(
        "Case study with salt water",
        "Does it measure salt water below zero?",
        segment="water",
        tags=("salt",),
    )
    ask_piece(rita, asked, key=_WATER, now=now - 2 * _DAY)
    cold = Wished("Cold stores: who did it?", "Who in our region runs this in a cold store?", segment="food")
    wanted = ask_piece(sam, cold, key=_COLD, now=now - 6 * _DAY)
    make(maya, _COLD, PieceAct.accept, version=wanted.version, now=now - 5 * _DAY)
    draft = Wished(
        "Leaks in winter",
        link=f"{_DRIVE}winter",
        text="An AI-powered digital twin of your plant.",
        segment="water",
    )
    add_piece(maya, draft, key=_WINTER, now=now - _DAY)


def open_demo_links(now: datetime) -> int:
    """Buyers open what they were sent, an hour after it, and a scanner opens it at once; how many visits were new."""
    shares = PieceShare.objects.exclude(token="").order_by("at", "key")
    letters = []
    for row in shares:
        letters.append(_visit(row, timedelta(seconds=4), _SCANNER))
        if row.key % 3:  # a third is never opened by anybody
            letters.append(_visit(row, timedelta(hours=1, minutes=row.key % 50), _BROWSER))
    with transaction.atomic():
        keep_letters([letter for letter in letters if letter.received_at < now])
    return Taker(lambda: now).take_all()


def _visit(row: PieceShare, after: timedelta, agent: str) -> Letter:
    said = {"id": f"demo-{row.key}-{agent[:9]}", "token": row.token, "method": "GET", "purpose": ""}
    context = {"ua": agent, "ip": f"198.51.{row.key % 200}.0/24"}
    return Letter(Door.link, OWN_SOURCE, Trust.server, row.at + after, json.dumps(said).encode(), context)


def _publish(one: _Made, maya: Viewer, sam: Viewer, then: datetime) -> None:
    link = f"{_DRIVE}{one.key}"
    made = add_piece(
        maya, Wished(one.title, link=link, stage=one.stage, segment=one.segment), key=one.key, now=then
    )
    made = review(sam, one.key, fine=True, version=made.version, now=then + _DAY)
    make(maya, one.key, PieceAct.publish, version=made.version, now=then + 2 * _DAY)


def _share(by: Viewer, piece: int, subject: int, way: ShareWay, then: datetime) -> None:
    key = piece * 1_000 + PieceShare.objects.filter(piece=piece).count() + 1
    with transaction.atomic():
        share_piece(by, key, piece, subject=subject, way=way, now=then)


def _buyers() -> list[int]:
    rows = SourceRecord.objects.filter(
        source="salesforce", kind=RecordKind.person.value, external_id__startswith="00Q", deleted=False
    )
    return list(rows.order_by("external_id").values_list("key", flat=True)[:60])


def _person(who: str) -> Viewer:
    return viewer_of(User.objects.get(email=f"{who}@halden.example"))
