"""References: whatever names another clause names one that is there."""

from accord.agreement.checks.view import Issues, View, did_you_mean
from accord.vocabulary.words import Reference


def check_words(view: View) -> Issues:
    """Modes, references, the survey's twins, the messages' stages."""
    document = view.document
    paths = list(document.lines)
    for clause in document.mode:
        if clause not in document.lines:
            sentence = f'a mode is set for "{clause}", which is no clause here'
            yield view.issue("mode.unknown_clause", f"mode.{clause}", sentence, did_you_mean(clause, paths))
    for path, reference in references(view):
        if reference not in document.lines:
            sentence = f'{path} refers to "{reference}", which is no clause here'
            yield view.issue("reference.unknown", path, sentence, did_you_mean(reference, paths))
    for question in document.survey:
        if question.measured_by not in document.lines:
            sentence = f'question "{question.id}" is measured by "{question.measured_by}", no clause here'
            remedy = did_you_mean(question.measured_by, paths)
            path = f"survey.{question.id}.measured_by"
            yield view.issue("survey.unknown_measure", path, sentence, remedy)
    if len(document.survey) > 5:
        yield view.issue("survey.too_long", "survey", f"the survey has {len(document.survey)} questions")
    yield from _messages(view)


def references(view: View) -> list[tuple[str, str]]:
    """Every reference to another clause, with the path of where it stands."""
    document = view.document
    found: list[tuple[str, object]] = []
    if document.reporting is not None:
        found.append(("reporting.currency", document.reporting.currency))
    if document.marketing_promises and document.marketing_promises.volume:
        found.append(("marketing_promises.volume.qualified", document.marketing_promises.volume.qualified))
    return [(path, str(value)) for path, value in found if isinstance(value, Reference)]


def _messages(view: View) -> Issues:
    stages = [str(stage.id) for stage in view.document.stages]
    for at, message in enumerate(view.document.messages):
        path = f"messages.{at}"
        if message.stage not in stages:
            sentence = f'a message is for the stage "{message.stage}", which does not exist'
            remedy = did_you_mean(message.stage, stages)
            yield view.issue("message.unknown_stage", f"{path}.stage", sentence, remedy)
        if message.until is not None and message.until.on < view.document.agreement.in_force.on:
            yield view.issue("message.expired", f"{path}.until", f"a message ends on {message.until}")
