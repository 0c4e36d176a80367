"""The agreement: text, document, check, compiled tables, policy, templates, diff and forms.

parsed = parse(text)                      strict reading; never raises
document = parsed.get_document()          or `Invalid` with every issue
issues = check(document, roster)          what would go wrong, with line and remedy
tables = compile(document, content_hash(text))
"""

from accord.agreement import templates
from accord.agreement.checks import Roster, check
from accord.agreement.compiling import compile  # noqa: A004
from accord.agreement.diff import Sentence, diff
from accord.agreement.forms import Field, apply, fields
from accord.agreement.hashing import content_hash
from accord.agreement.parsing import Parsed, decode, parse
from accord.agreement.schema import schema
from accord.agreement.shape import Document
from accord.agreement.writing import to_text

__all__ = [
    "Document", "Field", "Parsed", "Roster", "Sentence", "apply", "check", "compile", "content_hash",
    "decode", "diff", "fields", "parse", "schema", "templates", "to_text",
]  # fmt: skip
