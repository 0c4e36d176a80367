"""What a form says of the person who sent it, by the words of its name:
asking for a demo is more than a download.
"""

from collections.abc import Mapping
from typing import Any

from accord.vocabulary.errors import Invalid
from accord.vocabulary.facts import BUYER_TOUCHES, FactKind

_WORDS = (
    (FactKind.demo_request, ("demo", "free trial", "start trial", "proof of concept")),
    (FactKind.pricing_request, ("pricing", "price", "quote", "quotation")),
    (FactKind.webinar_registered, ("webinar", "register", "registration")),
    (
        FactKind.contact_request,
        ("contact us", "contact sales", "talk to", "call me", "request a call", "callback"),
    ),
    (
        FactKind.content_download,
        ("download", "whitepaper", "white paper", "ebook", "e-book", "guide", "report", "checklist"),
    ),
)


def kind_of_form(names: tuple[str, ...], page: str, mapping: Mapping[str, Any]) -> FactKind:
    """The kind of a submission: as the mapping says (`forms: {name or id: demo_request}`), else by words.

    Raises `Invalid` for a kind that is no touch of a buyer.
    """
    forms = mapping.get("forms") or {}
    said = next((forms[name] for name in names if name in forms), None)
    if said:
        if said not in FactKind.__members__ or FactKind[said] not in BUYER_TOUCHES:
            raise Invalid(
                "mapping.form_kind", f'a form is mapped to "{said}", no touch', "use one such as demo_request"
            )
        return FactKind[said]
    # A host says nothing of what was asked: "demo.example" has other forms than demo requests.
    path = page.partition("://")[2].partition("/")[2] if "://" in page else page.partition("/")[2]
    text = f"{' '.join(names)} {path}".casefold().replace("-", " ").replace("_", " ")
    return next(
        (kind for kind, words in _WORDS if any(word in text for word in words)), FactKind.form_submitted
    )


def kind_of_page(where: str) -> FactKind:
    """The kind of a page seen, by its path: prices, a case study, or any page."""
    path = where.partition("/")[2].casefold()
    if "pricing" in path or "prices" in path:
        return FactKind.pricing_page
    if "case-stud" in path or "customer-stor" in path or "success-stor" in path:
        return FactKind.case_study
    return FactKind.page_view
