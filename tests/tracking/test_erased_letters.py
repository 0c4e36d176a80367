"""An erased person stands in no body that came in, and does not come back by what a browser claims."""

import json

import pytest

from accord.contacts.models import Identity
from accord.ledger.dead_letters import bury
from accord.ledger.models import DeadLetter, InboxItem, SourceRecord
from accord.teams.people import SYSTEM
from accord.vocabulary.doors import DeadReason, Trust
from accord.workflows.erase_person import erase_person
from tests.tracking.letters import NOW, letter
from tests.tracking.taking import LATER, batch, call, take

pytestmark = pytest.mark.django_db
RITA = {"email": "rita.vos@halden.example", "name": "Rita Vos"}


def test_bodies_and_dead_letters_that_name_the_person_go_and_others_stay() -> None:
    take(
        call("identify", userId="user-4711", anonymousId="visitor-0815", traits=RITA),
        call("page", anonymousId="visitor-0815", properties={"path": "/a"}),
        call("track", userId="other", event="Demo Requested"),
    )
    for said in ({"batch": 1, "x": "RITA.VOS@halden.example"}, {"batch": 1, "id": "user-4711"}, {"batch": 1}):
        bury([(letter(said), DeadReason.wrong_shape, "")], now=NOW, keep_for=LATER - NOW)
    key = SourceRecord.objects.get(external_id="user:user-4711").key
    erase_person(SYSTEM, Identity.objects.get(key=key).contact_id, now=LATER)
    left = [json.loads(bytes(row.body)).get("userId") for row in InboxItem.objects.all()]
    assert left == ["other"]
    assert [json.loads(bytes(row.body)) for row in DeadLetter.objects.all()] == [{"batch": 1}]


def test_a_claim_that_names_an_erased_address_is_not_kept() -> None:
    take(call("identify", userId="user-4711", traits=RITA))
    erase_person(SYSTEM, Identity.objects.get().contact_id, now=LATER)
    take(call("identify", trust=Trust.browser, anonymousId="a1", traits={"email": "Rita.Vos@halden.example"}))
    assert not SourceRecord.objects.filter(values__icontains="rita.vos").exists()


def test_what_an_erased_person_sends_later_leaves_no_body_and_what_others_send_stays() -> None:
    take(call("identify", userId="user-4711", traits=RITA))
    erase_person(SYSTEM, Identity.objects.get().contact_id, now=LATER)
    again = {"type": "identify", "userId": "new-id", "anonymousId": "v1", "traits": RITA, "messageId": "x"}
    others = [{"type": "page", "anonymousId": f"a{n}", "messageId": f"p{n}"} for n in range(300)]
    take(batch(again), batch(*others), batch(*others[:150], again | {"messageId": "y"}, *others[150:]))
    left = [len(json.loads(bytes(row.body))["batch"]) for row in InboxItem.objects.all()]
    assert left == [300]
    assert InboxItem.objects.filter(taken_at=None).count() == 0
    assert not SourceRecord.objects.filter(email=RITA["email"]).exists()
    assert DeadLetter.objects.count() == 0
