"""Bulk API 2.0: query jobs with results in pages, and ingest jobs.

Source: Bulk API 2.0 and Bulk API Developer Guide: "Create a Query Job", "Get Information About a Query Job", "Get
Results for a Query Job" (Sforce-Locator, Sforce-NumberOfRecords; a result page can be asked for again until the job is
seven days old), "Bulk API 2.0 Ingest". CSV: empty text is null on the way out, `#N/A` clears on the way in,
datetimes end in Z.
"""

import base64
import binascii
import csv
import io
from typing import Any

from twins.common.store import Row
from twins.common.web import Request, Response, answer_json
from twins.salesforce.errors import SalesforceError
from twins.salesforce.evaluate import Evaluation
from twins.salesforce.org import Org
from twins.salesforce.records import Records
from twins.salesforce.soql import read_query

DELIMITERS = {"COMMA": ",", "TAB": "\t", "SEMICOLON": ";", "PIPE": "|", "CARET": "^", "BACKQUOTE": "`"}


class Bulk:
    """Jobs in the store; a query job's rows are computed once and kept with it, so that a restart can resume."""

    def __init__(self, records: Records, settings: dict[str, Any]) -> None:
        self.records = records
        self.org: Org = records.org
        self.settings = settings

    def create_query(self, request: Request, by: str, v: str) -> Response:
        """POST /jobs/query."""
        given = request.json()
        operation = given.get("operation")
        if operation not in ("query", "queryAll"):
            raise SalesforceError(400, "INVALIDOPERATION", f"Operation {operation} is not supported")
        query = read_query(str(given.get("query") or ""))
        if query.groups or query.offset or any(s.function not in ("",) for s in query.selected):
            raise SalesforceError(400, "INVALIDJOB", "Aggregate Relationships not supported in Bulk Query")
        evaluation = Evaluation(
            self.org, query, self.org.clock.now(), everything=operation == "queryAll", version=v
        )
        names = [s.path for s in query.selected]
        rows = [[_cell(record, name) for name in names] for record in evaluation.records()]
        job = self._job(by, v, given, operation, query.source) | {
            "state": "UploadComplete",
            "isPkChunkingSupported": True,
        }
        self.org.store.put("twin.job", job["id"], {**job, "_rows": rows, "_names": names, "_polls": 0})
        return answer_json(200, job)

    def _job(self, by: str, v: str, given: Row, operation: str, name: str) -> Row:
        now = self.org.now()
        return {
            "id": self.org.next_id("750"),
            "operation": operation,
            "object": name,
            "createdById": by,
            "createdDate": now,
            "systemModstamp": now,
            "state": "Open",
            "concurrencyMode": "Parallel",
            "contentType": "CSV",
            "apiVersion": float(v),
            "lineEnding": given.get("lineEnding") or "LF",
            "columnDelimiter": given.get("columnDelimiter") or "COMMA",
        }

    def _find(self, key: str, query: bool) -> Row:
        row = self.org.store.find("twin.job", key)
        if row is None or ("_rows" in row) is not query:
            raise SalesforceError(404, "NOT_FOUND", "The requested resource does not exist")
        return row

    def query_job(self, request: Request, by: str, v: str, key: str) -> Response:
        """GET /jobs/query/{id}: UploadComplete, InProgress, then JobComplete after the set number of polls."""
        row = self._find(key, query=True)
        if row["state"] in ("UploadComplete", "InProgress"):
            polls = row["_polls"] + 1
            done = polls > int(self.settings["bulk_polls"])
            row = {**row, "_polls": polls, "state": "JobComplete" if done else "InProgress"}
            self.org.store.put("twin.job", key, row)
        done = row["state"] == "JobComplete"
        numbers = {"numberRecordsProcessed": len(row["_rows"]) if done else 0, "retries": 0}
        return answer_json(200, _public(row) | numbers | {"totalProcessingTime": 100})

    def query_jobs(self, request: Request, by: str, v: str) -> Response:
        """GET /jobs/query."""
        rows = [_public(r) for r in self.org.store.rows("twin.job").values() if "_rows" in r]
        return answer_json(200, {"done": True, "records": rows, "nextRecordsUrl": None})

    def results(self, request: Request, by: str, v: str, key: str) -> Response:
        """GET /jobs/query/{id}/results?maxRecords=&locator=."""
        row = self._find(key, query=True)
        if row["state"] != "JobComplete":
            raise SalesforceError(
                400, "INVALIDJOBSTATE", f"Job {key} is in state {row['state']}, not JobComplete"
            )
        most = int(request.first("maxRecords") or 50_000)
        locator = request.first("locator")
        start = _start(locator)
        if start is None or start > len(row["_rows"]):
            raise SalesforceError(400, "INVALIDLOCATOR", f"Invalid locator {locator}")
        page = row["_rows"][start : start + most]
        more = start + most < len(row["_rows"])
        out = io.StringIO()
        ending = "\r\n" if row["lineEnding"] == "CRLF" else "\n"
        writer = csv.writer(
            out, delimiter=DELIMITERS[row["columnDelimiter"]], lineterminator=ending, quoting=csv.QUOTE_ALL
        )
        writer.writerow(row["_names"])
        writer.writerows(page)
        headers = {
            "Content-Type": "text/csv; charset=UTF-8",
            "Sforce-NumberOfRecords": str(len(page)),
            "Sforce-Locator": _locator(start + most) if more else "null",
        }
        return Response(200, out.getvalue().encode(), headers)

    def change(self, request: Request, by: str, v: str, kind: str, key: str) -> Response:
        """PATCH /jobs/{query|ingest}/{id}: {"state": "Aborted" | "UploadComplete"}."""
        row = self._find(key, query=kind == "query")
        state = request.json().get("state")
        if state == "Aborted":
            row = {**row, "state": "Aborted"}
        elif state == "UploadComplete" and kind == "ingest" and row["state"] == "Open":
            row = self._ingested(row, by)
        else:
            raise SalesforceError(
                400, "INVALIDJOBSTATE", f"Job {key} cannot become {state} from {row['state']}"
            )
        self.org.store.put("twin.job", key, row)
        return answer_json(200, _public(row))

    def drop(self, request: Request, by: str, v: str, kind: str, key: str) -> Response:
        """DELETE /jobs/{query|ingest}/{id}."""
        self._find(key, query=kind == "query")
        self.org.store.drop("twin.job", key)
        return Response(204)

    def create_ingest(self, request: Request, by: str, v: str) -> Response:
        """POST /jobs/ingest."""
        given = request.json()
        name = self.org.sobject(str(given.get("object"))).name
        operation = given.get("operation")
        if operation not in ("insert", "update", "upsert", "delete"):
            raise SalesforceError(400, "INVALIDOPERATION", f"Operation {operation} is not supported")
        if operation == "upsert" and not given.get("externalIdFieldName"):
            raise SalesforceError(400, "INVALIDJOB", "External ID was not specified for upsert job.")
        job = self._job(by, v, given, operation, name)
        job |= {"contentUrl": f"services/data/v{v}/jobs/ingest/{job['id']}/batches", "jobType": "V2Ingest"}
        row = {
            **job,
            "externalIdFieldName": given.get("externalIdFieldName"),
            "_csv": "",
            "_good": [],
            "_bad": [],
        }
        self.org.store.put("twin.job", job["id"], row)
        return answer_json(200, job)

    def upload(self, request: Request, by: str, v: str, key: str) -> Response:
        """PUT /jobs/ingest/{id}/batches."""
        row = self._find(key, query=False)
        if row["state"] != "Open":
            raise SalesforceError(400, "INVALIDJOBSTATE", f"Job {key} takes no data in state {row['state']}")
        self.org.store.put("twin.job", key, {**row, "_csv": request.body.decode("utf-8-sig")})
        return Response(201)

    def ingest_job(self, request: Request, by: str, v: str, key: str) -> Response:
        """GET /jobs/ingest/{id}."""
        row = self._find(key, query=False)
        processed, failed = len(row["_good"]) + len(row["_bad"]), len(row["_bad"])
        numbers = {"numberRecordsProcessed": processed, "numberRecordsFailed": failed, "retries": 0}
        return answer_json(200, _public(row) | numbers | {"totalProcessingTime": 100})

    def ingest_results(self, request: Request, by: str, v: str, key: str, which: str) -> Response:
        """GET /jobs/ingest/{id}/{successfulResults|failedResults|unprocessedrecords}."""
        row = self._find(key, query=False)
        kind = which.lower()
        rows = (
            row["_good"]
            if kind.startswith("successful")
            else row["_bad"]
            if kind.startswith("failed")
            else []
        )
        first = {"s": ["sf__Id", "sf__Created"], "f": ["sf__Id", "sf__Error"]}.get(kind[0], [])
        names = [*first, *(row.get("_columns") or [])]
        out = io.StringIO()
        writer = csv.DictWriter(out, names, delimiter=DELIMITERS[row["columnDelimiter"]], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        return Response(200, out.getvalue().encode(), {"Content-Type": "text/csv"})

    def _ingested(self, row: Row, by: str) -> Row:
        reader = csv.DictReader(io.StringIO(row["_csv"]), delimiter=DELIMITERS[row["columnDelimiter"]])
        good, bad = [], []
        for line in reader:
            values = {k: None if x == "#N/A" else x for k, x in line.items() if x != ""}
            try:
                with self.org.store.unit():
                    self.org.take_lock()
                    key, made = self._write(row, values, by)
                good.append({"sf__Id": key, "sf__Created": str(made).lower(), **line})
            except SalesforceError as problem:
                fields = ",".join(problem.fields or []) or "--"
                error = f"{problem.code}:{problem.message}:{fields}"
                bad.append({"sf__Id": values.get("Id") or "", "sf__Error": error, **line})
        columns = list(reader.fieldnames or [])
        return {**row, "state": "JobComplete", "_csv": "", "_good": good, "_bad": bad, "_columns": columns}

    def _write(self, row: Row, values: Row, by: str) -> tuple[str, bool]:
        name, key = row["object"], str(values.get("Id") or "")
        rest = {k: x for k, x in values.items() if k != "Id"}
        if row["operation"] == "delete":
            self.org.remove(name, key, by)
            return key, False
        if row["operation"] == "update":
            self.org.update(name, key, rest, by)
            return key, False
        if row["operation"] == "upsert":
            field = row["externalIdFieldName"]
            found = self.records.matches(name, field, str(values.get(field)))
            if found:
                changed = {k: x for k, x in rest.items() if k != field}
                self.org.update(name, found[0]["Id"], changed, by)
                return str(found[0]["Id"]), False
        return self.org.create(name, rest, by), True


def _public(row: Row) -> Row:
    return {k: x for k, x in row.items() if not k.startswith("_")}


def _locator(start: int) -> str:

    return base64.urlsafe_b64encode(f"{start}".encode()).decode().rstrip("=")


def _start(locator: str) -> int | None:

    if not locator:
        return 0
    try:
        return int(base64.urlsafe_b64decode(locator + "=" * (-len(locator) % 4)))
    except (ValueError, binascii.Error):
        return None


def _cell(record: Row, path: str) -> str:
    value: Any = record
    for step in path.split("."):
        found = (
            next((k for k in value if k.lower() == step.lower()), None) if isinstance(value, dict) else None
        )
        value = value[found] if found else None
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    text = str(value)
    return f"{text[:-5]}Z" if text.endswith(".000+0000") else text
