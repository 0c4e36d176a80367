"""What HubSpot fills in by itself, and the forward-only rule of lifecycle stages.

Sources: HubSpot knowledge "Use lifecycle stages" and developers' forum (a backward change is answered with success
and not
made; clear the value first, in a request of its own); "HubSpot's default contact properties"; "Set up and manage
object
pipelines".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from twins.common.store import Row
from twins.hubspot.errors import invalid_properties
from twins.hubspot.schema import LIFECYCLE, ObjectType

if TYPE_CHECKING:
    from twins.hubspot.portal import Portal

PIPED = {"deals": ("pipeline", "dealstage"), "leads": ("hs_pipeline", "hs_pipeline_stage")}


def defaults(one: ObjectType, now: str) -> dict[str, str]:
    """Values a new record has when nobody gives any."""
    if one.name == "contacts":
        return {
            "lifecyclestage": "lead",
            "hs_is_unworked": "true",
            "num_notes": "0",
            "num_contacted_notes": "0",
        }
    if one.name == "tasks":
        return {"hs_task_status": "NOT_STARTED", "hs_task_type": "TODO", "hs_task_priority": "NONE"}
    if one.name == "deals":
        return {"pipeline": "default"}
    if one.name == "leads":
        return {"hs_pipeline": "lead-pipeline-id", "hs_pipeline_stage": "new-stage-id"}
    return {}


def without_backward_stage(old: Row, props: dict[str, str]) -> dict[str, str]:
    """The values without a lifecycle stage that would move back: HubSpot ignores it and answers as if all were well."""
    new, was = props.get("lifecyclestage"), old["props"].get("lifecyclestage")
    if not new or not was or new not in LIFECYCLE or was not in LIFECYCLE:
        return props
    if LIFECYCLE.index(new) >= LIFECYCLE.index(was):
        return props
    return {k: v for k, v in props.items() if k != "lifecyclestage"}


def follows(
    portal: Portal, one: ObjectType, row: Row, changed: set[str], now: str, old: Row | None = None
) -> dict[str, str]:
    """Values that follow from the changed ones."""
    props, more = row["props"], {}
    if "hubspot_owner_id" in changed and "hubspot_owner_assigneddate" in one.properties:
        more["hubspot_owner_assigneddate"] = now
    if "lifecyclestage" in changed:
        more |= _stage_dates(props.get("lifecyclestage", ""), old, now)
    if one.name in PIPED and changed & set(PIPED[one.name]):
        more |= _pipeline(portal, one, props, old, now)
    if one.name == "deals" and props.get("amount"):
        chance = more.get("hs_deal_stage_probability") or props.get("hs_deal_stage_probability") or "0"
        more["hs_projected_amount"] = f"{float(props['amount']) * float(chance):g}"
    if one.name == "tasks" and "hs_task_status" in changed:
        done = props["hs_task_status"] == "COMPLETED"
        more["hs_task_completion_date"] = now if done else ""
    return more


def _stage_dates(stage: str, old: Row | None, now: str) -> dict[str, str]:
    more = {}
    was = old["props"].get("lifecyclestage") if old else ""
    if was:
        more[f"hs_v2_date_exited_{was}"] = now
    if stage:
        more |= {f"hs_v2_date_entered_{stage}": now, f"hs_lifecyclestage_{stage}_date": now}
    return more


def _pipeline(
    portal: Portal, one: ObjectType, props: dict[str, str], old: Row | None, now: str
) -> dict[str, str]:
    line_name, stage_name = PIPED[one.name]
    pipeline = portal.store.find(f"pipeline.{one.name}", props.get(line_name, ""))
    stages = {s["id"]: s for s in pipeline["stages"]} if pipeline else {}
    stage = stages.get(props.get(stage_name, ""))
    if stage is None:
        value = props.get(stage_name, "")
        allowed = ", ".join(stages)
        text = f"{value} was not one of the allowed options: [{allowed}]"
        raise invalid_properties([(stage_name, "INVALID_OPTION", text)])
    if one.name != "deals":
        return {}
    won = stage["metadata"].get("isClosed") == "true" and float(stage["metadata"]["probability"]) == 1
    closed = stage["metadata"].get("isClosed") == "true"
    more = {
        "hs_deal_stage_probability": stage["metadata"]["probability"],
        "hs_is_closed": str(closed).lower(),
        "hs_is_closed_won": str(won).lower(),
        "hs_is_closed_lost": str(closed and not won).lower(),
    }
    if not old or old["props"].get(stage_name) != stage["id"]:
        more[f"hs_v2_date_entered_{stage['id']}"] = now
        if old and old["props"].get(stage_name):
            more[f"hs_v2_date_exited_{old['props'][stage_name]}"] = now
    if closed and not props.get("closedate"):
        more["closedate"] = now
    return more
