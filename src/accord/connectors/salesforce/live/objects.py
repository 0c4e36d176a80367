"""Which Salesforce objects are read live, by which change time, and the fields of our own there."""

from datetime import timedelta

from accord.connectors.objects.session import LiveObject

# A change is stamped when it is saved and seen when it is committed: a long transaction comes late.
OVERLAP = timedelta(minutes=5)

OBJECTS = (
    LiveObject("user", "User", "SystemModstamp", every=10),
    LiveObject("group", "Group", "", every=30, history=False),  # queues, read whole: who left one is deleted
    LiveObject("account", "Account", "SystemModstamp"),
    LiveObject("lead", "Lead", "SystemModstamp", writable=True),
    LiveObject("contact", "Contact", "SystemModstamp", writable=True),
    LiveObject("opportunity", "Opportunity", "SystemModstamp"),
    LiveObject("opportunity_history", "OpportunityHistory", "CreatedDate", every=2),
    LiveObject("opportunity_contact_role", "OpportunityContactRole", "SystemModstamp", every=2),
    LiveObject("lead_history", "LeadHistory", "CreatedDate", every=2),
    LiveObject("task", "Task", "SystemModstamp", writable=True),
    LiveObject("event", "Event", "SystemModstamp"),
    LiveObject("campaign", "Campaign", "SystemModstamp", every=10),
    LiveObject("campaign_member", "CampaignMember", "SystemModstamp", every=2, writable=True),
)

# What the agreement calls a field, by object, and the vendor's name of it. The mapping may rename ours.
OWN_FIELDS: dict[str, dict[str, str]] = {
    "lead": {
        "owner": "OwnerId",
        "opt_out": "HasOptedOutOfEmail",
        "class": "Accord_Class__c",
        "due": "Accord_Due__c",
        "why": "Accord_Why_Qualified__c",
        "dossier": "Accord_Dossier__c",
        "stage": "Accord_Stage__c",
        "reason": "Accord_Reason__c",
        "recycle_date": "Accord_Recycle_Date__c",
        "hold_until": "Accord_Hold_Until__c",
    },
    "campaign_member": {"member_status": "Status"},
    "task": {"task_key": "Accord_Id__c"},  # external id: the same task is made once, however often it is sent
}
OWN_FIELDS["contact"] = OWN_FIELDS["lead"]
