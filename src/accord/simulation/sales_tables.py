"""What sales' Salesforce would export, by API name: reps, accounts, people, deals, activities."""

import numpy as np
import pyarrow as pa

from accord.simulation import records, words
from accord.simulation.identifiers import (
    ACCOUNT,
    CONTACT,
    EVENT,
    HISTORY,
    LEAD,
    OPPORTUNITY,
    ROLE,
    TASK,
    USER,
    days,
    instants,
    salesforce_ids,
    yes,
)
from accord.simulation.losing import losses
from accord.simulation.selling import CALL, MEETING
from accord.simulation.shapes import DAY, NONE, Array, Simulated

OPEN, WORKING, CONVERTED = "Open - Not Contacted", "Working - Contacted", "Closed - Converted"
DEAL_TYPES = ("new", "expansion", "renewal")  # what is read of `_TYPES`
_TYPES = ("New Customer", "Existing Customer - Upgrade", "Renewal")
STAGES = ("Prospecting", "Qualification", "Needs Analysis", "Proposal/Price Quote", "Negotiation/Review")


def users(sim: Simulated) -> pa.Table:
    """The reps; those who left are inactive."""
    n = sim.plan.behaviour.reps
    first, last = (np.array([words.REPS[i % len(words.REPS)][part] for i in range(n)]) for part in (0, 1))
    address = np.char.add(np.char.add(np.char.lower(first), np.arange(n).astype(str)), f"@{sim.plan.domain}")
    return pa.table(
        {
            "Id": salesforce_ids(USER, np.arange(n)),
            "Username": address,
            "Email": address,
            "Name": np.char.add(np.char.add(first, " "), last),
            "IsActive": yes(np.arange(n) >= sim.plan.behaviour.departed),
            "Alias": np.char.lower(last),
        }
    )


def accounts(sim: Simulated) -> pa.Table:
    """One row an account that is in a deal; created with its first one."""
    used = np.unique(sim.deals.account)
    first = np.full(len(sim.accounts), 1 << 60, np.int64)
    np.minimum.at(first, sim.deals.account, sim.deals.created)
    formal = np.array(words.LEGAL_FORM)[sim.accounts.country[used]]
    return pa.table(
        {
            "Id": salesforce_ids(ACCOUNT, used),
            "Name": np.char.add(np.char.add(sim.accounts.name[used], " "), formal),
            "Website": np.char.add("https://www.", sim.accounts.domain[used]),
            "Industry": np.array(words.INDUSTRIES)[sim.accounts.industry[used]],
            "NumberOfEmployees": sim.accounts.employees[used].astype(str),
            "BillingCountry": np.array(words.COUNTRIES)[sim.accounts.country[used]],
            "OwnerId": salesforce_ids(USER, used % sim.plan.behaviour.reps),
            "CreatedDate": instants(first[used]),
            "IsDeleted": np.full(len(used), "false"),
        }
    )


def contacts(sim: Simulated) -> pa.Table:
    """One row a person in a deal, created when their lead was converted."""
    which = np.flatnonzero(sim.deals.person >= 0)
    person, people = sim.deals.person[which], sim.people
    return pa.table(
        {
            "Id": salesforce_ids(CONTACT, person),
            "FirstName": np.array(words.FIRST)[people.first[person]],
            "LastName": np.array(words.LAST)[people.last[person]],
            "Email": people.address[person],
            "Title": np.array(words.TITLES)[people.title[person]],
            "AccountId": salesforce_ids(ACCOUNT, sim.deals.account[which]),
            "MailingCountry": np.array(words.COUNTRIES)[sim.accounts.country[people.account[person]]],
            "OwnerId": salesforce_ids(USER, sim.deals.rep[which]),
            "CreatedDate": instants(sim.deals.created[which]),
            "IsDeleted": np.full(len(which), "false"),
        }
    )


class LeadStates:
    """Per sales record: its rep, when it was worked on and ended, how, its deal. Nobody works a duplicate."""

    def __init__(self, sim: Simulated) -> None:
        who, n = sim.sales_records, len(sim.people)
        first = who.copy == 0
        self.ids = salesforce_ids(LEAD, np.arange(len(who)))
        own = sim.people.sales_only[who.person]
        self.rep = np.where(
            own, who.person % sim.plan.behaviour.reps, _of(sim, sim.handovers.rep, n)[who.person]
        )
        self.deal = np.full(n, NONE, np.int64)
        with_person = np.flatnonzero(sim.deals.person >= 0)
        self.deal[sim.deals.person[with_person]] = with_person
        self.deal = np.where(first, self.deal[who.person], NONE)
        converted = self.deal != NONE
        ended = np.where(
            converted,
            np.append(sim.deals.created, NONE)[np.maximum(self.deal, -1)],
            _of(sim, sim.handovers.closed_at, n)[who.person],
        )
        started = np.where(own, who.created + DAY, _of(sim, sim.handovers.worked_at, n)[who.person])
        started = np.where(started < sim.until, started, NONE)
        self.worked_at = np.where(first, started, NONE)
        self.ended_at = np.where(first & ~(own & ~converted), ended, NONE)
        lost = np.array(words.LOST_REASONS)[who.person % len(words.LOST_REASONS)]
        self.end = np.where(converted, CONVERTED, lost)
        self.converted = converted
        self.status = np.where(
            self.ended_at != NONE, self.end, np.where(self.worked_at != NONE, WORKING, OPEN)
        )
        self.changed_at = np.maximum(np.maximum(who.created, self.worked_at), self.ended_at)


def leads(sim: Simulated) -> pa.Table:
    """One row a lead: marketing's hand-offs that arrived, sales' own prospects, and their duplicates."""
    who, people, is_ = sim.sales_records, sim.people, LeadStates(sim)
    person, account = who.person, people.account[who.person]
    source = np.array([c.lead_source for c in sim.plan.channels])[people.channel[person]]
    deal = np.maximum(is_.deal, 0)
    return pa.table(
        {
            "Id": is_.ids,
            "FirstName": records.first_names(who, people),
            "LastName": records.last_names(who, people),
            "Company": records.company_names(who, people, sim.accounts),
            "Title": np.array(words.TITLES)[people.title[person]],
            "Email": records.sales_addresses(who, people),
            "Phone": np.where(person % 2 == 0, records.phones(people, sim.accounts)[person], ""),
            "Country": np.array(words.COUNTRIES)[sim.accounts.country[account]],
            "Industry": np.array(words.INDUSTRIES)[sim.accounts.industry[account]],
            "NumberOfEmployees": sim.accounts.employees[account].astype(str),
            "LeadSource": np.where(people.sales_only[person], "Cold List", source),
            "Status": is_.status,
            "OwnerId": salesforce_ids(USER, is_.rep),
            "IsConverted": yes(is_.converted),
            "ConvertedDate": np.where(is_.converted, instants(is_.ended_at), ""),
            "ConvertedContactId": np.where(is_.converted, salesforce_ids(CONTACT, person), ""),
            "ConvertedAccountId": np.where(is_.converted, salesforce_ids(ACCOUNT, account), ""),
            "ConvertedOpportunityId": np.where(is_.converted, salesforce_ids(OPPORTUNITY, deal), ""),
            "CreatedDate": instants(who.created),
            "LastModifiedDate": instants(is_.changed_at),
            "IsDeleted": np.full(len(who), "false"),
        }
    )


def lead_history(sim: Simulated) -> pa.Table:
    """One row a change of status, in order of time."""
    is_ = LeadStates(sim)
    worked, ended = np.flatnonzero(is_.worked_at != NONE), np.flatnonzero(is_.ended_at != NONE)
    which = np.concatenate((worked, ended))
    at = np.concatenate((is_.worked_at[worked], is_.ended_at[ended]))
    old = np.concatenate((np.full(len(worked), OPEN), np.where(is_.worked_at[ended] != NONE, WORKING, OPEN)))
    new = np.concatenate((np.full(len(worked), WORKING), is_.end[ended]))
    order = np.lexsort((which, at))
    which = which[order]
    return pa.table(
        {
            "Id": salesforce_ids(HISTORY, np.arange(len(which))),
            "LeadId": is_.ids[which],
            "Field": np.full(len(which), "Status"),
            "OldValue": old[order],
            "NewValue": new[order],
            "CreatedDate": instants(at[order]),
            "CreatedById": salesforce_ids(USER, is_.rep[which]),
        }
    )


def opportunities(sim: Simulated) -> pa.Table:
    """One row a deal; what has not closed yet has its close date ahead."""
    deals, n = sim.deals, len(sim.deals)
    closed = deals.closed_at < sim.until
    ends = np.where(deals.won, "Closed Won", "Closed Lost")
    source = np.array([c.lead_source for c in sim.plan.channels])[
        sim.people.channel[np.maximum(deals.person, 0)]
    ]
    own = (deals.person < 0) | ~deals.from_marketing
    why, rival = losses(sim)
    return pa.table(
        {
            "Id": salesforce_ids(OPPORTUNITY, np.arange(n)),
            "Name": np.char.add(sim.accounts.name[deals.account], " - monitoring"),
            "AccountId": salesforce_ids(ACCOUNT, deals.account),
            "StageName": np.where(closed, ends, np.array(STAGES)[deals.stage]),
            "Amount": deals.amount.astype(str),
            "CurrencyIsoCode": np.full(n, sim.plan.currency),
            "CloseDate": days(deals.closed_at),
            "IsClosed": yes(closed),
            "IsWon": yes(closed & deals.won),
            "LeadSource": np.where(own, "Cold List", source),
            "Type": np.array(_TYPES)[deals.renews],
            "Loss_Reason__c": why,
            "Competitor__c": rival,
            "OwnerId": salesforce_ids(USER, deals.rep),
            "CreatedDate": instants(deals.created),
            "LastModifiedDate": instants(opportunity_changed(sim)),
            "IsDeleted": np.full(n, "false"),
        }
    )


def opportunity_changed(sim: Simulated) -> Array:
    """When each deal was last touched: when it closed, else four fifths of the way to now."""
    deals = sim.deals
    return np.where(
        deals.closed_at < sim.until, deals.closed_at, deals.created + (sim.until - deals.created) * 4 // 5
    )


def contact_roles(sim: Simulated) -> pa.Table:
    """Who is in a deal; every fifth deal names nobody, as reps forget to."""
    which = np.flatnonzero((sim.deals.person >= 0) & (np.arange(len(sim.deals)) % 5 != 4))
    return pa.table(
        {
            "Id": salesforce_ids(ROLE, which),
            "OpportunityId": salesforce_ids(OPPORTUNITY, which),
            "ContactId": salesforce_ids(CONTACT, sim.deals.person[which]),
            "Role": np.full(len(which), "Decision Maker"),
            "IsPrimary": np.full(len(which), "true"),
        }
    )


def tasks(sim: Simulated) -> pa.Table:
    """Calls and e-mails that were made, each on the day it was done."""
    which = np.flatnonzero(sim.work.act != MEETING)
    act, at = sim.work.act[which], sim.work.at[which]
    reached = np.where(sim.work.connected[which], "Connected", "Left voicemail")
    return pa.table(
        {
            "Id": salesforce_ids(TASK, which),
            "WhoId": lead_of(sim)[sim.work.person[which]],
            "Subject": np.array(("Call", "Email: your question", "", "Reply: your question"))[act],
            "TaskSubtype": np.where(act == CALL, "Call", "Email"),
            "CallDisposition": np.where(act == CALL, reached, ""),
            "Status": np.full(len(which), "Completed"),
            "Priority": np.full(len(which), "Normal"),
            "OwnerId": salesforce_ids(USER, sim.work.rep[which]),
            "CompletedDateTime": instants(at),
            "CreatedDate": instants(at),
            "IsDeleted": np.full(len(which), "false"),
        }
    )


def events(sim: Simulated) -> pa.Table:
    """Meetings that were held."""
    which = np.flatnonzero(sim.work.act == MEETING)
    at = sim.work.at[which]
    return pa.table(
        {
            "Id": salesforce_ids(EVENT, which),
            "WhoId": lead_of(sim)[sim.work.person[which]],
            "Subject": np.full(len(which), "Meeting"),
            "StartDateTime": instants(at),
            "EndDateTime": instants(at + 3_600),
            "OwnerId": salesforce_ids(USER, sim.work.rep[which]),
            "CreatedDate": instants(at - DAY),
            "LastModifiedDate": instants(at + 3_600),
            "IsDeleted": np.full(len(which), "false"),
        }
    )


def lead_of(sim: Simulated) -> Array:
    """Per person the id of their first lead, empty without one."""
    found = np.full(len(sim.people), "", "<U18")
    first = sim.sales_records.copy == 0
    found[sim.sales_records.person[first]] = salesforce_ids(LEAD, np.arange(len(sim.sales_records)))[first]
    return found


def _of(sim: Simulated, column: Array, people: int) -> Array:
    """A column of hand-offs by person; `NONE` (a rep: 0) where there is none."""
    found = np.full(people, 0 if column is sim.handovers.rep else NONE, np.int64)
    found[sim.handovers.person] = column
    return found


TABLES = {
    "users": users,
    "accounts": accounts,
    "contacts": contacts,
    "leads": leads,
    "lead_history": lead_history,
    "opportunities": opportunities,
    "opportunity_contact_roles": contact_roles,
    "tasks": tasks,
    "events": events,
}
