"""The pretend CRM, clicked as a newcomer would: by plain forms, and in a browser where axe finds nothing."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
import twins.hubspot
import twins.salesforce
from twins.common.page import LABEL

AXE = Path(__file__).parents[1] / "vendor" / "axe-core" / "axe.min.js"
VENDORS = {"salesforce": twins.salesforce, "hubspot": twins.hubspot}


class Forms(HTMLParser):
    """Every form's fields by the words on its button; a select gives its last option."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: dict[str, dict[str, str]] = {}
        self.fields: dict[str, str] = {}
        self.select = ""
        self.in_button = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {k: v or "" for k, v in attrs}
        if tag == "form":
            self.fields = {}
        elif tag == "input":
            self.fields[given["name"]] = given["value"]
        elif tag == "select":
            self.select = given["name"]
        elif tag == "option":
            self.fields[self.select] = given["value"]
        self.in_button = tag == "button"

    def handle_data(self, data: str) -> None:
        if self.in_button:
            self.forms[data] = self.fields
            self.in_button = False


def get(url: str) -> str:
    """A page's text."""
    with urlopen(url, timeout=30) as response:
        text: str = response.read().decode()
        return text


def press(url: str, page: str, button: str, **changed: str) -> str:
    """Press a button of a page; the text of the page it leads to."""
    forms = Forms()
    forms.feed(get(url + page))
    data = urlencode({**forms.forms[button], **changed}).encode()
    with urlopen(Request(f"{url}/act", data), timeout=30) as response:
        text: str = response.read().decode()
        return text


def first_record(url: str) -> str:
    """The first record of the first list."""
    found = re.search(r'href="(/record/[^"]+)"', get(url + "/"))
    assert found
    return found.group(1)


def test_a_rep_works_a_lead_in_salesforce() -> None:
    with twins.salesforce.serve(twins.salesforce.make_seed(12, 2)) as twin:
        record = first_record(twin.url)
        assert LABEL in get(twin.url + record)
        assert "Done: log call." in press(twin.url, record, "Log a call")
        assert "Done: change status." in press(
            twin.url, record, "Change status", status="Working - Contacted"
        )
        assert "Done: opt out." in press(twin.url, record, "Opt out of e-mail")
        assert "Done: merge." in press(twin.url, record, "Merge")
        contact = press(twin.url, record, "Convert")
        assert "Done: convert." in contact and "<td>Call</td>" in contact
        assert "can no longer be changed" in get(twin.url + record)
        lead = next(r for r in twin.truth("Lead") if r["Id"] == record.split("/")[-1])
        assert lead["IsConverted"] and lead["HasOptedOutOfEmail"]
        other = first_record(twin.url)
        assert "Done: return lead." in press(twin.url, other, "Return to marketing")
        back = next(r for r in twin.truth("Lead") if r["Id"] == other.split("/")[-1])
        assert back["Status"] == "Closed - Not Converted"


def test_a_rep_works_a_contact_in_hubspot() -> None:
    with twins.hubspot.serve(twins.hubspot.make_seed(12, 2)) as twin:
        record = first_record(twin.url)
        key = record.split("/")[-1]
        for button in (
            "Log a call",
            "Log an e-mail",
            "Book a meeting",
            "Make a deal",
            "Merge",
            "Return to marketing",
        ):
            assert "Done:" in press(twin.url, record, button), button
        press(twin.url, record, "Change lifecycle stage", stage="customer")
        props = twin.store.rows("contacts")[key]["props"]
        assert (props["lifecyclestage"], props["hs_lead_status"]) == ("customer", "UNQUALIFIED")
        deal = next(iter(twin.store.rows("deals")))
        assert "Done: move deal." in press(
            twin.url, f"/record/deals/{deal}", "Change stage", stage="closedwon"
        )


def test_what_people_type_is_shown_as_text() -> None:
    with twins.salesforce.serve(twins.salesforce.make_seed(2, 2)) as twin:
        fields = {"LastName": "<script>alert(1)</script>", "Company": '"><img src=x>'}
        lead = twin.act("create", object="Lead", fields=fields, by="Rita Rep")
        for page in ("/", f"/record/Lead/{lead}", "/?said=%3Cscript%3E"):
            assert "<script" not in get(twin.url + page) and "<img" not in get(twin.url + page)


@pytest.mark.parametrize("vendor", VENDORS)
def test_another_site_s_form_is_refused_and_so_is_another_site_to_go_to(vendor: str) -> None:
    module = VENDORS[vendor]
    with module.serve(module.make_seed(2, 2)) as twin:
        foreign = Request(f"{twin.url}/act", b"act=log_call", {"Origin": "https://evil.example"})
        with pytest.raises(HTTPError) as refused:
            urlopen(foreign, timeout=30)
        assert refused.value.code == 403
        away = twin.handle(_post(b"act=nothing&back=//evil.example"))
        assert away.headers["Location"].startswith("/?said=Refused")


def _post(body: bytes) -> Any:
    from twins.common.web import Request as TwinRequest

    return TwinRequest("POST", "/act", {}, {}, body)


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("vendor", VENDORS)
def test_axe_finds_nothing(vendor: str, theme: str, chromium: Any) -> None:
    module = VENDORS[vendor]
    with module.serve(module.make_seed(8, 2)) as twin:
        page = chromium.new_context(
            color_scheme=theme, viewport={"width": 390, "height": 800}, bypass_csp=True
        ).new_page()
        for path in ("/", first_record(twin.url)):
            page.goto(twin.url + path)
            page.add_script_tag(content=AXE.read_text())
            found = page.evaluate("async () => (await axe.run(document)).violations")
            assert [(v["id"], v["nodes"][0]["html"]) for v in found] == [], path
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
