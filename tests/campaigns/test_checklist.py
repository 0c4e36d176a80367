"""The checklist asks of a plan that is sent from here for the control that the agreement names."""

import pytest

from accord.agreement import parse, templates
from accord.campaigns.find import get_campaign
from accord.campaigns.shapes import Arm, Sending
from accord.reporting.campaigns.checklist import checklist_of
from accord.reporting.campaigns.shapes import Item, NoticeToReps, Reached
from accord.workflows.campaigns import plan_campaign
from tests.campaigns.world import NOW, TEMPLATE, Company

pytestmark = pytest.mark.django_db
NOBODY = Reached(0, 0, 0, 0, 0, 0, None)
NO_NOTICE = NoticeToReps("", "", None, None, late=False)
AGREED = "10 % where the list allows"


def control(company: Company, clause: str, *arms: Arm, here: bool = True) -> Item | None:
    """The line about the control of a plan of these arms."""
    plan = company.but(arms=arms, sending=Sending() if here else None)
    one = get_campaign(company.cast.maya, plan_campaign(company.cast.maya, plan, now=NOW).key, NOW)
    document = parse(templates.read(TEMPLATE) + f"pulse: {{control: {clause}}}\n").get_document()
    lines = checklist_of(one, document, NOBODY, NO_NOTICE)
    return next((line for line in lines if line.clause == "pulse.control"), None)


def test_a_plan_sent_from_here_has_the_agreed_control(company: Company) -> None:
    new, known = Arm("new", 90, "New"), Arm("Control", 10, "Known")
    whole = control(company, AGREED, new, known)
    assert whole is not None and whole.done and not whole.note
    for arms in ((Arm("all", 100, "New"),), (Arm("new", 95, "New"), Arm("control", 5, "Known"))):
        lacking = control(company, AGREED, *arms)
        assert lacking is not None and lacking.done is False
        assert (
            f"has {sum(arm.percent for arm in arms if arm.name == 'control')} of the agreed 10 %"
            in lacking.note
        )


def test_nobody_is_asked_for_it_who_sends_elsewhere_or_promised_none(company: Company) -> None:
    assert control(company, AGREED, Arm("all", 100, "New"), here=False) is None
    assert control(company, "none", Arm("all", 100, "New")) is None
