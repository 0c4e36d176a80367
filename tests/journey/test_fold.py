"""Hand-worked journeys: each rule of docs/journey.md, by a lead one can follow with a finger."""

from dataclasses import replace

import numpy as np
import pytest

from accord.agreement.tables import Outcome
from accord.journey import fold_contact
from accord.vocabulary.errors import OurFault
from tests.journey.sample import ENTRIES, TABLES, K, by_kind, day, fact, tables


def stays(journey, number=1):
    lead = journey.passes[number - 1]
    return [
        (stay.stage, (stay.entered_at - day(0)).days, stay.left_at and (stay.left_at - day(0)).days)
        for stay in lead.stays
    ]


GOOD_FIT = [fact(0, K.attribute, "industry=water"), fact(0, K.attribute, "employees=250")]


def test_nothing_known_is_no_pass():
    journey = fold_contact([], TABLES, day(0))
    assert (journey.passes, journey.stage, journey.fit, journey.engagement) == ((), "", 0, 0)


def test_the_stages_bottom_up():
    facts = [
        *GOOD_FIT,
        fact(1, K.page_view),
        fact(2, K.work_address_known),
        fact(3, K.webinar_attended),
        fact(4, K.pricing_page),
        fact(6, K.call_attempted),
        fact(9, K.meeting_held),
        fact(9, K.need_confirmed),
        fact(10, K.deal_created),
        fact(30, K.deal_won),
        fact(40, K.went_live),
    ]
    journey = fold_contact(facts, TABLES, day(50))
    assert stays(journey) == [
        ("aware", 1, 2),
        ("interested", 2, 6),  # 12 + 8 points, but the webinar has faded by one day
        ("accepted", 6, 10),
        ("sales_ready", 10, 30),
        ("won", 30, 40),
        ("live", 40, None),
    ]
    lead = journey.passes[0]
    assert lead.outcome is Outcome.won and lead.won_at == day(30) and lead.ended_at is None
    assert lead.qualified_at is None and lead.accepted_at == day(6) and lead.connected_at == day(9)
    assert lead.attempted_at is None  # it never qualified: no follow-up was due


def test_engagement_decays_by_whole_days_and_qualifies_only_at_that_instant():
    same_day = [fact(3, K.webinar_attended), fact(3.5, K.pricing_page)]
    journey = fold_contact([*GOOD_FIT, *same_day], TABLES, day(4))
    lead = journey.passes[0]
    assert (lead.qualified_at, lead.fit, lead.engagement, lead.klass) == (day(3.5), 30_000, 20_000, "other")
    assert lead.stage == "qualified"
    # known too late: in June the points of January have faded, and a touch adds too little
    late = [fact(3, K.webinar_attended), fact(3.5, K.pricing_page)]
    late += [fact(150, K.attribute, "industry=water"), fact(150, K.attribute, "employees=250")]
    journey = fold_contact([*late, fact(150, K.email_click)], TABLES, day(151))
    assert journey.passes[0].qualified_at is None


def test_a_qualified_lead_stays_qualified_while_its_points_fade():
    facts = [*GOOD_FIT, fact(3, K.webinar_attended), fact(3, K.pricing_page)]
    journey = fold_contact(facts, TABLES, day(200))
    assert journey.stage == "qualified" and journey.engagement < 1_000
    assert journey.passes[0].engagement == 20_000


def test_caps_hold_per_criterion_and_in_all():
    clicks = [fact(1 + i / 100, K.email_click) for i in range(20)]
    assert fold_contact(clicks, TABLES, day(1.5)).engagement == 9_000
    many = [
        fact(1 + i / 100, kind)
        for i, kind in enumerate(
            [K.email_reply, K.webinar_attended, K.webinar_attended, K.event_conversation] * 2
        )
    ]
    assert fold_contact(many, TABLES, day(1.5)).engagement == 50_000
    assert fold_contact([*many, *GOOD_FIT], tables(fit_cap=20_000), day(1.5)).fit == 20_000


def test_a_machine_hit_never_counts():
    hits = [fact(1 + i / 100, K.email_click, agent=1) for i in range(20)]
    hits += [fact(2, K.demo_request, agent=1)]
    assert fold_contact(hits, TABLES, day(3)).passes == ()
    assert fold_contact([*hits, fact(2.5, K.email_click)], TABLES, day(3)).engagement == 3_000


def test_a_machine_may_still_tell_what_is_so():
    facts = [fact(0, K.attribute, "industry=water", agent=1), fact(1, K.page_view)]
    assert fold_contact(facts, TABLES, day(2)).fit == 15_000


def test_fit_follows_dated_attributes():
    facts = [
        fact(1, K.page_view),
        fact(2, K.attribute, "industry=Water"),
        fact(3, K.attribute, "employees=1,001-5,000"),
        fact(5, K.attribute, "industry=steel"),
        fact(7, K.attribute, "employees="),
    ]
    assert [fold_contact(facts, TABLES, day(d)).fit for d in (1, 2, 3, 5, 7)] == [
        0,
        15_000,
        30_000,
        15_000,
        0,
    ]


def test_a_hand_raise_qualifies_at_once_unless_never():
    journey = fold_contact([fact(1, K.demo_request)], TABLES, day(2))
    assert journey.stage == "qualified" and journey.passes[0].asked_at == day(1)
    for bar in (fact(0, K.opted_out), fact(0, K.attribute, "type=competitor")):
        journey = fold_contact([bar, fact(1, K.demo_request)], TABLES, day(2))
        assert journey.stage == "aware" and journey.passes[0].qualified_at is None
    # the bar lifts: the demo request still stands
    lifted = [
        fact(0, K.attribute, "type=competitor"),
        fact(1, K.demo_request),
        fact(4, K.attribute, "type=partner"),
    ]
    assert fold_contact(lifted, TABLES, day(5)).passes[0].qualified_at == day(4)


def test_n_times_within_d_days_counts_a_window():
    apart = [fact(1, K.pricing_page), fact(5, K.pricing_page), fact(8.5, K.pricing_page)]
    assert fold_contact(apart, TABLES, day(9)).passes[0].qualified_at is None
    journey = fold_contact([*apart, fact(11, K.pricing_page)], TABLES, day(20))
    assert journey.passes[0].qualified_at == day(11)  # the three of days 5, 8.5 and 11
    twice = [fact(1, K.case_study), fact(300, K.content_download)]
    assert fold_contact(twice, TABLES, day(300)).stage == "interested"  # twice, ever


def test_silence_holds_only_while_it_lasts():
    facts = [fact(0, K.work_address_known), fact(1, K.page_view), fact(120, K.page_view)]
    journey = fold_contact(facts, TABLES, day(130))
    assert stays(journey) == [("interested", 1, 91), ("aware", 91, 120), ("interested", 120, None)]
    assert journey.next_change_at == day(210)
    assert journey.passes[0].stays[1].moved_by is None and journey.passes[0].furthest == "interested"
    assert fold_contact(facts, TABLES, day(210)).stage == "aware"
    assert fold_contact(facts, TABLES, day(211)).next_change_at is None
    # an open by a mail program, or our own call, is not the buyer's voice
    ours = [*facts[:2], fact(60, K.email_open), fact(70, K.call_attempted)]
    assert fold_contact(ours, TABLES, day(92)).passes[0].stage == "accepted"


def test_a_stage_may_be_entered_by_silence_and_only_while_it_lasts():
    asleep = tables(entries=ENTRIES | {"interested": ([{"silent_30"}], set())})
    facts = [fact(1, K.page_view), fact(40, K.email_sent), fact(50, K.page_view)]
    assert stays(fold_contact(facts, asleep, day(60))) == [
        ("aware", 1, 31),
        ("interested", 31, 50),
        ("aware", 50, None),
    ]
    # heard again at the very instant: it never was silent
    in_time = fold_contact([fact(1, K.page_view), fact(31, K.page_view)], asleep, day(40))
    assert stays(in_time) == [("aware", 1, None)] and in_time.passes[0].furthest == "aware"
    later = tables(entries=ENTRIES | {"interested": ([{"silent_90"}], set())})
    in_time = fold_contact([fact(1, K.page_view), fact(91, K.page_view)], later, day(92))
    assert stays(in_time) == [("aware", 1, None)] and in_time.passes[0].furthest == "aware"


def test_points_alone_may_qualify():
    facts = [*GOOD_FIT, fact(1, K.page_view), fact(2, K.email_reply), fact(2.5, K.webinar_attended)]
    lead = fold_contact(facts, TABLES, day(3)).passes[0]
    assert (lead.qualified_at, lead.engagement) == (day(2.5), 27_000)


def test_points_that_faded_can_be_earned_again():
    facts = [*GOOD_FIT, fact(1, K.email_reply), fact(100, K.webinar_attended), fact(101, K.email_reply)]
    lead = fold_contact(facts, TABLES, day(102)).passes[0]
    assert lead.qualified_at == day(101) and lead.engagement == 15_000 + 11_610


def test_firsts_are_noted_though_no_stage_asks_for_them():
    bare = replace(TABLES, kind_ptr=np.zeros_like(TABLES.kind_ptr), kind_atoms=TABLES.kind_atoms[:0])
    facts = [
        fact(1, K.page_view),
        fact(2, K.call_attempted),
        fact(3, K.meeting_held),
        fact(4, K.demo_request),
    ]
    (lead,) = fold_contact(facts, bare, day(9)).passes
    assert (lead.accepted_at, lead.connected_at, lead.asked_at) == (day(2), day(3), day(4))
    assert lead.stays == () and lead.attempted_at is None


def test_next_change_is_none_where_silence_changes_nothing():
    assert fold_contact([fact(1, K.page_view)], TABLES, day(2)).next_change_at is None


@pytest.mark.parametrize("kind", [K.returned, K.recycled, K.disqualified, K.deal_lost])
def test_a_pass_ends_and_coming_back_is_counted_apart(kind):
    facts = [
        fact(0, K.work_address_known),
        fact(1, K.demo_request),
        fact(2, kind),
        fact(3, K.call_attempted),  # nobody's pass: it opens none
        fact(40, K.page_view),
    ]
    journey = fold_contact(facts, TABLES, day(41))
    first, second = journey.passes
    assert (first.outcome.name, first.closed_at, first.stage, first.furthest) == (
        kind.name.removeprefix("deal_"),
        day(2),
        "",
        "qualified",
    )
    assert first.closed_by.kind == kind
    # what is about the person outlives the pass; what they did does not
    assert (second.number, second.opened_at, second.stage, second.qualified_at) == (
        2,
        day(40),
        "interested",
        None,
    )
    assert second.accepted_at is None


def test_points_do_not_follow_into_the_next_pass():
    facts = [*GOOD_FIT, fact(3, K.webinar_attended), fact(3, K.pricing_page), fact(4, K.disqualified)]
    journey = fold_contact([*facts, fact(5, K.email_click)], TABLES, day(5))
    assert (journey.stage, journey.engagement, journey.fit) == ("aware", 3_000, 30_000)


def test_a_foreign_status_is_the_act_it_means():
    facts = [fact(1, K.page_view), fact(2, K.lead_status, "open"), fact(3, K.lead_status, "ongoing")]
    journey = fold_contact([*facts, fact(9, K.lead_status, "lost:Bad Timing")], TABLES, day(10))
    lead = journey.passes[0]
    assert stays(journey) == [("aware", 1, 3), ("accepted", 3, 9)]
    assert (lead.outcome, lead.accepted_at, lead.attempted_at) == (Outcome.disqualified, day(3), None)


def test_a_deal_won_before_the_first_touch_is_kept_and_flagged():
    facts = [fact(1, K.deal_won), fact(3, K.form_submitted)]
    (lead,) = fold_contact(facts, TABLES, day(4)).passes
    assert lead.won_before_first_touch and lead.won_at == day(1) and lead.first_touch_at == day(3)
    assert lead.stage == "won"
    (lead,) = fold_contact([fact(0, K.page_view), *facts], TABLES, day(4)).passes
    assert not lead.won_before_first_touch


def test_a_customer_stays_one_until_they_leave():
    facts = [fact(1, K.page_view), fact(5, K.deal_won), fact(90, K.page_view), fact(95, K.deal_lost)]
    journey = fold_contact(facts, TABLES, day(100))
    assert len(journey.passes) == 1 and journey.stage == "won"
    left = [*facts, fact(400, K.renewal_lost), fact(420, K.page_view)]
    first, second = fold_contact(left, TABLES, day(430)).passes
    assert (first.outcome, first.closed_at, first.ended_at) == (Outcome.won, day(5), day(400))
    assert (second.opened_at, second.stage) == (day(420), "aware")


def test_a_new_deal_may_begin_a_new_cycle_of_a_customer():
    opens = TABLES.opens.copy()
    opens[K.deal_created] = 2
    facts = [fact(1, K.page_view), fact(5, K.deal_won), fact(90, K.deal_created), fact(99, K.deal_won)]
    first, second = fold_contact(facts, replace(TABLES, opens=opens), day(100)).passes
    assert (first.ended_at, second.opened_at, second.won_at) == (day(90), day(90), day(99))
    assert stays_of(first) == ["aware", "won"] and second.won_before_first_touch


def stays_of(lead):
    return [stay.stage for stay in lead.stays]


def test_a_reopened_deal_is_not_won():
    facts = [fact(1, K.page_view), fact(2, K.accepted), fact(5, K.deal_won), fact(8, K.deal_reopened)]
    journey = fold_contact(facts, TABLES, day(9))
    (lead,) = journey.passes
    assert stays(journey) == [("aware", 1, 2), ("accepted", 2, 5), ("won", 5, 8), ("accepted", 8, None)]
    assert (lead.outcome, lead.won_at, lead.closed_at) == (None, None, None) and lead.furthest == "won"
    (lead,) = fold_contact([*facts, fact(20, K.deal_lost)], TABLES, day(21)).passes
    assert lead.outcome is Outcome.lost


def test_a_lost_deal_reopened_goes_on_in_its_pass():
    facts = [fact(1, K.page_view), fact(2, K.accepted), fact(5, K.deal_lost), fact(8, K.deal_reopened)]
    (lead,) = fold_contact(facts, TABLES, day(9)).passes
    assert (
        lead.outcome is None
        and lead.stage == "accepted"
        and stays_of(lead) == ["aware", "accepted", "accepted"]
    )
    # reopening undoes deals, not a rep's verdict
    given_up = [facts[0], fact(5, K.disqualified), fact(8, K.deal_reopened)]
    assert fold_contact(given_up, TABLES, day(9)).passes[0].outcome is Outcome.disqualified


def test_a_win_after_giving_up_belongs_to_the_same_pass():
    facts = [fact(1, K.page_view), fact(5, K.disqualified), fact(8, K.deal_won)]
    (lead,) = fold_contact(facts, TABLES, day(9)).passes
    assert (lead.outcome, lead.won_at, lead.stage) == (Outcome.won, day(8), "won")
    assert not lead.won_before_first_touch


def test_clearing_takes_back_what_rested_on_it():
    """HubSpot: a stage moves back only after its value was cleared; here a fact can clear."""
    from tests.journey.sample import mask

    undo = tables(clears={K.note: mask({"hot"})})
    journey = fold_contact([fact(1, K.demo_request), fact(2, K.note)], undo, day(3))
    assert stays(journey) == [("qualified", 1, 2), ("aware", 2, None)]
    assert journey.passes[0].furthest == "qualified" and journey.passes[0].qualified_at == day(1)


def test_stages_held_for_no_time_leave_no_stay():
    facts = [fact(1, K.page_view), fact(1, K.demo_request), fact(1, K.work_address_known)]
    assert stays(fold_contact(facts, TABLES, day(2))) == [("qualified", 1, None)]


def test_facts_after_the_instant_are_not_known_yet():
    facts = [fact(1, K.page_view), fact(5, K.deal_won)]
    assert fold_contact(facts, TABLES, day(4)).stage == "aware"


@pytest.mark.parametrize(
    "broken",
    [
        {"decay": np.array([1_000_000, 500_000])},
        {"decay": np.array([1, 2, 0])},
        {"criterion_points": -TABLES.criterion_points},
        {"entry_blocks": np.full(len(ENTRIES), 1 << 3)},
        {"entry_masks": TABLES.entry_masks | (1 << 3) | (1 << 14)},
    ],
)
def test_tables_that_cannot_be_folded_exactly_are_refused(broken):
    with pytest.raises(OurFault):
        fold_contact([fact(1, K.page_view)], replace(TABLES, **broken), day(2))


def test_kinds_beyond_the_tables_do_nothing():
    facts = [fact(1, K.page_view), fact(2, K.deal_created)]
    assert len(fold_contact(facts, replace(TABLES, opens=by_kind({})), day(3)).passes) == 0
    short = replace(TABLES, opens=TABLES.opens[: K.deal_created], human=TABLES.human[: K.deal_created])
    assert fold_contact([facts[1]], short, day(3)).passes == ()
    assert len(fold_contact(facts, short, day(3)).passes) == 1
