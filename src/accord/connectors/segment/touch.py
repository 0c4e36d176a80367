"""Where a touch came from and what it was about: channel, campaign, page. Dimensions only, never an address."""

from typing import Any
from urllib.parse import urlsplit

from accord.vocabulary.channels import channel_of_utm, utm, where_it_led
from accord.vocabulary.hits import Evidence, block_of

_CAMPAIGN = (("utm_source", "source"), ("utm_medium", "medium"), ("utm_campaign", "name"),
             ("utm_term", "term"), ("utm_content", "content"), ("utm_id", "id"))  # fmt: skip
_CLICK_IDS = {
    "gclid": "paid_search",
    "msclkid": "paid_search",
    "fbclid": "paid_social",
    "li_fat_id": "paid_social",
}
_LONGEST = 200


def find_utm(event: dict[str, Any]) -> dict[str, str]:
    """The campaign parameters of an event: its context's, else its page's address; empty without any."""
    campaign = part(part(event, "context"), "campaign")
    said = {utm_name: text(campaign.get(name)) for utm_name, name in _CAMPAIGN}
    found = {name: value for name, value in said.items() if value}
    return found or {name: value[:_LONGEST] for name, value in utm(page_address(event)).items() if value}


def has_consent(event: dict[str, Any]) -> bool:
    """Whether the visitor agreed to be known again, as the site's own script says it."""
    return part(part(part(event, "context"), "consent"), "categoryPreferences").get("web_tracking") is True


def evidence_of_page(event: dict[str, Any], block: str, user_agent: str) -> Evidence | None:
    """What our page script tells of a visit; None from any other program, and without the visitor's consent."""
    said = part(event, "properties")
    dwell = said.get("dwell_seconds")
    if isinstance(dwell, bool) or not isinstance(dwell, (int, float)) or not has_consent(event):
        return None
    return Evidence(
        block=block,
        user_agent=user_agent,
        dwell_seconds=min(max(float(dwell), 0.0), 86_400.0),
        scrolled=said.get("scrolled") is True,
        pointer=said.get("pointer") is True,
    )


def evidence_of_click(event: dict[str, Any]) -> Evidence:
    """What a server tells of a click in a mail: Segment's e-mail events name the mailing and the link."""
    said, context = part(event, "properties"), part(event, "context")
    mailing = text(said.get("campaign_id")) or text(said.get("email_id")) or text(said.get("campaign_name"))
    link = text(said.get("link_id")) or where_it_led(text(said.get("link_url")))
    return Evidence(
        message=mailing[:_LONGEST],
        link=link[:_LONGEST],
        block=block_of(text(context.get("ip"))),
        user_agent=text(context.get("userAgent"))[:300],
    )


def page_address(event: dict[str, Any]) -> str:
    """The address of the page an event is about, with its query; empty where none was said."""
    page, properties = part(part(event, "context"), "page"), part(event, "properties")
    address = text(properties.get("url")) or text(page.get("url"))
    search = text(properties.get("search")) or text(page.get("search"))
    if search.startswith("?") and "?" not in address:
        return address.partition("#")[0] + search
    return address


def where(event: dict[str, Any]) -> str:
    """Host and path of the page; the path alone where no host is known."""
    found = where_it_led(page_address(event))
    if found:
        return found
    page, properties = part(part(event, "context"), "page"), part(event, "properties")
    path = text(properties.get("path")) or text(page.get("path"))
    return dimension(path.partition("?")[0].partition("#")[0])


def channel_of(event: dict[str, Any], found: dict[str, str]) -> str:
    """By campaign parameters and click ids, else by who referred; empty inside the site and where unknown."""
    if found.get("utm_medium") or found.get("utm_source"):
        return dimension(channel_of_utm(found.get("utm_medium", ""), found.get("utm_source", "")))
    for name, channel in _CLICK_IDS.items():
        if name in found:
            return channel
    page, properties = part(part(event, "context"), "page"), part(event, "properties")
    referrer = host_of(text(properties.get("referrer")) or text(page.get("referrer")))
    if not referrer:
        return ""
    here = host_of(page_address(event))
    if here and (referrer == here or referrer.endswith("." + here) or here.endswith("." + referrer)):
        return ""
    labels = referrer.split(".")
    known = next((channel_of_utm("", label) for label in labels[:-1] if _is_known(label)), "")
    return known or "referral"


def _is_known(label: str) -> bool:
    return channel_of_utm("", label) in ("organic_search", "social")


def host_of(address: str) -> str:
    """The host of an address without www; empty for none."""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def dimension(said: str) -> str:
    """A text that may stand in a fact: an address in it, however it is spelled, makes it empty."""
    folded = said.casefold()
    return "" if "@" in folded or "%40" in folded or "\0" in said else said[:_LONGEST]


def in_words(found: dict[str, str]) -> str:
    """Campaign parameters as one dimension: all of them are kept with each touch."""
    kept = (f"{name}={value}" for name in sorted(found) if (value := dimension(found[name])))
    return " ".join(kept)[:_LONGEST]


def part(value: dict[str, Any], key: str) -> dict[str, Any]:
    """The object under a key; empty where there is none."""
    found = value.get(key)
    return found if isinstance(found, dict) else {}


def text(value: Any) -> str:
    """A text or number as trimmed text; empty for anything else."""
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else ""
