"""The contact policy: a cap or a hold that says nothing is read by nobody, and holds nobody."""

from accord.agreement.checks.view import Issues, View
from accord.agreement.contact.compiling import compile_contact


def check_contact(view: View) -> Issues:
    """Every row of the clause that cannot be acted on."""
    for path, said in compile_contact(view.document).unread:
        yield view.issue("contact.unread", path, f'nobody can act on "{said}"')
