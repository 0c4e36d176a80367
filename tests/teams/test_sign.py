"""Signing: two people, each with their password, on one hash; sealed for good; nothing acts unsigned."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from tests.cast import PASSWORD, Cast

from accord.agreement import check, content_hash, parse, templates
from accord.ledger.guards import GUARDED
from accord.teams.agreements import current, find_versions, get_version, in_force
from accord.teams.drafts import Draft, get_draft, save_draft, start_draft
from accord.teams.models import SealedAgreement, Signature
from accord.teams.people import change_person
from accord.teams.signing import roster, sign, standing
from accord.vocabulary.errors import Invalid, NotFound, Refused
from accord.vocabulary.issues import Level
from accord.vocabulary.people import Viewer

NOW = datetime(2027, 1, 4, 9, tzinfo=UTC)
TEMPLATE = "awareness-engage-attract-convert"


@pytest.fixture
def draft(cast: Cast) -> Draft:
    """A draft that can be signed by Maya (cmo) and Sam (cro)."""
    change_person(cast.olga, cast.rita.user_id, team="sales-team")
    made = start_draft(cast.maya, without_deputies(templates.read(TEMPLATE)), now=NOW)
    document = parse(made.text).document
    assert document is not None
    assert [i for i in check(document, roster()) if i.level is Level.error] == []
    return made


def without_deputies(text: str) -> str:
    """The cast has no deputies, and a name nobody holds is an error."""
    return re.sub(r", deputy: [a-z-]+", "", text)


def signs(
    who: Viewer, draft: Draft, *, password: str = PASSWORD, text_hash: str = "", now: datetime = NOW
) -> tuple[str, ...]:
    """Sign; what is still missing."""
    return sign(
        who, draft.id, text_hash=text_hash or content_hash(draft.text), password=password, now=now
    ).missing


def test_two_people_sign_one_hash_and_it_is_in_force(cast: Cast, draft: Draft) -> None:
    before = current(NOW)
    assert before is not None and not before.signed
    assert signs(cast.maya, draft) == ("sales",)
    assert in_force(NOW) is None
    assert signs(cast.sam, draft) == ()
    sealed = in_force(NOW)
    assert sealed is not None and bytes(sealed.sealed) == draft.text.encode()
    after = current(NOW)
    assert after is not None and after.signed and after.hash == content_hash(draft.text)
    (version,) = find_versions(cast.victor)
    assert [s.name for s in version.signatures] == ["Maya", "Sam"]
    assert get_version(cast.victor, version.hash[:10]) == version


def test_signing_twice_changes_nothing(cast: Cast, draft: Draft) -> None:
    signs(cast.maya, draft)
    signs(cast.maya, draft, now=NOW + timedelta(hours=1))
    assert Signature.objects.count() == 1
    assert signs(cast.sam, draft) == signs(cast.sam, draft) == signs(cast.maya, draft) == ()
    assert (Signature.objects.count(), SealedAgreement.objects.count()) == (2, 1)


def test_a_draft_with_an_unclear_rule_takes_nobodys_board_away(cast: Cast, draft: Draft) -> None:
    later = NOW + timedelta(minutes=1)
    unclear = re.sub(r'"employees in [0-9.]+"', '"22"', draft.text, count=1)
    assert unclear != draft.text
    start_draft(cast.maya, unclear, now=later)
    found = current(later)
    assert found is not None and found.hash == content_hash(draft.text)


def test_a_changed_byte_needs_every_signature_anew(cast: Cast, draft: Draft) -> None:
    signs(cast.maya, draft)
    changed = save_draft(
        cast.maya, draft.id, draft.text + "\n", revision=draft.revision, now=NOW + timedelta(minutes=1)
    )
    with pytest.raises(Refused, match="agreement.text_moved"):
        signs(cast.sam, draft)
    assert signs(cast.sam, changed) == ("marketing",)
    assert in_force(NOW + timedelta(hours=1)) is None


@pytest.mark.parametrize(
    ("who", "code"), [("rita", "not_a_signer"), ("olga", "not_a_signer"), ("victor", "right.missing")]
)
def test_nobody_else_signs(cast: Cast, draft: Draft, who: str, code: str) -> None:
    with pytest.raises(Refused, match=code):
        signs(cast.everyone()[who], draft)


def test_the_password_is_asked_again(cast: Cast, draft: Draft) -> None:
    with pytest.raises(Refused, match="agreement.wrong_password"):
        signs(cast.maya, draft, password="something else entirely")
    assert Signature.objects.count() == 0


def test_one_person_does_not_sign_for_both_teams(cast: Cast, draft: Draft) -> None:
    signs(cast.maya, draft)
    change_person(cast.olga, cast.maya.user_id, position="cro")
    change_person(cast.olga, cast.olga.user_id, position="cmo")
    with pytest.raises(Refused, match="agreement.two_hats"):
        signs(cast.maya, draft)


def test_a_text_with_errors_is_not_signed(cast: Cast, draft: Draft) -> None:
    broken = save_draft(
        cast.maya,
        draft.id,
        draft.text.replace("owner: sales,", "owner: nobody,"),
        revision=draft.revision,
        now=NOW,
    )
    assert broken.text != draft.text
    with pytest.raises(Invalid, match="agreement.has_errors") as caught:
        signs(cast.sam, broken)
    assert caught.value.issues


def test_a_version_is_signed_once_and_the_next_takes_over_by_date(cast: Cast, draft: Draft) -> None:
    signs(cast.maya, draft)
    signs(cast.sam, draft)
    again = start_draft(cast.maya, draft.text + "# again\n", now=NOW)
    with pytest.raises(Invalid, match="agreement.version_taken"):
        signs(cast.maya, again)
    text = draft.text.replace("version: 1", "version: 2, replaces: 1").replace(
        "in_force: 2027-01-01", "in_force: 2027-02-01"
    )
    second = start_draft(cast.maya, text, now=NOW)
    signs(cast.maya, second)
    signs(cast.sam, second)
    found = [v.version for v in find_versions(cast.sam)]
    assert found == [2, 1]
    assert in_force(datetime(2027, 1, 31, 22, tzinfo=UTC)).version == 1  # type: ignore[union-attr]
    assert in_force(datetime(2027, 1, 31, 23, tzinfo=UTC)).version == 2  # type: ignore[union-attr]  # midnight in Amsterdam


def test_it_is_in_force_from_the_last_signature_on_never_before(cast: Cast, draft: Draft) -> None:
    late = NOW + timedelta(days=10)
    signs(cast.maya, draft)
    signs(cast.sam, draft, now=late)
    assert in_force(late - timedelta(seconds=1)) is None
    assert in_force(late) is not None


@pytest.mark.parametrize("table", ["teams_sealedagreement", "teams_signature"])
def test_the_database_refuses_to_change_what_is_signed(cast: Cast, draft: Draft, table: str) -> None:
    assert table in GUARDED
    signs(cast.maya, draft)
    signs(cast.sam, draft)
    for statement in (f"UPDATE {table} SET hash = 'x'", f"DELETE FROM {table}"):
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    assert SealedAgreement.objects.count() == 1


def test_two_editors_do_not_overwrite_each_other(cast: Cast, draft: Draft) -> None:
    save_draft(
        cast.maya, draft.id, draft.text + "# maya\n", revision=draft.revision, now=NOW + timedelta(minutes=1)
    )
    with pytest.raises(Refused, match="agreement.draft_moved"):
        save_draft(
            cast.sam,
            draft.id,
            draft.text + "# sam\n",
            revision=draft.revision,
            now=NOW + timedelta(minutes=2),
        )
    assert get_draft(cast.victor, draft.id).text.endswith("# maya\n")


def test_a_draft_nobody_wrote_is_not_found(cast: Cast) -> None:
    with pytest.raises(NotFound, match="agreement.no_draft"):
        standing(cast.sam, 4711)
