"""Who gets a campaign, whose accounts they are, who takes one out, what overlaps, what was sent unsigned."""

import csv
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from accord.campaigns.find import get_campaign
from accord.contacts.models import AccountAlias, Contact
from accord.reporting.campaigns.audience import TO_SORT, accounts_of
from accord.reporting.campaigns.month import campaign_month
from accord.reporting.campaigns.sheet import campaign_sheet
from accord.reporting.campaigns.unsigned import find_unsigned, find_unsigned_mails
from accord.reporting.dashboard import catch_up
from accord.reporting.ordering import WAYS, Sorting
from accord.teams.notices.models import Notice
from accord.vocabulary.campaigns import SignAnswer
from accord.vocabulary.errors import Invalid, NotFound, Refused
from accord.workflows.campaign_files import campaign_accounts_file, campaigns_calendar, campaigns_file
from accord.workflows.campaigns import (
    answer_campaign,
    change_campaign,
    plan_campaign,
    pull_account,
    put_account_back,
)
from accord.workflows.import_export_file import import_export_file
from tests.campaigns.world import NOW, START, Company
from tests.interfaces.world import LEADS

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SENT = {
    "format": 1,
    "rows": "person",
    "id": "No",
    "modified": "Sent",
    "same_as": [{"source": "crm", "rows": "person", "id": "Lead"}],
    "facts": [
        {"kind": "email_sent", "at": "Sent", "campaign": "Campaign", "where": {"Kind": "mail"}},
        {"kind": "sequence_email_sent", "at": "Sent", "campaign": "Campaign", "where": {"Kind": "step"}},
    ],
}


def people(company: Company, folder: Path) -> dict[str, int]:
    """Four people of four companies: Rita's, her team's, another team's, nobody's; their accounts by owner."""
    file = folder / "leads.csv"
    file.write_text(LEADS)
    import_export_file(company.cast.olga, file, source="crm", connector="salesforce", now=NOW)
    catch_up(NOW)
    return {one.owner[-4:]: one.account_id for one in Contact.objects.filter(gone=False)}


def sent(company: Company, folder: Path, *mails: tuple[int, str, str, datetime]) -> None:
    file = folder / "sent.csv"
    with file.open("w", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(("No", "Lead", "Kind", "Campaign", "Sent"))
        for at, (lead, kind, campaign, when) in enumerate(mails):
            writer.writerow((at, f"00q00000000000{lead}AAA", kind, campaign, when.isoformat()))
    import_export_file(company.cast.olga, file, source="tool", connector="csv_file", mapping=SENT, now=NOW)
    catch_up(NOW)


def test_everybody_sees_the_same_figures_and_their_own_accounts(company: Company, tmp_path: Path) -> None:
    people(company, tmp_path)
    one = plan_campaign(company.cast.maya, company.plan, now=NOW)
    seen = {
        name: campaign_sheet(viewer, one.key, NOW).reached for name, viewer in company.cast.everyone().items()
    }
    assert {(each.people, each.accounts, each.gets_it) for each in seen.values()} == {(4, 4, 4)}
    listed = {name: accounts_of(viewer, one, NOW) for name, viewer in company.cast.everyone().items()}
    rows = {name: [row.name for row in each.rows] for name, each in listed.items()}
    assert {each.total for each in listed.values()} == {4}
    assert rows["victor"] == rows["iris"] == []
    assert len(rows["maya"]) == len(rows["sam"]) == 4
    assert rows["rita"] == ["Alpha Pumps", "Beta Foods", "Delta Chem"]
    assert [row.name for row in listed["rita"].rows if row.mine] == ["Alpha Pumps"]
    assert [row.name for row in listed["sam"].rows if row.mine] == ["Alpha Pumps", "Beta Foods"]
    assert not any(row.mine for row in listed["maya"].rows)


def test_accounts_are_sorted_whole_before_a_page_is_cut_and_the_file_has_all(
    company: Company, tmp_path: Path
) -> None:
    people(company, tmp_path)
    sam, one = company.cast.sam, plan_campaign(company.cast.maya, company.plan, now=NOW)
    whole = accounts_of(sam, one, NOW).rows
    for sorting in (Sorting(), *(Sorting(column.name, way) for column in TO_SORT for way in WAYS)):
        every, offset = [], 0
        while offset is not None:
            part = accounts_of(sam, one, NOW, offset=offset, limit=3, sorting=sorting)
            every, offset = [*every, *part.rows], part.next_offset
            assert (part.visible, part.total) == (4, 4)
        assert sorted(row.account_id for row in every) == sorted(row.account_id for row in whole)
        if sorting.by == "name":
            names = [row.name for row in every]
            assert names == sorted(names, reverse=sorting.way == "down")
        lines = list(csv.DictReader(campaign_accounts_file(sam, one.key, NOW, sorting=sorting).splitlines()))
        assert [line["name"] for line in lines] == [row.name for row in every]
    with pytest.raises(Refused):
        campaign_accounts_file(company.cast.victor, one.key, NOW)


def test_an_owner_takes_an_account_out_and_puts_it_back(company: Company, tmp_path: Path) -> None:
    accounts = people(company, tmp_path)
    cast, one = company.cast, plan_campaign(company.cast.maya, company.plan, now=NOW)
    answer_campaign(cast.sam, one.key, SignAnswer.signed, text_hash=one.hash, now=NOW)
    for who, account in (("maya", "1AAA"), ("rita", "2AAA"), ("olga", "1AAA"), ("victor", "1AAA")):
        with pytest.raises(Refused):
            pull_account(getattr(cast, who), one.key, accounts[account], "no", now=NOW)
    with pytest.raises(NotFound):
        pull_account(cast.rita, one.key, accounts["9AAA"], "no", now=NOW)
    with pytest.raises(Invalid):
        pull_account(cast.rita, one.key, accounts["1AAA"], " ", now=NOW)
    for _twice in range(2):
        out = pull_account(cast.rita, one.key, accounts["1AAA"], "we negotiate", now=NOW)
    assert [(each.account_id, each.reason) for each in out.pulled] == [(accounts["1AAA"], "we negotiate")]
    assert campaign_sheet(cast.maya, one.key, NOW).reached.gets_it == 3
    assert out.standing.value == "signed"  # it only narrows what was signed
    assert put_account_back(cast.sam, one.key, accounts["1AAA"], now=NOW).pulled == ()
    assert campaign_sheet(cast.maya, one.key, NOW).reached.gets_it == 4


def test_a_pulled_account_stays_out_when_it_is_merged(company: Company, tmp_path: Path) -> None:
    accounts = people(company, tmp_path)
    one = plan_campaign(company.cast.maya, company.plan, now=NOW)
    pull_account(company.cast.rita, one.key, accounts["1AAA"], "we negotiate", now=NOW)
    AccountAlias.objects.filter(account_id=accounts["1AAA"]).update(account_id=accounts["2AAA"])
    now = get_campaign(company.cast.maya, one.key, NOW)
    assert [each.account_id for each in now.pulled] == [accounts["2AAA"]]


def test_owners_of_the_accounts_are_told_when_it_is_signed(company: Company, tmp_path: Path) -> None:
    people(company, tmp_path)
    one = plan_campaign(company.cast.maya, company.plan, now=NOW)
    before = campaign_sheet(company.cast.sam, one.key, NOW).notice
    assert before.promised == "3 working days" and not before.late and before.told_at is None
    late = campaign_sheet(company.cast.sam, one.key, START - DAY).notice
    assert late.late  # named before anybody signs
    answer_campaign(company.cast.sam, one.key, SignAnswer.signed, text_hash=one.hash, now=NOW)
    told = set(Notice.objects.filter(kind="campaign").values_list("user_id", flat=True))
    assert told == {company.cast.rita.user_id}  # whoever signs knows it
    after = campaign_sheet(company.cast.sam, one.key, START).notice
    assert after.told_at == NOW and not after.late
    assert before.due is not None and timedelta(days=3) < START - before.due < timedelta(days=7)


def test_a_segment_finds_whom_its_words_name(company: Company, tmp_path: Path) -> None:
    people(company, tmp_path)
    one = plan_campaign(company.cast.maya, company.but(segment="country in [NL]"), now=NOW)
    assert campaign_sheet(company.cast.maya, one.key, NOW).reached.people == 0
    wide = change_campaign(
        company.cast.maya, one.key, company.but(segment="everybody unless open deal"), version=1, now=NOW
    )
    assert campaign_sheet(company.cast.maya, wide.key, NOW).reached.people == 4


def test_the_month_shows_overlaps_and_leaves_as_a_calendar(company: Company, tmp_path: Path) -> None:
    people(company, tmp_path)
    cast = company.cast
    plan_campaign(cast.maya, company.plan, key=1, now=NOW)
    plan_campaign(cast.rita, company.but(name="Sequence, with; signs", kind="sales sequence"), key=2, now=NOW)
    later = company.but(name="January", starts_at=START + 30 * DAY, ends_at=START + 31 * DAY)
    plan_campaign(cast.maya, later, key=3, now=NOW)
    made = campaign_month(cast.victor, "2026-12", NOW)
    assert {each.campaign.key: [one.key for one in each.overlaps] for each in made.campaigns} == {
        1: [2],
        2: [1],
    }
    assert made.campaigns[0].overlaps[0].accounts == 4
    assert campaign_month(cast.victor, "2027-02", NOW).campaigns == ()
    with pytest.raises(Invalid):
        campaign_month(cast.victor, "2026-13", NOW)
    written = campaigns_calendar(cast.rita, NOW)
    assert written.count("BEGIN:VEVENT") == 3 and "Sequence\\, with\\; signs (planned)" in written
    assert all(len(line.encode()) <= 75 for line in written.split("\r\n"))
    rows = list(csv.DictReader(campaigns_file(cast.maya, NOW).splitlines()))
    assert [row["key"] for row in rows] == ["3", "1", "2"] and rows[1]["marketing_owner"] == "Maya"
    with pytest.raises(Refused):
        campaigns_file(cast.rita, NOW)


def test_sends_without_a_signature_that_stood_then_are_listed(company: Company, tmp_path: Path) -> None:
    """Covered: within the signed days, under a signed name. Not: before, after a change, another name, a sequence."""
    people(company, tmp_path)
    cast = company.cast
    start = NOW - 10 * DAY
    plan = company.but(starts_at=start, ends_at=start + 5 * DAY)
    one = plan_campaign(cast.maya, plan, now=start - DAY)
    answer_campaign(cast.sam, one.key, SignAnswer.signed, text_hash=one.hash, now=start - DAY)
    words = replace(plan.arms[0], subject="Other")
    change_campaign(cast.maya, one.key, replace(plan, arms=(words,)), version=1, now=start + 3 * DAY)
    sent(
        company, tmp_path,
        (1, "mail", "leak-season", start + DAY),
        (2, "mail", "leak-season", start + 2 * DAY),
        (3, "mail", "leak-season", start - DAY / 2),
        (1, "mail", "leak-season", start + 4 * DAY),
        (1, "mail", "autumn", start + DAY),
        (2, "step", "my sequence", start + DAY),
        (2, "step", "", start + DAY),
        (3, "mail", "long ago", NOW - 40 * DAY),
    )  # fmt: skip
    found = {viewer: find_unsigned(getattr(cast, viewer), NOW) for viewer in ("victor", "rita", "maya")}
    assert len({repr(each) for each in found.values()}) == 1
    made = found["victor"]
    assert {row.campaign: (row.mails, row.of_sequences) for row in made.rows} == {
        "leak-season": (2, 0), "autumn": (1, 0), "my sequence": (1, 1),
    }  # fmt: skip
    assert made.breach and made.mails == 4
    mails = find_unsigned_mails(cast.rita, "leak-season", NOW)
    assert (mails.total, mails.visible) == (2, 1)  # the other is another team's
    assert mails.rows[0].sent_at == start + 4 * DAY


def test_before_an_agreement_is_signed_nothing_is_a_breach(cast: object, company: Company) -> None:
    early = find_unsigned(company.cast.victor, NOW - 60 * DAY)
    assert early.rows == () and early.says
