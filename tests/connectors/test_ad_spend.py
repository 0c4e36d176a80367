"""Ad platforms: money in minor units, the day of the account, one level only, campaigns by id."""

from pathlib import Path

import pytest

from accord.connectors.ad_spend import connector as ad_spend
from accord.vocabulary.facts import FactDraft, Reason
from tests.connectors.vendors_kit import facts_of, read, records_of, refused, skipped, write

GOOGLE = {
    "customer_id": "21",
    "date": "2024-03-01",
    "id": "99",
    "base_campaign": "customers/21/campaigns/99",
    "ad_network_type": "SEARCH",
    "device": "MOBILE",
    "clicks": "5",
    "cost_micros": "1234567",
    "impressions": "100",
}


def told(path: Path, **reading: object) -> list[tuple[str, int | None, str]]:
    return [(f.kind.name, f.amount, f.currency) for f in facts_of(read(ad_spend, path, **reading))]


def only(path: Path, kind: str) -> FactDraft:
    return next(f for f in facts_of(read(ad_spend, path)) if f.kind.name == kind)


def test_google_micros_in_the_accounts_money_and_day(tmp_path: Path) -> None:
    path = write(tmp_path, "stats.csv", [GOOGLE])
    assert told(path) == [("spend", 123, "XXX"), ("impressions", 100, ""), ("ad_clicks", 5, "")]
    account = {
        "id": "21",
        "currency_code": "JPY",
        "time_zone": "Asia/Tokyo",
        "descriptive_name": "x",
        "auto_tagging_enabled": "TRUE",
    }
    write(tmp_path, "account.csv", [account])
    spend = only(path, "spend")
    assert (spend.amount, spend.currency, spend.occurred_at.isoformat()) == (
        1,
        "JPY",
        "2024-02-29T15:00:00+00:00",
    )
    assert (spend.about, spend.channel, spend.campaign) == (None, "paid_search", "99")


def test_the_report_of_the_page_says_the_same(tmp_path: Path) -> None:
    row = {
        "Day": "2024-03-01",
        "Campaign": "Spring",
        "Campaign ID": "99",
        "Currency code": "EUR",
        "Cost": "1,234.56",
        "Impr.": "1,000",
        "Clicks": "5",
    }
    assert told(write(tmp_path, "x.csv", [row])) == [
        ("spend", 123456, "EUR"),
        ("impressions", 1000, ""),
        ("ad_clicks", 5, ""),
    ]


def test_devices_and_days_are_apart_and_the_same_row_twice_is_one(tmp_path: Path) -> None:
    rows = [GOOGLE, GOOGLE | {"device": "DESKTOP"}, GOOGLE | {"date": "2024-03-02"}, GOOGLE]
    taken = read(ad_spend, write(tmp_path, "x.csv", rows))
    facts = facts_of(taken)
    assert len(facts) == len({f.natural_id for f in facts}) == 9
    assert skipped(taken) == ["the same row stands earlier in the file"]


def test_campaigns_known_by_name_alone_are_each_counted(tmp_path: Path) -> None:
    row = {"Day": "2024-03-01", "Currency code": "EUR", "Cost": "2.50", "Impr.": "9", "Clicks": "1"}
    rows = [row | {"Campaign": name} for name in ("Leak detection", "Audit records")]
    facts = facts_of(read(ad_spend, write(tmp_path, "x.csv", rows)))
    assert len({f.natural_id for f in facts}) == 6


def test_a_day_that_is_broken_down_further_than_known_is_refused_not_lost(tmp_path: Path) -> None:
    rows = [GOOGLE | {"Age": "18-24"}, GOOGLE | {"Age": "25-34", "cost_micros": "7000000"}]
    (row,) = refused(read(ad_spend, write(tmp_path, "x.csv", rows)))
    assert row.reason is Reason.duplicate_in_file


@pytest.mark.parametrize("own", [{"ad_id": "7"}, {"ad_group_id": "3", "base_ad_group": "x"}])
def test_the_same_money_at_another_level_is_read_only_when_asked(tmp_path: Path, own: dict[str, str]) -> None:
    row = {k: v for k, v in GOOGLE.items() if k not in ("id", "base_campaign")} | {"campaign_id": "99"} | own
    path = write(tmp_path, "x.csv", [row])
    assert told(path) == []
    assert "same money" in skipped(read(ad_spend, path))[0]
    level = "ad" if "ad_id" in own else "ad_group"
    assert len(told(path, mapping={"levels": {"google": level}})) == 3


def test_linkedin_takes_the_accounts_currency_else_dollars(tmp_path: Path) -> None:
    row = {
        "campaign_id": "9",
        "day": "2024-03-01 00:00:00",
        "clicks": "3",
        "impressions": "50",
        "cost_in_local_currency": "10.50",
        "cost_in_usd": "11.40",
    }
    path = write(tmp_path, "stats.csv", [row])
    assert told(path)[0] == ("spend", 1140, "USD")
    write(
        tmp_path,
        "campaigns.csv",
        [
            {
                "id": "9",
                "account_id": "4",
                "campaign_group_id": "2",
                "name": "Spring",
                "last_modified_time": "2024-01-01",
            }
        ],
    )
    write(
        tmp_path,
        "account.csv",
        [{"id": "4", "currency": "EUR", "name": "x", "last_modified_time": "2024-01-01"}],
    )
    assert told(path)[0] == ("spend", 1050, "EUR")
    assert only(path, "spend").channel == "paid_social"
    assert [r.name for r in records_of(read(ad_spend, tmp_path / "campaigns.csv"))] == ["Spring"]


def test_facebook_finds_the_campaign_of_an_ad(tmp_path: Path) -> None:
    row = {
        "ad_id": "7",
        "date": "2024-03-01",
        "account_id": "1",
        "impressions": "50",
        "inline_link_clicks": "2",
        "spend": "3.333",
    }
    path = write(tmp_path, "stats.csv", [row])
    write(
        tmp_path,
        "ads.csv",
        [
            {
                "id": "7",
                "account_id": "1",
                "ad_set_id": "3",
                "campaign_id": "9",
                "creative_id": "5",
                "name": "x",
                "updated_time": "2024-01-01",
            }
        ],
    )
    spend = only(path, "spend")
    assert (spend.campaign, spend.asset, spend.amount) == ("9", "7", 333)


def test_the_header_may_name_the_currency(tmp_path: Path) -> None:
    row = {
        "Reporting starts": "2024-03-01",
        "Reporting ends": "2024-03-01",
        "Campaign name": "Spring",
        "Amount spent (GBP)": "7.25",
        "Impressions": "9",
        "Link clicks": "1",
    }
    path = write(tmp_path, "x.csv", [row])
    assert told(path, mapping={"levels": {"facebook": "campaign"}})[0] == ("spend", 725, "GBP")


def test_a_day_of_nothing_is_said_a_silent_one_skipped_and_nonsense_refused(tmp_path: Path) -> None:
    rows = read(
        ad_spend,
        write(
            tmp_path,
            "x.csv",
            [
                GOOGLE | {"clicks": "0", "cost_micros": "0", "impressions": "0"},
                GOOGLE | {"clicks": "", "cost_micros": "", "impressions": ""},
                GOOGLE | {"clicks": "many"},
                GOOGLE | {"cost_micros": "x"},
                GOOGLE | {"date": ""},
            ],
        ),
    )
    assert [fact.amount for fact in facts_of(rows)] == [0, 0, 0]
    assert len(skipped(rows)) == 1
    assert [r.reason for r in refused(rows)] == [Reason.bad_number, Reason.bad_number, Reason.missing_date]
