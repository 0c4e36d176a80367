"""The bell, the list, one's wishes: nobody else's, nothing changed by looking, nothing sent while nothing changed."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accord.teams.models import Notice, User
from accord.teams.notices import notify
from accord.teams.notices.quiet import Wish, held_until, is_quiet, next_awake, next_digest
from accord.teams.notices.wishes import get_wish, keep_wish
from accord.vocabulary.errors import Invalid, Refused
from accord.vocabulary.manners import MANNERS, Manner, Urgency
from accord.vocabulary.notices import NoticeKind
from accord.vocabulary.people import Viewer
from tests.cast import Cast
from tests.notices.conftest import NOW

pytestmark = pytest.mark.django_db


def told(to: Viewer, cause: str) -> int:
    """Tell somebody now; the notice's key."""
    (key,) = notify(NoticeKind.mention, "number:leads", [to.user_id], cause=cause, now=datetime.now(UTC))
    return key


def as_(viewer: Viewer) -> Client:
    """A browser that is signed in."""
    client = Client()
    client.force_login(User.objects.get(pk=viewer.user_id))
    return client


def test_the_bell_says_how_many_and_then_nothing_until_something_changes(cast: Cast) -> None:
    client = as_(cast.rita)
    address = reverse("notices-bell")
    assert client.get(address).content == b""
    told(cast.rita, "a")
    first = client.get(address)
    assert b">1<" in first.content
    tag = first["ETag"]
    again = client.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    told(cast.sam, "b")
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304, "somebody else's"
    told(cast.rita, "c")
    assert b">2<" in client.get(address, headers={"If-None-Match": tag}).content
    client.post(reverse("notices-read"))
    assert client.get(address, headers={"If-None-Match": tag}).content == b""
    assert as_(cast.sam).get(address, headers={"If-None-Match": tag}).status_code == 200, (
        "a tag is one person's"
    )


def test_looking_changes_nothing_and_only_ones_own_is_read(cast: Cast) -> None:
    key, other = told(cast.rita, "a"), told(cast.sam, "a")
    client = as_(cast.rita)
    page = client.get(reverse("notices"))
    assert page.content.decode().count("<li data-row") == 1
    client.get(reverse("to", args=["number:leads"]))
    assert not Notice.objects.exclude(read_at=None).exists()
    assert client.get(reverse("notices-read")).status_code == 405
    client.post(reverse("notices-read"), {"key": other})
    assert not Notice.objects.exclude(read_at=None).exists()
    client.post(reverse("notices-read"), {"key": key})
    assert Notice.objects.exclude(read_at=None).get().pk == key


@pytest.mark.parametrize(
    "about", ["lead:5", "account:77", "deal:1", "contact:" + "9" * 19, "nothing:1", "number"]
)
def test_a_link_to_what_one_may_not_see_is_a_link_to_nothing(cast: Cast, about: str) -> None:
    assert as_(cast.rita).get(reverse("to", args=[about])).status_code == 404


def test_wishes_are_kept_and_half_of_them_refused(cast: Cast) -> None:
    client, address = as_(cast.rita), reverse("notice-wishes")
    sent = {
        "chat": "on",
        "quiet_from": "19:00",
        "quiet_until": "07:30",
        "quiet_days": ["6", "7"],
        "digest_at": "09:00",
    }
    assert client.post(address, sent).status_code == 303
    wish = get_wish(cast.rita)
    assert (wish.email, wish.chat, wish.quiet_until, wish.quiet_days) == (False, True, time(7, 30), {6, 7})
    refused = client.post(address, sent | {"quiet_until": ""})
    assert refused.status_code == 422
    assert b'value="19:00"' in refused.content
    assert client.post(address, sent | {"quiet_days": list("1234567")}).status_code == 422
    assert client.post(address, sent | {"quiet_from": "25:00"}).status_code == 422
    assert get_wish(cast.rita) == wish
    for nobody in (cast.iris, Viewer(0, cast.olga.role)):
        with pytest.raises(Refused):
            keep_wish(nobody, Wish())
    with pytest.raises(Invalid):
        keep_wish(cast.rita, Wish(quiet_days=frozenset({9})))


NIGHT = Wish("Europe/Amsterdam", quiet_from=time(19), quiet_until=time(7), quiet_days=frozenset({6, 7}))


def test_quiet_hours_cross_midnight_weekends_and_the_change_of_the_clock() -> None:
    friday = datetime(2026, 10, 23, 17, 30, tzinfo=UTC)  # half past seven in the evening there
    monday = datetime(2026, 10, 26, 6, tzinfo=UTC)  # the clock went back that Sunday
    assert is_quiet(NIGHT, friday)
    assert next_awake(NIGHT, friday) == monday
    assert next_awake(NIGHT, monday) == monday
    assert not is_quiet(NIGHT, friday - timedelta(hours=1))
    assert held_until(NIGHT, MANNERS[NoticeKind.lead_offered], friday) == monday
    assert held_until(NIGHT, MANNERS[NoticeKind.hot_lead], friday) is None


def test_a_digest_comes_at_its_time_and_never_in_a_quiet_hour() -> None:
    later = Manner(Urgency.later)
    assert held_until(Wish(), later, NOW) == datetime(2026, 11, 24, 8, tzinfo=UTC)
    early = Wish("Europe/Amsterdam", quiet_from=time(19), quiet_until=time(9), digest_at=time(8))
    assert next_digest(early, NOW) == datetime(2026, 11, 23, 10, tzinfo=UTC) or not is_quiet(
        early, next_digest(early, NOW)
    )
    today = Manner(Urgency.today)
    assert held_until(Wish(), today, NOW) is None
    assert held_until(Wish(digest=True), today, NOW) == datetime(2026, 11, 24, 8, tzinfo=UTC)
    assert held_until(Wish(digest=True), Manner(Urgency.now), NOW) is None


def test_every_kind_has_its_manner_and_its_sentence() -> None:
    from accord.teams.notices.words import SENTENCES

    assert set(MANNERS) == set(NoticeKind) == set(SENTENCES)
