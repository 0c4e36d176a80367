"""Systems: each field has one master and one writer."""

from accord.agreement.checks.view import Issues, View, did_you_mean


def check_systems(view: View) -> Issues:
    """Masters and writers across all systems."""
    systems = view.document.systems
    if systems is None:
        return
    masters: dict[str, str] = {}
    written: dict[str, str] = {}
    for name, system in systems.each.items():
        for at, field in enumerate(system.master_of):
            if field in masters:
                sentence = f"{name} and {masters[field]} are both master of {field}"
                yield view.issue("system.two_masters", f"systems.{name}.master_of.{at}", sentence)
            masters.setdefault(field, name)
        for target, fields in system.writes.items():
            path = f"systems.{name}.writes.{target}"
            if target not in systems.each:
                remedy = did_you_mean(target, list(systems.each))
                yield view.issue("system.unknown_target", path, f'"{target}" is no declared system', remedy)
            for at, field in enumerate(fields):
                if field in written:
                    sentence = f"{field} is written twice: to {written[field]} and to {target} by {name}"
                    yield view.issue("system.two_writers", f"{path}.{at}", sentence)
                written.setdefault(field, target)
