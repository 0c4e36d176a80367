"""The demonstration as a company that has signed and is live: its product and its pretend CRM, as people run them."""

import json
from pathlib import Path
from urllib.request import urlopen

from tests.interfaces.browser_server import program

_MAKE = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "accord.config.settings"
django.setup()
from dataclasses import replace
from datetime import UTC, datetime
from accord.agreement import content_hash
from accord.simulation.plan import HALDEN
from accord.teams.drafts import find_drafts
from accord.teams.models import User
from accord.teams.people import SYSTEM, add_person, viewer_of
from accord.teams.signing import sign
from accord.workflows.go_live import go_live
from accord.vocabulary.people import Role
from accord.workflows.make_demonstration import demo_password, make_demonstration
now = datetime.now(UTC)
make_demonstration(SYSTEM, now=now, plan=replace(HALDEN, people=200, deals=8, months=3, campaigns=2))
[draft] = find_drafts(SYSTEM)
for who in ("maya", "sam"):
    by = viewer_of(User.objects.get(email=who + "@halden.example"))
    sign(by, draft.id, text_hash=content_hash(draft.text), password=demo_password(), now=now)
for n in range(8):  # so that each team has the smallest group that a survey shows
    team, role = ("marketing", Role.marketing) if n % 2 else ("ae", Role.rep)
    add_person(SYSTEM, email=f"{team}{n}@halden.example", name=f"Colleague {n}", role=role, password=None, team=team)
go_live(SYSTEM, now=now)
"""
# What those eight answer: marketing rather believes in sales than sales in marketing.
_ANSWER = """
import os, django, secrets
os.environ["DJANGO_SETTINGS_MODULE"] = "accord.config.settings"
django.setup()
from datetime import UTC, datetime
from accord.alignment.survey.rounds import answer
from accord.teams.models import User
from accord.teams.people import viewer_of
said = {"marketing": "rather_yes yes no yes".split(), "ae": "yes rather_yes yes no".split()}
for team, words in said.items():
    people = User.objects.filter(team=team, name__startswith="Colleague").order_by("id")
    for user, first, second in zip(people, words, reversed(words), strict=True):
        receipt = secrets.token_urlsafe(24)
        answer(viewer_of(user), receipt, {"s1": first, "s2": second}, now=datetime.now(UTC))
"""


def make_company(folder: Path) -> None:
    """Load it, sign as both teams, go live."""
    program(folder, _MAKE)


def colleagues_answer(folder: Path) -> None:
    """Eight colleagues answer the open survey."""
    program(folder, _ANSWER)


def records(crm: str, kind: str) -> list[dict[str, str]]:
    """The records of the pretend CRM as they truly are."""
    found: list[dict[str, str]] = json.loads(urlopen(f"{crm}/__twin/records/{kind}", timeout=90).read())
    return found
