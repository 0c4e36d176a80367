"""What to do about each reason of refusal: one sentence each, the same on every surface."""

from accord.vocabulary.facts import Reason

REMEDIES: dict[Reason, str] = {
    Reason.too_few_cells: "Give the row as many cells as the header has columns, then import it again.",
    Reason.too_many_cells: "Quote the cell that holds the delimiter, so that the row has the header's cells.",
    Reason.stray_quote: "Double the quote inside the cell or close it, then import the row again.",
    Reason.swallowed_line: "It belongs to the broken row above that spans lines; mend that row as a whole.",
    Reason.bad_encoding: "Save the file in one encoding (UTF-8), then import the row again.",
    Reason.control_character: "Remove the invisible control character (often a NUL) from the cell.",
    Reason.cell_too_long: "Shorten the cell to 65,536 characters; a quote never closed can also cause this.",
    Reason.missing_id: "Fill the id column that the mapping names, or map another one.",
    Reason.bad_id: "Shorten the id to 200 characters without control characters.",
    Reason.duplicate_in_file: "The id stands earlier in the file with other values; keep one row of it.",
    Reason.missing_date: "Fill the date, or write `optional: true` at the fact in the mapping.",
    Reason.bad_date: "Write the date as the rest of the column is written, best as 2024-01-31.",
    Reason.ambiguous_date: "Write the date as 2024-01-31: day and month could be swapped here.",
    Reason.date_out_of_range: "Give a date from 1980 to 2099; an earlier one is mostly an empty cell.",
    Reason.bad_number: "Write a plain number such as 1234.56.",
    Reason.number_out_of_range: "Give an amount below 10,000,000,000,000.00.",
    Reason.bad_currency: "Give a three-letter currency code (EUR), or write it in the mapping.",
    Reason.bad_email: "Give one address (name@company.example), or leave the cell empty.",
    Reason.unknown_status: "Write the status under one of open, ongoing, won, lost in the mapping.",
    Reason.unknown_reference: "Give the id of the record that the row speaks of.",
    Reason.repeated_header: "Nothing to do: the header stands here again; files were glued together.",
    Reason.suppressed: "Nothing to do: the person was erased and stays erased.",
}
