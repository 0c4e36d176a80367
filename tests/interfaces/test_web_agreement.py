"""The agreement's pages: prose with what is wrong beside its line, forms, two people who sign."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from accord.agreement import templates
from accord.interfaces.web.prose import parse, read_prose
from accord.teams.drafts import get_draft, start_draft
from tests.cast import PASSWORD, Cast
from tests.interfaces.test_web_frame import signed_in

NOW = datetime(2027, 2, 1, 9, tzinfo=UTC)
NAME = "awareness-engage-attract-convert"
TEXT = (
    templates.read(NAME)
    .replace("{role: cmo, deputy: head-of-demand}", "{role: cmo}")
    .replace("{role: cro, deputy: vp-sales}", "{role: cro}")
    .replace("sales-team", "sales")
)
SHARE = "sales_promises.follow_up.share"


@pytest.fixture
def draft_id(cast: Cast) -> int:
    """A draft that the cast can sign."""
    return start_draft(cast.maya, TEXT, now=NOW).id


def clause(client: Client, draft_id: int, value: str, revision: str) -> tuple[int, str]:
    """Save one value of the follow-up clause: status and page."""
    answer = client.post(
        f"/agreement/drafts/{draft_id}/clauses/sales_promises.follow_up", {SHARE: value, "revision": revision}
    )
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize("name", templates.names())
def test_every_clause_of_every_template_is_read_as_prose(name: str) -> None:
    text = templates.read(name)
    document = parse(text).get_document()
    sections = read_prose(text)
    clauses = [c for s in sections for c in s.clauses]
    paths = [c.path for c in clauses]
    assert len(paths) == len(set(paths))
    assert {f"stages.{s.id}" for s in document.stages} <= set(paths)
    assert sum(c.line_before for c in clauses) == 1  # the hand-off line, once
    assert all(c.pieces for c in clauses)


def test_an_issue_stands_beside_its_own_line() -> None:
    text = TEXT.replace("accept_within: 4 working hours", "accept_within: soon", 1)
    issues = parse(text).issues
    marked = [c for s in read_prose(text, issues) for c in s.clauses if c.issues]
    assert [c.path for c in marked] == ["handoffs.marketing_to_sales"]
    assert "soon" in text.splitlines()[marked[0].line - 1]


def test_one_value_changes_and_nothing_else(draft_id: int, cast: Cast) -> None:
    revision = get_draft(cast.maya, draft_id).revision
    assert clause(signed_in("maya"), draft_id, "92 %", revision)[0] == 303
    assert get_draft(cast.maya, draft_id).text == TEXT.replace("share: 90 %", "share: 92 %", 1) != TEXT


def test_a_value_that_does_not_fit_comes_back(draft_id: int, cast: Cast) -> None:
    status, page = clause(signed_in("maya"), draft_id, "plenty", get_draft(cast.maya, draft_id).revision)
    assert status == 422
    assert 'value="plenty"' in page and "aria-invalid" in page
    assert get_draft(cast.maya, draft_id).text == TEXT


def test_two_editors_never_overwrite_each_other(draft_id: int, cast: Cast) -> None:
    revision = get_draft(cast.maya, draft_id).revision
    assert clause(signed_in("maya"), draft_id, "92 %", revision)[0] == 303
    status, page = clause(signed_in("sam"), draft_id, "91 %", revision)
    assert status == 403
    assert "Someone else saved this draft" in page
    assert "92 %" in get_draft(cast.maya, draft_id).text


def test_a_text_with_an_error_is_kept_and_shown_with_its_line(draft_id: int, cast: Cast) -> None:
    maya = signed_in("maya")
    broken = TEXT.replace("on_expiry: continue", "on_expiry: perhaps", 1)
    revision = get_draft(cast.maya, draft_id).revision
    address = f"/agreement/drafts/{draft_id}/text"
    assert maya.post(address, {"text": broken, "revision": revision}).status_code == 303
    page = maya.get(address).content.decode()
    line = next(n for n, t in enumerate(broken.splitlines(), 1) if "perhaps" in t)
    assert f"Line {line}" in page


def test_a_reader_sees_no_way_to_change(draft_id: int, cast: Cast) -> None:
    victor = signed_in("victor")
    page = victor.get(f"/agreement/drafts/{draft_id}").content.decode()
    assert "/clauses/" not in page and "/text" not in page
    assert clause(victor, draft_id, "92 %", "")[0] == 403
    assert victor.post("/agreement/start", {"template": NAME}).status_code == 403


def test_it_takes_two_people_their_own_passwords_and_the_same_words(draft_id: int, cast: Cast) -> None:
    maya, sam, rita = signed_in("maya"), signed_in("sam"), signed_in("rita")
    address = f"/agreement/drafts/{draft_id}/sign"
    words = maya.get(address).context["hash"]
    assert maya.post(address, {"hash": words, "password": "wrong"}).status_code == 403
    assert maya.post(address, {"hash": "0" * 64, "password": PASSWORD}).status_code == 403
    assert rita.post(address, {"hash": words, "password": PASSWORD}).status_code == 403
    assert maya.post(address, {"hash": words, "password": PASSWORD}).status_code == 303
    assert "draft, unsigned" in maya.get("/agreement").content.decode()
    answer = sam.post(address, {"hash": words, "password": PASSWORD})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/agreement")
    page = sam.get(f"/agreement/versions/{words}").content.decode()
    assert "Maya" in page and "Sam" in page and words in page
    amended = sam.post("/agreement/start").headers["Location"]
    assert [(d.path, d.after) for d in sam.get(amended).context["differences"]] == [
        ("agreement.version", "2")
    ]


def test_markup_in_a_text_is_text(cast: Cast) -> None:
    evil = TEXT.replace("no week under 8 or over 25", '"<script>alert(1)</script><b onclick=x>"')
    draft = start_draft(cast.maya, evil, title="<img src=x onerror=alert(1)>", now=NOW)
    page = signed_in("maya").get(f"/agreement/drafts/{draft.id}").content.decode()
    assert "<script>alert" not in page and "<img src=x" not in page
    assert "&lt;img src=x" in page


def test_a_clause_on_its_own_page_asks_htmx_for_nothing(draft_id: int, cast: Cast) -> None:
    """There is no list of changes there to renew: the form is a plain one; in place it renews them."""
    address = f"/agreement/drafts/{draft_id}/clauses/sales_promises.follow_up"
    alone = signed_in("maya").get(address).content.decode()
    form = alone[alone.index('class="form wide clause-form"') - 40 :].partition("</form>")[0]
    assert "hx-" not in form and 'name="revision"' in form
    in_place = signed_in("maya").get(address, headers={"HX-Request": "true"}).content.decode()
    assert 'hx-select-oob="#changes-card,#state-card"' in in_place
