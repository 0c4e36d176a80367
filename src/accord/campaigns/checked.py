"""Whether a plan can be kept: every problem at once, each with what to do about it."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from accord.agreement.campaigning import kinds_of
from accord.agreement.nearest import nearest
from accord.agreement.rules.conditions import RuleUnclear
from accord.agreement.rules.segment import read_segment
from accord.agreement.shape import Document
from accord.campaigns.shapes import Arm, Plan, Sending
from accord.campaigns.waves.letter import SPELLED, links_of, unknown_words
from accord.contacts.links.target import check_target
from accord.teams.models import User
from accord.vocabulary.errors import Invalid
from accord.vocabulary.people import Role

LONGEST = timedelta(days=366)
_MOST_ARMS, _MOST_WORDS, _MOST_WAVES = 10, 20, 10
_MOST_HELD_OUT = 90
_WHOLE = 100
_TEAMS = {
    "marketing_owner": frozenset({Role.marketing.value}),
    "sales_owner": frozenset({Role.rep.value, Role.manager.value}),
}


def check_plan(plan: Plan, document: Document | None) -> None:
    """Raise `Invalid` with what is wrong first; a plan may lack owners, a goal and content until it is signed."""
    _check_words(plan)
    if plan.kind not in kinds_of(document):
        known = ", ".join(kinds_of(document))
        near = nearest(plan.kind, kinds_of(document))
        raise Invalid(
            "campaign.kind",
            f'"{plan.kind[:60]}" counts as no campaign in the agreement',
            f"did you mean {near}?" if near else f"write one of: {known}",
        )
    if not plan.starts_at < plan.ends_at <= plan.starts_at + LONGEST:
        raise Invalid(
            "campaign.days", "it ends before it starts, or a year later", "choose an end after the start"
        )
    try:
        read_segment(plan.segment)
    except RuleUnclear as unclear:
        remedy = f"did you mean {unclear.near}?" if unclear.near else "such as: industry in [water, food]"
        raise Invalid("campaign.segment", unclear.sentence, remedy) from None
    _check_arms(plan.arms)
    _check_owners(plan)
    if plan.sending is not None:
        _check_sending(plan.sending, plan.arms)
    if plan.target_share is not None and not 0 < plan.target_share <= 1:
        raise Invalid(
            "campaign.target", "the target rate is a share of those reached", "write it as 3 for 3 %"
        )
    if plan.budget is not None and not 0 <= plan.budget < 10**15:
        raise Invalid("campaign.budget", "a budget is an amount of money", "write it as 1200 or 1200.50")


def check_ahead(starts_at: datetime, now: datetime) -> None:
    """Raise `Invalid` for a start that is past."""
    if starts_at <= now:
        raise Invalid("campaign.past", "its start lies in the past", "choose a start that is still to come")


def _check_words(plan: Plan) -> None:
    long = len(plan.name) > 200 or any(len(one) > 200 for one in (*plan.called, *plan.checked))
    many = max(len(plan.called), len(plan.channels), len(plan.checked)) > _MOST_WORDS
    if not plan.name.strip() or long or many or len(plan.goal) > 2_000 or len(plan.kind) > 60:
        raise Invalid(
            "campaign.words",
            "a campaign has a name of at most 200 characters, and at most 20 names and channels",
            "name it, or shorten what is too long",
        )
    if any(not one.strip() or len(one) > 80 for one in plan.channels):
        raise Invalid("campaign.channel", "a channel is a word or two", "write such as: email")


def _check_arms(arms: tuple[Arm, ...]) -> None:
    if not 1 <= len(arms) <= _MOST_ARMS or len({arm.name.casefold() for arm in arms}) < len(arms):
        raise Invalid("campaign.arms", "one to ten arms, each with its own name", "name each arm once")
    if sum(arm.percent for arm in arms) != _WHOLE or any(arm.percent < 0 for arm in arms):
        raise Invalid("campaign.shares", "the shares of the arms are not 100 %", "change a share")
    for arm in arms:
        if not arm.name.strip() or max(len(arm.name), len(arm.asset)) > 200 or len(arm.subject) > 300:
            raise Invalid("campaign.arm", "an arm's name or subject is empty or too long", "shorten it")
        if len(arm.body) > 50_000 or len(arm.link) > 2_000:
            raise Invalid("campaign.body", "an arm's text is too long", "link to the page that says the rest")
        if arm.link and not _leads_somewhere(arm.link):
            raise Invalid("campaign.link", f'"{arm.link[:60]}" is no web address', "write https://…")


def _check_sending(sending: Sending, arms: tuple[Arm, ...]) -> None:
    """What is sent from here has a share for each wave, and words that can be filled in."""
    if not 0 <= sending.holdout <= _MOST_HELD_OUT:
        raise Invalid(
            "campaign.holdout", "0 to 90 % of an audience can be held out", "write it as 10 for 10 %"
        )
    waves = sending.waves
    if not 1 <= len(waves) <= _MOST_WAVES or sum(waves) != _WHOLE or any(share < 1 for share in waves):
        raise Invalid("campaign.waves", "the waves together are not 100 %", "write them as 10, 90")
    for arm in arms:
        for target in links_of(arm):
            check_target(target)
        for unknown in unknown_words(f"{arm.subject}\n{arm.body}"):
            raise Invalid(
                "campaign.field", f'nothing is known as "{{{unknown[:40]}}}"', f"write one of: {SPELLED}"
            )


def _leads_somewhere(link: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _check_owners(plan: Plan) -> None:
    """An owner is somebody active of their team."""
    for field, roles in _TEAMS.items():
        user = getattr(plan, field)
        if user and not User.objects.filter(pk=user, is_active=True, role__in=roles).exists():
            team = field.partition("_")[0]
            raise Invalid(
                "campaign.owner", f"the owner for {team} is nobody active of {team}", "choose from the list"
            )
