"""Google Ads: daily statistics by campaign (and, on request, by another level);
names from the history tables.
"""

from accord.connectors.ad_spend.money import Place, Where, name_or_id, reader
from accord.connectors.ad_spend.names import known, names
from accord.connectors.objects.declared import Object, columns, needs, never
from accord.connectors.objects.row import Cells, Context

_CHANNELS = {
    "SEARCH": "paid_search",
    "SEARCH_PARTNERS": "paid_search",
    "CONTENT": "display",
    "DISPLAY": "display",
    "YOUTUBE": "display",
    "YOUTUBE_WATCH": "display",
    "YOUTUBE_SEARCH": "display",
}


def _where(cells: Cells, context: Context) -> Place:
    """Channel by network; currency and zone of the account from its history beside."""
    network = cells("network").upper().replace(" ", "_")
    table = context.beside.first("google_account_history", "id", cells("account"), ("currency", "zone"))
    return Place(_CHANNELS.get(network, "paid_search"), name_or_id(cells), *table)


_STATS = """
    account: customer_id | Customer ID
    day: date | Day
    network: ad_network_type | Network | Network (with search partners)
    device: device | Device
    micros: cost_micros
    cost: Cost
    currency: currency_code | Currency code | Currency
    clicks: clicks | Clicks
    impressions: impressions | Impr. | Impressions
    conversions: conversions | Conversions
    value: conversions_value | Conv. value
    interactions: interactions | Interactions
    interaction_types: interaction_event_types
    views: view_through_conversions
    seen: active_view_impressions
    measurable: active_view_measurability
    measurable_cost: active_view_measurable_cost_micros
    measurable_impressions: active_view_measurable_impressions
    viewable: active_view_viewability
"""
_GROUP = "group: ad_group_id | id\ngroup_name: base_ad_group | ad_group | ad_group_base_ad_group\n"
_CAMPAIGN = "campaign: campaign_id\ncampaign_name: campaign_base_campaign\n"


def _stats(level: str, own: str, *needed: str, without: str = "") -> Object:
    where: Where = _where
    return Object(
        f"google_{level}",
        "spend, impressions and ad_clicks of each day"
        if level == "campaign"
        else f"the same money by {level}: read only where the mapping says levels: {{google: {level}}}",
        columns(own + _STATS),
        needs("day", "micros | cost", "impressions | clicks", *needed),
        reader("google", level, "campaign", where),
        never("Amount spent | Reporting starts | inline_link_clicks | Total Spent | " + without),
        None,
        frozenset({"day"}),
    )


OBJECTS = (
    _stats(
        "campaign",
        "campaign: Campaign ID | id\ncampaign_name: Campaign | base_campaign\n",
        "campaign | campaign_name",
        without="ad_group_id | ad_id | base_ad_group | campaign_base_campaign | keyword_ad_group_criterion",
    ),
    _stats("account", "", "account", without="id | campaign_id | Campaign | ad_group_id | ad_id"),
    _stats(
        "ad_group",
        _GROUP + _CAMPAIGN,
        "group",
        "group_name",
        without="ad_id | ad_group_criterion_criterion_id | search_term",
    ),
    _stats("ad", "ad: ad_id\nkeyword: keyword_ad_group_criterion\n" + _GROUP + _CAMPAIGN, "ad"),
    _stats("keyword", "keyword: ad_group_criterion_criterion_id\n" + _GROUP + _CAMPAIGN, "keyword"),
    _stats(
        "search_term",
        "keyword: keyword_ad_group_criterion\nterm: search_term\nmatch: search_term_match_type\n"
        "status: status\ninfo: info_text\n" + _GROUP + _CAMPAIGN,
        "term",
    ),
    names(
        "google_campaign_history",
        "a campaign's name",
        "type: advertising_channel_type\nsubtype: advertising_channel_subtype\naccount: customer_id\n"
        "start: start_date",
        "type",
        "account",
    ),
    known(
        "google_account_history",
        "read beside the statistics: currency and zone of the account",
        """
        id: id
        currency: currency_code
        zone: time_zone
        name: descriptive_name
        tagging: auto_tagging_enabled
        manager: manager_customer_id
        hidden: hidden
        test: test_account
        """,
        "id",
        "currency",
        "zone",
        "name",
    ),
    known(
        "google_ad_group_history",
        "known and not needed: names of ad groups",
        "id: id\ncampaign: campaign_id\n"
        "campaign_name: campaign_name\nname: name\nstatus: status\nupdated: updated_at",
        "id",
        "campaign",
        "campaign_name",
    ),
    known(
        "google_ad_history",
        "known and not needed: names of ads",
        "id: id\ngroup: ad_group_id\nname: name\nurls: final_urls\n"
        "display: display_url\nstatus: status\nupdated: updated_at",
        "id",
        "group",
        "urls | display",
    ),
    known(
        "google_keyword_history",
        "known and not needed: keywords",
        "id: id\ngroup: ad_group_id\nmatch: keyword_match_type\n"
        "text: keyword_text\nstatus: status\nupdated: updated_at\ncampaign: base_campaign_id",
        "id",
        "match",
        "text",
    ),
)
