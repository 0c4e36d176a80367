"""A small site of the company's own, with Accord's snippet on it: prices, a case, and a form."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width,initial-scale=1">
<script async src="{accord}/a.js" data-key="{key}" data-mode="consented"></script></head>
<body><nav><a href="/pricing">Prices</a> <a href="/case-study">A case</a> <a href="/demo">See it</a></nav>
<h1>{title}</h1><button id="agree">Remember me</button>
<script>document.getElementById("agree").addEventListener("click", () => accord.consent(true));</script>
{form}</body></html>"""
_FORM = """<form method="post" action="{accord}/f/{key}"><input type="hidden" name="form" value="Demo request">
<input type="hidden" name="_next" value="/thanks"><label>E-mail <input name="email" type="email"></label>
<label>Name <input name="name"></label><label>Company <input name="company"></label>
<button id="send">Ask for a demonstration</button></form>"""
_TITLES = {"/pricing": "What it costs", "/case-study": "How others use it", "/demo": "See it at work"}


@dataclass(slots=True)
class Shop:
    """Where it answers, whose snippet it bears, and by which key."""

    address: str
    accord: str = ""
    key: str = ""

    def page(self, path: str) -> str:
        """One of its pages; the form stands on the last."""
        accord, key = escape(self.accord), escape(self.key)
        form = _FORM.format(accord=accord, key=key) if path == "/demo" else ""
        return _PAGE.format(title=_TITLES.get(path, "Thank you"), accord=accord, key=key, form=form)


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, *given: Any, shop: Shop) -> None:
        self.shop = shop
        super().__init__(*given)

    def do_GET(self) -> None:
        text = self.shop.page(self.path.partition("?")[0]).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def open_shop() -> Iterator[Shop]:
    """Serve it until the end of the block."""
    made = Shop("")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, shop=made))
    made.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
