"""Marketo programs and smart campaigns, and the tables that are known and not needed."""

from collections.abc import Callable

from accord.connectors.objects.declared import Object, columns, needs
from accord.connectors.objects.row import Cells, Context, Said
from accord.connectors.objects.values import clear
from accord.vocabulary.facts import RecordDraft, RecordKind


def _reader(prefix: str) -> Callable[[Cells, Context], Said]:
    def read(cells: Cells, context: Context) -> Said:
        ref = context.ref(RecordKind.campaign, prefix + cells.need("id"))
        modified = context.moment(cells, "modified")
        return Said(
            (
                RecordDraft(
                    ref, cells.kept(), modified, name=clear(cells("name")), deleted=cells.yes("deleted")
                ),
            )
        )

    return read


_COMMON = """
    id: id
    name: name
    type: type
    created: createdAt
    modified: updatedAt
    workspace: workspace | workspaceName
    url: url | computedUrl
    description: description
    status: status
    deleted: _fivetran_deleted
"""
PROGRAM = Object(
    "program",
    "a program's name (campaign program:ID)",
    columns("channel: channel\nstart: startDate\nend: endDate\nsfdc: sfdcId\nsfdc_name: sfdcName" + _COMMON),
    needs("id", "name", "channel", "workspace"),
    _reader("program:"),
)
CAMPAIGN = Object(
    "campaign",
    "a smart campaign's name",
    columns(
        """
        active: active
        program: programId
        flow: flowId
        smart_list: smartListId
        system: isSystem
        requestable: isRequestable
        folder: folderId
        folder_type: folderType
    """.rstrip()
        + _COMMON
    ),
    needs("id", "name", "program", "active | flow"),
    _reader(""),
)
TEMPLATE = Object(
    "email_template",
    "known and not needed: an e-mail is named by its id",
    columns("""
        id: id
        name: name
        subject: subject
        from_email: fromEmail
        from_name: fromName
        reply: replyEmail
        operational: operational
        web_view: webView
        text_only: textOnly
        version: version
        folder: folderValue
        folder_id: folder_id
        folder_name: folder_folder_name
        folder_type: folderType
        template: template
        status: status
    """),
    needs("id", "subject", "from_email", "operational | web_view"),
)
DESCRIBE = Object(
    "lead_describe",
    "known and not needed: the list of fields",
    columns("""
        id: id
        display: displayName
        type: dataType
        length: length
        rest: restname | rest.name
        rest_read_only: restread_only
        soap: soapname | soap.name
        soap_read_only: soapread_only
    """),
    needs("display", "type", "rest"),
)
OBJECTS = (PROGRAM, CAMPAIGN, TEMPLATE, DESCRIBE)
