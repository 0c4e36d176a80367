"""What marketing's HubSpot would export: contacts and companies by label, events and forms by API name."""

from urllib.parse import quote

import numpy as np
import pyarrow as pa

from accord.simulation import records, words
from accord.simulation.identifiers import hubspot_ids, instants, yes
from accord.simulation.mail import BOUNCE, CLICK, EVENTS, UNSUBSCRIBE
from accord.simulation.shapes import NONE, Array, Simulated

_CONTACT, _COMPANY, _CAMPAIGN, _FORM = 100_001, 7_000_001, 55_001, 900_001
_READERS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/126.0",
    "Mozilla/5.0 (Macintosh) AppleWebKit/605.1 Safari",
)
_SCANNER = "Mimecast-URL-Scanner/2.1"


def contact_ids(sim: Simulated) -> Array:
    """The HubSpot id of each marketing record, in order."""
    return hubspot_ids(_CONTACT, np.arange(len(sim.marketing_records)))


def first_record_of(sim: Simulated) -> Array:
    """Per person the position of their first marketing record, -1 where marketing never met them."""
    first = np.full(len(sim.people), -1, np.int64)
    original = sim.marketing_records.copy == 0
    first[sim.marketing_records.person[original]] = np.flatnonzero(original)
    return first


def qualified_by_record(sim: Simulated) -> Array:
    """When marketing marked each record as qualified; a duplicate is marked as its first record was."""
    by_person = np.full(len(sim.people), NONE, np.int64)
    by_person[sim.handovers.person] = sim.handovers.qualified_at
    who = sim.marketing_records
    marked = by_person[who.person]
    found: Array = np.where(marked != NONE, np.maximum(marked, who.created), NONE)
    return found


def opted_out(sim: Simulated) -> Array:
    """Which records unsubscribed; a duplicate is not told."""
    who = sim.marketing_records
    left: Array = np.isin(who.person, sim.mails.person[sim.mails.event == UNSUBSCRIBE]) & (who.copy == 0)
    return left


def company_ids(accounts: Array) -> Array:
    """The HubSpot id of each company."""
    return hubspot_ids(_COMPANY, accounts)


def recipient_addresses(sim: Simulated) -> Array:
    """Per person the address that marketing writes to: that of their first record; empty without one."""
    who = sim.marketing_records
    known = records.marketing_addresses(who, sim.people)
    found = np.full(len(sim.people), "", known.dtype)
    found[who.person[who.copy == 0]] = known[who.copy == 0]
    return found


def campaign_ids(campaigns: int) -> Array:
    """The HubSpot id of each campaign."""
    return hubspot_ids(_CAMPAIGN, np.arange(campaigns))


def contacts(sim: Simulated) -> pa.Table:
    """One row a record, with labels as the HubSpot page writes them; the duplicates stand among them."""
    who, people = sim.marketing_records, sim.people
    person, account = who.person, people.account[who.person]
    qualified = qualified_by_record(sim)
    modified = np.maximum(who.created, qualified)
    channel = np.array([c.name for c in sim.plan.channels])[people.channel[person]]
    return pa.table(
        {
            "Record ID": contact_ids(sim),
            "First Name": records.first_names(who, people),
            "Last Name": records.last_names(who, people),
            "Email": records.marketing_addresses(who, people),
            "Phone Number": np.where(person % 3 == 0, records.phones(people, sim.accounts)[person], ""),
            "Job Title": np.array(words.TITLES)[people.title[person]],
            "Company Name": records.company_names(who, people, sim.accounts),
            "Associated Company ID": np.where(people.free_mail[person], "", hubspot_ids(_COMPANY, account)),
            "Country/Region": np.array(words.COUNTRIES)[sim.accounts.country[account]],
            "Lifecycle Stage": np.where(qualified != NONE, "Marketing Qualified Lead", "Lead"),
            "Became a Marketing Qualified Lead Date": instants(qualified, " ", ""),
            "Original Source": channel,
            "Create Date": instants(who.created, " ", ""),
            "Last Modified Date": instants(modified, " ", ""),
            "Unsubscribed from all email": yes(opted_out(sim)),
        }
    )


def companies(sim: Simulated) -> pa.Table:
    """One row a company that marketing met."""
    met = np.unique(sim.people.account[sim.marketing_records.person])
    accounts = sim.accounts
    first = np.full(len(accounts), 1 << 60, np.int64)
    np.minimum.at(first, sim.people.account[sim.marketing_records.person], sim.marketing_records.created)
    return pa.table(
        {
            "Record ID": hubspot_ids(_COMPANY, met),
            "Company name": accounts.name[met],
            "Company Domain Name": accounts.domain[met],
            "Industry": np.array(words.INDUSTRIES)[accounts.industry[met]],
            "Number of Employees": accounts.employees[met].astype(str),
            "Country/Region": np.array(words.COUNTRIES)[accounts.country[met]],
            "Target Account": np.where(accounts.target[met], "true", ""),
            "Create Date": instants(first[met], " ", ""),
        }
    )


def first_channel(sim: Simulated) -> Array:
    """Per form the channel it names: that by which the person came, on the form they came with; else -1."""
    came = sim.forms.at == sim.people.arrived[sim.forms.person]
    return np.where(came, sim.people.channel[sim.forms.person], -1)


def forms(sim: Simulated) -> pa.Table:
    """One row a submission; the page carries the channel of the first one as utm parameters."""
    n = len(sim.forms)
    page = np.char.add(f"https://www.{sim.plan.domain}/", np.array(words.FORM_PAGES)[sim.forms.form])
    tags = [f"?utm_medium={quote(c.medium)}&utm_source={quote(c.site)}" for c in sim.plan.channels]
    page = np.char.add(page, np.array([*tags, ""])[first_channel(sim)])
    return pa.table(
        {
            "conversion_id": np.char.add("sub-", np.arange(n).astype(str)),
            "contact_id": contact_ids(sim)[first_record_of(sim)[sim.forms.person]],
            "form_id": hubspot_ids(_FORM, sim.forms.form),
            "timestamp": instants(sim.forms.at),
            "page_url": page,
            "title": np.array(words.FORMS)[sim.forms.form],
        }
    )


def email_events(sim: Simulated) -> pa.Table:
    """One row an event, in order of time. A scanner names itself; HubSpot itself filters every other one."""
    mails, n = sim.mails, len(sim.mails)
    address = recipient_addresses(sim)[mails.person]
    number = np.arange(n)
    agent = np.where(mails.machine, _SCANNER, np.array(_READERS)[mails.person % len(_READERS)])
    acts = (mails.event != BOUNCE) & (mails.event >= 2)
    link = np.char.add(f"https://www.{sim.plan.domain}", np.array(words.LINKS)[np.maximum(mails.link, 0)])
    return pa.table(
        {
            "id": np.char.add("ev-", number.astype(str)),
            "type": np.array(EVENTS)[mails.event],
            "created": instants(mails.at),
            "recipient": address,
            "emailCampaignId": hubspot_ids(_CAMPAIGN, mails.campaign),
            "appId": np.full(n, "113"),
            "filteredEvent": yes(mails.machine & (number % 2 == 0)),
            "userAgent": np.where(acts, agent, ""),
            "url": np.where(mails.event == CLICK, link, ""),
            "category": np.where(mails.event == BOUNCE, "UNKNOWN_USER", ""),
        }
    )


def campaigns(sim: Simulated) -> pa.Table:
    """One row a campaign."""
    number = np.arange(len(sim.sends))
    topic = np.array(("Newsletter", "Case study", "Product news", "Invitation"))[number % 4]
    return pa.table(
        {
            "id": hubspot_ids(_CAMPAIGN, number),
            "appId": np.full(len(number), "113"),
            "name": np.char.add(np.char.add(topic, " "), np.char.zfill((number + 1).astype(str), 2)),
            "subject": np.char.add("See a leak before the night shift does ", (number + 1).astype(str)),
            "numIncluded": np.bincount(
                sim.mails.campaign[sim.mails.event == 0], minlength=len(number)
            ).astype(str),
        }
    )


TABLES = {
    "companies": companies,
    "contacts": contacts,
    "email_campaigns": campaigns,
    "form_submissions": forms,
    "email_events": email_events,
}
