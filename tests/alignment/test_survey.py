"""The survey tells on nobody: not in the record, not by its figures, not by taking differences of them."""

import itertools
import json
import random
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client

from accord.alignment.survey import figures as module
from accord.alignment.survey.figures import Ends, figures
from accord.alignment.survey.models import SurveyAnswer, SurveyRoll, SurveyRound
from accord.alignment.survey.rounds import answer, answers_of, close_round, digest_of, open_round
from accord.ledger.models import Act, Job, OutboxMessage
from accord.reporting.survey import survey, survey_file
from accord.teams.people import add_person, find_viewer
from accord.vocabulary.errors import Invalid, Refused
from accord.vocabulary.people import Role, Viewer
from accord.vocabulary.plain import plain
from accord.workflows.meetings import hold_meeting
from accord.workflows.work import work_once
from accord.workflows.work_kinds import KINDS
from tests.alignment.conftest import NOW
from tests.cast import PASSWORD, Cast
from tests.interfaces.test_web_frame import signed_in

pytestmark = pytest.mark.django_db
YES, NO = {"s1": "yes", "s2": "rather_no"}, {"s1": "no", "s2": "no"}


def receipt(viewer: Viewer) -> str:
    """What this person's browser drew."""
    return f"receipt-of-{viewer.user_id:020d}"


def crowd(cast: Cast, marketing: int, sales: int) -> list[Viewer]:
    """So many people beside the cast's own three."""
    made = []
    for role, count in ((Role.marketing, marketing), (Role.rep, sales)):
        for n in range(count):
            address = f"{role.value}{n}@accord.example"
            add_person(cast.olga, email=address, name=f"{role.value} {n}", role=role, password=PASSWORD)
            found = find_viewer(address)
            assert found is not None
            made.append(found)
    return made


def give(people: list[Viewer], said: dict[str, str]) -> None:
    for each in people:
        answer(each, receipt(each), said, now=NOW)


def test_figures_come_when_the_round_is_closed_beside_what_is_measured(cast: Cast, signed: str) -> None:
    people = crowd(cast, 5, 5)
    assert open_round(cast.olga, now=NOW).asked == 13
    give([cast.maya, *people[:4]], YES)
    give([*people[5:], cast.sam], NO)
    give(people[4:5], NO)
    assert survey(cast.victor, NOW).results == ()
    close_round(cast.olga, "2027-Q1", now=NOW)
    seen = {json.dumps(plain(survey(v, NOW)), default=str) for v in cast.everyone().values()}
    assert len(seen) == 1
    first = survey(cast.victor, NOW).results[0].asked[0]
    marketing, sales = first.figures.teams
    assert (marketing.hits, marketing.cases, marketing.ends) == (5, 6, Ends.at_least)
    assert (sales.hits, sales.cases, sales.ends) == (1, 6, Ends.at_most)
    assert first.figures.gap == pytest.approx(4 / 6)
    assert first.question.measured_by == "sales_promises.follow_up" and first.twin.measured is not None
    support = survey(cast.victor, NOW).results[0].asked[1].twin
    assert support.measured is None and "content request" in support.says


def test_nothing_in_the_record_joins_a_person_and_an_answer(cast: Cast, signed: str) -> None:
    people = [*crowd(cast, 5, 5), cast.maya, cast.sam]
    open_round(cast.olga, now=NOW)
    before = Act.objects.count(), Job.objects.count(), OutboxMessage.objects.count()
    shuffled = random.Random(7).sample(people, len(people))
    for each in shuffled:
        answer(
            each, receipt(each), YES if each.role is Role.marketing else NO, now=NOW + timedelta(minutes=1)
        )
    assert (Act.objects.count(), Job.objects.count(), OutboxMessage.objects.count()) == before
    row = SurveyRound.objects.get()
    stored = list(SurveyAnswer.objects.values_list("digest", flat=True))
    assert set(stored) == {digest_of(row.pk, receipt(each)) for each in people}
    # The order in which the rows stand is not the order in which they came, and not that of the roll.
    order = "rowid" if connection.vendor == "sqlite" else "ctid"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT digest FROM alignment_surveyanswer ORDER BY {order}")
        standing = [digest for (digest,) in cursor.fetchall()]
    came = [digest_of(row.pk, receipt(each)) for each in shuffled]
    assert standing != came and standing != came[::-1]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(DISTINCT xmin::text) FROM alignment_surveyanswer")
            assert cursor.fetchone()[0] == 1
            cursor.execute("SELECT count(DISTINCT xmin::text) FROM alignment_surveyroll")
            assert cursor.fetchone()[0] == 1
    columns = {field.name for field in SurveyAnswer._meta.get_fields()}
    assert columns == {"digest", "round", "side", "answers"}
    close_round(cast.olga, row.cycle, now=NOW)
    assert not SurveyRoll.objects.exists()
    closed = survey(cast.victor, NOW).results[0].round
    assert (closed.asked, closed.answered) == (13, 12)


def test_a_side_that_would_point_at_somebody_is_not_kept(cast: Cast, signed: str) -> None:
    people = crowd(cast, 2, 6)  # with the cast: three of marketing, eight of sales
    open_round(cast.olga, now=NOW)
    give([*people, cast.maya], YES)
    assert set(SurveyAnswer.objects.values_list("side", flat=True)) == {""}


def test_a_side_of_which_too_few_answered_goes_with_the_end(cast: Cast, signed: str) -> None:
    people = crowd(cast, 6, 6)
    open_round(cast.olga, now=NOW)
    give([*people[:2], *people[6:]], YES)
    close_round(cast.olga, "2027-Q1", now=NOW)
    assert {side for side, _ in answers_of("2027-Q1")} == {""}
    found = survey(cast.victor, NOW).results[0].asked[0].figures
    assert found.teams == () and found.both is not None and found.both.cases == 8


def test_one_answers_once_and_may_change_it_until_the_end(cast: Cast, signed: str) -> None:
    open_round(cast.olga, now=NOW)
    for said in (YES, YES, NO):
        answer(cast.rita, receipt(cast.rita), said, now=NOW)
    assert list(SurveyAnswer.objects.values_list("answers", flat=True)) == [NO]
    with pytest.raises(Refused):
        answer(cast.rita, "another-receipt-of-the-same", YES, now=NOW)
    with pytest.raises(Refused):  # who has not answered cannot take over an answer
        answer(cast.sam, receipt(cast.rita), YES, now=NOW)
    assert list(SurveyAnswer.objects.values_list("answers", flat=True)) == [NO]
    close_round(cast.olga, "2027-Q1", now=NOW)
    with pytest.raises(Refused):
        answer(cast.rita, receipt(cast.rita), YES, now=NOW)


def test_who_is_not_asked_and_what_is_no_answer(cast: Cast, signed: str) -> None:
    open_round(cast.olga, now=NOW)
    for by in (cast.victor, cast.iris, cast.olga):
        with pytest.raises(Refused):
            answer(by, receipt(by), YES, now=NOW)
    for said in ({}, {"s9": "yes"}, {"s1": "perhaps"}, {"s1": ""}):
        with pytest.raises(Invalid):
            answer(cast.rita, receipt(cast.rita), said, now=NOW)
    with pytest.raises(Invalid):
        answer(cast.rita, "short", YES, now=NOW)


def test_one_round_a_cycle_opened_by_people_or_by_the_rhythm(cast: Cast, signed: str) -> None:
    hold_meeting(cast.maya, "weekly", now=NOW)
    assert not SurveyRound.objects.exists()
    review = datetime.fromisoformat("2027-03-15T09:30:00+01:00")  # the week of review_by, 19 March
    hold_meeting(cast.maya, "weekly", now=review)
    hold_meeting(cast.maya, "weekly", now=review)
    assert open_round(cast.olga, now=review).cycle == "2027-Q1"
    assert SurveyRound.objects.count() == 1
    assert Act.objects.get(kind="survey_opened").reason == "weekly meeting of 2027-W11"
    with pytest.raises(Refused):
        open_round(cast.rita, now=review)


def test_nobody_is_asked_under_a_draft(cast: Cast, draft_only: str) -> None:
    with pytest.raises(Refused, match="unsigned"):
        open_round(cast.olga, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_a_round_ends_with_its_cycle_by_itself(cast: Cast, signed: str) -> None:
    open_round(cast.olga, now=NOW)
    answer(cast.rita, receipt(cast.rita), YES, now=NOW)
    end = datetime.fromisoformat("2027-04-01T00:00:00+02:00")
    with pytest.raises(Refused):
        answer(cast.sam, receipt(cast.sam), YES, now=end)
    kinds = {"close_survey": KINDS["close_survey"]}
    assert work_once(kinds, lambda: end) and SurveyRound.objects.get().closed_at == end
    assert not SurveyRoll.objects.exists()


def leaks(smallest: int = 5) -> int:
    """How often what is published leaves no doubt about every member of a team, though all sizes are known.

    Every way in which two teams of 4 to 6 can say yes or no is published; ways that look the same are one.
    """
    possible: dict[tuple[int, int, str], list[tuple[int, int]]] = {}
    for m, s in itertools.product(range(4, 7), repeat=2):
        for yes_m, yes_s in itertools.product(range(m + 1), range(s + 1)):
            said = [("marketing", {"s1": "yes" if n < yes_m else "no"}) for n in range(m)]
            said += [("sales", {"s1": "yes" if n < yes_s else "no"}) for n in range(s)]
            possible.setdefault((m, s, repr(figures("s1", said, smallest))), []).append((yes_m, yes_s))
    return sum(
        {pair[side] for pair in pairs} in ({0}, {size})
        for (m, s, _), pairs in possible.items()
        for side, size in ((0, m), (1, s))
    )


def test_no_difference_of_figures_tells_what_a_team_said_to_a_man() -> None:
    assert leaks() == 0


@pytest.mark.parametrize("mutant", ["unanimous", "joint exact", "no smallest group", "one team alone"])
def test_each_guard_against_differences_is_needed(mutant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The mutants: without any one guard, subtracting or looking at the ends tells what everybody said."""
    real = module._believed

    def exact(group: str, hits: int, cases: int) -> module.Believed:
        return module.Believed(group, hits, cases, Ends.exact, None)

    if mutant == "unanimous":
        monkeypatch.setattr(module, "_believed", exact)
        assert leaks() > 0
    elif mutant == "joint exact":

        def with_joint(
            question: str, answers: list[tuple[str, dict[str, str]]], smallest: int
        ) -> module.Figures:
            teams = tuple(
                real(side, sum(a[question] == "yes" for s, a in answers if s == side),
                     sum(s == side for s, _ in answers)) for side in module.SIDES
            )  # fmt: skip
            hits = sum(a[question] == "yes" for _, a in answers)
            return module.Figures(exact("both", hits, len(answers)), teams)

        monkeypatch.setitem(globals(), "figures", with_joint)
        assert leaks() > 0
    elif mutant == "no smallest group":
        said = [("marketing", {"s1": "yes"}), *(("sales", {"s1": "no"}) for _ in range(5))]
        assert figures("s1", said, 5).teams == ()
        assert figures("s1", said, 1).teams == ()  # a clause cannot ask for groups of one
    else:
        # Four of marketing, six of sales: were sales shown, the joint figure less theirs would be marketing's.
        said = [("marketing", {"s1": "yes"})] * 4 + [("sales", {"s1": "no"})] * 6
        shown = figures("s1", said, 5)
        assert shown.teams == () and shown.both is not None and shown.both.cases == 10


def test_the_page_asks_and_the_browser_keeps_the_receipt(cast: Cast, signed: str, settings: object) -> None:
    from django.utils import timezone

    now = timezone.now()
    SurveyRound.objects.create(
        cycle="now", agreement_hash=signed, smallest=5, opened_at=now, opened_by="user:1",
        questions=[{"id": "s1", "ask": "Does sales follow up?", "measured_by": "sales_promises.follow_up"}],
    )  # fmt: skip
    SurveyRoll.objects.create(round=SurveyRound.objects.get(), user_id=cast.rita.user_id, side="sales")
    rita: Client = signed_in("rita")
    html = rita.get("/survey/answer").content.decode()
    drawn = html.split('name="receipt" value="')[1].split('"')[0]
    assert "Does sales follow up?" in html and SurveyAnswer.objects.count() == 0
    for _ in range(2):  # a double click
        done = rita.post("/survey/answer", {"receipt": drawn, "q-s1": "no"})
        assert done.status_code == 303
    assert "path=/survey" in done.cookies[f"survey-{cast.rita.user_id}"].output().replace("Path", "path")
    again = rita.get("/survey/answer").content.decode()
    assert 'value="no" checked' in again and drawn in again
    assert "only it knows" in signed_in("rita").get("/survey/answer").content.decode()
    assert "does not ask you" in signed_in("sam").get("/survey/answer").content.decode()
    assert rita.get("/survey").status_code == 200


def test_the_file_holds_what_is_shown_and_no_formula(cast: Cast, signed: str) -> None:
    people = crowd(cast, 5, 5)
    open_round(cast.olga, now=NOW)
    give(people, YES)
    SurveyRound.objects.update(
        questions=[{"id": "s1", "ask": "=1+1", "measured_by": "rewards"}],
    )
    close_round(cast.olga, "2027-Q1", now=NOW)
    lines = survey_file(cast.maya, NOW).decode().splitlines()
    assert len(lines) == 4 and all("'=1+1" in line for line in lines[1:])
    with pytest.raises(Refused):
        survey_file(cast.rita, NOW)
