"""Agreements to begin with: each checks without an error and moves imported exports through its stages."""

from importlib.resources import files

from accord.agreement.nearest import nearest
from accord.vocabulary.errors import NotFound


def names() -> tuple[str, ...]:
    """The templates that ship, in the order of the alphabet."""
    here = files(__name__)
    return tuple(sorted(each.name[:-5] for each in here.iterdir() if each.name.endswith(".yaml")))


def read(name: str) -> str:
    """The text of a template; raises `NotFound` with the nearest name."""
    if name not in names():
        near = nearest(name, names())
        remedy = f'did you mean "{near}"?' if near else f"choose one of: {', '.join(names())}"
        raise NotFound("agreement.no_template", f'there is no template "{name}"', remedy, name=name)
    return (files(__name__) / f"{name}.yaml").read_text("utf-8")
