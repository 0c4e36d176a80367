"""A piece reaches a buyer: by a link that is theirs, or shown; once, what they opened, and what is forgotten."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from accord.contacts.links.keep import find_link
from accord.contacts.links.opened import find_opened
from accord.contacts.models import Identity
from accord.content.forget import collect_shares, forget_shares
from accord.content.models import PieceDraft, PieceRow, PieceShare
from accord.content.share import share_piece, take_back_share
from accord.content.shared import find_shared_with, find_shares
from accord.journey.agents.networks import Networks
from accord.reporting.content_use import content_use, find_to_retire
from accord.reporting.dashboard import catch_up, take_away_number
from accord.reporting.number_rows import rows_of_number
from accord.vocabulary.content import PieceAct, PieceState, ShareWay
from accord.vocabulary.errors import Invalid, NotFound, Refused
from accord.vocabulary.facts import Agent, FactDraft, FactKind, RecordKind, Ref
from accord.vocabulary.hits import Evidence
from accord.workflows.content import add_piece, make, review, undo
from accord.workflows.judge_hits import judge_new
from tests.campaigns.world import NOW, Company
from tests.contacts.bringing import bring, person
from tests.content.test_pieces import ASKED, LINK, published
from tests.reporting.made import forget_open_mirrors

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
LATER = NOW + timedelta(days=120)


@pytest.fixture
def buyers(company: Company) -> Iterator[list[int]]:
    """Three people, as identity keys."""
    bring([person(str(n), email=f"p{n}@plant{n}.example") for n in (1, 2, 3)])
    yield list(Identity.objects.order_by("contact_id").values_list("key", flat=True))
    forget_open_mirrors()


def click(n: int, of: int, at: datetime, agent: str = FIREFOX) -> None:
    """A visit of the n-th person's link, as the door writes it down."""
    said = Evidence(message="share:1", link=LINK, block="198.51.100.0/24", user_agent=agent)
    fact = FactDraft(
        f"link:{n}:{at}:{agent}", Ref("crm", RecordKind.person, str(n)), FactKind.email_click, at,
        channel="email", value=f"piece:{of}", evidence=said, agent=Agent.human,
    )  # fmt: skip
    bring([], [fact], source="accord")


def test_a_link_is_theirs_leads_to_the_piece_and_is_made_once(company: Company, buyers: list[int]) -> None:
    published(company)
    rita = company.cast.rita
    made = share_piece(rita, 1, 7, subject=buyers[0], way=ShareWay.link, note="as promised", now=NOW)
    again = share_piece(rita, 1, 7, subject=buyers[0], way=ShareWay.link, note="as promised", now=NOW)
    assert again == made and PieceShare.objects.count() == 1
    link = find_link(made.token)
    assert link and (link.target, link.subject, link.about) == (LINK, buyers[0], "piece:7")
    shown = share_piece(rita, 2, 7, subject=buyers[1], way=ShareWay.meeting, now=NOW)
    assert shown.token == ""
    with pytest.raises(Invalid):
        share_piece(rita, 1, 7, subject=buyers[1], way=ShareWay.link, now=NOW)
    with pytest.raises(Refused):
        share_piece(company.cast.victor, 3, 7, subject=buyers[0], way=ShareWay.link, now=NOW)
    with pytest.raises(NotFound):
        share_piece(rita, 4, 99, subject=buyers[0], way=ShareWay.link, now=NOW)
    assert find_shares(company.cast.victor, 7, NOW) == ()


def test_only_what_is_published_is_shared_and_a_text_has_no_link(company: Company, buyers: list[int]) -> None:
    for n, state in enumerate(PieceState):
        PieceRow.objects.create(
            key=100 + n, title="It", link=LINK, state=state.value, made_at=NOW, made_by="x"
        )
        if state is not PieceState.published:
            with pytest.raises(Refused):
                share_piece(company.cast.rita, 1, 100 + n, subject=buyers[0], way=ShareWay.link, now=NOW)
    PieceRow.objects.create(key=90, title="Text", text="words", state="published", made_at=NOW, made_by="x")
    with pytest.raises(Invalid):
        share_piece(company.cast.rita, 1, 90, subject=buyers[0], way=ShareWay.link, now=NOW)
    share_piece(company.cast.rita, 1, 90, subject=buyers[0], way=ShareWay.meeting, now=NOW)
    assert PieceShare.objects.count() == 1


def test_taken_back_it_counts_no_more_and_its_link_leads_nowhere(company: Company, buyers: list[int]) -> None:
    published(company)
    made = share_piece(company.cast.rita, 1, 7, subject=buyers[0], way=ShareWay.link, now=NOW)
    with pytest.raises(Refused):
        take_back_share(company.cast.sam, 1, now=NOW)
    for _ in range(2):
        take_back_share(company.cast.rita, 1, now=NOW)
    assert find_link(made.token) is None and find_shared_with(company.cast.olga, buyers[0], NOW) == ()
    assert content_use(company.cast.maya, now=LATER).pieces[0].sent == 0


def test_only_a_persons_released_click_is_an_opening(company: Company, buyers: list[int]) -> None:
    published(company)
    for n in (1, 2):
        share_piece(company.cast.rita, n, 7, subject=buyers[n - 1], way=ShareWay.link, now=NOW)
    click(1, 7, NOW + timedelta(hours=1))
    click(2, 7, NOW + timedelta(hours=1), "Barracuda Sentinel (EE)")
    assert find_opened(buyers, LATER) == {}  # not judged yet
    judge_new(Networks(), NOW + timedelta(hours=1))
    assert find_opened(buyers, NOW + timedelta(hours=1, minutes=1)) == {}  # judged, and held
    (one,) = find_shared_with(company.cast.olga, buyers[0], LATER)
    (two,) = find_shared_with(company.cast.olga, buyers[1], LATER)
    assert (one.opened, one.opened_at, two.opened) == (1, NOW + timedelta(hours=1), 0)
    share_piece(company.cast.rita, 9, 7, subject=buyers[0], way=ShareWay.link, now=NOW + timedelta(days=1))
    assert [each.opened for each in find_shared_with(company.cast.olga, buyers[0], LATER)] == [0, 1]
    catch_up(LATER)
    assert content_use(company.cast.victor, now=LATER).pieces[0].opened == 1


def test_the_unused_share_its_rows_and_what_to_retire(company: Company, buyers: list[int]) -> None:
    published(company)
    maya, sam = company.cast.maya, company.cast.sam
    for key in (8, 9):
        made = add_piece(maya, replace(ASKED, title=f"Lies {key}", question="", link=LINK), key=key, now=NOW)
        made = review(sam, key, fine=True, version=made.version, now=NOW)
        make(maya, key, PieceAct.publish, version=made.version, now=NOW)
    PieceRow.objects.filter(key=9).update(review_on=(LATER - timedelta(days=40)).date())
    share_piece(
        company.cast.rita, 1, 7, subject=buyers[0], way=ShareWay.meeting, now=LATER - timedelta(days=2)
    )
    share_piece(
        company.cast.rita, 2, 9, subject=buyers[0], way=ShareWay.meeting, now=LATER - timedelta(days=2)
    )
    use = content_use(company.cast.victor, now=LATER)
    assert use.unused.part and (use.unused.part.hits, use.unused.part.cases) == (1, 3)
    assert use.unused.target == 0.35 and use.unused.clause == "content.unused_after"
    rows = rows_of_number(company.cast.olga, "content:unused", now=LATER)
    assert [(row.what, row.key, row.value) for row in rows.rows] == [("piece", 8, "Lies 8")]
    assert take_away_number(company.cast.olga, "content:unused", now=LATER)[:2] == b"PK"
    retire = find_to_retire(maya, now=LATER)
    assert [(each.piece.key, each.piece.unused, each.past_review) for each in retire] == [
        (8, True, False),
        (9, False, True),
    ]
    gone = make(maya, 8, PieceAct.retire, version=retire[0].version, now=LATER)
    assert [each.piece.key for each in find_to_retire(maya, now=LATER)] == [9]
    undo(maya, 8, version=gone.version, now=LATER)
    assert [each.piece.key for each in find_to_retire(maya, now=LATER)] == [8, 9]  # published all the time


def test_words_of_shares_and_versions_go_with_whom_they_name(company: Company, buyers: list[int]) -> None:
    published(company)
    share_piece(
        company.cast.rita, 1, 7, subject=buyers[0], way=ShareWay.meeting, note="she liked it", now=NOW
    )
    share_piece(
        company.cast.rita, 2, 7, subject=buyers[1], way=ShareWay.meeting, note="like Ann Quiet", now=NOW
    )
    PieceDraft.objects.update(text="What Ann Quiet says")

    def stands(text: str) -> bool:
        return "Ann Quiet" in text

    assert len(collect_shares(buyers[:1], stands)) == 2
    forget_shares(buyers[:1], stands)
    assert list(PieceShare.objects.order_by("key").values_list("subject", "note")) == [
        (0, ""),
        (buyers[1], "(erased)"),
    ]
    assert set(PieceDraft.objects.values_list("text", flat=True)) == {"(erased)"}
    assert collect_shares(buyers[:1], stands) == []
    assert content_use(company.cast.maya, now=LATER).pieces[0].shown == 2  # it stays counted
