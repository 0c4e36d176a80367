"""No door shows a named person's figures to anyone but that person and their manager, unless a clause allows it.

Every page, API route and reading command is walked as every kind of viewer; what is looked for was seeded so that
no other number of the world is the same.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver

from accord.agreement import content_hash, parse, templates
from accord.agreement.policy import Onlooker, who_sees_figures
from accord.contacts.models import Identity
from accord.handoffs.models import Handoff, HandoffTurn
from accord.interfaces.cli.access import ACCESS as CLI_ACCESS
from accord.interfaces.web.access import ACCESS as WEB_ACCESS
from accord.interfaces.web.access import Open
from accord.ledger.acts import record_act
from accord.ledger.keys import draw_key
from accord.reporting.desk import due
from accord.teams import figures
from accord.teams.figures import FiguresSeen, figures_seen, require_figures_of
from accord.teams.keys import make_key
from accord.teams.models import SealedAgreement, User
from accord.teams.people import add_person, change_person, find_viewer
from accord.vocabulary.errors import Refused
from accord.vocabulary.people import Role, Viewer, actor_of
from accord.vocabulary.plain import plain
from tests.cast import PASSWORD, PEOPLE, Cast
from tests.interfaces import doors
from tests.interfaces.figures_of_persons import tells
from tests.interfaces.world import NOW, World, make_world

pytestmark = pytest.mark.django_db
NAME, SEAT = "Zerelda Quince", "005000000000001AAA"
OPEN_LEADS, LATE = 137, 113  # hers; a colleague has others, so that no sum is one of them
OTHERS = {"rudi": (Role.rep, "sales", "005000000000007AAA"), "mona": (Role.manager, "elsewhere", "")}
MAY = {"rita", "sam"}  # herself, and who leads her team
READS = {"see", "read", "take", "run"}  # first words of rights that only look


@dataclass(frozen=True, slots=True)
class Seeded:
    """The world, her names, and one lead of hers."""

    world: World
    names: frozenset[str]
    lead: int
    viewers: tuple[str, ...]


@pytest.fixture
def seeded(cast: Cast, tmp_path: Path, settings: Any) -> Seeded:
    """Rita, under a name that stands nowhere else, with figures that nobody else has."""
    settings.INSTALLATION = replace(settings.INSTALLATION, data=tmp_path)
    world = make_world(cast, tmp_path)
    change_person(cast.olga, cast.rita.user_id, name=NAME)
    for who, (role, team, seat) in OTHERS.items():
        add_person(
            cast.olga,
            email=f"{who}@accord.example",
            name=who.title(),
            role=role,
            password=PASSWORD,
            team=team,
            sales_id=seat,
        )
    signed = seal()
    subject = Identity.objects.filter(contact_id=world.own).values_list("key", flat=True)[0]
    first = give_leads(signed, SEAT, OPEN_LEADS, LATE, subject)
    give_leads(signed, OTHERS["rudi"][2], 59, 7)
    names = {NAME, SEAT, f"user:{cast.rita.user_id}", actor_of(NAME), "rita@accord.example"}
    viewers = [who for who in (*PEOPLE, *OTHERS) if who not in MAY]
    return Seeded(replace(world, spare=cast.rita.user_id), frozenset(names), first, tuple(viewers))


def seal() -> SealedAgreement:
    """An agreement in force, whose clause is the templates' own: the person and their manager."""
    text = templates.read("awareness-engage-attract-convert")
    return SealedAgreement.objects.create(
        hash=content_hash(text),
        sealed=text.encode(),
        agreement_id="company",
        version=1,
        in_force_from=NOW - timedelta(days=90),
        sealed_at=NOW - timedelta(days=90),
    )


def give_leads(signed: SealedAgreement, owner: str, number: int, late: int, subject: int = 0) -> int:
    """So many open hand-offs, of which so many are late by the clocks' own acts; the first one's key."""
    document = parse(bytes(signed.sealed).decode()).document
    assert document is not None
    made = [
        Handoff(
            key=draw_key(),
            kind=document.handoffs[0].id,
            subject=subject if subject and not n else draw_key(),
            agreement_hash=signed.hash,
            lead_at=NOW,
            qualified_at=NOW,
            touched_at=NOW,
            state="offered",
            owner=owner,
            offered_at=NOW,
            due_at=NOW + timedelta(hours=n % 9),
        )
        for n in range(number)
    ]
    Handoff.objects.bulk_create(made)
    HandoffTurn.objects.bulk_create(
        HandoffTurn(handoff_id=row.key, turn=1, owner=owner, since=NOW, step="rotation") for row in made
    )
    for row in made[:late]:
        record_act(
            key=f"handoff:{row.key}:turn:{row.turn}:overdue",
            kind="handoff_overdue",
            actor="clock",
            now=NOW,
            subject=row.subject,
        )
    return made[0].key


def leaks(
    seeded: Seeded, answers: Callable[[Seeded, str], Iterator[tuple[str, str]]]
) -> dict[str, list[str]]:
    """Who was told her figures, by which doors."""
    found: dict[str, list[str]] = {}
    for who in seeded.viewers:
        for door, body in answers(seeded, who):
            for place in tells(body, seeded.names, (OPEN_LEADS, LATE)):
                found.setdefault(who, []).append(f"{door} to {who}: {place}")
    return found


def from_pages(seeded: Seeded, who: str) -> Iterator[tuple[str, str]]:
    """Every page, plain and asked for her by every word a filter may have."""
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(email=f"{who}@accord.example"))
    for pattern in doors._patterns(get_resolver().url_patterns):
        if doors._is_api(pattern) or doors.is_tracking(pattern):
            continue
        name = pattern.name or str(pattern.pattern)
        if WEB_ACCESS[name] is Open.everyone or name == "sign-out":
            continue
        path = doors.fill("/" + str(pattern.pattern).replace("<int:key>", str(seeded.lead)), seeded.world)
        answer = client.get(path)
        yield f"page {name}", text_of(answer)
        if answer.status_code == 200:
            asked = f"{path}?whose={SEAT}&owner={SEAT}&who={SEAT}&q={SEAT}"
            yield f"page {name} asked for her", text_of(client.get(asked))


def from_api(seeded: Seeded, who: str) -> Iterator[tuple[str, str]]:
    """Every route that is read."""
    from datetime import UTC, datetime

    olga = find_viewer("olga@accord.example")
    assert olga is not None
    key = make_key(olga, f"{who}@accord.example", label=who, lasts=timedelta(days=1), now=datetime.now(UTC))
    client = Client(headers={"Authorization": f"Bearer {key}"}, raise_request_exception=False)
    for name, method, path, _ in doors.api_operations():
        if method == "get":
            filled = doors.fill(path.replace("{key}", str(seeded.lead)), seeded.world)
            answer = client.get(filled)
            yield f"route {name}", text_of(answer)
            if answer.status_code == 200:
                yield f"route {name} asked for her", text_of(client.get(f"{filled}?whose={SEAT}"))


def from_commands(seeded: Seeded, who: str) -> Iterator[tuple[str, str]]:
    """Every command that only looks, as people and as programs read it."""
    from accord.interfaces.cli.main import main

    for words, found in doors.commands():
        right = CLI_ACCESS[words]
        if right is None or right.name.partition("_")[0] not in READS or words in {"sync now", "sync again"}:
            continue
        for more in ([], ["--json"]):
            heard = StringIO()
            arguments = doors.arguments_of(found, seeded.world)
            with redirect_stdout(heard), redirect_stderr(StringIO()):
                main(["--as", f"{who}@accord.example", *words.split(), *arguments, *more])
            yield f"command {words} {' '.join(more)}", heard.getvalue()


def from_the_desk(seeded: Seeded, who: str) -> Iterator[tuple[str, str]]:
    """What the desk's page, route and command show, before any of them forgets something."""
    viewer = find_viewer(f"{who}@accord.example")
    assert viewer is not None
    try:
        yield "desk", json.dumps(plain(due.desk(viewer, NOW)))
    except Refused:
        return


def text_of(answer: Any) -> str:
    """The body; a refusal tells nothing, a break is a failure of its own."""
    assert answer.status_code < 500, f"{answer.status_code} at {answer.wsgi_request.get_full_path()}"
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(body.decode("utf-8", "replace"))


FAMILIES = {"pages": from_pages, "api": from_api, "commands": from_commands, "desk": from_the_desk}
LONG = {"pages", "commands"}  # many hundred requests and commands


@pytest.mark.parametrize(
    "family",
    [pytest.param(name, marks=pytest.mark.long) if name in LONG else name for name in FAMILIES],
)
def test_nobody_else_is_told_her_figures(family: str, seeded: Seeded) -> None:
    found = leaks(seeded, FAMILIES[family])
    assert not found, "\n".join(place for places in found.values() for place in places)


def test_they_are_there_for_her_manager_and_a_desk_that_forgets_is_caught(
    seeded: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = leaks(replace(seeded, viewers=("rita", "sam")), from_the_desk)
    assert "sam" in told, "nothing was seeded that anybody could see: the walk would prove nothing"
    forgets = lambda viewer, now: FiguresSeen(True, frozenset())  # noqa: E731
    monkeypatch.setattr(due, "figures_seen", forgets)
    assert leaks(seeded, from_the_desk), "the mutant went unnoticed"


@pytest.mark.parametrize(
    "mutant",
    [
        f"<table><tr><th>{NAME}</th><td>late</td><td>{LATE}</td></tr></table>",
        f"<h1>{NAME}</h1><section><p>open leads: {OPEN_LEADS}</p></section>",
        f'<ul><li title="{NAME}: {LATE} late">one</li></ul>',
        f"<p>{OPEN_LEADS} leads wait for {NAME}.</p>",
        json.dumps({"rows": [{"owner": SEAT, "late": LATE}]}),
        json.dumps({"by_owner": {NAME: OPEN_LEADS}}),
        json.dumps({"people": [{"name": NAME, "figures": {"late": {"count": LATE}}}]}),
        f"{NAME:<30} open {OPEN_LEADS}  late {LATE}",
    ],
)
def test_a_door_that_forgets_is_caught_in_every_form(mutant: str) -> None:
    assert tells(mutant, {NAME, SEAT}, (OPEN_LEADS, LATE))


@pytest.mark.parametrize(
    "innocent",
    [
        f"<table><tr><th>{NAME}</th><td>3</td></tr><tr><th>Rudi</th><td>{LATE}</td></tr></table>",
        f"<p>{OPEN_LEADS} leads in all</p><p>{NAME} is on holiday</p>",
        json.dumps({"total": OPEN_LEADS, "rows": [{"owner": SEAT, "id": LATE}]}),
        f"{NAME}  since 2026-11-{LATE}\n{OPEN_LEADS} in all",
    ],
)
def test_joint_figures_beside_a_name_are_no_leak(innocent: str) -> None:
    assert not tells(innocent, {NAME, SEAT}, (OPEN_LEADS, LATE))


def seen_by(cast: Cast, says: str, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Who sees Rita's figures where the signed clause says this."""
    text = templates.read("awareness-engage-attract-convert")
    document = parse(text.replace("the person and their manager", f'"{says}"')).document
    assert document is not None and document.people_data is not None
    assert document.people_data.individual_figures == says

    class Standing:
        signed = True

    standing = Standing()
    standing.document = document  # type: ignore[attr-defined]
    monkeypatch.setattr(figures, "current", lambda now: standing)
    return {who for who, viewer in cast.everyone().items() if figures_seen(viewer, NOW).of(SEAT)}


def test_the_clause_widens_and_what_is_not_understood_widens_nothing(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert seen_by(cast, "the person and their manager", monkeypatch) == {"rita", "sam"}
    assert seen_by(cast, "the person", monkeypatch) == {"rita"}
    assert seen_by(cast, "the person, their manager and operations", monkeypatch) == {"rita", "sam", "olga"}
    assert seen_by(cast, "their team", monkeypatch) == {"rita", "sam"}
    assert seen_by(cast, "everyone", monkeypatch) == set(PEOPLE)
    assert seen_by(cast, "whoever asks nicely", monkeypatch) == {"rita", "sam"}
    assert who_sees_figures(None) == {Onlooker.person, Onlooker.manager}


def test_a_draft_allows_nothing_and_another_manager_sees_nothing(cast: Cast) -> None:
    mona = add_person(
        cast.olga, email="mona@accord.example", name="Mona", role=Role.manager, password=PASSWORD, team="emea"
    )
    viewer = find_viewer(mona.email)
    assert isinstance(viewer, Viewer) and not figures_seen(viewer, NOW).of(SEAT)
    with pytest.raises(Refused, match="figures.not_yours"):
        require_figures_of(viewer, SEAT, NOW)
    User.objects.filter(pk=cast.rita.user_id).update(manager_id=mona.id)  # set by hand: she leads her now
    assert figures_seen(viewer, NOW).of(SEAT) and not figures_seen(cast.sam, NOW).of(SEAT)
