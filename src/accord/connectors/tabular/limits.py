"""The sizes a file may have. Above them a row is refused by name, or the file before its first row."""

CELL_CHARACTERS = 64 * 1024
COLUMNS = 1_000
ROWS = 20_000_000
LINE_CHARACTERS = 4 * 1024 * 1024  # a physical line is kept up to here: enough to name what is wrong with it
SAMPLE_ROWS = 200
UNPACKED_BYTES = 4 * 1024**3  # of a workbook, which is a zip
SHOWN_CHARACTERS = 300  # of a refused value
CHUNK_CHARACTERS = 256 * 1024
CHUNK_BYTES = 1024 * 1024
