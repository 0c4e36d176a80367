"""Every address of the web, through the gate."""

from accord.interfaces.web.assets import asset
from accord.interfaces.web.gate import ACT, ASK_AND_ACT, page, public
from accord.interfaces.web.views import agreement, clauses, data, drafts, people, signing_in, uploads

urlpatterns = [
    public("static/<path:path>", "asset", asset),
    public("sign-in", "sign-in", signing_in.sign_in, ASK_AND_ACT),
    page("sign-out", "sign-out", signing_in.sign_out, ACT),
    page("", "home", signing_in.home),
    page("agreement", "agreement", agreement.agreement),
    page("agreement/start", "agreement-start", agreement.start, ACT),
    page("agreement/versions/<str:version_hash>", "agreement-version", agreement.version),
    page("agreement/drafts/<int:draft_id>/put-away", "agreement-put-away", agreement.put_away, ACT),
    page("agreement/drafts/<int:draft_id>", "agreement-draft", drafts.draft),
    page("agreement/drafts/<int:draft_id>/text", "agreement-text", drafts.draft_text, ASK_AND_ACT),
    page("agreement/drafts/<int:draft_id>/sign", "agreement-sign", drafts.draft_sign, ASK_AND_ACT),
    page(
        "agreement/drafts/<int:draft_id>/clauses/<str:path>", "agreement-clause", clauses.clause, ASK_AND_ACT
    ),
    page("people", "people", people.people),
    page("people/new", "person-new", people.person_new, ASK_AND_ACT),
    page("people/<int:user_id>", "person", people.person, ASK_AND_ACT),
    page("people/<int:user_id>/access", "person-access", people.person_access, ACT),
    page("password", "password", people.password, ASK_AND_ACT),
    page("data", "data", data.data),
    page("data/imports/<int:import_id>", "import", data.import_page),
    page("data/imports/<int:import_id>/rejects.csv", "rejects-file", data.rejects_file),
    page("data/uploads", "uploads", uploads.uploads, ASK_AND_ACT),
    page("data/uploads/<str:token>", "upload", uploads.upload),
    page("data/uploads/<str:token>/order", "upload-order", uploads.upload_order, ACT),
    page("data/uploads/<str:token>/progress", "upload-progress", uploads.upload_progress),
    page("data/uploads/<str:token>/stop", "upload-stop", uploads.upload_stop, ACT),
    page("data/uploads/<str:token>/forget", "upload-forget", uploads.upload_forget, ACT),
]
