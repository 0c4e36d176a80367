"""Which spellings of a company a source record shows, and how they hang together. Pure but for the key."""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from accord.contacts.evidence import work_domain
from accord.contacts.matching.companies import company_name_key, names_the_domain
from accord.contacts.matching.emails import company_domain
from accord.vocabulary.facts import RecordDraft, RecordKind, Ref


class Alias(NamedTuple):
    """One spelling: `("domain", "acme.com")`, `("name", "acme|DE")`, `("record", "4711")`."""

    kind: str
    value: str


class Link(NamedTuple):
    """Two aliases of one company; `key` is the company record that says so, 0 if nobody's alone."""

    left: Alias
    right: Alias
    key: int
    why: str


class Shown(NamedTuple):
    """What one record shows: its aliases, their links, and the alias it works under with its rank."""

    aliases: tuple[Alias, ...]
    links: tuple[Link, ...]
    works_under: Alias | None = None
    rank: int = 9


def show_company(key: int, draft: RecordDraft, refs: dict[Ref, int], *, said: bool) -> Shown:
    """A company record: itself, its domain, its name, and the records merged into it."""
    own = Alias("record", str(key))
    links = []
    domain = company_domain(draft.domain or draft.email) if draft.domain or draft.email else ""
    if domain:
        links.append(Link(own, Alias("domain", domain), key, "domain"))
    name = company_name_key(draft.company or draft.name, draft.country)
    if name:
        links.append(Link(own, Alias("name", name), key, "name"))
    for ref in (*draft.same_as, *draft.merged):
        if ref.kind == RecordKind.company and ref in refs and refs[ref] != key:
            links.append(Link(own, Alias("record", str(refs[ref])), 0 if said else key, "merged"))
    return Shown((own, *(link.right for link in links)), tuple(links))


def show_member(draft: RecordDraft, refs: dict[Ref, int], *, said: bool) -> Shown:
    """A person or deal: the company record it belongs to, else its work domain, else the company's name."""
    domain, name = work_domain(draft), company_name_key(draft.company, draft.country)
    company = draft.belongs_to
    if company is not None and company.kind == RecordKind.company and company in refs:
        aliases, links = _of_one_company(domain, name)
        own = Alias("record", str(refs[company]))
        return Shown((own, *aliases) if links else (own,), links, own, 0 if said else 1)
    return _show_words(domain, name)


def _of_one_company(domain: str, name: str) -> tuple[tuple[Alias, ...], tuple[Link, ...]]:
    """The aliases a person's row shows, and their link if the name is the domain's."""
    aliases = tuple(a for a in (Alias("domain", domain), Alias("name", name)) if a.value)
    if domain and name and names_the_domain(name, domain):
        return aliases, (Link(Alias("domain", domain), Alias("name", name), 0, "seen"),)
    return aliases, ()


def foresee_aliases(drafts: Iterable[RecordDraft]) -> None:
    """Reckon what a batch of persons will show of their companies before the write lock is taken."""
    for draft in drafts:
        show_member(draft, {}, said=False)


@lru_cache(maxsize=4096)  # colleagues show the same
def _show_words(domain: str, name: str) -> Shown:
    aliases, links = _of_one_company(domain, name)
    if domain:
        return Shown(aliases if links else aliases[:1], links, Alias("domain", domain), 2)
    if name:
        return Shown(aliases, links, Alias("name", name), 3)
    return Shown((), ())
