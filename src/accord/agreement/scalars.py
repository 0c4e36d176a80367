"""Which bare words two readers of YAML would read differently, and how to write them safely."""

import re

from accord.vocabulary.issues import Issue, Level

_NULL = re.compile(r"~|null|Null|NULL|")
_BOOLEAN = re.compile(r"y|n|yes|no|on|off|true|false", re.IGNORECASE)
_TIME = re.compile(r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?")
_NUMBER = re.compile(
    r"[-+]?(?:0[0-9_]+|0[xobXOB][0-9a-fA-F_]+|[0-9]+_[0-9_]*|[0-9.]+[eE][-+]?[0-9]+|\.(?:inf|nan))",
    re.IGNORECASE,
)
_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _./+%()<>=;-]*")


def misreading(text: str, line: int) -> Issue | None:
    """What is wrong with an unquoted scalar, or None."""
    if _NULL.fullmatch(text):
        what = f'"{text}" means nothing' if text else "a value is missing"
        return Issue(Level.error, "text.null", what, "write a value, or delete the key", "", line)
    if _BOOLEAN.fullmatch(text):
        sentence = f"the bare word {text} is a boolean to many readers (NO is Norway, or false)"
        return Issue(Level.error, "text.bare_boolean", sentence, f'write "{text}" in quotes', "", line)
    if _TIME.fullmatch(text):
        sentence = f"the bare {text} is a number in base sixty to many readers"
        return Issue(Level.error, "text.misread_time", sentence, f'write "{text}" in quotes', "", line)
    if _NUMBER.fullmatch(text):
        sentence = f"the bare {text} is read as different numbers by different readers"
        return Issue(
            Level.error,
            "text.misread_number",
            sentence,
            f'write a plain number, or "{text}" in quotes',
            "",
            line,
        )
    return None


def quote(text: str) -> str:
    """The text as one YAML scalar: bare where every reader agrees, in double quotes elsewhere."""
    bare = _SAFE.fullmatch(text) and not text.endswith(" ") and misreading(text, 0) is None
    return text if bare else '"' + "".join(map(_escape, text)) + '"'


def quote_text(text: str) -> str:
    """Like `quote`, and a text that looks like a number is quoted too."""
    return quote(text) if not re.fullmatch(r"[-+]?[0-9.]+", text) else f'"{text}"'


def _escape(char: str) -> str:
    if char in '"\\':
        return "\\" + char
    if char.isprintable():
        return char
    return f"\\U{ord(char):08X}"
