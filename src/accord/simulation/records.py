"""What stands in each system of a person: the same person twice, with slips, and under which address."""

import numpy as np
from numpy.random import Generator

from accord.simulation import words
from accord.simulation.plan import CompanyPlan
from accord.simulation.shapes import DAY, NONE, Accounts, Array, Copies, Handovers, People

# How a duplicate differs from the first record.
SLIPS = ("none", "first name", "company", "address", "shouting")
NAME_SLIP, COMPANY_SLIP, ADDRESS_SLIP, SHOUTING = 1, 2, 3, 4


def draw_marketing_records(rng: Generator, plan: CompanyPlan, people: People, until: int) -> Copies:
    """Everyone marketing met, some of them twice."""
    known = np.flatnonzero(~people.sales_only)
    return _with_copies(
        rng, plan, known, people.arrived[known], plan.behaviour.marketing_duplicate_share, until
    )


def draw_sales_records(
    rng: Generator, plan: CompanyPlan, people: People, handovers: Handovers, until: int
) -> Copies:
    """Every hand-off that arrived, and the prospects sales found by itself; some of them twice."""
    arrived = handovers.synced_at != NONE
    own = np.flatnonzero(people.sales_only)
    person = np.concatenate((handovers.person[arrived], own))
    created = np.concatenate((handovers.synced_at[arrived], people.arrived[own]))
    return _with_copies(rng, plan, person, created, plan.behaviour.sales_duplicate_share, until)


def _with_copies(
    rng: Generator, plan: CompanyPlan, person: Array, created: Array, share: float, until: int
) -> Copies:
    again = np.flatnonzero(rng.random(len(person)) < share)
    later = created[again] + (rng.exponential(60, len(again)) * DAY).astype(np.int64) + DAY
    again, later = again[later < until], later[later < until]
    slip = np.where(
        rng.random(len(again)) < plan.behaviour.typo_share, rng.integers(1, len(SLIPS), len(again)), 0
    )
    columns = (
        np.concatenate((person, person[again])),
        np.concatenate((np.zeros(len(person), np.int64), np.ones(len(again), np.int64))),
        np.concatenate((np.zeros(len(person), np.int64), slip)),
        np.concatenate((created, later)),
    )
    order = np.lexsort((columns[1], columns[0], columns[3]))
    return Copies(*(column[order] for column in columns))


def first_names(copies: Copies, people: People) -> Array:
    """As the record has it: with a letter lost, or shouted."""
    name = np.array(words.FIRST)[people.first[copies.person]]
    name = np.where(copies.slip == NAME_SLIP, _lose_a_letter(name), name)
    return np.where(copies.slip == SHOUTING, np.char.upper(name), name)


def last_names(copies: Copies, people: People) -> Array:
    """As the record has it."""
    name = np.array(words.LAST)[people.last[copies.person]]
    return np.where(copies.slip == SHOUTING, np.char.upper(name), name)


def company_names(copies: Copies, people: People, accounts: Accounts) -> Array:
    """With the legal form, without it, or shouted."""
    account = people.account[copies.person]
    name = accounts.name[account]
    formal = np.char.add(np.char.add(name, " "), np.array(words.LEGAL_FORM)[accounts.country[account]])
    shown = np.where(copies.slip == COMPANY_SLIP, np.char.upper(name), formal)
    return np.where((copies.person + copies.copy) % 3 == 0, name, shown)


def marketing_addresses(copies: Copies, people: People) -> Array:
    """The address marketing knows: at work, or private; the duplicate with that slip has the other one."""
    private = people.free_mail[copies.person] ^ (copies.slip == ADDRESS_SLIP)
    return np.where(private, private_addresses(people)[copies.person], people.address[copies.person])


def sales_addresses(copies: Copies, people: People) -> Array:
    """The address sales knows: the one the sync brought over, at work for its own people, or none at all."""
    brought = people.free_mail[copies.person] & ~people.sales_only[copies.person]
    known = np.where(brought, private_addresses(people)[copies.person], people.address[copies.person])
    return np.where(copies.slip == ADDRESS_SLIP, "", known)


def private_addresses(people: People) -> Array:
    """A private address of everyone, by name and number: no two people share one."""
    first, last = np.array(words.FIRST)[people.first], np.array(words.LAST)[people.last]
    number = np.arange(len(people)) % 97 + np.arange(len(people)) // 97 * 100
    local = np.char.add(np.char.add(first, last), number.astype(str))
    host = np.array(words.FREE_MAIL)[np.arange(len(people)) % len(words.FREE_MAIL)]
    return np.char.add(np.char.add(np.char.lower(local), "@"), host)


def phones(people: People, accounts: Accounts) -> Array:
    """A number of everyone, in the country of their account."""
    code = np.array(words.DIALLING)[accounts.country[people.account]]
    number = (np.arange(len(people)) * 7_919 + 2_000_003) % 9_000_000 + 1_000_000
    return np.char.add(np.char.add(code, " 20 "), number.astype(str))


def _lose_a_letter(name: Array) -> Array:
    """The name without its second letter from the end."""
    return (
        np.array(
            [text[:-2] + text[-1:] if len(text) > 3 else text + "a" for text in name.tolist()], name.dtype
        )
        if len(name)
        else name
    )
