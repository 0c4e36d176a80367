"""Random small companies, and a replay over them without a database."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from accord.agreement import compile as compile_agreement
from accord.agreement import content_hash, parse, templates
from accord.agreement.routing import Candidate, calendar_of, capacity_of
from accord.measures.mirror import Mirror
from accord.measures.number import Reading
from accord.measures.replay.lines import Replay
from accord.measures.replay.reckon import Asked, replay
from accord.measures.replay.stands import Under
from accord.vocabulary.facts import FactKind as K
from tests.measures.company import NOW, TEMPLATE, Company, scope

TEXT = templates.read(TEMPLATE)
STAFF = ("u1", "u2", "u3")
BUYER = (
    K.content_download, K.pricing_page, K.webinar_attended, K.case_study, K.email_click, K.email_reply, K.demo_request,
    K.form_submitted, K.page_view,
)  # fmt: skip
OURS = (K.email_sent, K.sequence_email_sent, K.call_attempted, K.sales_email_sent, K.call_connected)
ENDS = (K.recycled, K.disqualified, K.deal_won)
UNTIL = ("", "until=2027-03-01", "until=2027-02-10T10:30:00+00:00")
VALUES = ("employees=250", "employees=9", "role=owner", "industry=software", "industry=steel", "country=NL")


def company(seed: int, people: int = 40) -> Company:
    """Facts of the last half year at random: buyers, attributes, our people, ends, deals; a few share an account."""
    rng, made = random.Random(seed), Company()
    for key in range(1, people + 1):
        made.person(key, account=rng.choice((None, 1 + key // 3)))
        made.small["people"][-1]["owner"] = rng.choice(("", "", "u2"))
        for _ in range(rng.randint(1, 14)):
            made.fact(
                key,
                rng.choice(BUYER),
                when(rng),
                channel=rng.choice(("ads", "event", "referral")),
                campaign="c",
            )
        for _ in range(rng.randint(0, 3)):
            made.fact(key, K.attribute, when(rng), value=rng.choice(VALUES))
        for _ in range(rng.randint(0, 8)):
            made.fact(key, rng.choice(OURS), when(rng), source="crm", actor=rng.choice(STAFF), campaign="c")
        for _ in range(rng.randint(0, 2)):
            kind, said = rng.choice((K.buyer_away, K.meeting_booked)), rng.choice(UNTIL)
            made.fact(key, kind, when(rng), value=said)
        if rng.random() < 0.4:
            made.fact(key, rng.choice(ENDS[:2]), when(rng), source="crm", value="no timing")
        if rng.random() < 0.2:
            made.deal(1000 + key, key, won=when(rng), amount=rng.randint(1, 90) * 10_000, currency="EUR")
            account = made.small["people"][-1]["account"]
            made.small["deals"][-1] |= {
                "account": account,
                "created_at": made.small["deals"][-1]["won_at"],
                "owner": "u3",
            }
    return made


def when(rng: random.Random) -> str:
    """An instant of the last 200 days, to the minute."""
    return f"{NOW - timedelta(minutes=rng.randint(1, 200 * 1440)):%Y-%m-%d %H:%M}"


def under(text: str) -> Under:
    """A text as the replay takes it."""
    document = parse(text).get_document()
    return Under(document, compile_agreement(document, content_hash(text)))


def staff(side: Under, since: datetime) -> tuple[Candidate, ...]:
    """Three people of the sales team with the agreement's hours and capacity, and who leads them."""
    document, team = side.document, str(side.document.handoffs[0].to)
    calendar = calendar_of(document, "Europe/Amsterdam", NOW)
    capacity = capacity_of(document, team)
    people = [Candidate(ref, team=team, calendar=calendar, capacity=capacity) for ref in STAFF]
    return (*people, Candidate("boss", team=team, calendar=calendar, rotates=False, leads=frozenset({team})))


def replayed(
    mirror: Mirror,
    draft: str,
    text: str = TEXT,
    *,
    days: int = 90,
    people: Callable[[Under, datetime], tuple[Candidate, ...]] = staff,
) -> Replay:
    """The days up to NOW under a draft beside a text."""
    new = under(draft)
    read = Reading(content_hash(draft), False, "draft")
    asked = Asked(
        under(text),
        new,
        read,
        days,
        people,
        lambda contacts: dict.fromkeys(contacts, "NL"),
        frozenset({"crm"}),
    )
    return replay(mirror, scope(mirror, text), asked, lambda share, what: None)


def written(made: Company, folder: Path) -> Mirror:
    """The company's mirror, folded under the template."""
    return made.write(folder, TEXT)
