"""Random acts on both sides with kills, refusals, lag, merges and conversions: at the end both sides agree.

CI runs 250 acts. The full size: `ACCORD_CRM_ACTS=10000 ./run test --long tests/crm/test_campaign.py`.
"""

import os

import pytest

from accord.workflows import echo, write_crm
from tests.crm.campaign import Broken, Outcome, campaign_of, killing

pytestmark = [pytest.mark.django_db, pytest.mark.long]
ACTS = int(os.environ.get("ACCORD_CRM_ACTS", "250"))


def run(acts: int, patch: pytest.MonkeyPatch, seed: int = 1, broken: Broken | None = None) -> Outcome:
    """One campaign."""
    with campaign_of(seed, broken) as campaign, killing(campaign, patch):
        return campaign.run(acts)


def most_writes(out: Outcome) -> int:
    """Requests that change something there: one an intention, one more for each time ours was overwritten or
    the worker died after the vendor had taken it; a lifecycle stage that moves back takes two.
    """
    return 2 * out.intents + out.overwritten + out.kills


def test_both_sides_agree_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """0 differing fields, 0 lost acts, 0 counted twice, 0 echo loops; a call is known within 90 seconds."""
    out = run(ACTS, monkeypatch)
    print(
        f"{out.acts} acts, {out.intents} intents, {out.writes_there} writes there, {out.overwritten} overwritten, "
        f"{out.kills} kills, {out.pauses} pauses, {out.merges} merges, {out.conversions} conversions, "
        f"{len(out.calls)} calls, {len(out.doubled)} doubled, p99 {out.p99():.0f} s"
    )
    assert out.differing == []
    assert out.lost == []
    assert out.doubled == []
    assert out.writes_there <= most_writes(out)
    assert len(out.delays) == len(out.calls) and out.p99() < 90
    assert out.kills and out.pauses and out.merges and out.intents


def test_without_recognising_what_is_there_a_loop_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The mutant writes what already stands, and takes each return for somebody's change."""
    with monkeypatch.context() as patch:
        patch.setattr(echo, "same_value", lambda one, other: False)
        patch.setattr(write_crm, "same_value", lambda one, other: False)
        out = run(60, patch, broken=Broken(kill=0.0, refuse=0.0, lag=(0.0, 0.0), skew=0.0))
    assert out.writes_there > most_writes(out)


def test_without_stepping_back_a_loss_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The mutant polls from the latest change on: what became visible late is never read."""
    from dataclasses import replace
    from datetime import timedelta

    from accord.workflows import read_crm
    from accord.workflows.connections import get_live

    def without(system: str) -> object:
        return replace(get_live(system), overlap=timedelta(0))

    with monkeypatch.context() as patch:
        patch.setattr(read_crm, "get_live", without)
        out = run(120, patch, broken=Broken(kill=0.0, refuse=0.0, lag=(0.0, 90.0), skew=0.0))
    assert out.lost or out.differing
