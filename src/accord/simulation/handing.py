"""Marketing's side of the hand-off: whom it calls qualified, and what of it ever reaches the CRM."""

import numpy as np
from numpy.random import Generator

from accord.simulation import words
from accord.simulation.mail import CLICK
from accord.simulation.plan import CompanyPlan
from accord.simulation.shapes import DAY, HOUR, NONE, Accounts, Array, Forms, Mails, People


def first_hand_raise(forms: Forms, people: int) -> Array:
    """When each person first asked by hand (demo, pricing, contact)."""
    asks = np.isin(forms.form, words.HAND_RAISES)
    return _nth(forms.person[asks], forms.at[asks], 1, people)


def marketing_qualified(plan: CompanyPlan, people: People, forms: Forms, mails: Mails) -> Array:
    """When marketing calls each person qualified; NONE for never.

    At the first hand-raise or the second download; loosely also at the fifth click, a scanner's click
    counted like any other.
    """
    n = len(people)
    downloads = np.isin(forms.form, words.DOWNLOADS)
    found = _earliest(first_hand_raise(forms, n), _nth(forms.person[downloads], forms.at[downloads], 2, n))
    if not plan.behaviour.loose_definition:
        return found
    clicks = mails.event == CLICK
    return _earliest(found, _nth(mails.person[clicks], mails.at[clicks], 5, n))


def meets_definition(accounts: Accounts, people: People, asked: Array) -> Array:
    """What sales would call a lead: a fitting account with somebody who decides, or anyone who asked."""
    student = people.title == len(words.TITLES) - 1
    fits = accounts.fits[people.account] & (people.title < words.DECIDING_TITLES)
    meets: Array = (fits | (asked != NONE)) & ~student
    return meets


def draw_sync(
    rng: Generator, plan: CompanyPlan, qualified_at: Array, asked_at: Array, served: Array, until: int
) -> Array:
    """When each hand-off arrives in the CRM: minutes for most, days for some, never for a share.

    Of those who asked by hand none is lost for ever: somebody finds the request in a mailbox, weeks later.
    But of people at accounts that sales serves already (`served`) the sync leaves a share out: it makes no
    second lead there, and nobody is told.
    """
    n = len(qualified_at)
    delay = np.where(rng.random(n) < 0.8, rng.exponential(0.4 * HOUR, n), rng.exponential(1.5 * DAY, n))
    lost = rng.random(n) < plan.behaviour.never_synced_share
    at = qualified_at + 60 + delay.astype(np.int64)
    asks = asked_at != NONE
    found = np.maximum(qualified_at, asked_at) + (rng.integers(6, 21, n) * DAY).astype(np.int64)
    at = np.where(lost & asks, found, at)
    left_out = served & (rng.random(n) < plan.behaviour.left_out_share)
    return np.where(lost & ~asks | left_out | (at >= until), NONE, at)


def _nth(person: Array, at: Array, n: int, people: int) -> Array:
    """When each person did it the n-th time; `at` is in order of time."""
    order = np.argsort(person, kind="stable")
    person, at = person[order], at[order]
    begins = np.searchsorted(person, np.arange(people))
    ends = np.searchsorted(person, np.arange(people), side="right")
    found = np.full(people, NONE, np.int64)
    enough = ends - begins >= n
    found[enough] = at[begins[enough] + n - 1]
    return found


def _earliest(one: Array, other: Array) -> Array:
    both = np.minimum(one, other)
    return np.where(one == NONE, other, np.where(other == NONE, one, both))
