"""Every kind of work the worker does, by the name its job rows carry."""

from collections.abc import Mapping

from accord.contacts.moved import MOVED
from accord.ledger.hits import JUDGE
from accord.ledger.imports import EXPIRE
from accord.ledger.wins import WON
from accord.reporting.desk.answers import ANSWER
from accord.teams.absence.changed import CHANGED as ABSENCES_CHANGED
from accord.teams.absence.feeds import READ as READ_ABSENCES
from accord.teams.notices import SEND as SEND_NOTICE
from accord.workflows.absence_feeds import do_read_absences
from accord.workflows.answer_clocks import do_answer_clock
from accord.workflows.bring_up import FILL_ROSTER, do_fill_roster
from accord.workflows.expire_letters import EXPIRE_LETTERS, do_expire_letters
from accord.workflows.expire_rejects import do_expire
from accord.workflows.follow_up_task import WATCH, do_watch
from accord.workflows.handoffs.act import do_tell
from accord.workflows.handoffs.alarm import do_clock
from accord.workflows.handoffs.ask import LOOK, LOOK_NOW
from accord.workflows.handoffs.clock import CLOCK
from accord.workflows.handoffs.due import do_absences_changed
from accord.workflows.handoffs.look import do_look, do_look_now
from accord.workflows.handoffs.moved import do_moved
from accord.workflows.handoffs.sweep import SWEEP, do_sweep
from accord.workflows.handoffs.tell import TELL
from accord.workflows.handoffs.unknown_there import UNWRITTEN
from accord.workflows.handoffs.write_later import do_unwritten
from accord.workflows.hold_marketing import HOLD, RELEASE, do_hold, do_release
from accord.workflows.judge_hits import do_judge
from accord.workflows.keep_cycle_runs import KEEP, do_keep_cycle_runs
from accord.workflows.match_accounts import do_match
from accord.workflows.member_left import LEFT, do_left
from accord.workflows.push_journey import PUSH, do_push
from accord.workflows.read_crm import HISTORY, READ, do_history, do_read
from accord.workflows.replay_task import REPLAY, do_replay
from accord.workflows.send_notices import DIGEST, SENDING, do_digest, do_send
from accord.workflows.send_wave import SEND_WAVE, do_send_wave
from accord.workflows.survey_rounds import CLOSE as CLOSE_SURVEY
from accord.workflows.survey_rounds import do_close
from accord.workflows.tell_spikes import HEARING, do_judge_hearing
from accord.workflows.tell_won import do_won
from accord.workflows.uploads import do_import
from accord.workflows.watch_campaigns import WATCH_CAMPAIGNS, do_watch_campaigns
from accord.workflows.watch_sends import WATCH_SENDS, do_watch_sends
from accord.workflows.work import Work
from accord.workflows.write_crm import SEND, do_write

KINDS: Mapping[str, Work] = {
    "import_upload": do_import,
    "match_accounts": do_match,
    FILL_ROSTER: do_fill_roster,
    JUDGE: do_judge,
    EXPIRE: do_expire,
    EXPIRE_LETTERS: do_expire_letters,
    READ: do_read,
    HISTORY: do_history,
    SEND: do_write,
    READ_ABSENCES: do_read_absences,
    WATCH: do_watch,
    PUSH: do_push,
    LEFT: do_left,
    CLOSE_SURVEY: do_close,
    HOLD: do_hold,
    RELEASE: do_release,
    SEND_NOTICE: do_send,
    DIGEST: do_digest,
    WON: do_won,
    HEARING: do_judge_hearing,
    WATCH_SENDS: do_watch_sends,
    WATCH_CAMPAIGNS: do_watch_campaigns,
    KEEP: do_keep_cycle_runs,
    LOOK: do_look,
    LOOK_NOW: do_look_now,
    MOVED: do_moved,
    UNWRITTEN: do_unwritten,
    CLOCK: do_clock,
    TELL: do_tell,
    SWEEP: do_sweep,
    ABSENCES_CHANGED: do_absences_changed,
    ANSWER: do_answer_clock,
    REPLAY: do_replay,
    SEND_WAVE: do_send_wave,
}
# A server that is slow to take a notice must not keep a clock waiting: these are done beside the others.
BESIDE: Mapping[str, Work] = {kind: KINDS[kind] for kind in (*SENDING, SEND)}
# A lead waits for no import: hand-offs, their clocks and what holds marketing have a thread of their own.
HAND: Mapping[str, Work] = {
    kind: KINDS[kind]
    for kind in (
        LOOK_NOW,
        MOVED,
        UNWRITTEN,
        LOOK,
        CLOCK,
        TELL,
        SWEEP,
        ABSENCES_CHANGED,
        ANSWER,
        HOLD,
        RELEASE,
    )
}
# A wave takes hours, and its mail server's time: nothing waits behind it.
WAVES: Mapping[str, Work] = {SEND_WAVE: KINDS[SEND_WAVE]}
FIRST: Mapping[str, Work] = {
    kind: work for kind, work in KINDS.items() if not any(kind in beside for beside in (BESIDE, HAND, WAVES))
}
