"""Whether receivers will believe what is sent: asked of a real name server; nothing starts on a bad finding."""

from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from accord.campaigns.models import Wave
from accord.interfaces.cli.main import main
from accord.vocabulary.errors import Invalid, Refused
from accord.workflows import waves
from accord.workflows.asked_dns import open_dns
from accord.workflows.campaign_mail import Pace, Signing, keep_pace, keep_signing, read_campaign_mail
from accord.workflows.letters import sign
from accord.workflows.mail_check import check_letter, check_mail
from accord.workflows.mail_findings import Judged, MailCheck
from accord.workflows.organisations import organisation
from accord.workflows.spf import authorises
from accord.workflows.wave_pace import allowance
from tests.campaigns.postbox import NOW, SENDER, Names, a_campaign, key, name_server, people, signed, use
from tests.cast import Cast
from tests.handoffs.company import AGREEMENT
from tests.handoffs.company import sign as sign_agreement
from tests.notices.servers import Mailbox, mail_server

pytestmark = pytest.mark.django_db
DKIM = ("letters._domainkey.accord.example", "TXT")
SPF = ("mail.accord.example", "TXT")
DMARC = ("_dmarc.accord.example", "TXT")


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mail_server() as box:
        yield box


@pytest.fixture
def names() -> Iterator[Names]:
    with name_server() as names:
        yield names


@pytest.fixture
def ready(cast: Cast, box: Mailbox, names: Names, settings: Any, tmp_path: Path) -> Cast:
    settings.INSTALLATION = replace(settings.INSTALLATION, data=tmp_path)
    use(cast, box, names, settings)
    return cast


def found(check: MailCheck) -> dict[str, Judged]:
    return {one.what: one.judged for one in check.findings}


def test_a_sound_sender_is_fine_and_each_fault_is_named(ready: Cast, names: Names) -> None:
    made = check_mail(ready.maya, NOW)
    assert made.sound and set(found(made).values()) == {Judged.fine}
    assert set(found(made)) == {"SPF", "DKIM", "From", "DMARC"}
    faults: list[tuple[tuple[str, str], list[str], str]] = [
        (SPF, [], "SPF"),
        (SPF, ["v=spf1 ip4:10.0.0.1 -all"], "SPF"),
        (SPF, ["v=spf1 ip4:127.0.0.1 -all", "v=spf1 -all"], "SPF"),
        (DKIM, [], "DKIM"),
        (DKIM, ["v=DKIM1; k=rsa; p=" + key.__wrapped__().published.partition("p=")[2]], "DKIM"),
        (DMARC, [], "DMARC"),
        (DMARC, ["v=DMARC1; p=perhaps"], "DMARC"),
    ]
    sound = dict(names.zone)
    for where, texts, what in faults:
        names.zone = {**sound, where: texts}
        made = check_mail(ready.maya, NOW)
        assert not made.sound and found(made)[what] is Judged.bad, (where, texts)
        bad = next(one for one in made.findings if one.judged is Judged.bad)
        assert bad.says and bad.remedy
    names.zone = sound


def test_no_wave_starts_on_a_bad_finding(ready: Cast, names: Names) -> None:
    sign_agreement(AGREEMENT)
    people(1)
    signed(ready, a_campaign(ready), key=7)
    names.zone.pop(DMARC)
    with pytest.raises(Refused, match="DMARC"):
        waves.start_wave(ready.maya, 7, number=1, now=NOW)
    assert not Wave.objects.exists()
    assert main(["--as", "maya@accord.example", "waves", "start", "7", "1"]) == 3


def test_a_key_of_another_domain_is_not_aligned(ready: Cast, names: Names) -> None:
    keep_signing(ready.olga, Signing("letters", "elsewhere.example", key().pem))
    names.zone["letters._domainkey.elsewhere.example", "TXT"] = [key().published]
    assert found(check_mail(ready.maya, NOW))["From"] is Judged.bad
    with pytest.raises(Invalid):
        keep_signing(ready.olga, Signing("letters", "accord.example", "no key"))


def test_where_a_relay_signs_a_letter_that_came_through_shows_it(ready: Cast) -> None:
    keep_signing(ready.olga, Signing())
    assert found(check_mail(ready.maya, NOW))["DKIM"] is Judged.bad
    mail = read_campaign_mail()
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = SENDER, "olga@accord.example", "A test"
    letter["Message-ID"], letter["Date"] = "<1@mail.accord.example>", "Tue, 12 Jan 2027 09:00:00 +0000"
    letter["List-Unsubscribe"] = "<https://accord.example/u/x>"
    letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    letter.set_content("See.\n")
    data = letter.as_bytes().replace(b"\n", b"\r\n")
    whole = sign(data, Signing("letters", "accord.example", key().pem)) + data
    assert not check_letter(ready.olga, whole.replace(b"See.", b"Set."), NOW).sound
    assert not check_mail(ready.maya, NOW).sound
    assert check_letter(ready.olga, whole, NOW).sound and check_mail(ready.maya, NOW).sound
    del letter["From"]
    letter["From"] = "somebody@else.example"
    with pytest.raises(Invalid, match="not from"):
        check_letter(ready.olga, letter.as_bytes(), NOW)
    assert mail.signing.key == ""


def test_spf_is_followed_as_a_receiver_follows_it(ready: Cast, names: Names) -> None:
    names.zone |= {
        ("a.example", "TXT"): ["v=spf1 include:b.example mx/24 ?all"],
        ("b.example", "TXT"): ["v=spf1 ip4:192.0.2.0/28 -all"],
        ("a.example", "MX"): ["10 in.a.example."],
        ("in.a.example", "A"): ["198.51.100.7"],
        ("c.example", "TXT"): ["v=spf1 redirect=b.example"],
        ("d.example", "TXT"): ["v=spf1 exists:%{i}.d.example -all"],
        ("loop.example", "TXT"): ["v=spf1 include:loop.example -all"],
    }
    asked = open_dns()
    cases = [
        ("a.example", "192.0.2.5", True), ("a.example", "192.0.2.99", False), ("a.example", "198.51.100.200", True),
        ("c.example", "192.0.2.1", True), ("c.example", "203.0.113.1", False), ("d.example", "192.0.2.1", None),
        ("loop.example", "192.0.2.1", None), ("a.example", "not an address", None),
    ]  # fmt: skip
    for domain, server, allowed in cases:
        assert authorises(domain, [server], asked) is allowed, (domain, server)


def test_organisations_and_warm_up() -> None:
    assert organisation("news.mail.company.co.uk") == "company.co.uk"
    assert organisation("mail.company.example") == "company.example"
    assert [allowance(Pace(first_day=50, growth=2), day) for day in range(4)] == [50, 100, 200, 400]


def test_what_is_kept_shows_no_secret(ready: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    keep_pace(ready.olga, Pace(100, 10, 50, 1.5))
    assert main(["--as", "olga@accord.example", "mail", "show", "--json"]) == 0
    told = capsys.readouterr().out
    assert "PRIVATE KEY" not in told and '"first_day": 50' in told
    assert main(["--as", "olga@accord.example", "mail", "check"]) == 0
    assert "sound" in capsys.readouterr().out
    assert main(["--as", "rita@accord.example", "mail", "show"]) == 3
    assert main(["--as", "olga@accord.example", "mail", "test", "me@accord.example"]) == 0
    assert "sent 250" in capsys.readouterr().out
