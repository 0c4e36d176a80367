"""LinkedIn Ads: daily statistics by campaign (or by creative);
names and currencies from the history tables.
"""

from accord.connectors.ad_spend.money import Place, name_or_id, reader
from accord.connectors.ad_spend.names import known, names
from accord.connectors.objects.declared import Object, columns, needs, never
from accord.connectors.objects.row import Cells, Context


def _where(cells: Cells, context: Context) -> Place:
    """Campaign from the row or its creative's history; the currency of the account,
    else dollars where only they are given.
    """
    campaign = name_or_id(cells)
    if not campaign and cells("ad"):
        (campaign,) = context.beside.first("linkedin_creative_history", "id", cells("ad"), ("campaign",))
    (account,) = context.beside.first("linkedin_campaign_history", "id", campaign, ("account",))
    (currency,) = context.beside.first("linkedin_account", "id", account, ("currency",))
    return Place("paid_social", campaign, currency, "UTC")


_STATS = """
    day: day | Start Date (in UTC) | date
    cost: cost_in_local_currency | Total Spent
    usd: cost_in_usd
    currency: Currency
    clicks: clicks | Clicks
    impressions: impressions | Impressions
    leads: one_click_leads | Leads
    conversions: external_website_conversions | Conversions
    value: conversion_value_in_local_currency
    landing: landing_page_clicks
    account: Account ID
"""


def _stats(level: str, own: str, *needed: str, without: str) -> Object:
    return Object(
        f"linkedin_{level}",
        "spend, impressions and ad_clicks of each day"
        if level == "campaign"
        else f"the same money by {level}: read only where the mapping says levels: {{linkedin: {level}}}",
        columns(own + _STATS),
        needs("day", "cost", "clicks", *needed),
        reader("linkedin", level, "campaign", _where),
        never("cost_micros | Amount spent | member_country | member_region | " + without),
        None,
        frozenset({"day"}),
    )


_COUNTRY = (
    "campaign: campaign_id\nmonth: month\nclicks: clicks\nimpressions: impressions\ncost: "
    "cost_in_local_currency\nusd: cost_in_usd\n"
)
_CUT = "not taken: the same money by country or region, a month at a time"
OBJECTS = (
    _stats(
        "campaign",
        "campaign: campaign_id | Campaign ID\ncampaign_name: Campaign Name",
        "campaign | campaign_name",
        without="creative_id | Ad ID",
    ),
    _stats(
        "creative",
        "ad: creative_id | Ad ID\ncampaign: Campaign ID\ncampaign_name: Campaign Name",
        "ad",
        without="month",
    ),
    names(
        "linkedin_campaign_history",
        "a campaign's name",
        "account: account_id\ngroup: campaign_group_id",
        "account",
        "group",
    ),
    known(
        "linkedin_creative_history",
        "read beside statistics by creative: which campaign each belongs to",
        "id: id\ncampaign: campaign_id\nstatus: intended_status\nclick: click_uri\nchanged: "
        "last_modified_at\n"
        "created: created_time\ntext: text_ad_landing_page\nspot: spotlight_landing_page",
        "id",
        "campaign",
        "status | click",
    ),
    known(
        "linkedin_account",
        "read beside the statistics: the currency of the account",
        "id: id\ncurrency: currency\nname: name\ncreated: created_time\nchanged: last_modified_time\n"
        "version: version_tag",
        "id",
        "currency",
        "changed",
    ),
    known(
        "linkedin_campaign_group",
        "known and not needed: names of campaign groups",
        "id: id\naccount: account_id\nname: name\ncreated: created_time\nchanged: last_modified_time",
        "id",
        "account",
        "changed",
    ),
    known("linkedin_by_country", _CUT, _COUNTRY + "place: member_country", "month", "place"),
    known("linkedin_by_region", _CUT, _COUNTRY + "place: member_region", "month", "place"),
    Object(
        "linkedin_geo",
        "known and not needed: names of places",
        columns("id: id\nvalue: value\ncopied: _fivetran_synced"),
        needs("id", "value", "copied"),
        whole=True,
    ),
)
