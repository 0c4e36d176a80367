"""One clause of a draft, changed in place by the form that its types make."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accord.agreement import Field, apply, fields
from accord.interfaces.web.errors import status_of
from accord.interfaces.web.pages import part, see_other, show
from accord.interfaces.web.prose import parse
from accord.interfaces.web.views.drafts import save
from accord.teams.drafts import Draft, get_draft
from accord.vocabulary.errors import AccordError, Invalid, NotFound
from accord.vocabulary.people import Viewer

Value = str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Input:
    """One field as the form shows it: its label within the clause, and what stands or was typed in it."""

    field: Field
    label: str
    shown: str
    many: bool


def clause(request: HttpRequest, viewer: Viewer, draft_id: int, path: str) -> HttpResponse:
    """The clause's form, and its answer; a value that does not fit comes back as it was typed."""
    draft = get_draft(viewer, draft_id)
    found = _fields_of(draft, path)
    if request.method != "POST":
        return _form(request, viewer, draft, path, [_input(f, path, _shown(f.value)) for f in found])
    typed = {f.path: request.POST.get(f.path, _shown(f.value)).replace("\r\n", "\n") for f in found}
    try:
        changes = {f.path: _value(f, typed[f.path]) for f in found if typed[f.path] != _shown(f.value)}
        if changes:
            save(viewer, draft_id, apply(draft.text, changes), request.POST.get("revision", ""))
    except AccordError as problem:
        return _form(request, viewer, draft, path, [_input(f, path, typed[f.path]) for f in found], problem)
    return see_other(reverse("agreement-draft", args=[draft_id]) + f"#{path}")


def _fields_of(draft: Draft, path: str) -> list[Field]:
    document = parse(draft.text).document
    if document is None:
        what, remedy = _("the text has errors, so it has no forms"), _("mend it in the text first")
        raise Invalid("agreement.no_forms", what, remedy)
    found = [f for f in fields(document) if f.path == path or f.path.startswith(f"{path}.")]
    if not found:
        what, remedy = _("this clause has no form"), _("change it in the text")
        raise NotFound("agreement.no_form", what, remedy, path=path)
    return found


def _input(field: Field, path: str, shown: str) -> Input:
    label = field.path.removeprefix(path).strip(".").replace(".", ", ").replace("_", " ") or field.label
    return Input(field, label, shown, isinstance(field.value, tuple))


def _shown(value: Value) -> str:
    return value if isinstance(value, str) else "\n".join(value)


def _value(field: Field, typed: str) -> Value:
    if isinstance(field.value, str):
        return typed.strip()
    return tuple(line.strip() for line in typed.split("\n") if line.strip())


def _form(
    request: HttpRequest,
    viewer: Viewer,
    draft: Draft,
    path: str,
    inputs: list[Input],
    problem: AccordError | None = None,
) -> HttpResponse:
    """In place for htmx, as a page of its own without script."""
    slug = path.replace(".", "-")
    values = {"draft": draft, "path": path, "slug": slug, "inputs": inputs}
    if not request.headers.get("HX-Request"):
        return show(request, viewer, "clause_page.html", problem, **values)
    response = part(request, "parts/clause_form.html", problem=problem, in_place=True, **values)
    if problem:
        response.status_code = status_of(problem)
        response.headers["HX-Retarget"] = response.headers["HX-Reselect"] = f"#form-{slug}"
        response.headers["HX-Reswap"] = "outerHTML"
    return response
