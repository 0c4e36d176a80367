"""A script as a short notebook (nbformat 4.5): its docstring as text, its parts between blank lines as cells."""

import ast
import json

_HERE = "Path(__file__).resolve().parent"


def as_notebook(script: str) -> str:
    """The notebook's JSON. It is opened in the folder it lies in, where a script asks for its own."""
    body = ast.parse(script).body
    about = ast.get_docstring(ast.parse(script)) or ""
    lines = script.replace(_HERE, "Path.cwd()").splitlines()
    code = "\n".join(lines[body[0].end_lineno or 0 :]).strip()
    cells = [_cell(0, "markdown", about), *(_cell(n, "code", part) for n, part in enumerate(_parts(code), 1))]
    python = {"display_name": "Python 3", "language": "python", "name": "python3"}
    made = {"cells": cells, "metadata": {"kernelspec": python}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(made, indent=1)


def _parts(code: str) -> list[str]:
    """Parts between blank lines; what is indented goes on with the part before it."""
    parts: list[str] = []
    for part in code.split("\n\n"):
        if parts and part.startswith((" ", "\n")):
            parts[-1] += f"\n\n{part}"
        elif part.strip():
            parts.append(part.strip("\n"))
    return parts


def _cell(number: int, kind: str, text: str) -> dict[str, object]:
    cell: dict[str, object] = {"cell_type": kind, "id": f"cell-{number}", "metadata": {}}
    cell["source"] = text.splitlines(keepends=True)
    return cell | ({"execution_count": None, "outputs": []} if kind == "code" else {})
