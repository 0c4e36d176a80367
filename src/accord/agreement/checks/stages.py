"""Stages: each owned, each with an entry that can be read, none hidden by a later one."""

from accord.agreement.atoms import Atoms
from accord.agreement.checks.view import SIDES, Issues, View, did_you_mean
from accord.agreement.rules.conditions import ClauseHolds, Condition, Leaf, Rule, RuleUnclear
from accord.agreement.rules.reading import read_rule
from accord.agreement.shape.journey import Stage
from accord.agreement.tables import AtomType
from accord.vocabulary.facts import FactKind
from accord.vocabulary.issues import Issue


def check_stages(view: View) -> Issues:
    """Owners and entries of each stage, then the stages beside one another."""
    stages = view.document.stages
    if not stages:
        yield view.issue("stages.none", "stages", "there are no stages")
        return
    for stage in stages:
        yield from _owner(view, stage)
        yield from _entry(view, stage)
    if "sales" not in [stage.owner for stage in stages]:
        yield view.issue("stages.no_sales", "stages", "no stage is owned by sales, so nothing is handed over")
    after_sales = False
    for stage in stages:
        after_sales |= stage.owner == "sales"
        if after_sales and stage.owner == "marketing":
            sentence = f'marketing owns "{stage.id}", which comes after a stage of sales'
            yield view.issue("stages.owner_goes_back", f"stages.{stage.id}", sentence)
    yield from _beside_one_another(view)
    yield from _together(view)


def _owner(view: View, stage: Stage) -> Issues:
    path = f"stages.{stage.id}"
    if stage.owner is None:
        yield view.issue("stage.no_owner", path, f'stage "{stage.id}" has no owner')
    elif stage.owner not in SIDES:
        sentence = f'stage "{stage.id}" names the owner "{stage.owner}", who is no side of the agreement'
        remedy = did_you_mean(stage.owner, SIDES) + "; the team goes under `team`"
        yield view.issue("stage.unknown_owner", f"{path}.owner", sentence, remedy)


def _entry(view: View, stage: Stage) -> Issues:
    path = f"stages.{stage.id}"
    if not stage.enters.strip():
        yield view.issue("stage.no_entry", path, f'stage "{stage.id}" has no entry')
        return
    try:
        rule = read_rule(stage.enters)
    except RuleUnclear as unclear:
        yield unclear_issue(view, f"{path}.enters", f'stage "{stage.id}"', unclear)
        return
    for leaf in rule.leaves:
        if isinstance(leaf, ClauseHolds):
            yield from _clause(view, stage, leaf)


def _clause(view: View, stage: Stage, leaf: ClauseHolds) -> Issues:
    path = f"stages.{stage.id}.enters"
    lead = view.document.qualified_lead
    if leaf.clause != "qualified_lead":
        sentence = f'stage "{stage.id}" enters by the clause "{leaf.clause}", which decides no entry'
        yield view.issue("rule.unclear", path, sentence, "write `clause qualified_lead`")
    elif lead is None or not (lead.qualifies or lead.hot):
        sentence = f'stage "{stage.id}" enters by qualified_lead, which says neither `qualifies` nor `hot`'
        yield view.issue("stage.unreachable", path, sentence, "add `qualifies:` to qualified_lead")


def unclear_issue(view: View, path: str, what: str, unclear: RuleUnclear) -> Issue:
    """A rule that cannot be read, with the nearest known phrase."""
    remedy = f'did you mean "{unclear.near}"?' if unclear.near else ""
    return view.issue("rule.unclear", path, f"{what}: {unclear.sentence}", remedy)


def _beside_one_another(view: View) -> Issues:
    rules = [(stage, _readable(stage.enters)) for stage in view.document.stages]
    known = [(stage, rule) for stage, rule in rules if rule is not None]
    for at, (stage, rule) in enumerate(known):
        for later, other in known[at + 1 :]:
            path = f"stages.{later.id}.enters"
            if _meaning(rule) == _meaning(other):
                yield view.issue("stages.overlap", path, f'"{stage.id}" and "{later.id}" have the same entry')
                break
            if not other.unless and _always(rule, other):
                sentence = f'whoever enters "{stage.id}" is at once in the later "{later.id}"'
                yield view.issue("stage.unreachable", f"stages.{stage.id}.enters", sentence)
                break
    if known and not any(FactKind.deal_won in _kinds(leaf) for _, rule in known for leaf in rule.leaves):
        yield view.issue("stages.nothing_won", "stages", "no stage is entered by a won deal")


def _together(view: View) -> Issues:
    """Whether rules that can each be read can also be compiled together."""
    texts = [stage.enters for stage in view.document.stages]
    lead = view.document.qualified_lead
    if lead is not None and lead.qualifies:
        texts.append(lead.qualifies)
    try:
        atoms = Atoms(view.document)
    except RuleUnclear:
        return  # a fit rule, said with its own line
    if any(_readable(text) is None for text in texts):
        return
    for stage in view.document.stages:
        try:
            atoms.rule(stage.enters)
        except RuleUnclear as unclear:
            yield unclear_issue(view, f"stages.{stage.id}.enters", f'stage "{stage.id}"', unclear)


def _readable(text: str) -> Rule | None:
    try:
        return read_rule(text)
    except RuleUnclear:
        return None


def _kinds(leaf: Leaf) -> frozenset[FactKind]:
    return leaf.kinds if isinstance(leaf, Condition) else frozenset()


def _meaning(rule: Rule) -> frozenset[frozenset[object]]:
    """What a rule says, whatever its wording and order."""
    return frozenset(frozenset(_sense(leaf) for leaf in each) for each in rule.any_of)


def _sense(leaf: Leaf) -> object:
    return leaf if isinstance(leaf, ClauseHolds) else (leaf.type, leaf.kinds, leaf.n, leaf.days)


def _always(rule: Rule, other: Rule) -> bool:
    """Whether `other` holds whenever `rule` does."""
    return all(
        any(all(any(_implies(left, right) for left in one) for right in two) for two in other.any_of)
        for one in rule.any_of
    )


def _implies(left: Leaf, right: Leaf) -> bool:
    if isinstance(left, ClauseHolds) or isinstance(right, ClauseHolds):
        return left == right
    if left.type is not right.type:
        return False
    if left.type is AtomType.happened:
        in_time = right.days == 0 or 0 < left.days <= right.days
        return left.kinds <= right.kinds and left.n >= right.n and in_time
    if left.type is AtomType.silence:
        return left.days >= right.days
    return left.n >= right.n
