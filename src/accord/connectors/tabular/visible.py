"""Text without what nobody sees: spaces of every kind, zero-width characters, direction marks."""

INVISIBLE = "".join(
    (
        " \t\n\r\v\f\x1c\x1d\x1e\x1f\x85\xa0\xad",
        "\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180e\u3000\u3164\ufeff\uffa0",
        "".join(map(chr, range(0x2000, 0x2010))),
        "".join(map(chr, (*range(0x2028, 0x2030), *range(0x205F, 0x2070), *range(0xFE00, 0xFE10)))),
    )
)


def visible(cell: str) -> str:
    """The cell without invisible characters at its ends: what an id or an address must be compared by."""
    return cell.strip(INVISIBLE)
