"""Which right each page needs, by the page's name. The permission matrix is generated from this table."""

from enum import Enum

from accord.teams.rights import Right


class Open(Enum):
    """Pages that need no particular right."""

    everyone = "no sign-in"
    signed_in = "anyone who is signed in"


ACCESS: dict[str, Right | Open] = {
    "sign-in": Open.everyone,
    "sign-in-code": Open.everyone,
    "sign-on": Open.everyone,
    "sign-on-back": Open.everyone,
    "sign-on-again": Open.signed_in,
    "second-factor": Open.signed_in,
    "asset": Open.everyone,
    "home": Open.signed_in,
    "sign-out": Open.signed_in,
    "switch": Open.signed_in,
    "own-exports": Open.signed_in,
    "today": Right.see_contacts,
    "board": Right.see_board,
    "number": Right.see_board,
    "number-file": Right.take_away,
    "promises": Right.see_board,
    "meeting-held": Right.run_meetings,
    "survey": Right.see_board,
    "survey-answer": Right.answer_survey,
    "survey-open": Right.run_meetings,
    "survey-close": Right.run_meetings,
    "survey-file": Right.take_away,
    "decision-add": Right.decide,
    "decision-done": Right.decide,
    "collisions": Right.see_board,
    "collisions-file": Right.take_away,
    "reconciliation": Right.see_board,
    "reconciliation-rows": Right.see_rows,
    "journey": Right.see_contacts,
    "contact": Right.see_contacts,
    "contact-apart": Right.merge_contacts,
    "contact-stop": Right.see_contacts,
    "contact-consent": Right.record_consent,
    "contact-approve": Right.see_contacts,
    "contact-complaint": Right.see_contacts,
    "accounts": Right.see_contacts,
    "account": Right.see_contacts,
    "reviews": Right.merge_contacts,
    "review-decide": Right.merge_contacts,
    "ruling-undo": Right.merge_contacts,
    "agreement": Right.read_agreement,
    "agreement-version": Right.read_agreement,
    "agreement-draft": Right.read_agreement,
    "agreement-start": Right.draft_agreement,
    "agreement-put-away": Right.draft_agreement,
    "agreement-clause": Right.draft_agreement,
    "agreement-text": Right.draft_agreement,
    "agreement-sign": Right.sign_agreement,
    "people": Right.see_people,
    "person": Right.see_people,
    "person-new": Right.manage_people,
    "person-access": Right.manage_people,
    "roster": Right.see_people,
    "roster-member": Right.see_people,
    "roster-set": Right.manage_people,
    "notices": Open.signed_in,  # one's own
    "notices-bell": Open.signed_in,
    "notices-read": Open.signed_in,
    "notice-wishes": Open.signed_in,
    "to": Open.signed_in,  # the page it leads to asks
    "talk": Open.signed_in,  # whoever sees the subject
    "talk-say": Open.signed_in,
    "talk-change": Open.signed_in,
    "talk-remove": Open.signed_in,
    "questions": Right.see_board,
    "password": Open.signed_in,
    "doctor": Right.run_doctor,
    "data": Right.see_trust,
    "sync": Right.see_trust,
    "sync-now": Right.run_sync,
    "sync-conflict": Right.run_sync,
    "import": Right.see_trust,
    "rejects-file": Right.import_files,
    "uploads": Right.import_files,
    "upload": Right.import_files,
    "upload-order": Right.import_files,
    "upload-progress": Right.import_files,
    "upload-stop": Right.import_files,
    "upload-forget": Right.import_files,
}
