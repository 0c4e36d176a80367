"""Every door into the product, found and not listed by hand: pages, API addresses, commands.

A door is opened as one role and says what happened: `allowed`, `refused` (the right is missing), or
another word. Bodies and arguments are made from the door's own description.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from io import StringIO
from typing import Any
from unittest.mock import patch

import click
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from accord.interfaces.api.access import ACCESS as API_ACCESS
from accord.interfaces.api.app import api
from accord.interfaces.cli.access import ACCESS as CLI_ACCESS
from accord.interfaces.web.access import ACCESS as WEB_ACCESS
from accord.interfaces.web.access import Open
from accord.teams.keys import make_key
from accord.teams.models import User
from accord.teams.rights import Right
from tests.cast import Cast
from tests.interfaces.world import World

MISSING = "right.missing"  # a refusal for another reason (a wrong password, a moved draft) came past the door


@dataclass(frozen=True, slots=True)
class Door:
    """One way in: what it is called, the right it needs (None: none in particular), how to open it."""

    name: str
    right: Right | None
    open: Callable[[str], str]


def page_names() -> set[str]:
    """The names of every page: addresses that are neither the API's nor for outside programs."""
    found = _patterns(get_resolver().url_patterns)
    return {p.name or str(p.pattern) for p in found if not _is_api(p) and not is_tracking(p)}


def tracking_names() -> set[str]:
    """The names of every address for outside programs."""
    return {p.name or str(p.pattern) for p in _patterns(get_resolver().url_patterns) if is_tracking(p)}


def is_tracking(pattern: URLPattern) -> bool:
    """Whether an address is for programs outside, who have no session."""
    return str(getattr(pattern.callback, "__module__", "")).startswith("accord.interfaces.tracking")


def api_operations() -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """(name, method, path, body schema) of every operation the API describes."""
    described = _described()
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            yield operation["operationId"], method, path, operation | {"components": described["components"]}


@cache
def _described() -> dict[str, Any]:
    """The API's own description: a second of work, the same for every role."""
    return dict(api.get_openapi_schema())


def commands(group: click.Group | None = None, above: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command of the command line by its words."""
    if group is None:
        from accord.interfaces.cli.app import every_command

        group = every_command()
    for name, found in group.commands.items():
        words = f"{above} {name}".strip()
        if isinstance(found, click.Group):
            yield from commands(found, words)
        else:
            yield words, found


def api_doors(cast: Cast, world: World) -> Iterator[Door]:
    """The API's doors, opened with a key of the role."""
    now = datetime.now(UTC)
    keys = {
        name: make_key(cast.olga, f"{name}@accord.example", label=name, lasts=timedelta(days=1), now=now)
        for name in cast.everyone()
    }
    for name, method, path, operation in api_operations():

        def knock(
            who: str, method: str = method, path: str = path, operation: dict[str, Any] = operation
        ) -> str:
            client = Client(headers={"Authorization": f"Bearer {keys[who]}"}, raise_request_exception=False)
            return said(getattr(client, method)(fill(path, world), **body_of(operation, world)))

        yield Door(f"api {name}", API_ACCESS[name], knock)


def page_doors(cast: Cast, world: World) -> Iterator[Door]:
    """The pages' doors, opened with a session of the role, by GET and by POST."""
    for pattern in _patterns(get_resolver().url_patterns):
        if _is_api(pattern) or is_tracking(pattern):
            continue
        name = pattern.name or str(pattern.pattern)
        need = WEB_ACCESS[name]
        if need is Open.everyone or name == "sign-out":
            continue
        right = need if isinstance(need, Right) else None
        for method in ("get", "post"):

            def knock(who: str, method: str = method, path: str = "/" + str(pattern.pattern)) -> str:
                client = Client(raise_request_exception=False)
                client.force_login(User.objects.get(email=f"{who}@accord.example"))
                return said(getattr(client, method)(fill(path, world)))

            yield Door(f"page {method} {name}", right, knock)


def command_doors(cast: Cast, world: World) -> Iterator[Door]:
    """The command line's doors, in process, `--as` the role."""
    from accord.interfaces.cli.main import main

    for words, found in commands():
        if words in {"serve", "work", "demo", "backup"}:
            # They run until interrupted, or need a database of their own; their check is tested by itself.
            continue

        def knock(who: str, words: str = words, found: click.Command = found) -> str:
            heard = StringIO()
            with redirect_stderr(heard), redirect_stdout(StringIO()), patch("sys.stdin", StringIO("x\n")):
                code = main(["--as", f"{who}@accord.example", *words.split(), *arguments_of(found, world)])
            if code == 6:
                return "broken"
            return "refused" if code == 3 and MISSING in heard.getvalue() else "allowed"

        yield Door(f"command {words}", CLI_ACCESS[words], knock)


def said(response: Any) -> str:
    """What an HTTP answer means for access."""
    if response.status_code >= 500:
        return "broken"
    if response.status_code == 405:
        return "no door"
    if response.status_code == 302 and "/sign-in" in response["Location"]:
        return "refused"
    return "refused" if response.status_code == 403 and MISSING in response.content.decode() else "allowed"


def fill(path: str, world: World) -> str:
    """An address with its places filled: a real import, draft and contact, a person nobody needs, else 1."""
    for place, value in places(world, path).items():
        for form in ("{" + place + "}", f"<int:{place}>"):
            path = path.replace(form, str(value))
    while "{" in path or "<" in path:
        opening = "{" if "{" in path else "<"
        start, end = path.index(opening), path.index("}" if opening == "{" else ">")
        place = path[start + 1 : end]
        path = (
            path[:start]
            + ("1" if "int:" in place or place == "key" or place.endswith("_id") else "x")
            + path[end + 1 :]
        )
    return path


def places(world: World, words: str) -> dict[str, int]:
    """What stands in a place of this name. Nobody is erased: that has its own test, on its own database."""
    contact = world.missing if "erase" in words else world.other
    return {
        "contact_id": contact,
        "import_id": world.import_id,
        "draft_id": world.draft_id,
        "user_id": world.spare,
    }


def body_of(operation: dict[str, Any], world: World) -> dict[str, Any]:
    """Keyword arguments for the test client that hold a body of the described shape."""
    content = operation.get("requestBody", {}).get("content", {})
    if "application/json" in content:
        made = sample(content["application/json"]["schema"], operation["components"]["schemas"])
        return {"data": json.dumps(made), "content_type": "application/json"}
    if "multipart/form-data" in content:
        from django.core.files.uploadedfile import SimpleUploadedFile

        return {
            "data": {
                "source": "crm",
                "dry_run": "true",
                "file": SimpleUploadedFile("leads.csv", b"a,b\n1,2\n"),
            }
        }
    return {}


def sample(schema: dict[str, Any], known: dict[str, Any]) -> Any:
    """The smallest value of a JSON schema."""
    if "$ref" in schema:
        return sample(known[schema["$ref"].rsplit("/", 1)[1]], known)
    if "enum" in schema:
        return schema["enum"][0]
    if "anyOf" in schema:
        return sample(schema["anyOf"][0], known)
    if schema.get("type") == "object":
        needed = schema.get("required", [])
        return {k: sample(v, known) for k, v in schema.get("properties", {}).items() if k in needed}
    return {"integer": 1, "boolean": False, "array": [], "number": 1.0}.get(schema.get("type", ""), "x")


def arguments_of(command: click.Command, world: World) -> list[str]:
    """The required arguments and options of a command."""
    words: list[str] = []
    for param in command.params:
        if not param.required:
            continue
        value = _value(param, world, command.name or "")
        words += [value] if isinstance(param, click.Argument) else [param.opts[0], value]
    if any(p.name == "yes" for p in command.params):
        words.append("--yes")
    return words


def _value(param: click.Parameter, world: World, words: str) -> str:
    known = places(world, words)
    if param.name in known:
        return str(known[param.name])
    if isinstance(param.type, click.Choice):
        return str(param.type.choices[0])
    if isinstance(param.type, click.Path):
        return str(world.folder / "leads.csv")
    return "1" if isinstance(param.type, type(click.INT)) else "x"


def _patterns(found: list[Any], above: str = "") -> Iterator[URLPattern]:
    for each in found:
        if isinstance(each, URLResolver):
            if each.app_name == "ninja":
                continue
            yield from _patterns(each.url_patterns)
        elif isinstance(each, URLPattern):
            yield each


def _is_api(pattern: URLPattern) -> bool:
    return "ninja" in getattr(pattern.callback, "__module__", "")
