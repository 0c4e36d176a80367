"""No page shows a link or a form that its viewer is refused: every page of every role, link by link."""

import re
from collections import Counter
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import resolve
from django.utils import timezone

from accord.agreement import content_hash
from accord.contacts.models import Identity, ReviewPair
from accord.interfaces.web import frame
from accord.interfaces.web.frame import may_open
from accord.teams.drafts import start_draft
from accord.teams.people import find_viewer
from accord.teams.signing import sign
from accord.vocabulary.people import Viewer
from accord.workflows.import_export_file import import_export_file
from accord.workflows.uploads import keep_upload
from tests.cast import PASSWORD, Cast
from tests.interfaces.test_web_agreement import TEXT
from tests.interfaces.test_web_frame import signed_in
from tests.interfaces.world import NOW, make_world

pytestmark = pytest.mark.django_db
HREF = re.compile(r'<a\b[^>]*?\shref="([^"#]+)')
FORM = re.compile(r'<form\b[^>]*?\smethod="post"[^>]*?>')
ACTION = re.compile(r'\saction="([^"]+)"')
# Pages of one kind: a few of each are opened, whatever the number of rows.
MANY = 6
FORMS = """Record ID,First Name,Last Name,Email,Company name,Lifecycle Stage,Create Date,Last Modified Date
1,Own,Lead,own.lead@alpha.example,Alpha Pumps,marketingqualifiedlead,2026-09-01 09:00,2026-10-01 09:00
2,Team,Lead,team.lead@beta.example,Beta Foods,marketingqualifiedlead,2026-09-02 09:00,2026-10-01 09:00
3,Only,Forms,only.forms@omega.example,Omega Steel,lead,2026-09-03 09:00,2026-10-01 09:00
4,Bad,Date,bad.date@omega.example,Omega Steel,lead,someday,2026-10-01 09:00
"""


@pytest.fixture
def world(cast: Cast, tmp_path: Path, settings: Any) -> Cast:
    """Both teams' exports, a refused row, a question, a draft, a signed version, an upload."""
    settings.INSTALLATION = replace(settings.INSTALLATION, data=tmp_path)
    make_world(cast, tmp_path)
    (tmp_path / "forms.csv").write_text(FORMS)
    import_export_file(cast.maya, tmp_path / "forms.csv", source="hubspot", connector="hubspot", now=NOW)
    one, other = list(Identity.objects.order_by("contact_id").values_list("key", flat=True))[:2]
    ReviewPair.objects.create(
        what="contact", left=one, right=other, score=0.8, evidence=["name"], opened_at=NOW
    )
    signed = start_draft(cast.maya, TEXT, now=NOW)
    for signer in (cast.maya, cast.sam):
        sign(signer, signed.id, text_hash=content_hash(TEXT), password=PASSWORD, now=NOW)
    start_draft(cast.sam, TEXT.replace("version: 1", "version: 2"), now=NOW)
    keep_upload(cast.olga, "forms.csv", [FORMS.encode()], now=timezone.now())
    return cast


def crawl(client: Client, viewer: Viewer) -> tuple[set[str], list[str]]:
    """The pages that can be reached from the first one, and what on them leads to a refusal or nowhere."""
    waiting, seen, wrong = ["/"], {"/"}, []
    kinds: Counter[str] = Counter()
    while waiting:
        here = waiting.pop(0)
        answer = client.get(here, follow=True)
        if answer.status_code != 200:
            wrong.append(f"{here}: {answer.status_code}")
            continue
        if not answer.headers["Content-Type"].startswith("text/html"):
            continue
        html = answer.content.decode()
        wrong += [f"{here}: a form to {name}" for name in forms(html, here) if not may_open(viewer, name)]
        for link in HREF.findall(html):
            address = urljoin(answer.request["PATH_INFO"], unescape(link))
            kind = resolve(urlsplit(address).path).url_name or address
            if address in seen or address.startswith("/static/") or kinds[kind] >= MANY:
                continue
            kinds[kind] += 1
            seen.add(address)
            waiting.append(address)
    return set(kinds), wrong


def forms(html: str, here: str) -> list[str]:
    """The names of the pages that this page's forms post to."""
    actions = (ACTION.search(form) for form in FORM.findall(html))
    return [resolve(urlsplit(a[1] if a else here).path).url_name or "" for a in actions]


EXPECTED = {
    "victor": {"board", "number", "reconciliation", "agreement", "agreement-draft", "agreement-version"},
    "rita": {"today", "journey", "contact", "account", "reconciliation-rows", "agreement-sign", "import"},
    "sam": {"reviews", "people", "person", "number-file", "agreement-text"},
    "maya": {"uploads", "rejects-file", "reviews", "agreement-clause"},
    "olga": {"doctor", "person-new", "upload", "rejects-file"},
    "iris": {"board", "agreement", "uploads", "data"},
}


@pytest.mark.parametrize("who", EXPECTED)
def test_no_link_of_a_role_is_refused(who: str, world: Cast) -> None:
    reached, wrong = crawl(signed_in(who), getattr(world, who))
    assert wrong == []
    assert EXPECTED[who] <= reached


def test_a_page_that_shows_what_it_may_not_is_caught(world: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The mutant: pages ask nobody whether a link may be followed."""
    viewer = find_viewer("victor@accord.example")
    assert viewer is not None
    monkeypatch.setattr(frame, "may_open", lambda viewer, name: True)
    _reached, wrong = crawl(signed_in("victor"), viewer)
    assert any("403" in line for line in wrong)
