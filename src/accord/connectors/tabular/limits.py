"""The sizes a file may have. Above them a row is refused by name, or the file before its first row."""

CELL_CHARACTERS = 64 * 1024
COLUMNS = 1_000
ROWS = 20_000_000
LINE_CHARACTERS = 4 * 1024 * 1024  # a physical line is kept up to here: enough to name what is wrong with it
SAMPLE_ROWS = 200
SAMPLE_CELLS = 50_000
UNPACKED_BYTES = 4 * 1024**3  # of a workbook, which is a zip
SHOWN_CHARACTERS = 300  # of a refused value
CHUNK_CHARACTERS = 256 * 1024
CHUNK_BYTES = 1024 * 1024

# A workbook is a zip: what it may unpack to, and how much of it a look at its first rows may open.
RATIO = 100  # of unpacked to packed bytes
RATIO_FROM_BYTES = 16 * 1024**2  # what unpacks to less harms nobody, whatever its ratio
DIRECTORY_BYTES = 4 * 1024**2
PART_BYTES = 8 * 1024**2  # of a part other than strings and sheets
STRINGS_BYTES = 512 * 1024**2
WHOLE_STRINGS_BYTES = 1024**2  # a smaller table of strings is read whole even for a look
ROW_BYTES = 64 * 1024**2
SHEETS = 1_000
SHEET_ROWS = 1_048_576  # Excel's own
SHEET_COLUMNS = 16_384  # Excel's own
GLANCE_STRINGS_BYTES = 64 * 1024**2
GLANCE_SHEET_BYTES = 8 * 1024**2
GLANCE_CELLS = 500_000
GLANCE_PIECES = 10_000
