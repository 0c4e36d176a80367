"""The pretend CRM's look: plain HTML without script, light and dark, usable by keyboard and screen reader."""

from collections.abc import Iterable
from html import escape

LABEL = "Pretend CRM (twin for trying Accord)"
STYLE = """
:root{color-scheme:light dark;--back:#f7f7f5;--card:#fff;--ink:#1d2329;--soft:#565f69;--line:#d6d9dc;--act:#0b5cad;
--act-ink:#fff;--note:#fff4d6;--note-ink:#5b4300}
@media (prefers-color-scheme:dark){:root{--back:#14181c;--card:#1d2329;--ink:#e8eaec;--soft:#a9b2bb;--line:#3a434c;
--act:#7db8f5;--act-ink:#0b1a2a;--note:#3a2f10;--note-ink:#ffe6a3}}
*{box-sizing:border-box}body{margin:0;background:var(--back);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
.banner{background:var(--note);color:var(--note-ink);padding:.5rem 1rem;text-align:center;font-weight:600}
header,main{max-width:68rem;margin:0 auto;padding:1rem}nav a{margin-right:1rem}a{color:var(--act)}
h1{font-size:1.5rem;margin:.5rem 0}h2{font-size:1.15rem;margin:1.5rem 0 .5rem}p.soft,td.soft{color:var(--soft)}
table{border-collapse:collapse;width:100%;background:var(--card)}caption{text-align:left;color:var(--soft);
padding:.25rem 0}
th,td{text-align:left;padding:.4rem .6rem;border-bottom:1px solid var(--line);vertical-align:top}
.wide{overflow-x:auto}.acts{display:grid;gap:.75rem;grid-template-columns:repeat(auto-fill,minmax(min(17rem,100%),1fr))}
.acts>form{min-width:0}
form{background:var(--card);border:1px solid var(--line);border-radius:.4rem;padding:.75rem;margin:0}
label{display:block;font-size:.9rem;color:var(--soft)}select,input{font:inherit;color:inherit;background:var(--back);
border:1px solid var(--line);border-radius:.3rem;padding:.3rem .4rem;width:100%;margin:.15rem 0 .5rem}
button{font:inherit;font-weight:600;background:var(--act);color:var(--act-ink);border:0;border-radius:.3rem;
padding:.45rem .9rem;min-height:2.5rem;cursor:pointer}:focus-visible{outline:3px solid var(--act);outline-offset:2px}
dl{display:grid;grid-template-columns:minmax(0,14rem) minmax(0,1fr);
overflow-wrap:anywhere;gap:.2rem 1rem;margin:0}dt{color:var(--soft)}dd{margin:0}
.find{display:flex;flex-wrap:wrap;gap:.5rem;align-items:center;margin-bottom:1rem}
.find input{width:min(24rem,100%);margin:0}
.said{background:var(--note);color:var(--note-ink);padding:.5rem .75rem;border-radius:.3rem}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:.5rem;background:var(--card);padding:.5rem}
"""


def page(title: str, body: str, links: Iterable[tuple[str, str]], said: str = "") -> str:
    """A whole page; `links` are the navigation's (address, words), `said` what the last act did."""
    nav = "".join(f'<a href="{escape(href)}">{escape(words)}</a>' for href, words in links)
    told = f'<p class="said" role="status">{escape(said)}</p>' if said else ""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)} - {LABEL}</title>'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><style>{STYLE}</style></head><body>'
        f'<a class="skip" href="#main">Skip to content</a><header><div class="banner">{LABEL}</div>'
        f'<nav aria-label="Lists">{nav}</nav></header><main id="main"><h1>{escape(title)}</h1>{told}{body}</main>'
        "</body></html>"
    )


def table(caption: str, heads: list[str], rows: Iterable[list[str]]) -> str:
    """A table; cells are HTML already."""
    head = "".join(f'<th scope="col">{escape(h)}</th>' for h in heads)
    body = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in rows)
    empty = f'<tr><td colspan="{len(heads)}">Nothing here.</td></tr>'
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{escape(caption)}"><table><caption>{escape(caption)}'
        f"</caption><thead><tr>{head}</tr></thead><tbody>{body or empty}</tbody></table></div>"
    )


def link(href: str, words: object) -> str:
    """A link as HTML."""
    return f'<a href="{escape(href)}">{escape(str(words))}</a>'


def find_form(action: str, wanted: str, words: str) -> str:
    """A form that asks a list for what contains some words."""
    return (
        f'<form class="find" method="get" action="{escape(action)}" role="search"><label for="find">{escape(words)}'
        f'</label><input id="find" name="find" type="search" value="{escape(wanted)}">'
        '<button type="submit">Find</button></form>'
    )


def text(value: object) -> str:
    """A value as HTML; nothing for None."""
    return "" if value is None else escape(str(value))


def facts(pairs: Iterable[tuple[str, object]]) -> str:
    """Names and values of a record."""
    return "<dl>" + "".join(f"<dt>{escape(n)}</dt><dd>{text(v) or '-'}</dd>" for n, v in pairs) + "</dl>"


def choice(name: str, words: str, options: Iterable[tuple[str, str]], place: str, chosen: str = "") -> str:
    """A labelled select; `place` makes its id unique on the page."""
    key = escape(f"{place}-{name}")
    marked = "".join(
        f'<option value="{escape(v)}"{" selected" if v == chosen else ""}>{escape(w)}</option>'
        for v, w in options
    )
    return f'<label for="{key}">{escape(words)}</label><select id="{key}" name="{escape(name)}">{marked}</select>'


def act_form(act: str, button: str, fields: str, hidden: dict[str, str]) -> str:
    """A form that does one act."""
    kept = "".join(f'<input type="hidden" name="{escape(k)}" value="{escape(v)}">' for k, v in hidden.items())
    return (
        f'<form method="post" action="/act"><input type="hidden" name="act" value="{escape(act)}">{kept}{fields}'
        f'<button type="submit">{escape(button)}</button></form>'
    )
