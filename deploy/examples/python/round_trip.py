#!/usr/bin/python3
"""A budgeting system and Heng, over gRPC: budgets in, a form submitted, results and events out. See ../README.md.

HENG_SERVER      host:port of gRPC
HENG_TOKEN_FILE  the token, in a file of one line
HENG_CA          the certificate authority of the server, a PEM file; without it there is no TLS
"""

import json
import os
import pathlib
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, os.environ.get("HENG_STUBS", str(HERE / "gen")))  # made by generate.sh

import grpc  # noqa: E402
from google.protobuf import json_format  # noqa: E402
from google.rpc import error_details_pb2, status_pb2  # noqa: E402
from heng.v1 import (  # noqa: E402
    budget_service_pb2,
    budget_service_pb2_grpc,
    evaluation_pb2,
    evaluation_service_pb2,
    evaluation_service_pb2_grpc,
    event_service_pb2,
    event_service_pb2_grpc,
    score_pb2,
)

SYSTEM = "example-budgets"  # who we are; the same for ever
ORG = "orgs/example-bureau"
DEADLINE = 30  # seconds, of a call
# Nothing is known of the outcome, or nothing was done for now: send the same again.
WORTH_RETRYING = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.RESOURCE_EXHAUSTED, grpc.StatusCode.DEADLINE_EXCEEDED)


class Caller:
    """The services, and the token that goes with every call."""

    def __init__(self):
        address = os.environ["HENG_SERVER"]
        token = pathlib.Path(os.environ["HENG_TOKEN_FILE"]).read_text(encoding="ascii").strip()
        self.metadata = [("authorization", f"Bearer {token}")]
        authority = os.environ.get("HENG_CA")
        if authority:
            credentials = grpc.ssl_channel_credentials(pathlib.Path(authority).read_bytes())
            channel = grpc.secure_channel(address, credentials)
        else:
            channel = grpc.insecure_channel(address)
        self.budgets = budget_service_pb2_grpc.BudgetServiceStub(channel)
        self.evaluations = evaluation_service_pb2_grpc.EvaluationServiceStub(channel)
        self.events = event_service_pb2_grpc.EventServiceStub(channel)

    def options(self, seconds=DEADLINE):
        return {"metadata": self.metadata, "timeout": seconds}


def details_of(error):
    """Reason, sentence in Chinese, wrong fields and pause of an error: google.rpc.Status in a trailer."""
    reason, sentence, fields, pause = "", error.details(), {}, None
    for key, value in error.trailing_metadata() or ():
        if key != "grpc-status-details-bin":
            continue
        for detail in status_pb2.Status.FromString(value).details:
            info, text = error_details_pb2.ErrorInfo(), error_details_pb2.LocalizedMessage()
            bad, retry = error_details_pb2.BadRequest(), error_details_pb2.RetryInfo()
            if detail.Unpack(info):
                reason = info.reason
            elif detail.Unpack(text):
                sentence = text.message
            elif detail.Unpack(bad):
                fields = {one.field: one.description for one in bad.field_violations}
            elif detail.Unpack(retry):
                pause = retry.retry_delay.ToMilliseconds() / 1000
    return reason, sentence, fields, pause


def patiently(call, attempts=5):
    """Calls until it works out. Only for what may be sent twice: rows of a batch, and calls with a request_id."""
    for attempt in range(1, attempts + 1):
        try:
            return call()
        except grpc.RpcError as error:
            if error.code() not in WORTH_RETRYING or attempt == attempts:
                raise
            time.sleep(details_of(error)[3] or 2 ** attempt / 4)
    return None


def row(name, project, annual, executed, as_of):
    """One line of a batch. Money is text, in 元."""
    figures = {"initialBudget": annual, "annualBudget": annual, "executed": executed}
    budget = {"subject": project, "org": ORG, "fiscalYear": 2022, "asOf": as_of, "total": figures}
    return json_format.ParseDict({"row": name, "budget": budget}, budget_service_pb2.BudgetRow())


def push(caller, batch, rows, size=500):
    """Sends a batch over one stream, `size` rows a request. A stream that breaks is sent again from its beginning: rows
    that were answered before are answered the same way again, and nothing is done twice."""

    def requests():
        for begin in range(0, len(rows), size):
            yield budget_service_pb2.ImportBudgetsRequest(system=SYSTEM, batch=batch, rows=rows[begin:begin + size])

    def send():
        answers = caller.budgets.ImportBudgets(requests(), **caller.options())
        return [result for answer in answers for result in answer.results]

    return patiently(send)


def told(result):
    outcome = budget_service_pb2.BudgetResult.Outcome.Name(result.outcome)
    again = " (answered before)" if result.repeated_row else ""
    why = f" {result.reason}" if result.reason else ""
    return f"{result.row} {outcome}{why}{again}"


def grade(number):
    return score_pb2.Grade.Name(number)


def main():
    caller = Caller()
    rows = [row("1", "projects/example-archive", "200000.00", "180000.00", "2022-12-31"),
            row("2", "projects/example-network", "65000.00", "65000.00", "2022-12-31")]
    print("1 budgets:", ", ".join(told(one) for one in push(caller, "2022-12-31.1", rows)))

    # Was it lost on the way? Never mind: the same batch again.
    print("2 sent again:", ", ".join(told(one) for one in push(caller, "2022-12-31.1", rows)))

    evaluation = json_format.Parse((HERE.parent / "evaluation.json").read_text(encoding="utf-8"),
                                   evaluation_pb2.Evaluation())
    wrong = evaluation_pb2.Evaluation()
    wrong.CopyFrom(evaluation)
    wrong.form.funds.total.executed = "18万"
    try:
        caller.evaluations.SubmitEvaluation(evaluation_service_pb2.SubmitEvaluationRequest(evaluation=wrong),
                                            **caller.options())
    except grpc.RpcError as error:
        reason, sentence, fields, _ = details_of(error)
        print("3 refused:", error.code().name, reason, " ".join(fields))
        for line in (sentence, *(f"{field}: {what}" for field, what in fields.items())):
            print(line, file=sys.stderr)  # for people

    request = evaluation_service_pb2.SubmitEvaluationRequest(evaluation=evaluation, request_id="example-archive-2022.1")
    kept = patiently(lambda: caller.evaluations.SubmitEvaluation(request, **caller.options()))
    print(f"4 submitted: {kept.name} {evaluation_pb2.Evaluation.State.Name(kept.state)},"
          f" total {kept.summary.total}, {grade(kept.summary.grade)}")

    later = [row("1", "projects/example-archive", "200000.00", "150000.00", "2023-01-15")]
    (result,) = push(caller, "2023-01-15.1", later)
    change = result.preview
    effect = ""
    if result.evaluation:  # what was scored on the old figures
        effect = (f", {result.evaluation} is stale: {change.old_total} {grade(change.old_grade)}"
                  f" would be {change.new_total} {grade(change.new_grade)}")
    print(f"5 corrected: {told(result)}{effect}")

    count, done = 0, False
    for part in caller.budgets.ExportResults(budget_service_pb2.ExportResultsRequest(org=ORG), **caller.options()):
        for one in part.rows:
            print(f"6 result: {one.subject} {evaluation_pb2.Evaluation.State.Name(one.state)} {one.total}"
                  f" {grade(one.grade)}, unspent {one.unspent}{', stale' if one.stale else ''}")
        count, done = part.row_count, part.done
    print(f"6 rows: {count}{'' if done else ' and more are missing'}")

    # Behind the cursor it goes on, as after a restart.
    cursor = follow(caller, cursor=0, wanted=2)
    follow(caller, cursor, wanted=3)


def follow(caller, cursor, wanted):
    """So many events behind `cursor`; returns the new one. A real program goes on for ever, and keeps the cursor where it
    keeps what it made of the events."""
    actions = ["budget.import", "evaluation.submit", "evaluation.stale"]
    request = event_service_pb2.WatchEventsRequest(after_sequence=cursor, org=ORG, actions=actions)
    watch = caller.events.WatchEvents(request, **caller.options())
    for page in watch:
        for event in page.events:  # none: a sign of life
            print(f"7 event: {event.action}")
            cursor, wanted = event.sequence, wanted - 1
            if wanted == 0:
                watch.cancel()
                return cursor
    return cursor


if __name__ == "__main__":
    main()
