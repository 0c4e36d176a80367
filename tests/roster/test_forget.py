"""A former colleague is forgotten: who they were is in no table, what they did is counted, nothing brings them back."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from twins.salesforce.twin import SalesforceTwin

from accord.interfaces.cli.main import main
from accord.ledger.models import Act, Fact, SourceRecord, Suppression
from accord.teams.models import User
from accord.teams.people import SYSTEM, add_person, deactivate
from accord.teams.roster.models import RosterSeat
from accord.teams.roster.reads import find_member, find_roster
from accord.vocabulary.errors import NotFound, Refused
from accord.vocabulary.people import Role
from accord.workflows.erase_person import erasures_file, replay_erasures
from accord.workflows.forget_colleague import forget_colleague
from accord.workflows.read_crm import read_system
from accord.workflows.roster import rebuild_roster
from tests.cast import Cast
from tests.crm.company import Clock, connected, salesforce
from tests.crm.conftest import data_folder  # noqa: F401  (connections are files)
from tests.crm.people import change, first_lead, log_call, user
from tests.roster.test_read import org
from tests.workflows.planted import tables_with

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS, NAME = "rita@pretend.example", "Rita Rep"
WORDS = (ADDRESS, NAME)
Org = tuple[SalesforceTwin, Clock, int]


@pytest.fixture
def left() -> Iterator[Org]:
    """Rita logged a call, owns leads, signs in here, and has left: the CRM says so, and her access has ended."""
    with salesforce(org(8)) as twin:
        clock = connected(twin)
        rita = user(twin, "Rita")
        change(twin, "Lead", first_lead(twin), rita, OwnerId=rita)
        log_call(twin, first_lead(twin), rita, clock)
        clock.pass_(minutes=1)
        read_system("salesforce", clock, all_due=True)
        person = add_person(SYSTEM, email=ADDRESS, name=NAME, role=Role.rep, password=None, sales_id=rita)
        deactivate(SYSTEM, person.id)
        change(twin, "User", rita, user(twin, "Sam"), IsActive=False)
        clock.pass_(minutes=2)
        read_system("salesforce", clock, all_due=True)
        member = find_member(rita, clock.now)
        assert member is not None and member.member is not None and not member.active
        yield twin, clock, member.member.key
    erasures_file().unlink(missing_ok=True)


def test_who_they_were_goes_and_what_they_did_stays(left: Org) -> None:
    twin, clock, key = left
    rita = user(twin, "Rita")
    assert {"ledger_sourcerecord", "teams_rosterseat", "teams_user"} <= set(tables_with(WORDS))
    facts, said = Fact.objects.filter(actor=rita).count(), Act.objects.filter(subject=key).count()
    assert facts and said
    done = forget_colleague(SYSTEM, key, now=clock.now)
    assert (done.seats, done.records) == (1, 1)
    assert tables_with(WORDS) == []
    assert Fact.objects.filter(actor=rita).count() == facts
    assert Act.objects.filter(subject=key).exclude(kind="erased").count() == said
    (member,) = [one for one in find_roster(SYSTEM, clock.now).members if one.key == key]
    assert (member.name, member.email, member.active) == (rita, "", False)


def test_nothing_brings_them_back(left: Org) -> None:
    twin, clock, key = left
    rita, sam = user(twin, "Rita"), user(twin, "Sam")
    forget_colleague(SYSTEM, key, now=clock.now)
    change(twin, "User", rita, sam, Title="left us", IsActive=True)
    clock.pass_(minutes=2)
    read_system("salesforce", clock, all_due=True)
    rebuild_roster(clock.now)
    forget_colleague(SYSTEM, key, now=clock.now + timedelta(hours=1))  # again, which does no harm
    assert not SourceRecord.objects.filter(kind="user", external_id=rita).exists()
    assert not RosterSeat.objects.get(external_id=rita).active
    assert find_member(sam, clock.now).active  # type: ignore[union-attr]
    assert not set(tables_with((NAME,))) & {"teams_rosterseat", "teams_user"}


def test_an_older_backup_brings_nobody_back(left: Org) -> None:
    _, clock, key = left
    models = (SourceRecord, RosterSeat, User)
    kept = [
        model.objects.filter(**({"kind": "user"} if model is SourceRecord else {})).values()
        for model in models
    ]
    rows = [list(each) for each in kept]
    forget_colleague(SYSTEM, key, now=clock.now)
    Suppression.objects.all().delete()
    for model, before in zip(models, rows, strict=True):
        for row in before:
            model.objects.update_or_create(pk=row.get("key", row.get("id")), defaults=row)
    assert tables_with(WORDS)
    replay_erasures(SYSTEM, now=clock.now)
    assert tables_with(WORDS) == []


def test_their_address_may_be_a_contacts_one_day(left: Org) -> None:
    twin, clock, key = left
    forget_colleague(SYSTEM, key, now=clock.now)
    lead = first_lead(twin, 1)
    change(twin, "Lead", lead, user(twin, "Sam"), Email=ADDRESS)
    clock.pass_(minutes=2)
    read_system("salesforce", clock, all_due=True)
    assert SourceRecord.objects.get(kind="person", external_id=lead).email == ADDRESS


def test_whoever_is_here_is_not_forgotten(left: Org, cast: Cast, client: Client) -> None:
    twin, clock, key = left
    sam = find_member(user(twin, "Sam"), clock.now)
    assert sam is not None and sam.member is not None
    with pytest.raises(Refused, match="still_active"):
        forget_colleague(SYSTEM, sam.member.key, now=clock.now)
    User.objects.filter(email=ADDRESS).update(is_active=True)
    with pytest.raises(Refused, match="still_signs_in"):
        forget_colleague(SYSTEM, key, now=clock.now)
    with pytest.raises(NotFound):
        forget_colleague(SYSTEM, 4711, now=clock.now)
    User.objects.filter(email=ADDRESS).update(is_active=False)
    for viewer in (cast.maya, cast.sam, cast.rita, cast.victor, cast.iris):
        with pytest.raises(Refused):
            forget_colleague(viewer, key, now=clock.now)
    client.force_login(User.objects.get(pk=cast.olga.user_id))
    assert client.post(f"/people/roster/{key}/forget").status_code == 422
    assert tables_with(WORDS)
    assert client.post(f"/people/roster/{key}/forget", {"meant": "yes"}).status_code == 303
    assert tables_with((ADDRESS,)) == []


def test_the_command(left: Org, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["roster-forget", ADDRESS, "--yes"]) == 0
    assert "forgotten: 1 seats" in capsys.readouterr().out
    assert tables_with(WORDS) == []
    assert main(["roster-forget", ADDRESS, "--yes"]) == 4
