"""Under a draft campaigns are planned and sends are looked at, and nothing names it as if it had been signed."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from accord.agreement import templates
from accord.campaigns.models import CampaignRow
from accord.campaigns.pulse.follow import follow_verdict
from accord.campaigns.pulse.models import Send
from accord.campaigns.pulse.shapes import Followed
from accord.ledger.models import Act
from accord.teams.agreements import current
from accord.teams.drafts import start_draft
from accord.workflows.campaigns import plan_campaign
from accord.workflows.watch_sends import watch_sends
from tests.campaigns.test_first_hour import MINUTE, mails
from tests.campaigns.world import NOW, a_plan
from tests.cast import Cast
from tests.handoffs.company import say
from tests.measures.company import TEMPLATE
from tests.reporting.made import forget_open_mirrors

pytestmark = pytest.mark.django_db


@pytest.fixture
def drafted(cast: Cast, tmp_path: Path, settings: Any) -> Iterator[Cast]:
    """Everyone, and an agreement that nobody signed yet."""
    settings.INSTALLATION = replace(settings.INSTALLATION, data=tmp_path)
    start_draft(cast.olga, templates.read(TEMPLATE), now=NOW)
    yield cast
    forget_open_mirrors()


def test_no_act_names_an_agreement_that_is_not_sealed(drafted: Cast) -> None:
    standing = current(NOW)
    assert standing is not None and not standing.signed
    plan_campaign(drafted.maya, a_plan(drafted), now=NOW)
    say(mails("spring", NOW, 120), NOW)
    watch_sends(NOW + MINUTE)
    watch_sends(NOW + 2 * MINUTE)
    follow_verdict(drafted.maya, Send.objects.get().key, Followed.obeyed, "", now=NOW + 2 * MINUTE)
    assert CampaignRow.objects.count() == 1 and Act.objects.filter(kind="pulse_followed").exists()
    assert set(Act.objects.values_list("agreement_hash", flat=True)) == {""}
