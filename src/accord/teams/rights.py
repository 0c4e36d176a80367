"""Who may do what: one table, deny by default. Every act calls `require`, every read is given a viewer."""

from enum import StrEnum

from accord.vocabulary.errors import Refused
from accord.vocabulary.people import Role, Viewer
from accord.vocabulary.said import said


class Right(StrEnum):
    """What can be allowed. The sentence a refusal shows is made from the name."""

    see_board = "see the board"
    see_contacts = "see contacts"
    see_rows = "see the rows behind a number"
    take_away = "take data away"
    import_files = "import files"
    merge_contacts = "merge contacts"
    read_agreement = "read the agreement"
    draft_agreement = "edit an agreement draft"
    sign_agreement = "sign the agreement"
    see_people = "see the list of people"
    manage_people = "manage people"
    see_audit = "see the audit"
    erase_person = "erase a person"
    export_person = "export all that is kept about a person"
    see_trust = "see where data comes from"
    run_doctor = "run the doctor"
    see_health = "see how the installation is doing"
    run_sync = "connect other systems, and read or write them"
    record_consent = "record a consent"
    work_leads = "work a lead"
    reassign_leads = "give leads to somebody else"
    answer_survey = "answer the survey"
    decide = "record a decision"
    run_meetings = "open meetings and survey rounds"
    enter_absences = "say when somebody is away"
    plan_campaigns = "plan campaigns"
    sign_campaigns = "answer to campaigns"
    pull_accounts = "take accounts out of campaigns"
    ask_content = "ask for content"
    make_content = "make content"
    review_content = "review content"


_EVERYONE = frozenset({Right.see_board, Right.read_agreement})
_TEAM = _EVERYONE | {
    Right.see_contacts,
    Right.see_rows,
    Right.see_trust,
    Right.sign_agreement,
    Right.answer_survey,
    Right.decide,
    Right.enter_absences,
    Right.ask_content,
}

RIGHTS: dict[Role, frozenset[Right]] = {
    Role.viewer: _EVERYONE,
    Role.rep: _TEAM | {Right.work_leads, Right.plan_campaigns, Right.pull_accounts},
    Role.marketing: _TEAM
    | {
        Right.import_files,
        Right.take_away,
        Right.draft_agreement,
        Right.merge_contacts,
        Right.see_people,
        Right.record_consent,
        Right.make_content,
        Right.run_meetings,
        Right.plan_campaigns,
        Right.sign_campaigns,
    },
    Role.manager: _TEAM
    | {
        Right.take_away,
        Right.draft_agreement,
        Right.merge_contacts,
        Right.see_people,
        Right.work_leads,
        Right.reassign_leads,
        Right.review_content,
        Right.run_meetings,
        Right.plan_campaigns,
        Right.sign_campaigns,
        Right.pull_accounts,
    },
    Role.ops: frozenset(Right),
    # An integration has no eyes: it brings files, sees what became of them, and reads the joint figures.
    Role.integration: frozenset(
        {Right.import_files, Right.see_trust, Right.see_board, Right.read_agreement, Right.see_health}
    ),
}


def may(viewer: Viewer, right: Right) -> bool:
    """Whether the viewer has the right."""
    return right in RIGHTS[viewer.role]


def require(viewer: Viewer, right: Right) -> None:
    """Raise `Refused` unless the viewer has the right."""
    if not may(viewer, right):
        raise Refused(
            "right.missing",
            said("your role (%(role)s) may not %(right)s", role=viewer.role.value, right=right.value),
            "ask someone in operations, or sign in with another role",
            role=viewer.role.value,
            right=right.name,
        )
