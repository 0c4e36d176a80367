"""Lists of companies' networks: brought as CSV, shown, removed; and what one says of a visitor who agreed."""

import csv
import io
from datetime import date, datetime
from ipaddress import ip_network
from pathlib import Path
from typing import Any

from accord.connectors.objects.values import host
from accord.connectors.segment import has_consent, is_visitor
from accord.ledger.company_networks import (
    NARROWEST,
    WIDEST,
    NetworkList,
    find_lists,
    find_owner,
    remove_networks,
    save_networks,
)
from accord.teams.rights import Right, require
from accord.vocabulary.channels import plain_word
from accord.vocabulary.doors import Letter, Trust
from accord.vocabulary.errors import Invalid, NotFound
from accord.vocabulary.facts import RecordDraft, RecordKind, Ref, RowRead, RowSkipped
from accord.vocabulary.issues import Issue, Level
from accord.vocabulary.people import Viewer

SOURCE = "networks"
_LARGEST = 20_000_000  # bytes
_SHOWN = 20


def import_networks(by: Viewer, path: Path, *, dated: date | None, now: datetime) -> int:
    """Keep a CSV (columns cidr, company, domain) under its file's name; how many networks it has.

    Raises `Refused` without the right, `Invalid` with every faulty line: then nothing is kept.
    """
    require(by, Right.manage_people)
    if path.stat().st_size > _LARGEST:
        raise Invalid("networks.too_large", "the list is larger than 20 MB", "bring it in parts")
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid("networks.not_text", "the list is not UTF-8", "save it as CSV UTF-8") from None
    rows = _read(text)
    day = dated or now.date()
    return save_networks(rows, name=path.stem[:120], dated=day, actor=by.actor, now=now)


def list_networks(viewer: Viewer) -> list[NetworkList]:
    """The lists there are."""
    require(viewer, Right.see_trust)
    return find_lists()


def forget_networks(by: Viewer, name: str) -> int:
    """Forget a list; what it said of visitors before stays as it was said. Raises `NotFound`."""
    require(by, Right.manage_people)
    gone = remove_networks(name)
    if not gone:
        raise NotFound(
            "networks.unknown", f'there is no list "{name[:60]}"', "accord networks list shows them"
        )
    return gone


def with_company(row: RowRead | RowSkipped, event: Any, letter: Letter) -> RowRead | RowSkipped:
    """The row, and the company of the visitor's network: only of a page seen by a visitor who agreed.

    It says where somebody was, of nobody who they are; addresses are known to their /24 or /48 only.
    """
    if letter.trust is not Trust.browser or not isinstance(row, RowRead) or not isinstance(event, dict):
        return row
    if event.get("type") != "page" or not has_consent(event) or not letter.context.get("ip"):
        return row
    visitor = row.facts[0].about if row.facts else None
    owner = find_owner(letter.context["ip"])
    if owner is None or visitor is None or not is_visitor(visitor):
        return row
    ref = Ref(SOURCE, RecordKind.company, owner.domain or plain_word(owner.company)[:180])
    values = {"company": owner.company, "domain": owner.domain}
    company = RecordDraft(
        ref, values, owner.imported_at, name=owner.company, company=owner.company, domain=owner.domain
    )
    return row._replace(records=(*row.records, company, RecordDraft(visitor, {}, belongs_to=ref)))


def _read(text: str) -> list[tuple[str, str, str]]:
    reader = csv.DictReader(io.StringIO(text))
    names = {str(name).strip().casefold(): name for name in reader.fieldnames or ()}
    if not {"cidr", "company"} <= names.keys():
        raise Invalid(
            "networks.columns",
            "the list has no columns cidr and company",
            "begin it with cidr,company,domain",
        )
    found: dict[str, tuple[str, str, str]] = {}
    issues: list[Issue] = []
    for row in reader:
        cells = {name: (row[said] or "").strip() for name, said in names.items() if name}
        cidr = _cidr(cells["cidr"], reader.line_num, issues)
        if cidr and not cells["company"]:
            issues.append(_issue(reader.line_num, "no company", "name whose network it is"))
        elif cidr:
            found[cidr] = (cidr, cells["company"][:200], host(cells.get("domain", ""))[:200])
    if issues:
        count = f"{len(issues):,} lines of the list cannot be taken"
        raise Invalid(
            "networks.lines", count, "mend or remove them, and bring the list again", issues[:_SHOWN]
        )
    return list(found.values())


def _cidr(said: str, line: int, issues: list[Issue]) -> str:
    try:
        network = ip_network(said)
    except ValueError:
        issues.append(_issue(line, f'"{said[:60]}" is no network', "write it as 203.0.113.0/24"))
        return ""
    narrowest, widest = NARROWEST[network.version], WIDEST[network.version]
    if network.prefixlen > narrowest:
        sentence = f"{network} is narrower than /{narrowest}, and addresses are known here to that only"
        issues.append(_issue(line, sentence, "leave it out: no visitor can be told by it"))
        return ""
    if network.prefixlen < widest:
        issues.append(
            _issue(line, f"{network} is wider than /{widest}: no company's", "give the company's own")
        )
        return ""
    return str(network)


def _issue(line: int, sentence: str, remedy: str) -> Issue:
    return Issue(Level.error, "networks.line", sentence, remedy, line=line)
