"""The doctor finds each promise broken, and names the rows."""

import pytest
from django.db import connection, transaction

from accord.contacts.doctor import check_identity
from accord.contacts.models import Account, AccountAlias, Contact, Evidence, Identity
from accord.contacts.repair import repair_identity
from accord.vocabulary.people import Role, Viewer
from accord.workflows.erase_person import erase_person
from tests.cast import Cast
from tests.contacts.bringing import NOW, bring, company, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def healthy(db: None) -> dict[str, int]:
    keys = bring(
        [
            person("1", email="a@acme.com", name="Anna Berg"),
            person("2", "marketing", email="a@acme.com"),
            person("3", email="c@beta.com"),
            company("c1", name="Acme", domain="acme.com"),
        ]
    )
    assert check_identity() == []
    return {ref.external_id: key for ref, key in keys.items()}


OLGA = Viewer(5, Role.ops)


def found() -> set[str]:
    """What the doctor says; and whatever it is, it can be repaired."""
    codes = {issue.code for issue in check_identity()}
    with transaction.atomic():
        assert repair_identity(OLGA) > 0
        assert check_identity() == []
        transaction.set_rollback(True)
    return codes


def test_a_record_without_a_contact(healthy: dict[str, int]) -> None:
    Identity.objects.filter(key=healthy["3"]).delete()
    assert found() == {"identity.missing", "contact.empty"}
    assert str(healthy["3"]) in check_identity()[0].sentence


def test_an_identity_of_nothing(healthy: dict[str, int]) -> None:
    Identity.objects.create(key=4711, contact_id=Identity.objects.get(key=healthy["3"]).contact_id)
    assert "identity.of_nothing" in found()


def test_records_grouped_otherwise_than_their_evidence_says(healthy: dict[str, int]) -> None:
    Identity.objects.filter(key=healthy["3"]).update(
        contact_id=Identity.objects.get(key=healthy["1"]).contact_id
    )
    assert "contact.misgrouped" in found()


def test_two_contacts_for_one_person(healthy: dict[str, int]) -> None:
    alone = Contact.objects.create(pk=4711)
    Identity.objects.filter(key=healthy["2"]).update(contact=alone)
    assert found() == {"contact.misgrouped"}


def test_evidence_that_is_not_what_the_record_shows(healthy: dict[str, int]) -> None:
    Evidence.objects.filter(key=healthy["3"], kind="email").update(digest="0" * 32)
    assert "evidence.stale" in found()


def test_a_contact_marked_as_gone_that_has_records(healthy: dict[str, int]) -> None:
    Contact.objects.filter(pk=Identity.objects.get(key=healthy["3"]).contact_id).update(gone=True)
    assert found() == {"contact.gone_with_records"}


def test_a_spelling_that_leads_to_another_account_or_to_none(healthy: dict[str, int]) -> None:
    alias = AccountAlias.objects.get(kind="domain", value="acme.com")
    AccountAlias.objects.filter(pk=alias.pk).update(account=Account.objects.create(pk=4711, name="Other"))
    assert found() == {"account.misgrouped"}
    connection.disable_constraint_checking()
    AccountAlias.objects.filter(pk=alias.pk).update(account_id=987654)
    assert "alias.astray" in found()
    AccountAlias.objects.filter(pk=alias.pk).update(account_id=alias.account_id)
    connection.enable_constraint_checking()


@pytest.mark.django_db(transaction=True)
def test_an_erased_person_is_no_finding(cast: Cast) -> None:
    bring(
        [
            person("1", email="a@acme.com", name="Anna Berg"),
            person("2", "marketing", email="a@acme.com"),
            person("3", email="c@beta.com"),
        ]
    )
    contact = Identity.objects.values_list("contact_id", flat=True).filter(
        contact__account__domain="acme.com"
    )[0]
    erase_person(cast.olga, contact, now=NOW)
    assert check_identity() == []
    bring([person("4", email="c@beta.com")])
    assert check_identity() == []
