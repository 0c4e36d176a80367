"""Fit and engagement: every rule readable, every threshold within reach, every class reachable."""

from collections.abc import Sequence

from accord.agreement.checks.stages import unclear_issue
from accord.agreement.checks.view import Issues, View
from accord.agreement.nearest import nearest
from accord.agreement.rules.account import read_account
from accord.agreement.rules.conditions import Condition, RuleUnclear
from accord.agreement.rules.fit import FitTest, read_fit
from accord.agreement.rules.reading import read_rule
from accord.agreement.shape.journey import Points, QualifiedLead
from accord.agreement.tables import AtomType
from accord.vocabulary.facts import FactKind
from accord.vocabulary.issues import Issue
from accord.vocabulary.phrases import PHRASES, TRAITS, find_kinds, plain

_AXIS = {AtomType.fit: "fit", AtomType.engagement: "engagement"}


def check_scores(view: View) -> Issues:
    """The clause qualified_lead, part by part."""
    lead = view.document.qualified_lead
    if lead is None:
        return
    yield from _fit(view, lead)
    yield from _engagement(view, lead)
    yield from _thresholds(view, lead)
    yield from _classes(view, lead)
    for at, each in enumerate(lead.hot):
        if find_kinds(each) is None:
            yield _unknown_act(view, f"qualified_lead.hot.{at}", each)
    for at, each in enumerate(lead.never):
        if find_kinds(each) is None and plain(each) not in TRAITS:
            sentence = f'nothing that is recorded says "{each}"'
            yield view.issue("never.not_recorded", f"qualified_lead.never.{at}", sentence)
    if lead.half_life.working or not lead.half_life.days:
        sentence = f"the half-life is {lead.half_life}"
        yield view.issue("score.half_life", "qualified_lead.half_life", sentence)


def _unknown_act(view: View, path: str, text: str) -> Issue:
    near = nearest(plain(text), PHRASES)
    remedy = f'did you mean "{near}"?' if near else ""
    return view.issue("rule.unclear", path, f'"{text}" is nothing that can happen', remedy)


def _fit(view: View, lead: QualifiedLead) -> Issues:
    for at, each in enumerate(lead.fit):
        path = f"qualified_lead.fit.{at}"
        if each.points <= 0:
            yield view.issue("score.no_points", path, f'"{each.when}" gives {each.points} points')
        try:
            read_fit(each.when)
        except RuleUnclear as unclear:
            yield unclear_issue(view, path, "a fit rule", unclear)


def _engagement(view: View, lead: QualifiedLead) -> Issues:
    seen: dict[FactKind, str] = {}
    for at, each in enumerate(lead.engagement):
        path = f"qualified_lead.engagement.{at}"
        kinds = find_kinds(each.when)
        if kinds is None:
            yield _unknown_act(view, path, each.when)
        if each.points <= 0:
            yield view.issue("score.no_points", path, f'"{each.when}" gives {each.points} points')
        if each.cap is not None and each.cap < each.points:
            sentence = f'"{each.when}" gives {each.points} points under a cap of {each.cap}'
            yield view.issue("score.cap", path, sentence)
        twice = next((seen[kind] for kind in kinds or () if kind in seen), None)
        if twice is not None:
            yield view.issue("score.act_twice", path, f'"{each.when}" and "{twice}" count the same act')
        seen |= dict.fromkeys(kinds or (), each.when)


def most_fit(lead: QualifiedLead) -> int:
    """The points of the best possible fit: values of one attribute exclude one another."""
    tests: dict[str, list[tuple[FitTest, int]]] = {}
    for each in lead.fit:
        try:
            test = read_fit(each.when)
        except RuleUnclear:
            continue
        tests.setdefault(test.attribute, []).append((test, each.points))
    return min(lead.fit_at_most, sum(_best(rules) for rules in tests.values()))


def _best(rules: list[tuple[FitTest, int]]) -> int:
    values: set[str | int] = {value for test, _ in rules for value in test.one_of}
    values |= {edge for test, _ in rules for edge in (test.low, test.high) if edge is not None}
    return max(sum(points for test, points in rules if _holds(test, value)) for value in values)


def _holds(test: FitTest, value: str | int) -> bool:
    if isinstance(value, str):
        return value in test.one_of
    low_ok = test.low is None or test.low <= value
    return not test.one_of and low_ok and (test.high is None or value <= test.high)


def most_engagement(rules: Sequence[Points], at_most: int) -> int:
    """The points of the greatest possible engagement: every cap reached."""
    return min(at_most, sum(each.points if each.cap is None else each.cap for each in rules))


def _thresholds(view: View, lead: QualifiedLead) -> Issues:
    """Everything that asks for a score, and whether that score can be had."""
    most = {
        AtomType.fit: most_fit(lead),
        AtomType.engagement: most_engagement(lead.engagement, lead.engagement_at_most),
    }
    asked = [("qualified_lead.qualifies", lead.qualifies)] if lead.qualifies else []
    asked += [(f"qualified_lead.classes.{name}", text) for name, text in lead.classes.items()]
    asked += [(f"stages.{stage.id}.enters", stage.enters) for stage in view.document.stages]
    for path, text in asked:
        if text == "the rest":
            continue
        try:
            leaves = read_rule(text).leaves
        except RuleUnclear as unclear:
            if not path.startswith("stages."):
                yield unclear_issue(view, path, path, unclear)
            continue
        for leaf in leaves:
            if isinstance(leaf, Condition) and leaf.n > most.get(leaf.type, leaf.n):
                sentence = f"{path} asks for {leaf.text}, and there are at most {most[leaf.type]} points"
                yield view.issue("score.out_of_reach", path, sentence)
    yield from _account(view, lead, most)


def _account(view: View, lead: QualifiedLead, most: dict[AtomType, int]) -> Issues:
    path = "qualified_lead.account_qualifies"
    if not lead.account_qualifies:
        return
    found = read_account(lead.account_qualifies)
    if found is None:
        remedy = "write `3 people with engagement >= 15 within 30 days`"
        yield view.issue("rule.unclear", path, f'"{lead.account_qualifies}" is no rule of accounts', remedy)
    elif found.least > most[AtomType.fit if found.axis == "fit" else AtomType.engagement]:
        sentence = f"{path} asks for {found.axis} >= {found.least}, which is more than there is"
        yield view.issue("score.out_of_reach", path, sentence)


def _classes(view: View, lead: QualifiedLead) -> Issues:
    """First match wins, so an easier class must not stand before a stricter one."""
    before: list[tuple[str, dict[str, int]]] = []
    for name, text in lead.classes.items():
        path = f"qualified_lead.classes.{name}"
        least = _minima(text)
        if least is None:
            yield view.issue("rule.unclear", path, f'the class "{name}" is not made of fit and engagement')
            continue
        for other, easier in before:
            if all(easier[axis] <= least[axis] for axis in least):
                sentence = f'every lead of class "{name}" is already in class "{other}"'
                yield view.issue("class.unreachable", path, sentence)
                break
        before.append((name, least))
    if lead.classes and "the rest" not in lead.classes.values():
        yield view.issue("class.no_rest", "qualified_lead.classes", "leads outside every class have no class")


def _minima(text: str) -> dict[str, int] | None:
    least = dict.fromkeys(_AXIS.values(), 0)
    if text == "the rest":
        return least
    try:
        rule = read_rule(text)
    except RuleUnclear:
        return least
    if len(rule.any_of) != 1 or rule.unless:
        return None
    for leaf in rule.any_of[0]:
        if not isinstance(leaf, Condition) or leaf.type not in _AXIS:
            return None
        least[_AXIS[leaf.type]] = leaf.n
    return least
