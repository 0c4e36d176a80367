"""What was said to suggested acts, by rule, so that rules can be amended: joint counts, nobody by name."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from accord.agreement.next_act import Rule
from accord.handoffs.next_answers import NEXT
from accord.ledger.models import Act
from accord.teams.rights import Right, require
from accord.vocabulary.next_answers import NextAnswer
from accord.vocabulary.people import Viewer


@dataclass(frozen=True, slots=True)
class RuleAnswered:
    """One rule: how many suggestions were answered, how many of them accepted; why the others were not."""

    rule: str
    answered: int
    accepted: int
    share: float  # accepted / answered
    why_not: dict[str, int]


@dataclass(frozen=True, slots=True)
class NextAnsweredPage:
    """Every rule that was answered, and all together."""

    rules: tuple[RuleAnswered, ...]
    answered: int
    accepted: int


def read_next_answered(viewer: Viewer) -> NextAnsweredPage:
    """By rule, the most answered first. Of several answers to one suggestion on a lead the last one counts."""
    require(viewer, Right.see_board)
    last: dict[tuple[int, str], tuple[str, str, str]] = {}
    acts = Act.objects.filter(kind=NEXT).order_by("id").values_list("payload", "reason")
    for said, why in acts.iterator():
        last[said["handoff"], said["mark"]] = said["rule"], said["answer"], why
    by_rule: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for rule, answer, why in last.values():
        by_rule[rule].append((answer, why))
    rules = [_rule(rule, said) for rule, said in by_rule.items()]
    order = [rule.value for rule in Rule]
    ranked = sorted(rules, key=lambda one: (-one.answered, order.index(one.rule)))
    return NextAnsweredPage(
        tuple(ranked), sum(one.answered for one in rules), sum(one.accepted for one in rules)
    )


def _rule(rule: str, said: list[tuple[str, str]]) -> RuleAnswered:
    accepted = sum(answer == NextAnswer.accepted for answer, _ in said)
    why_not = Counter(why for answer, why in said if answer == NextAnswer.refused)
    return RuleAnswered(rule, len(said), accepted, accepted / len(said), dict(sorted(why_not.items())))
