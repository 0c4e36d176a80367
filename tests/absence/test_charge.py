"""Operations say what is whose; the routes' territory and named account follow, and nobody else may say it."""

import pytest

from accord.agreement import parse
from accord.agreement.routing import Ask, decide_owner
from accord.ledger.models import Act
from accord.teams.candidates import find_candidates
from accord.teams.charge.acts import CHARGED, set_charges
from accord.teams.charge.reads import ChargeKind
from accord.vocabulary.errors import Invalid, Refused
from tests.absence.company import NOW, northmoor, people, seat_of
from tests.cast import Cast
from tests.roster.statements import say

pytestmark = pytest.mark.django_db


def owner(**asked: object) -> str | None:
    document = parse(northmoor()).get_document()
    ask = Ask(kind="to_inside", team="SDR", **asked)  # type: ignore[arg-type]
    return decide_owner(document.route, ask, find_candidates(document, NOW), NOW).owner


def test_a_territory_and_an_account_are_whose_operations_say(cast: Cast) -> None:
    say(people())
    assert owner(country="NL") == "005A"
    set_charges(cast.olga, seat_of("005B"), ChargeKind.territory, ["NL", " BE ", ""], NOW)
    assert (owner(country="NL"), owner(country="BE"), owner(country="DE")) == ("005B", "005B", "005A")
    set_charges(cast.olga, seat_of("005A"), ChargeKind.account, ["7"], NOW)
    assert owner(country="NL", account=7) == "005A"
    set_charges(cast.olga, seat_of("005B"), ChargeKind.territory, ["BE"], NOW)
    assert owner(country="NL") == "005A"
    set_charges(cast.olga, seat_of("005B"), ChargeKind.territory, ["BE"], NOW)
    assert Act.objects.filter(kind=CHARGED).count() == 2


def test_nobody_else_says_it_and_nonsense_is_refused(cast: Cast) -> None:
    say(people())
    for by in (cast.maya, cast.sam, cast.rita, cast.victor, cast.iris):
        with pytest.raises(Refused):
            set_charges(by, seat_of("005A"), ChargeKind.territory, ["NL"], NOW)
    for kind, value in ((ChargeKind.account, "Acme"), (ChargeKind.territory, "x" * 61)):
        with pytest.raises(Invalid):
            set_charges(cast.olga, seat_of("005A"), kind, [value], NOW)
