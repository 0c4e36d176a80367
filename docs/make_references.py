"""The reference pages, from the code: `python docs/make_references.py` writes them, a test finds drift.

docs/reference/cli.md from the command tree, docs/reference/api.md from OpenAPI,
docs/reference/settings.md from the installation's settings, docs/terms.md from the vocabulary.
"""

import inspect
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accord.config.settings")

DOCS = Path(__file__).resolve().parent
Schema = dict[str, Any]


def cli() -> str:
    """Every command: its words, what it does, what it takes, the right it needs."""
    from accord.interfaces.cli import main
    from accord.interfaces.cli.access import ACCESS
    from accord.interfaces.cli.app import every_command

    codes = inspect.cleandoc(main.__doc__ or "").partition("Exit codes: ")[2].replace("\n", " ")
    lines = [
        "# The command line",
        "",
        "`accord [--data FOLDER] [--as EMAIL] COMMAND`. Every command takes `--json` (one JSON value on",
        "standard output) and `--help`. Without `--as` it acts as operations.",
        "",
        f"Exit codes: {codes}",
        "",
        "An error is two lines on standard error: `error  CODE - SENTENCE`, `try    REMEDY`.",
    ]
    for words, command in commands(every_command()):
        right = ACCESS[words]
        lines += ["", f"## accord {words}", "", f"`{usage(words, command)}`", "", _paragraph(command.help)]
        lines += ["", f"Right: {right or 'none'}."]
        options = [row for param in command.params if (row := _option(param))]
        if options:
            lines += ["", "| option | default | what it says |", "|---|---|---|", *options]
    return _page(lines)


def commands(group: click.Group, above: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command below a group with its words, in the order of the alphabet."""
    for name, found in sorted(group.commands.items()):
        words = f"{above} {name}".strip()
        if isinstance(found, click.Group):
            yield from commands(found, words)
        elif not found.hidden:
            yield words, found


def usage(words: str, command: click.Command) -> str:
    """The line to type."""
    pieces = command.collect_usage_pieces(click.Context(command, info_name=words))
    return " ".join(["accord", words, *pieces])


def _option(param: click.Parameter) -> str:
    if not isinstance(param, click.Option) or param.hidden or param.name == "as_json":
        return ""
    said = "/".join([*param.opts, *param.secondary_opts])
    default = "" if param.is_flag or not isinstance(param.default, str | int) else str(param.default)
    kind = f" ({', '.join(param.type.choices)})" if isinstance(param.type, click.Choice) else ""
    return f"| `{said}` | {default} | {'Needed. ' if param.required else ''}{param.help or ''}{kind} |"


def api() -> str:
    """Every operation: its address, the right it needs, what it takes and answers."""
    import django

    django.setup()
    from accord.interfaces.api.access import ACCESS
    from accord.interfaces.api.app import api as described

    schema: Schema = described.get_openapi_schema()
    known = schema["components"]["schemas"]
    lines = [
        "# The API",
        "",
        "Ask with `Authorization: Bearer KEY`; operations makes keys with `accord keys make EMAIL`. The",
        "whole description, for programs that generate clients, is at `/api/v1/openapi.json`.",
        "",
        "A refusal is `{code, error, remedy, issues}`: 401 no key that holds, 403 the right is missing, 404",
        "no such thing or not for you, 405 not this method, 422 the request is wrong, 503 try again later.",
    ]
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            right = ACCESS[operation["operationId"]]
            lines += ["", f"## {method.upper()} {path}", "", _paragraph(operation.get("description"))]
            lines += ["", f"Operation `{operation['operationId']}`. Right: {right or 'none in particular'}."]
            lines += _takes(operation, known)
            lines += ["", f"Answers {_answers(operation)}."]
    return _page(lines)


def _takes(operation: Schema, known: Schema) -> list[str]:
    rows = [(p["name"], p["in"], p["schema"], p.get("required", False)) for p in operation["parameters"]]
    for content in operation.get("requestBody", {}).get("content", {}).values():
        body = _resolve(content["schema"], known)
        needed = body.get("required", [])
        rows += [(name, "body", kind, name in needed) for name, kind in body.get("properties", {}).items()]
    if not rows:
        return []
    table = ["", "| takes | in | kind | needed |", "|---|---|---|---|"]
    return table + [
        f"| `{name}` | {where} | {_kind(kind)} | {'yes' if needed else ''} |"
        for name, where, kind, needed in rows
    ]


def _resolve(schema: Schema, known: Schema) -> Schema:
    """A schema with its references followed and its parts joined."""
    if "$ref" in schema:
        return _resolve(known[schema["$ref"].rsplit("/", 1)[1]], known)
    parts = [_resolve(part, known) for part in schema.get("allOf", [])]
    joined = {name: kind for part in [*parts, schema] for name, kind in part.get("properties", {}).items()}
    needed = [name for part in [*parts, schema] for name in part.get("required", [])]
    return schema | {"properties": joined, "required": needed}


def _kind(schema: Schema) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[1]
    if "anyOf" in schema:
        return " or ".join(_kind(each) for each in schema["anyOf"])
    if schema.get("type") == "array":
        return f"list of {_kind(schema['items'])}"
    default = f", {schema['default']!r} without" if schema.get("default") not in (None, "") else ""
    return f"{schema.get('format') or schema.get('type', 'any')}{default}"


def _answers(operation: Schema) -> str:
    said = []
    for status, answer in operation["responses"].items():
        for media, content in answer.get("content", {}).items():
            if int(status) < 400:
                said.append(f"{status} {_kind(content['schema'])} ({media})")
    return ", ".join(said)


def settings() -> str:
    """Every setting of an installation."""
    from accord.config.installation import SETTINGS

    rows = [f"| `{name}` | {default} | {says} |" for name, (default, says) in SETTINGS.items()]
    lines = [
        "# Settings",
        "",
        "What an installation is, from its environment. Nothing about the business is a setting: thresholds,",
        "hours and caps stand in the agreement.",
        "",
        "| setting | without it | what it says |",
        "|---|---|---|",
        *rows,
    ]
    return _page(lines)


def terms() -> str:
    """The words of Accord: the closed lists of the vocabulary, and what other systems call them."""
    from terms_of_others import TERMS  # type: ignore[import-not-found]

    from accord.teams.rights import RIGHTS, Right
    from accord.vocabulary.facts import FactKind, Reason
    from accord.vocabulary.people import Role
    from accord.vocabulary.phrases import PHRASES

    phrases = {
        kind: ", ".join(p for p, kinds in PHRASES.items() if kinds == {kind}) or "" for kind in FactKind
    }
    roles = list(Role)
    lines = ["# Terms", "", "## Accord's words, and those of others", ""]
    lines += ["| Accord | what it is | Salesforce | HubSpot | Marketo |", "|---|---|---|---|---|"]
    lines += [f"| {' | '.join(row)} |" for row in TERMS]
    lines += [
        "",
        "## What can have happened",
        "",
        "A fact has one of these kinds; the numbers are permanent.",
        "",
    ]
    lines += ["| kind | number | whose | phrases of the agreement |", "|---|---|---|---|"]
    lines += [f"| `{kind.name}` | {kind.value} | {_whose(kind)} | {phrases[kind]} |" for kind in FactKind]
    lines += ["", "## Why a row is refused", "", ", ".join(f"`{reason}`" for reason in Reason) + "."]
    lines += [
        "",
        "Each refused row also carries its line, column, value and remedy.",
        "",
        "## Roles and rights",
        "",
    ]
    lines += [f"| right | {' | '.join(roles)} |", f"|---|{'---|' * len(roles)}"]
    for right in Right:
        lines.append(f"| {right} | {' | '.join('yes' if right in RIGHTS[role] else '' for role in roles)} |")
    return _page(lines)


def _whose(kind: Any) -> str:
    from accord.vocabulary.facts import BUYER_TOUCHES, MARKETING_TOUCHES, SALES_TOUCHES

    touches = {"the buyer's": BUYER_TOUCHES, "marketing's": MARKETING_TOUCHES, "sales'": SALES_TOUCHES}
    return next((f"{team} touch" for team, kinds in touches.items() if kind in kinds), "")


PAGES: dict[str, Callable[[], str]] = {
    "reference/cli.md": cli,
    "reference/api.md": api,
    "reference/settings.md": settings,
    "terms.md": terms,
}


def _paragraph(text: str | None) -> str:
    return " ".join(inspect.cleandoc(text or "").split())


def _page(lines: list[str]) -> str:
    made = "<!-- made by docs/make_references.py; edit the code, not this page -->"
    return "\n".join([lines[0], "", made, *lines[1:]]) + "\n"


def main() -> None:
    """Write every page."""
    import sys

    sys.path.insert(0, str(DOCS))
    import django

    django.setup()
    for name, make in PAGES.items():
        path = DOCS / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(make(), "utf-8")


if __name__ == "__main__":
    main()
