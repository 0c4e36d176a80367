"""Every finding of `check`: its level, what is wrong in general, and what to do about it."""
# ruff: noqa: E501  (a table: one finding a row)

from typing import NamedTuple

from accord.vocabulary.issues import Level


class Finding(NamedTuple):
    """A kind of issue; the issue itself names the clause and the numbers."""

    level: Level
    what: str
    remedy: str


_E, _W, _H = Level.error, Level.warning, Level.hint

CATALOGUE: dict[str, Finding] = {
    # the head
    "heading.replaces_itself": Finding(_E, "the version replaced is not an earlier one", "write the number of the version before this one"),
    "heading.review_before_start": Finding(_E, "the review is before the first day in force", "move `review_by` after `in_force`"),
    "heading.unknown_cycle": Finding(_W, "the cycle is no period, so volume cannot be compared with capacity", "write a quarter, such as 2027-Q1, a month (2027-03) or a year (2027)"),
    "signed_by.missing_side": Finding(_E, "a side does not sign", "add the role that signs for this side"),
    "signed_by.same_role": Finding(_E, "one role signs for both sides", "name one role of each team"),
    "signed_by.unknown_clause": Finding(_E, "a signer is given a clause that does not exist", "name a clause of this document"),
    "mode.unknown_clause": Finding(_E, "a mode is set for a clause that does not exist", "name a clause of this document"),
    "roster.unknown_role": Finding(_E, "a role that signs is nobody's position on the roster", "give a person this position, or name another role"),
    "roster.unknown_team": Finding(_E, "a team that owns leads is not on the roster", "add the team to the roster, or name another"),
    # systems
    "system.two_writers": Finding(_E, "two systems receive the same field from Accord", "write each field to one system; the bridge carries it on"),
    "system.two_masters": Finding(_E, "two systems are master of the same field", "leave the field with the system whose value should win"),
    "system.unknown_target": Finding(_E, "a field is written to a system that is not declared", "declare the system, or write elsewhere"),
    # time
    "zone.unknown": Finding(_E, "a time zone does not exist", "write a zone of the IANA database, such as Europe/Amsterdam"),
    "calendar.none": Finding(_E, "a promise in working time has no calendar to run in", "add a calendar under `calendars`, or promise plain time"),
    "calendar.hours": Finding(_E, "working hours overlap or end before they begin", 'write spans in order, such as ["09:00-12:30", "13:15-17:30"]; a night of at most 12 hours may end the next day'),
    "calendar.unknown_country": Finding(_E, "nobody knows the holidays of this country", "write an ISO 3166 code in quotes"),
    # stages
    "stages.none": Finding(_E, "there are no stages", "start from a template: it brings stages"),
    "stages.no_sales": Finding(_E, "no stage is owned by sales, so nothing is ever handed over", "give sales the first stage after the hand-off"),
    "stages.nothing_won": Finding(_W, "no stage is entered by a won deal, so nothing counts as won", "add a stage that enters by `opportunity closed won`"),
    "stages.owner_goes_back": Finding(_W, "marketing owns a stage after sales took over", "give the stage to sales or success, with `supports: marketing`"),
    "stage.no_owner": Finding(_E, "a stage has no owner", "add `owner: marketing`, `sales` or `success`"),
    "stage.unknown_owner": Finding(_E, "a stage's owner is no side of the agreement", "write marketing, sales or success; the team goes under `team`"),
    "stage.no_entry": Finding(_E, "a stage has no entry", "add `enters:` with what must happen"),
    "stages.overlap": Finding(_E, "two stages have the same entry", "give each stage an entry of its own"),
    "stage.unreachable": Finding(_E, "a lead can never stand in this stage", "tighten the later stage's entry, or loosen this one's"),
    "rule.unclear": Finding(_E, "a rule cannot be read", "use the phrases of the rule language"),
    # hand-offs
    "handoff.to_nobody": Finding(_E, "a hand-off goes to nobody", "add `to:` with a team that owns a stage"),
    "handoff.unknown_team": Finding(_E, "a hand-off names a team that owns no stage", "name the team of a stage"),
    "handoff.to_itself": Finding(_E, "a hand-off goes to the team it comes from", "name the team that takes over"),
    "handoff.none": Finding(_E, "leads pass from marketing to sales without a hand-off", "add a hand-off from marketing to the first sales team"),
    "handoff.no_silence": Finding(_W, "nobody takes a lead when the team stays silent", "add `silence:` with who takes over"),
    "route.ends_in_nobody": Finding(_E, "the route may end in nobody", "end it with `team lead` or `revops`"),
    "route.unknown_step": Finding(_E, "a step of the route is not known", "use the known steps"),
    # scores
    "score.out_of_reach": Finding(_E, "a threshold lies above all points there are", "lower it, or add rules or points"),
    "score.act_twice": Finding(_E, "two rules count the same act", "keep one of them"),
    "score.cap": Finding(_E, "the cap of a rule is below its points", "raise the cap to the points at least"),
    "score.no_points": Finding(_E, "a rule gives no points", "give it points, or delete it; to bar a lead use `never`"),
    "score.half_life": Finding(_E, "the half-life is no number of whole days", "write days or weeks, such as 21 days"),
    "class.unreachable": Finding(_E, "a class stands behind one that takes all its leads", "put the stricter class first"),
    "class.no_rest": Finding(_W, "leads outside every class have no class", "add `other: the rest` as the last one"),
    "never.not_recorded": Finding(_H, "nothing that is recorded says this, so people have to see it", "use competitor, student, supplier, opted out, or leave it to people"),
    # promises
    "promises.one_sided": Finding(_E, "only one side promises anything", "add the other side's promises: they go both ways"),
    "promise.unknown_class": Finding(_E, "a promise is made for a class that does not exist", "name a class, `hot`, `event` or `other`"),
    "promise.class_without_time": Finding(_E, "a class of leads has no promised first attempt", "add the class to `first_attempt`"),
    "promise.hot_is_slow": Finding(_W, "hot leads wait longer than others", "promise hot leads the shortest time"),
    "promise.attempts_too_long": Finding(_E, "the attempts last longer than the outcome may take", "shorten `attempts.over`, or give the outcome more time"),
    "retention.unknown_sign": Finding(_E, "a sign of risk is not known, or its limit is of another sort", "write a known one"),
    "hearing.weeks": Finding(_E, "what sales hears is held against less than a whole week", "write weeks, such as 26 weeks"),
    "content.unread": Finding(_E, "content counts as used by something that is not recorded", "name sent, shown or opened, such as `sent to or shown to a buyer`"),
    "hearing.competitor": Finding(_E, "a spelling is of two competitors, or too short to be found in a text", "write each spelling under one name, with two letters or more"),
    "campaigns.unread": Finding(_W, "who signs campaigns off is not understood, so those who sign the agreement for sales sign", "write `sales lead of the segment`, `sales`, or a position that signs for sales"),
    "pulse.unread": Finding(_E, "the first hour is judged by something that is not recorded, or by a limit that cannot be read", "count human click, reply, form or booked meeting; guard with bounce, complaint, unsubscribe or negative reply and a share, such as `bounce 3 %`; release clicks after minutes on the wall; a control is a share, such as `10 % where the list allows`, or none"),
    "share.over_whole": Finding(_E, "a share is more than 100 %", "write at most 100 %"),
    "if_broken.unknown_promise": Finding(_E, "a consequence follows a promise that nobody made", "begin with the name of a promise"),
    "if_broken.above_promise": Finding(_W, "a consequence begins although the promise is kept", "set it below the promised share"),
    "clock.none": Finding(_E, "a first attempt is promised, and no clock says when it starts and stops", "add `clock:` with `starts` and `stops`"),
    "clock.unknown_act": Finding(_E, "a clock stops by something that nobody records", "use the phrases of the rule language"),
    "clock.contradiction": Finding(_E, "the same act stops the clock and never stops it", "keep it in one of the two lists"),
    "clock.pause": Finding(_W, "a pause is none that can be known, so it pauses nothing", "write `buyer away: until return` or `meeting booked: until it ends`"),
    "clock.warn": Finding(_E, "a warning is not at a share of the promised time", 'write the share in quotes, such as "75 %"'),
    # outcomes
    "reason.nobody_acts": Finding(_E, "a reason says nothing that anyone could act on", "name what was wrong, and what happens next"),
    "reason.twice": Finding(_E, "one reason leads to two outcomes", "keep it under one outcome"),
    "reason.unknown": Finding(_E, "evidence is asked for a reason that does not exist", "name a reason of `outcomes`"),
    # contact policy
    "contact.unread": Finding(_E, "a row of the contact policy says nothing that can be acted on", "name a cap as `marketing e-mail per person: 2 per 7 days` (not in working time), a hold as in the templates, a weekend as `test arms to directors and above`"),
    # numbers
    "kpi.no_formula": Finding(_E, "a KPI has no formula", "add `what:` with how it is reckoned"),
    "kpi.no_target": Finding(_W, "a KPI has no target", "add `target:`"),
    "kpi.too_many": Finding(_W, "more than five joint figures: nobody looks at them all", "keep five"),
    "target.does_not_multiply": Finding(_E, "targets contradict one another", "change one of the factors, or the target"),
    "target.two_numbers": Finding(_E, "a number stands twice and differs", "write it once and refer to it, such as `kpis.leads`"),
    "target.out_of_reach": Finding(_E, "a target is more than all there is", "lower the target"),
    "volume.hot_beyond_leads": Finding(_E, "more hot leads are promised than leads", "lower `hot_at_least`"),
    "volume.pace": Finding(_E, "the promised weeks do not add up to the promised cycle", "change the pace or the volume"),
    "capacity.beyond": Finding(_E, "more leads are promised than sales can work", "lower the volume, shorten the outcome, or add people"),
    "budget.does_not_add_up": Finding(_E, "the parts of the budget are not its whole", "change a part, or the whole"),
    "rate.not_positive": Finding(_E, "an exchange rate is not positive", "write what one unit is worth"),
    "rate.unknown_currency": Finding(_E, "a rate is not given in the reporting currency", "write the worth in the reporting currency"),
    "attribution.not_whole": Finding(_E, "the weights of a credit model are not 100", "make the weights add up to 100"),
    "attribution.unknown_model": Finding(_E, "a model of credit is not known", "write first, last, lead creation, linear, `U HubSpot 40/40/20`, `U Marketo 50/50`, `U Matomo 40/40/20`, `W 30/30/30/10`, full path, `J 20/60/20`, time decay 7 days, markov 1, shapley count, or `custom` with the weights of first/lead creation/deal creation/last/rest"),
    "attribution.unknown_touches": Finding(_E, "which touches count for credit is not known", "write `marketing`, `marketing and first sales conversation` or `marketing and sales`"),
    "attribution.self_reported": Finding(_E, "whether what buyers say themselves is shown is not known", "write `beside` or `hidden`"),
    "count.not_whole": Finding(_E, "sourced shares do not sum to 100 %", "write `sums_to: 100 %`: a deal has one source"),
    # words
    "reference.unknown": Finding(_E, "a reference leads to no clause", "name a clause of this document"),
    "survey.unknown_measure": Finding(_E, "a question's twin is no clause", "name the clause that measures the same"),
    "survey.too_long": Finding(_W, "more than five questions: fewer people answer", "keep five"),
    "message.unknown_stage": Finding(_E, "a message is for a stage that does not exist", "name a stage of this document"),
    "message.expired": Finding(_W, "a message ends before the agreement begins", "renew it, or delete it"),
}  # fmt: skip
