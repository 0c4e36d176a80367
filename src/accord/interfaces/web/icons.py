"""The few line icons, drawn on 24 x 24, and the mark."""

from django.utils.safestring import SafeString, mark_safe

ICONS = {
    "theme": "M12 3a9 9 0 1 0 9 9 7 7 0 0 1-9-9z",
    "person": "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20a7.5 7.5 0 0 1 15 0",
    "warn": "M12 4 2.8 19.5h18.4zM12 10v4.5M12 17.2v.1",
    "down": "M12 4v11m-4.5-4.5L12 15l4.5-4.5M5 20h14",
    "up": "M12 20V9m-4.5 4.5L12 9l4.5 4.5M5 4h14",
    "check": "M5 12.5l4.5 4.5L19 7.5",
    "undo": "M8 5 4 9l4 4M4 9h10a6 6 0 0 1 0 12H9",
    "pen": "M4 20h4L19 9l-4-4L4 16z",
    "right": "M9 5l7 7-7 7",
    "bell": "M6 17V11a6 6 0 0 1 12 0v6l1.5 2h-15zM10 21h4",
}
MARK: SafeString = mark_safe(
    '<svg width="30" height="24" viewBox="0 0 40 32" aria-hidden="true" class="mark">'
    '<circle class="mark-marketing" cx="9" cy="16" r="8"/>'
    '<path class="mark-line" d="M20 1v30" stroke-dasharray="4 3.25"/>'
    '<path class="mark-sales" d="M24 8.5h15v15H24z"/></svg>'
)
