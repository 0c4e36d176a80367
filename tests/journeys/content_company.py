"""A small live company in a served installation: one qualified lead of Rita's, two pieces that have lain for months."""

from pathlib import Path

from tests.interfaces.browser_server import program

_MAKE = """
import os, time, django
os.environ["DJANGO_SETTINGS_MODULE"] = "accord.config.settings"
django.setup()
from datetime import UTC, datetime, timedelta
from django.db import transaction
from accord.content.share import share_piece
from accord.content.shapes import Wished
from accord.handoffs.models import Handoff
from accord.teams.models import User
from accord.teams.people import SYSTEM, viewer_of
from accord.vocabulary.content import PieceAct, ShareWay
from accord.workflows.content import add_piece, make, review
from accord.workflows.go_live import go_live
from tests.handoffs.company import AGREEMENT, person, qualifies, say, sign
MORE = '''
content: {unused_after: 90 days, unused_at_most: 35 %, counts_as_used: "sent to, shown to or opened by a buyer"}
messages:
  - {segment: water, stage: qualified, say: See a leak before the night shift does, not: [AI-powered]}
'''
now = datetime.now(UTC)
rita = User.objects.get(email="rita@halden.example")
sam = User.objects.get(email="sam@halden.example")
User.objects.filter(pk=rita.pk).update(team="sdr", manager_id=sam.pk)
sign(AGREEMENT.replace("in_force: 2027-01-01", "in_force: 2026-01-01") + MORE, since=now - timedelta(days=300))
go_live(SYSTEM, now=now - timedelta(hours=1))
came = now - timedelta(minutes=20)
nora = {"name": "Nora Quist", "email": "nora@brenner-pumps.example", "company": "Brenner Pumps"}
say(qualifies(person("user:nora"), came, **nora), came)
for _ in range(300):  # the installation's own worker looks at them
    lead = Handoff.objects.first()
    if lead is not None:
        break
    time.sleep(0.2)
maya, sales = viewer_of(User.objects.get(email="maya@halden.example")), viewer_of(sam)
for key, title in ((1, "Audit sheet"), (2, "Old price list")):
    then = now - timedelta(days=200)
    wished = Wished(title, link=f"https://drive.example/{key}.pdf", stage="aware", segment="food")
    one = add_piece(maya, wished, key=key, now=then)
    one = review(sales, key, fine=True, version=one.version, now=then)
    make(maya, key, PieceAct.publish, version=one.version, now=then)
with transaction.atomic():
    share_piece(sales, 1, 1, subject=lead.subject, way=ShareWay.meeting, now=now - timedelta(days=3))
"""


def make_company(folder: Path) -> None:
    """Sign, go live, qualify one lead, put two pieces into the library months ago."""
    program(folder, _MAKE)
