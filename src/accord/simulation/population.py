"""Who exists: accounts and people, with what is true of them."""

import numpy as np
from numpy.random import Generator

from accord.simulation import words
from accord.simulation.plan import CompanyPlan
from accord.simulation.shapes import DAY, HOUR, NONE, Accounts, Array, People


def draw_accounts(rng: Generator, plan: CompanyPlan, since: int, until: int) -> Accounts:
    """Accounts of invented names, sizes that vary by orders of magnitude, and the true fit of each."""
    n = max(2, round(plan.people / plan.people_per_account))
    country = rng.choice(len(words.COUNTRIES), n, p=_shares(words.COUNTRY_SHARE))
    industry = rng.choice(len(words.INDUSTRIES), n, p=_shares(words.INDUSTRY_SHARE))
    employees = np.clip(rng.lognormal(5.2, 1.4, n), 3, 40_000).astype(np.int64)
    fits = (industry < words.FITTING_INDUSTRIES) & (employees >= 200) & (employees <= 5_000)
    customer = rng.random(n) < plan.behaviour.known_account_share
    age = rng.integers(30 * DAY, 900 * DAY, n)
    name, domain = _names(rng, n, country)
    chosen = np.flatnonzero(fits)[: plan.target_accounts]
    return Accounts(
        name=name,
        domain=domain,
        industry=industry,
        country=country,
        employees=employees,
        fits=fits,
        scans=rng.random(n) < plan.behaviour.machine_click_share,
        customer_since=np.where(customer, until - age, NONE),
        target=np.isin(np.arange(n), chosen),
    )


def draw_people(rng: Generator, plan: CompanyPlan, accounts: Accounts, since: int, until: int) -> People:
    """People of these accounts; how likely each truly is to buy is fit, role, channel and chance."""
    n = plan.people
    account = np.concatenate((np.arange(len(accounts)), rng.integers(0, len(accounts), n)))[:n]
    rng.shuffle(account)
    title = rng.choice(len(words.TITLES), n, p=_shares(words.TITLE_SHARE))
    channel = rng.choice(len(plan.channels), n, p=_shares([c.share for c in plan.channels]))
    effect = np.array([c.effect for c in plan.channels])[channel]
    decides = title < words.DECIDING_TITLES
    log_odds = -2.6 + 1.5 * accounts.fits[account] + 0.9 * decides + effect + rng.normal(0, 0.6, n)
    first, last = rng.integers(0, len(words.FIRST), n), rng.integers(0, len(words.LAST), n)
    return People(
        account=account,
        first=first,
        last=last,
        title=title,
        address=_addresses(first, last, accounts.domain[account]),
        free_mail=rng.random(n) < plan.behaviour.free_mail_share,
        arrived=in_office_hours(
            rng, (since + (until - since) * rng.random(n) ** 0.8).astype(np.int64), until
        ),
        channel=channel,
        propensity=1 / (1 + np.exp(-log_odds)),
        sales_only=rng.random(n) < plan.behaviour.sales_only_share,
    )


def in_office_hours(rng: Generator, at: Array, until: int) -> Array:
    """The same instants moved to weekdays between 7 and 17 UTC, never past `until`."""
    day = at // DAY
    weekday = (day + 3) % 7  # 1970-01-01 was a Thursday
    day = day - np.where(weekday >= 5, weekday - 4, 0)
    moved = day * DAY + (7 * HOUR + rng.random(len(at)) * 10 * HOUR).astype(np.int64)
    return np.where(moved > until, moved - 7 * DAY, moved)


def next_office_hour(rng: Generator, at: Array) -> Array:
    """The same instant on a weekday between 7 and 17 UTC, else some time of the next working morning."""
    day, second = at // DAY, at % DAY
    day = day + (second >= 17 * HOUR)
    weekday = (day + 3) % 7
    first = day + np.where(weekday >= 5, 7 - weekday, 0)
    waits = (first != at // DAY) | (second < 7 * HOUR)
    return np.where(waits, first * DAY + 7 * HOUR + rng.integers(0, 3 * HOUR, len(at)), at)


def _shares(shares: object) -> Array:
    array = np.asarray(shares, float)
    result: Array = array / array.sum()
    return result


def _names(rng: Generator, n: int, country: Array) -> tuple[Array, Array]:
    """Names that no two accounts share, and domains that nobody owns (they all end in -demo)."""
    each = len(words.STEM_A) * len(words.STEM_B) * len(words.TRADE)
    number = rng.permutation(max(each, n))[:n]
    a, rest = number % len(words.STEM_A), number // len(words.STEM_A)
    b, rest = rest % len(words.STEM_B), rest // len(words.STEM_B)
    trade, again = rest % len(words.TRADE), rest // len(words.TRADE)
    stem = np.char.add(np.array(words.STEM_A)[a], np.array(words.STEM_B)[b])
    stem = np.char.add(stem, np.where(again > 0, again.astype(str), ""))
    kind = np.array(words.TRADE)[trade]
    name = np.char.add(np.char.add(stem, " "), kind)
    label = np.char.add(np.char.add(np.char.lower(stem), "-"), np.char.lower(kind))
    domain = np.char.add(np.char.add(label, "-demo."), np.array(words.COUNTRY_DOMAIN)[country])
    return name, domain


def _addresses(first: Array, last: Array, domain: Array) -> Array:
    """first.last@domain, numbered where an account has two people of one name."""
    local = np.char.add(np.char.add(np.array(words.FIRST)[first], "."), np.array(words.LAST)[last])
    address = np.char.add(np.char.add(np.char.lower(local), "@"), domain)
    order = np.argsort(address, kind="stable")
    ordered = address[order]
    begins = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    number = np.arange(len(address)) - np.repeat(begins, np.diff(np.append(begins, len(address))))
    again = np.empty(len(address), np.int64)
    again[order] = number
    parts = np.char.partition(address, "@")
    local = np.char.add(parts[:, 0], np.where(again > 0, (again + 1).astype(str), ""))
    return np.char.add(np.char.add(local, "@"), parts[:, 2])
