"""What people are told: the closed list of notices, and by which ways.

A word is permanent: it stands on rows and in what other programs receive. Never rename, only add.
"""

from enum import StrEnum


class NoticeKind(StrEnum):
    """The closed list of what anybody is told."""

    hot_lead = "hot_lead"  # offered to you, and the buyer raised a hand
    lead_offered = "lead_offered"
    lead_reoffered = "lead_reoffered"  # nobody took it before you
    lead_moved = "lead_moved"  # it was yours
    lead_taken = "lead_taken"  # it was offered to you too, and somebody was first
    due_soon = "due_soon"
    overdue = "overdue"
    escalated = "escalated"  # to whoever leads the team
    unread_crm = "unread_crm"  # alarms pause: the CRM could not be read
    returned = "returned"  # to marketing
    outcome = "outcome"  # to marketing: what became of a lead it sent
    promise_due = "promise_due"  # a promise of marketing's is due
    deal_active = "deal_active"  # to the owner of an open deal: its people are active
    customer_active = "customer_active"
    won = "won"
    mention = "mention"
    question = "question"  # "why?" on a number
    answer = "answer"
    decision_needed = "decision_needed"
    weekly_pack = "weekly_pack"
    survey_open = "survey_open"
    spike = "spike"  # to marketing: sales hears more of a topic than its past lets one expect
    pulse = "pulse"  # to both teams: the first hour of a send says ramp up, or halt
    campaign = "campaign"  # to the owners of its accounts: it is signed, and when it starts
    campaign_moved = "campaign_moved"  # to its owners and signers: what became of it
    unsigned = "unsigned"  # to both sides' signers: a send was seen that nobody signed
    test = "test"


class Way(StrEnum):
    """How a notice reaches a person; a page of Accord always shows it."""

    page = "page"
    email = "email"
    chat = "chat"
    webhook = "webhook"  # to a program, signed
