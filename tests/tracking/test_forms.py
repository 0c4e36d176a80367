"""A form is kept before it is answered; it says who the visitor is; what was ticked counts as the person's word."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from accord.contacts.consent import find_standing
from accord.contacts.models import Consent, Contact, Identity
from accord.interfaces.tracking import forms
from accord.ledger.models import DeadLetter, Fact, InboxItem, SkippedEvent, SourceRecord
from accord.teams.people import SYSTEM
from accord.vocabulary.consent import ConsentState, Medium, Origin, Purpose, Statement
from accord.vocabulary.doors import Door, Letter, Trust
from accord.vocabulary.facts import FactKind
from accord.workflows.dead_letters import replay_dead_letters
from tests.tracking.conftest import SITE
from tests.tracking.letters import NOW
from tests.tracking.taking import BROWSER, call, contacts, facts, take

pytestmark = pytest.mark.django_db(transaction=True)
ANN = "ann@quiet.example"
FORM = "application/x-www-form-urlencoded"
HOW = (Purpose.marketing, Medium.email)


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    for buckets in (forms.per_key, forms.per_visitor):
        buckets._held.clear()
    yield


def post(key: str, fields: Any, *, kind: str = FORM, origin: str | None = SITE, **headers: str) -> Any:
    body = fields if isinstance(fields, (str, bytes)) else urlencode(fields, doseq=True)
    sent = {"Origin": origin} if origin is not None else {}
    return Client(enforce_csrf_checks=True).post(f"/f/{key}", body, content_type=kind, headers=sent | headers)


def form(fields: dict[str, Any], *, at: Any = NOW, page: str = f"{SITE}/") -> Letter:
    context = {"content-type": FORM, "ua": BROWSER, "page": page}
    return Letter(Door.form, "website", Trust.browser, at, urlencode(fields, doseq=True).encode(), context)


def ann() -> int:
    key = SourceRecord.objects.get(external_id=f"email:{ANN}").key
    return Identity.objects.get(key=key).contact_id


def multipart(fields: dict[str, str], extra: str = "") -> tuple[bytes, str]:
    parts = [f'--XX\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in fields.items()]
    return ("".join(parts) + extra + "--XX--\r\n").encode(), "multipart/form-data; boundary=XX"


def test_a_form_is_on_disk_before_it_is_answered_and_looking_does_nothing(browser_key: str) -> None:
    client = Client()
    assert client.get(f"/f/{browser_key}?email={ANN}").status_code == 405
    assert client.head(f"/f/{browser_key}").status_code == 405
    assert not InboxItem.objects.exists()
    answer = post(browser_key, {"email": ANN})
    assert (answer.status_code, answer.get("Location")) == (200, None)
    assert "Set-Cookie" not in answer.headers and b"Thank you" in answer.content
    kept = InboxItem.objects.get()
    assert (kept.door, kept.trust, kept.source) == ("form", "browser", "website")


@pytest.mark.parametrize("origin", [None, "null", "https://evil.example", f"{SITE}.evil.example"])
def test_another_site_may_not_post(browser_key: str, origin: str | None) -> None:
    assert post(browser_key, {"email": ANN}, origin=origin).status_code == 403
    assert not InboxItem.objects.exists() and not DeadLetter.objects.exists()


def test_a_servers_key_and_an_unknown_one_are_no_form(server_key: str) -> None:
    assert post(server_key, {"email": ANN}).status_code == 404
    assert post("wkb_" + "0" * 24, {"email": ANN}).status_code == 404


@pytest.mark.parametrize(
    ("asked", "led"),
    [
        ("/thanks", f"{SITE}/thanks"),
        (f"{SITE}/thanks?a=1", f"{SITE}/thanks?a=1"),
        ("//evil.example/", None),
        ("https://evil.example/", None),
        (f"{SITE}@evil.example/", None),
        (f"{SITE}.evil.example/", None),
        ("/\\evil.example", None),
        ("javascript:alert(1)", None),
        ("/a\r\nSet-Cookie: x=1", None),
    ],
)
def test_it_leads_to_a_page_of_the_keys_own_site_only(browser_key: str, asked: str, led: str | None) -> None:
    answer = post(browser_key, {"email": ANN, "_next": asked})
    assert (answer.status_code, answer.get("Location")) == ((303, led) if led else (200, None))


@pytest.mark.parametrize("how", ["urlencoded", "multipart", "json"])
def test_three_ways_of_posting_say_the_same(browser_key: str, how: str) -> None:
    said = {
        "E-Mail": ANN,
        "first_name": "Änn",
        "lastName": "Quiet",
        "company": "Quiet & Co",
        "utm_source": "xing",
        "message": "call me zz-secret",
        "team size": "40",
    }
    body: Any = said
    kind = FORM
    if how == "multipart":
        empty = '--XX\r\nContent-Disposition: form-data; name="cv"; filename=""\r\n\r\n\r\n'
        body, kind = multipart(said, empty)
    elif how == "json":
        body, kind = json.dumps(said), "application/json"
    assert post(browser_key, body, kind=kind).status_code == 200
    take()
    record = SourceRecord.objects.get(external_id=f"email:{ANN}")
    assert (record.email, record.name, record.company) == (ANN, "Änn Quiet", "Quiet & Co")
    values = json.loads(record.values)
    assert (values["form team size"], values["first utm_source"]) == ("40", "xing")
    fact = Fact.objects.get()
    assert (fact.kind, fact.channel) == (FactKind.form_submitted, "social")
    assert "zz-secret" not in str(list(Fact.objects.values())) + record.values


def test_a_form_says_who_the_visitor_is_and_what_they_claimed_counts() -> None:
    take(call("track", trust=Trust.browser, anonymousId="a1", event="Demo Requested"))
    assert facts() == [("claimed", "anon:a1")]
    take(form({"email": ANN, "anonymousId": "a1", "form": "Contact us", "messageId": "m1"}))
    assert sorted(kind for kind, _ in facts()) == ["claimed", "contact_request", "demo_request"]
    assert contacts() == [{"anon:a1", f"email:{ANN}"}]


def test_the_mutant_that_leaves_the_visitor_out_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    from accord.connectors.segment import form as reader

    monkeypatch.setitem(reader._BY_WORD, "anonymousid", "free")
    take(call("track", trust=Trust.browser, anonymousId="a1", event="Demo Requested"))
    take(form({"email": ANN, "anonymousId": "a1"}))
    assert "demo_request" not in {kind for kind, _ in facts()}


def test_the_same_form_twice_is_one() -> None:
    one = {"email": ANN, "messageId": "m1"}
    take(form(one), form(one), form({"email": ANN}), form({"email": ANN}, at=NOW + timedelta(minutes=1)))
    assert [kind for kind, _ in facts()] == ["form_submitted", "form_submitted"]


def test_first_last_and_every_campaign_stand() -> None:
    first = {
        "first_utm_source": "xing",
        "last_utm_source": "bing",
        "utm_source": "mail",
        "utm_medium": "email",
    }
    take(form({"email": ANN, **first}))
    values = json.loads(SourceRecord.objects.get().values)
    assert (values["first utm_source"], values["last utm_source"]) == ("xing", "bing")
    assert Fact.objects.get().value == "utm_medium=email utm_source=mail"


def test_a_ticked_box_is_the_persons_own_word_and_brings_them_back() -> None:
    take(form({"email": ANN}))
    from accord.contacts.consent import record_consent

    no = Statement(NOW, ConsentState.withdrawn, Origin.colleague)
    record_consent(SYSTEM, ann(), *HOW, no, now=NOW)
    assert find_standing(ann(), *HOW).allowed is False
    later = NOW + timedelta(days=1)
    take(form({"email": ANN, "messageId": "m2"}, at=later), now=later)
    assert find_standing(ann(), *HOW).allowed is False, "a box left empty says nothing"
    ticked = {"email": ANN, "consent": "on", "consent_wording": "v3", "messageId": "m3"}
    take(form(ticked, at=later), now=later)
    standing = find_standing(ann(), *HOW)
    assert standing.allowed is True and standing.because is not None
    assert (standing.because.origin, standing.because.wording) == (Origin.person, "v3")
    row = Consent.objects.get(wording="v3")
    assert len(row.evidence) == 32 and row.source == "form:website"


def test_no_other_word_brings_them_back() -> None:
    take(form({"email": ANN, "consent": "no", "consent_profiling": "no"}))
    assert find_standing(ann(), *HOW).allowed is False
    assert find_standing(ann(), Purpose.profiling, Medium.web).allowed is False
    later = NOW + timedelta(days=1)
    yes = Statement(later, ConsentState.granted, Origin.colleague)
    from accord.contacts.consent import record_consent

    record_consent(SYSTEM, ann(), *HOW, yes, now=later)
    assert find_standing(ann(), *HOW).allowed is False


def test_a_grant_holds_for_every_record_of_the_person() -> None:
    take(call("identify", userId="17", traits={"email": ANN}), form({"email": ANN}))
    assert Contact.objects.filter(gone=False).count() == 1
    crm = SourceRecord.objects.get(external_id="user:17").key
    from accord.contacts.consent import write_statements

    write_statements([crm], *HOW, Statement(NOW, ConsentState.withdrawn, Origin.system, "crm"), now=NOW)
    later = NOW + timedelta(days=1)
    take(form({"email": ANN, "consent": "yes"}, at=later), now=later)
    assert find_standing(ann(), *HOW).allowed is True


def test_who_fills_the_trap_is_answered_and_counts_for_nothing(browser_key: str) -> None:
    assert post(browser_key, {"email": ANN, "_gotcha": "http://spam"}).status_code == 200
    take()
    assert not Fact.objects.exists() and not SourceRecord.objects.exists()
    assert SkippedEvent.objects.get().count == 1


def test_a_bad_body_is_kept_and_can_be_replayed(browser_key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from accord.connectors.segment import form_body

    with monkeypatch.context() as broken:
        broken.setattr(form_body, "MOST_FIELDS", 10**6)
        broken.setattr(form_body, "LONGEST_NAME", 2)
        assert post(browser_key, {"email": ANN}).status_code == 400
    assert DeadLetter.objects.get().reason == "wrong_shape"
    assert replay_dead_letters(SYSTEM, now=NOW) == 1
    take()
    assert [kind for kind, _ in facts()] == ["form_submitted"]


@pytest.mark.parametrize(
    ("body", "kind", "reason"),
    [
        (b"{", "application/json", "not_json"),
        (b"[1]", "application/json", "wrong_shape"),
        (b'{"a": {"b": 1}}', "application/json", "wrong_shape"),
        (b"email=%ff", FORM, "bad_text"),
        (b"", FORM, "wrong_shape"),
        (b"--XX\r\n", "multipart/form-data; boundary=XX", "wrong_shape"),
        (b"x", "multipart/form-data", "wrong_shape"),
        (b"x", "image/png", "wrong_shape"),
    ],
)
def test_what_cannot_be_read_is_a_dead_letter(browser_key: str, body: bytes, kind: str, reason: str) -> None:
    assert post(browser_key, body, kind=kind).status_code == 400
    assert DeadLetter.objects.get().reason == reason
    assert not InboxItem.objects.exists()


def test_a_file_is_refused(browser_key: str) -> None:
    file = '--XX\r\nContent-Disposition: form-data; name="cv"; filename="a.pdf"\r\n\r\n%PDF\r\n'
    assert (
        post(
            browser_key, *(), **dict(zip(("fields", "kind"), multipart({"email": ANN}, file), strict=True))
        ).status_code
        == 400
    )


def test_too_much_is_refused_and_not_kept(browser_key: str) -> None:
    assert post(browser_key, {"email": ANN, "x": "y" * 70_000}).status_code == 413
    assert post(browser_key, {f"f{n}": "1" for n in range(300)}).status_code == 413
    assert not DeadLetter.objects.exists() and not InboxItem.objects.exists()


def test_one_address_may_not_flood(browser_key: str) -> None:
    said = [post(browser_key, {"email": ANN, "messageId": str(n)}) for n in range(25)]
    assert {each.status_code for each in said[:20]} == {200}
    assert said[-1].status_code == 429 and int(said[-1]["Retry-After"]) >= 1


def test_a_form_that_names_nobody_is_a_dead_letter() -> None:
    take(form({"topic": "prices"}))
    assert DeadLetter.objects.get().reason == "missing_id"


def test_a_script_is_answered_in_json_with_the_headers_its_browser_needs(browser_key: str) -> None:
    answer = post(browser_key, json.dumps({"email": ANN}), kind="text/plain")
    assert answer.json() == {"success": True}
    assert answer["Access-Control-Allow-Origin"] == SITE
    asked = Client().options(f"/f/{browser_key}", headers={"Origin": SITE})
    assert (asked.status_code, asked["Access-Control-Allow-Methods"]) == (204, "POST")


@pytest.mark.parametrize(
    ("name", "page", "kind"),
    [
        ("", "/", "form_submitted"),
        ("", "/pricing", "pricing_request"),
        ("Newsletter", "/pricing", "form_submitted"),
        ("Request a demo", "/pricing", "demo_request"),
    ],
)
def test_the_name_says_what_was_asked_for_and_else_the_page(name: str, page: str, kind: str) -> None:
    take(form({"email": ANN, "form": name}, page=SITE + page))
    assert [each for each, _ in facts()] == [kind]
