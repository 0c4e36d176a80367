"""Facebook (Meta) Ads: daily statistics by ad, or a report by campaign; names from the history tables."""

from accord.connectors.ad_spend.money import Place, name_or_id, reader
from accord.connectors.ad_spend.names import known, names
from accord.connectors.objects.declared import Object, columns, needs, never
from accord.connectors.objects.row import Cells, Context


def _where(cells: Cells, context: Context) -> Place:
    """The campaign from the row, else from the ad's history beside."""
    campaign = name_or_id(cells)
    if not campaign:
        (campaign,) = context.beside.first("facebook_ad_history", "id", cells("ad"), ("campaign",))
    return Place("paid_social", campaign)


_STATS = """
    day: date | Day | Reporting starts
    account: account_id | Account ID
    cost: spend | Amount spent
    currency: account_currency | Currency
    clicks: inline_link_clicks | Link clicks
    impressions: impressions | Impressions
    reach: reach | Reach
    until: Reporting ends
"""
_ELSEWHERE = "country | region | action_type | cost_micros | Total Spent"
_ACTIONS = "day: date\naction: action_type\nvalue: value\nindex: index\naccount: account_id\nad: ad_id\n"
_CONVERSIONS = "not taken: what the platform claims as conversions; Accord counts its own leads"
_CUT = "not taken: the same money by place"

OBJECTS = (
    Object(
        "facebook_ad",
        "spend, impressions and ad_clicks of each day (one level is read: by ad, unless levels: "
        "{facebook: campaign})",
        columns(
            "ad: ad_id | Ad ID\ncampaign: campaign_id | Campaign ID\ncampaign_name: Campaign name\n"
            "ad_name: Ad name\n" + _STATS
        ),
        needs("day", "cost", "ad", "impressions"),
        reader("facebook", "ad", "ad", _where),
        never(_ELSEWHERE),
        None,
        frozenset({"day"}),
    ),
    Object(
        "facebook_campaign",
        "the same money by campaign: read only where the mapping says levels: {facebook: campaign}",
        columns("campaign: campaign_id | Campaign ID\ncampaign_name: Campaign name\n" + _STATS),
        needs("day", "cost", "campaign | campaign_name", "impressions", "until | account"),
        reader("facebook", "campaign", "ad", _where),
        never("ad_id | Ad ID | Ad name | " + _ELSEWHERE),
        None,
        frozenset({"day"}),
    ),
    known(
        "facebook_ad_history",
        "read beside the statistics: which campaign an ad belongs to",
        "id: id\naccount: account_id\nset: ad_set_id\ncampaign: campaign_id\ncreative: creative_id\n"
        "name: name\n"
        "changed: updated_time",
        "id",
        "campaign",
        "set",
        "creative",
    ),
    known(
        "facebook_ad_set_history",
        "known and not needed: names of ad sets",
        "id: id\naccount: account_id\ncampaign: campaign_id\nname: name\nchanged: updated_time",
        "id",
        "campaign",
        "changed",
        "account",
    ),
    names("facebook_campaign_history", "a campaign's name", "account: account_id", "account"),
    Object(
        "facebook_account",
        "known and not needed: the account's name",
        columns(
            "id: id\nname: name\ncopied: _fivetran_synced\nstatus: account_status\ncurrency: "
            "currency\nzone: timezone_name"
        ),
        needs("id", "name", "copied"),
        whole=True,
    ),
    known(
        "facebook_creative_history",
        "known and not needed: texts and links of the ads",
        "id: id\naccount: account_id\nlink: page_link\nurl_tags: url_tags | url_tags_string\nname: name\n"
        "message: object_story_link_data_message\nstory: object_story_link_data_link",
        "id",
        "account",
        "url_tags | link",
    ),
    known(
        "facebook_actions",
        _CONVERSIONS,
        _ACTIONS + "inline: inline\nview: _1_d_view\nclick: _7_d_click",
        "day",
        "action",
        "value",
    ),
    known(
        "facebook_by_country", _CUT, "place: country\nfrequency: frequency\n" + _STATS, "day", "cost", "place"
    ),
    known(
        "facebook_by_region", _CUT, "place: region\nfrequency: frequency\n" + _STATS, "day", "cost", "place"
    ),
)
