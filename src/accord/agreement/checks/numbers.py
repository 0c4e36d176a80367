"""Numbers that must agree: targets multiplied out, volume against capacity, parts against the whole."""

import re
from decimal import Decimal

from accord.agreement.checks.view import Issues, View
from accord.agreement.cycle import find_cycle, find_working_days
from accord.agreement.shape import Document
from accord.agreement.shape.measure import Kpi
from accord.vocabulary.credit import SelfReported, Touches, model_of
from accord.vocabulary.issues import Issue
from accord.vocabulary.quantity import OutOf, Share, Unit
from accord.vocabulary.words import Reference

TOLERANCE = Decimal("0.005")  # written figures are rounded


def check_numbers(view: View) -> Issues:
    """KPIs, targets, volume, capacity, budget, rates, credit."""
    for name, kpi in view.document.kpis.items():
        if not kpi.what.strip():
            yield view.issue("kpi.no_formula", f"kpis.{name}", f'the KPI "{name}" has no formula')
        if kpi.target is None:
            yield view.issue("kpi.no_target", f"kpis.{name}", f'the KPI "{name}" has no target')
        if isinstance(kpi.target, OutOf) and kpi.target.n > kpi.target.whole:
            yield view.issue("target.out_of_reach", f"kpis.{name}.target", f'"{name}" asks for {kpi.target}')
    if len(view.document.kpis) > 5:
        yield view.issue("kpi.too_many", "kpis", f"there are {len(view.document.kpis)} joint figures")
    yield from _targets(view)
    yield from _volume(view)
    yield from _capacity(view)
    yield from _money(view)


def leads_target(document: Document) -> Decimal | None:
    """The cycle's qualified leads: the KPI, else the number that marketing promises."""
    kpi = document.kpis.get("leads")
    if kpi is not None and isinstance(kpi.target, Decimal):
        return kpi.target
    volume = document.marketing_promises.volume if document.marketing_promises else None
    return Decimal(volume.qualified) if volume and isinstance(volume.qualified, int) else None


def _differ(said: Decimal, reckoned: Decimal) -> bool:
    return abs(said - reckoned) > abs(reckoned) * TOLERANCE


def _show(number: Decimal) -> str:
    return f"{number.normalize():,f}"


def _targets(view: View) -> Issues:
    """leads x accepted x sales-ready x win rate x average = sales."""
    document = view.document
    leads = leads_target(document)
    quality = document.marketing_promises.quality if document.marketing_promises else None
    sales = document.kpis.get("sales", Kpi())
    if leads is None or not quality or not quality.accepted or not quality.sales_ready_of_accepted:
        return
    share = quality.accepted.as_share * quality.sales_ready_of_accepted.as_share
    conversions = document.kpis.get("conversions", Kpi()).target
    if isinstance(conversions, Share) and _differ(conversions.as_share, share):
        sentence = (
            f"{quality.accepted} accepted x {quality.sales_ready_of_accepted} sales-ready is "
            f"{_show(share * 100)} %, and the KPI says {conversions}"
        )
        yield view.issue("target.does_not_multiply", "kpis.conversions", sentence)
    if sales.win_rate is None or sales.average is None:
        return
    value = sales.win_rate.as_share * sales.average
    own = document.sales_promises.sourced.get("sales_ready", 0) if document.sales_promises else 0
    words = f"x {quality.accepted} x {quality.sales_ready_of_accepted}"
    last = f"x {sales.win_rate} x {_show(sales.average)}"
    reckoned = leads * share * value
    if sales.of_which_marketing_sourced is not None and _differ(sales.of_which_marketing_sourced, reckoned):
        said = _show(sales.of_which_marketing_sourced)
        sentence = f"{_show(leads)} {words} {last} = {_show(reckoned)}, and the KPI says {said}"
        yield view.issue("target.does_not_multiply", "kpis.sales.of_which_marketing_sourced", sentence)
    whole = (leads * share + own) * value
    if isinstance(sales.target, Decimal) and _differ(sales.target, whole):
        first = f"({_show(leads)} {words} + {own})" if own else f"{_show(leads)} {words}"
        sentence = f"{first} {last} = {_show(whole)}, and the KPI says {_show(sales.target)}"
        yield view.issue("target.does_not_multiply", "kpis.sales", sentence)


def _volume(view: View) -> Issues:
    document = view.document
    volume = document.marketing_promises.volume if document.marketing_promises else None
    if volume is None:
        return
    path = "marketing_promises.volume"
    leads = leads_target(document)
    if isinstance(volume.qualified, int) and leads is not None and leads != volume.qualified:
        sentence = f"marketing promises {volume.qualified} leads, the KPI says {_show(leads)}"
        yield view.issue("target.two_numbers", f"{path}.qualified", sentence)
    if isinstance(volume.qualified, Reference) and leads is None:
        sentence = f"{path}.qualified refers to {volume.qualified}, which has no number"
        yield view.issue("reference.unknown", f"{path}.qualified", sentence)
    if leads is None:
        return
    if volume.hot_at_least is not None and volume.hot_at_least > leads:
        sentence = f"{volume.hot_at_least} hot leads of {_show(leads)} are promised"
        yield view.issue("volume.hot_beyond_leads", path, sentence)
    pace = re.fullmatch(r"no week under (\d{1,6}) or over (\d{1,6})", volume.pace)
    span = find_cycle(document.agreement.cycle)
    if pace and span:
        weeks = Decimal((span[1] - span[0]).days) / 7
        if not int(pace[1]) * weeks <= leads <= int(pace[2]) * weeks:
            sentence = f"{_show(leads)} leads in {weeks:.0f} weeks do not keep the pace: {volume.pace}"
            yield view.issue("volume.pace", path, sentence)


def _capacity(view: View) -> Issues:
    """Leads open at once = leads a working day x days each stays open."""
    document = view.document
    sales = document.sales_promises
    if sales is None or sales.capacity is None or sales.outcome is None:
        return
    if find_cycle(document.agreement.cycle) is None:
        sentence = f'"{document.agreement.cycle}" is no period'
        yield view.issue("heading.unknown_cycle", "agreement.cycle", sentence)
        return
    leads, days, within = leads_target(document), find_working_days(document), sales.outcome.within
    if leads is None or not days or within.unit is not Unit.day:
        return
    stay = Decimal(within.n) if within.working else Decimal(within.n) * 5 / 7
    open_at_once = leads / days * stay
    fits = sales.capacity.open_leads_per_sdr * sales.capacity.sdrs
    if open_at_once > fits:
        sentence = (
            f"{_show(leads)} leads in {days} working days, each open {within}, are {open_at_once:.0f} "
            f"at once, and {sales.capacity.sdrs} people work {fits}"
        )
        yield view.issue("capacity.beyond", "sales_promises.capacity", sentence)


def _money(view: View) -> Issues:
    document = view.document
    budget = document.budget
    if budget is not None and budget.split and sum(budget.split.values()) != budget.programme:
        parts, whole = _show(sum(budget.split.values(), Decimal(0))), _show(budget.programme)
        sentence = f"the parts are {parts}, the programme is {whole}"
        yield view.issue("budget.does_not_add_up", "budget.split", sentence)
    cost, leads = document.kpis.get("cost_per_lead", Kpi()).target, leads_target(document)
    if budget is not None and isinstance(cost, Decimal) and leads and _differ(cost, budget.programme / leads):
        reckoned = _show((budget.programme / leads).quantize(Decimal("0.01")))
        whole = f"{_show(budget.programme)} / {_show(leads)} leads"
        sentence = f"{whole} = {reckoned} a lead, and the KPI says {_show(cost)}"
        yield view.issue("target.does_not_multiply", "kpis.cost_per_lead", sentence)
    yield from _accounts(view)
    yield from _rates(view)
    yield from _credit(view)


def _accounts(view: View) -> Issues:
    accounts = view.document.target_accounts
    target = view.document.kpis.get("shared_activity", Kpi()).target
    if accounts and accounts.tiers and isinstance(target, OutOf):
        listed = sum(accounts.tiers.values())
        if listed != target.whole:
            sentence = f"the KPI speaks of {target.whole} target accounts, the tiers hold {listed}"
            yield view.issue("target.two_numbers", "kpis.shared_activity.target", sentence)


def _rates(view: View) -> Issues:
    document = view.document
    if document.reporting is None:
        return
    said = document.reporting.currency
    currency = document.agreement.currency if isinstance(said, Reference) else said
    for name, rates in document.reporting.rates.items():
        for at, each in enumerate(rates):
            path = f"reporting.rates.{name}.{at}"
            if [key.upper() for key in each.worth] != [str(currency)]:
                sentence = (
                    f"a rate of {name} is given in {', '.join(each.worth) or 'nothing'}, not in {currency}"
                )
                yield view.issue("rate.unknown_currency", path, sentence)
            if any(worth <= 0 for worth in each.worth.values()):
                yield view.issue("rate.not_positive", path, f"a rate of {name} is not positive")


def _no_model(view: View, path: str, name: str) -> Issue:
    return view.issue("attribution.unknown_model", path, f'"{name}" is no model of credit')


def _credit(view: View) -> Issues:
    document = view.document
    if (clause := document.attribution) is not None:
        weights = re.search(r"\d+(?:/\d+)+", clause.shown_first)
        if weights and sum(map(int, weights[0].split("/"))) != 100:
            sentence = f'"{clause.shown_first}" weighs {sum(map(int, weights[0].split("/")))}'
            yield view.issue("attribution.not_whole", "attribution.shown_first", sentence)
        elif model_of(clause.shown_first) is None:
            yield _no_model(view, "attribution.shown_first", clause.shown_first)
        for at, name in enumerate(clause.beside):
            if model_of(name) is None:
                yield _no_model(view, f"attribution.beside.{at}", name)
        if clause.touches and clause.touches not in set(Touches):
            sentence = f'"{clause.touches}" does not say which touches count'
            yield view.issue("attribution.unknown_touches", "attribution.touches", sentence)
        if clause.self_reported and clause.self_reported not in set(SelfReported):
            sentence = f'"{clause.self_reported}" does not say whether what buyers say is shown'
            yield view.issue("attribution.self_reported", "attribution.self_reported", sentence)
    sourced = document.count.sourced if document.count else None
    if sourced is not None and sourced.sums_to is not None and sourced.sums_to.ppm != 1_000_000:
        yield view.issue("count.not_whole", "count.sourced.sums_to", f"sourced sums to {sourced.sums_to}")
