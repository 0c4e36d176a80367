"""What the org says of its objects and fields.

Source: REST API Developer Guide, "sObject Describe", "Describe Global".
"""

from typing import Any

from twins.salesforce.schema import HISTORIES, Field, SObject

SOAP = {
    "boolean": "xsd:boolean",
    "int": "xsd:int",
    "double": "xsd:double",
    "currency": "xsd:double",
    "percent": "xsd:double",
    "date": "xsd:date",
    "datetime": "xsd:dateTime",
    "id": "tns:ID",
    "reference": "tns:ID",
    "time": "xsd:time",
}
READ_ONLY = {*HISTORIES, "Organization", "LeadStatus", "OpportunityStage", "TaskStatus"}


def global_row(sobject: SObject, version: str) -> dict[str, Any]:
    """One object of Describe Global."""
    url = f"/services/data/v{version}/sobjects/{sobject.name}"
    writable = sobject.name not in READ_ONLY
    return {
        "activateable": False,
        "createable": writable,
        "custom": False,
        "customSetting": False,
        "deletable": writable and sobject.name != "User",
        "deprecatedAndHidden": False,
        "feedEnabled": False,
        "keyPrefix": sobject.prefix,
        "label": sobject.label,
        "labelPlural": f"{sobject.label}s",
        "layoutable": writable,
        "mergeable": sobject.name in ("Lead", "Contact", "Account"),
        "name": sobject.name,
        "queryable": True,
        "replicateable": True,
        "retrieveable": True,
        "searchable": writable,
        "undeletable": writable,
        "updateable": writable,
        "urls": {
            "describe": f"{url}/describe",
            "rowTemplate": f"{url}/{{ID}}",
            "sobject": url,
        },
    }


def field_row(one: Field, defaults: dict[str, str]) -> dict[str, Any]:
    """One field of sObject Describe."""
    default = defaults.get(one.name)
    values = [
        {"active": True, "defaultValue": value == default, "label": value, "validFor": None, "value": value}
        for value in one.values
    ]
    return {
        "autoNumber": False,
        "byteLength": one.length * 3,
        "calculated": False,
        "caseSensitive": False,
        "createable": one.createable,
        "custom": one.name.endswith("__c"),
        "defaultValue": False if one.type == "boolean" else default,
        "defaultedOnCreate": one.type == "boolean" or one.name in ("OwnerId", "Status", "Priority"),
        "digits": 8 if one.type == "int" else 0,
        "externalId": "external" in one.flags,
        "filterable": one.type != "textarea" or one.length <= 255,
        "groupable": one.type not in ("datetime", "textarea", "double", "currency", "percent"),
        "idLookup": one.type == "id" or "external" in one.flags,
        "inlineHelpText": None,
        "label": one.label,
        "length": one.length,
        "name": one.name,
        "nameField": one.name in ("Name", "Subject"),
        "nillable": "required" not in one.flags and one.type not in ("boolean", "id"),
        "permissionable": "required" not in one.flags and "readonly" not in one.flags,
        "picklistValues": values,
        "polymorphicForeignKey": len(one.targets) > 1,
        "precision": 18 if one.type in ("double", "currency", "percent") else 0,
        "referenceTo": list(one.targets),
        "relationshipName": one.relation,
        "restrictedPicklist": "restricted" in one.flags,
        "scale": 2 if one.type in ("double", "currency", "percent") else 0,
        "soapType": SOAP.get(one.type, "xsd:string"),
        "sortable": one.type != "textarea",
        "type": one.type,
        "unique": "unique" in one.flags,
        "updateable": one.updateable,
    }


def describe(sobject: SObject, version: str, defaults: dict[str, str]) -> dict[str, Any]:
    """The whole sObject Describe."""
    return {
        **global_row(sobject, version),
        "actionOverrides": [],
        "childRelationships": [],
        "fields": [field_row(one, defaults) for one in sobject.fields.values()],
        "namedLayoutInfos": [],
        "recordTypeInfos": [],
        "supportedScopes": [{"label": f"All {sobject.label}s", "name": "everything"}],
    }
