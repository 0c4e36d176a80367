"""A file through the pages: looked at, tried, imported by the worker, stopped, removed."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accord.ledger.models import Fact, Import, Reject
from accord.workflows.uploads import LARGEST, keep_upload
from accord.workflows.work import work_once
from accord.workflows.work_kinds import KINDS
from tests.cast import Cast
from tests.interfaces.test_web_frame import signed_in

HEAD = b"Lead ID,Email,Created,Channel\nA1,ann@alpha.example,2026-10-02,email\n"
ROWS = HEAD + b"A2,not an address,2026-10-03,email\n"
BAD = HEAD + b"A2,bob@beta.example,2026-99-99,email\n"


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Uploads of a test lie in its own folder."""
    from accord.workflows import uploads

    monkeypatch.setattr(uploads, "_root", lambda: tmp_path / "uploads")
    return tmp_path / "uploads"


def bring(client: Client, body: bytes = ROWS, name: str = "leads.csv") -> str:
    """Bring a file; the address of its page."""
    answer = client.post("/data/uploads", {"file": SimpleUploadedFile(name, body)})
    assert answer.status_code == 303
    return str(answer.headers["Location"])


def order(client: Client, address: str, act: str, **typed: str) -> int:
    """Send the form of an upload as it stands, with what was typed; the status."""
    from accord.interfaces.web.views.uploads import look_at

    viewer = client.get(address).context["viewer"]
    form = {"source": "marketing", "connector": "csv_file", "zone": "UTC"}
    form["mapping"] = look_at(viewer, address.rsplit("/", 1)[1]).mapping
    return client.post(f"{address}/order", form | typed | {"act": act}).status_code


def test_a_file_is_tried_then_imported(cast: Cast) -> None:
    maya = signed_in("maya")
    address = bring(maya)
    page = maya.get(address).content.decode()
    assert "ann@alpha.example" in page and "by its name" in page
    assert order(maya, address, "try") == 303
    assert maya.get(f"{address}/progress").headers.get("HX-Refresh") is None  # still waiting: keep asking
    assert work_once(KINDS)
    assert maya.get(f"{address}/progress").headers["HX-Refresh"] == "true"
    assert "Nothing is booked yet" in maya.get(address).content.decode()
    assert (Fact.objects.count(), Import.objects.count()) == (0, 0)
    assert order(maya, address, "import") == 303
    assert work_once(KINDS)
    assert "Read to the end" in maya.get(address).content.decode()
    assert Import.objects.get().accepted + Import.objects.get().rejected == 2
    assert Fact.objects.exists()


def test_refused_rows_are_named_and_leave_as_harmless_csv(cast: Cast) -> None:
    maya = signed_in("maya")
    address = bring(maya, BAD)
    order(maya, address, "import")
    assert work_once(KINDS)
    number = Import.objects.get().pk
    Reject.objects.filter(import_id=number).update(value="=HYPERLINK(1)")
    page = maya.get(f"/data/imports/{number}").content.decode()
    assert "Refused rows" in page and "bad date" in page
    file = maya.get(f"/data/imports/{number}/rejects.csv")
    lines = b"".join(file.streaming_content).decode()  # type: ignore[attr-defined]
    assert "'=HYPERLINK(1)" in lines and ",=HYPERLINK" not in lines
    assert "attachment" in file.headers["Content-Disposition"]


def test_a_wrong_mapping_comes_back_as_it_was_typed(cast: Cast) -> None:
    maya = signed_in("maya")
    address = bring(maya)
    answer = maya.post(
        f"{address}/order",
        {"source": "marketing", "connector": "csv_file", "mapping": "rows: pirates", "act": "try"},
    )
    assert answer.status_code == 422
    assert "rows: pirates" in answer.content.decode()


def test_nobody_opens_what_another_brought_but_operations(cast: Cast) -> None:
    address = bring(signed_in("maya"))
    assert signed_in("olga").get(address).status_code == 200
    second = keep_upload(cast.olga, "o.csv", [ROWS], now=datetime.now(UTC))
    assert signed_in("maya").get(f"/data/uploads/{second.token}").status_code == 404
    assert signed_in("rita").get(address).status_code == 403


@pytest.mark.parametrize("token", ["..", "../../secret", "x" * 24, "%2e%2e%2f%2e%2e%2fsecretkeysecret"])
def test_a_made_up_token_opens_nothing(token: str, cast: Cast) -> None:
    assert signed_in("olga").get(f"/data/uploads/{token}").status_code == 404


def test_a_name_cannot_leave_its_folder(cast: Cast, own_folder: Path) -> None:
    for name in ("../../evil.csv", "/etc/passwd", "..\\..\\evil.csv", "\x00.csv", ""):
        kept = keep_upload(cast.maya, name, [ROWS], now=datetime.now(UTC))
        assert kept.path.resolve().is_relative_to(own_folder / kept.token)
        assert kept.path.read_bytes() == ROWS


@pytest.mark.parametrize(
    "name", ["about.json", "order.json", "state.json", "stop", "file", "\u4e2d" * 110 + ".csv"]
)
def test_no_name_of_a_file_is_taken_for_one_of_ours(name: str, cast: Cast) -> None:
    maya = signed_in("maya")
    address = bring(maya, HEAD, name)
    assert "ann@alpha.example" in maya.get(address).content.decode()
    assert order(maya, address, "import") == 303 and work_once(KINDS)
    assert Import.objects.get().state == "done"
    assert signed_in("olga").get("/data/uploads").status_code == 200


def test_an_empty_or_endless_file_is_not_kept(
    cast: Cast, own_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from accord.workflows import uploads

    maya = signed_in("maya")
    assert maya.post("/data/uploads", {"file": SimpleUploadedFile("e.csv", b"")}).status_code == 422
    assert maya.post("/data/uploads", {}).status_code == 422
    monkeypatch.setattr(uploads, "LARGEST", 10)
    assert LARGEST == 2 * 1024**3
    assert maya.post("/data/uploads", {"file": SimpleUploadedFile("b.csv", ROWS)}).status_code == 422
    assert list(own_folder.iterdir()) == []


def test_a_file_being_read_cannot_be_asked_for_again_or_removed(cast: Cast) -> None:
    maya = signed_in("maya")
    address = bring(maya)
    order(maya, address, "import")
    assert order(maya, address, "import") == 403
    assert maya.post(f"{address}/forget").status_code == 403
    assert maya.post(f"{address}/stop").status_code == 303
    assert work_once(KINDS)
    assert Fact.objects.count() == 0  # stopped before its first batch
    assert maya.post(f"{address}/forget").status_code == 303
    assert maya.get(address).status_code == 404
