"""What buyers do: the forms they send, driven by how likely they truly are to buy."""

import numpy as np
from numpy.random import Generator

from accord.simulation import words
from accord.simulation.plan import CompanyPlan
from accord.simulation.population import in_office_hours
from accord.simulation.shapes import DAY, Array, Forms, People

_ASKS = 0.42  # of those certain to buy, how many ask by hand


def draw_forms(rng: Generator, plan: CompanyPlan, people: People, until: int) -> Forms:
    """Most people come by a form; then more of them, and a hand-raise the likelier the readier they are.

    Nobody sends a form after `until`; people whom only sales knows send none.
    """
    known = np.flatnonzero(~people.sales_only)
    soft = np.setdiff1d(np.arange(len(words.FORMS)), words.HAND_RAISES)
    more = rng.poisson(plan.forms_mean * (0.5 + 2 * people.propensity[known]))
    person = np.concatenate((known, np.repeat(known, more)))
    wait = np.concatenate((np.zeros(len(known)), rng.exponential(40, int(more.sum())))) * DAY
    form = rng.choice(soft, len(person), p=(0.34, 0.22, 0.20, 0.24))
    asks = known[rng.random(len(known)) < _ASKS * people.propensity[known] + 0.012]
    person = np.concatenate((person, asks))
    wait = np.concatenate((wait, rng.exponential(18, len(asks)) * DAY))
    form = np.concatenate((form, rng.choice(words.HAND_RAISES, len(asks), p=(0.5, 0.2, 0.3))))
    at = people.arrived[person] + wait.astype(np.int64)
    kept = at < until
    person, form, at = person[kept], form[kept], at[kept]
    moved = in_office_hours(rng, at, until)
    at = np.where(at > people.arrived[person], np.maximum(moved, people.arrived[person]), at)
    order = np.lexsort((form, person, at))
    return Forms(person[order], form[order], at[order])


def add_orphan(
    rng: Generator, plan: CompanyPlan, people: People, fits: Array, forms: Forms, until: int
) -> tuple[Forms, int]:
    """One more demo request, of somebody who fits and never asked before, days ago: the one nobody answers.

    Returns the forms with it, and whose it is; (-1: nobody fits, or no rep has left).
    """
    at = until - plan.departed_rep_days * DAY - 2 * 3_600
    quiet = ~np.isin(np.arange(len(people)), forms.person[np.isin(forms.form, words.HAND_RAISES)])
    able = fits[people.account] & (people.title < words.DECIDING_TITLES) & (people.arrived < at - 10 * DAY)
    able &= quiet & ~people.sales_only & ~people.free_mail
    if plan.behaviour.departed == 0 or not able.any():
        return forms, -1
    orphan = int(rng.choice(np.flatnonzero(able)))
    place = int(np.searchsorted(forms.at, at))
    added = zip((forms.person, forms.form, forms.at), (orphan, words.HAND_RAISES[0], at), strict=True)
    return Forms(*(np.insert(column, place, value) for column, value in added)), orphan
