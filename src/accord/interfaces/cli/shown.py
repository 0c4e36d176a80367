"""Text as a terminal may be given it: what exports hold must not steer the terminal."""


def harmless(text: str) -> str:
    """The text with every character that does not print written out, line ends and tabs kept."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in "\n\t" else ascii(c)[1:-1] for c in text)
