"""Channels: many tools' words for where somebody came from, brought to one short list.

The list is the one in which the tools themselves mostly agree. What is not known stays as it is written
(lower-case): a channel is never guessed away.
"""

from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import parse_qsl, urlsplit

CHANNELS = (
    "organic_search", "paid_search", "social", "paid_social", "email", "referral", "direct_traffic",
    "display", "affiliate", "partner", "event", "webinar", "content", "chat", "phone", "list", "offline",
    "other",
)  # fmt: skip

_ALIASES = {
    "organic_search": "organic seo search",
    "paid_search": "cpc ppc sem paidsearch searchads googleads adwords googleadwords",
    "social": "socialmedia organicsocial socialnetwork",
    "paid_social": "paidsocial socialads paidsocialmedia cpcsocial facebookads linkedinads paid_social",
    "email": "emailmarketing newsletter emailcampaign emailblast",
    "referral": "referrals employeereferral externalreferral customerreferral wordofmouth",
    "direct_traffic": "direct none directtraffic",
    "display": "banner cpm displayads retargeting remarketing video youtube programmatic",
    "affiliate": "affiliates",
    "partner": "partners partnerreferral reseller channelpartner",
    "event": "tradeshow conference events seminarinternal seminarpartner seminar livemeeting",
    "webinar": "webinars onlineevent virtualevent",
    "content": "contentsyndication content_download whitepaper ebook publicrelations pr",
    "chat": "livechat drift intercom",
    "phone": "phoneinquiry inboundcall call",
    "list": "purchasedlist vendorlist listimport importedlist coldlist zoominfo",
    "offline": "offlinesources import crmui integration print",
    "other": "othercampaigns othersources",
}
_SEARCH = frozenset(["google", "bing", "yahoo", "duckduckgo", "ecosia", "baidu", "yandex"])
_SOCIAL = frozenset(
    [
        "facebook",
        "linkedin",
        "twitter",
        "x",
        "instagram",
        "tiktok",
        "xing",
        "youtube",
        "reddit",
        "pinterest",
        "threads",
    ]
)


@lru_cache(maxsize=65_536)
def plain_word(text: str) -> str:
    """Letters and digits only, lower-case: `PAID_SEARCH`, `Paid Search` and `paid-search` are one word."""
    return "".join(c for c in text.casefold() if c.isalnum())


_BY_ALIAS = {plain_word(a): channel for channel, words in _ALIASES.items() for a in [channel, *words.split()]}


def channel_of(text: str) -> str:
    """The channel that a tool's word means; the word itself, lower-case with underscores,
    where it is not known.
    """
    word = plain_word(text)
    if not word:
        return ""
    return _BY_ALIAS.get(word) or "_".join(text.casefold().split())[:80]


def channel_of_utm(medium: str, source: str = "") -> str:
    """The channel of `utm_medium` and `utm_source`: paid traffic is told apart by where it was paid."""
    word, where = plain_word(medium), plain_word(source)
    if word in ("cpc", "ppc", "paid", "cpm", "paidmedia"):
        return "paid_social" if where in _SOCIAL else "display" if word == "cpm" else "paid_search"
    if word:
        return channel_of(medium)
    if where in _SEARCH:
        return "organic_search"
    return "social" if where in _SOCIAL else channel_of(source)


def utm(url: str) -> dict[str, str]:
    """The utm parameters and click ids of a link, lower-case keys, trimmed values;
    empty when there are none.
    """
    if "?" not in url:
        return {}
    try:
        pairs: Iterable[tuple[str, str]] = parse_qsl(urlsplit(url).query)
    except ValueError:  # a link that is no link
        return {}
    wanted = ("utm_", "gclid", "fbclid", "msclkid", "li_fat_id")
    return {key.casefold(): value.strip() for key, value in pairs if key.casefold().startswith(wanted)}


def where_it_led(url: str) -> str:
    """Host and path of a link, without its query, which may carry a person's address; empty for no link."""
    try:
        parts = urlsplit(url.strip() if "//" in url else f"//{url.strip()}")
        host = parts.hostname or ""
    except ValueError:
        return ""
    return (
        (host.removeprefix("www.") + parts.path).rstrip("/")[:200]
        if "." in host and "@" not in parts.path
        else ""
    )
