#!/usr/bin/env node
// A budgeting system and Heng, over HTTP (Connect protocol): budgets in, a form submitted, results and events out.
// See ../README.md.
//
// HENG_URL         such as https://heng.example:7080
// HENG_TOKEN_FILE  the token, in a file of one line
// HENG_CA          the certificate authority of the server, a PEM file, where it is not one Node knows
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

import { fromJson } from "@bufbuild/protobuf";
import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-node";

import { BadRequestSchema, ErrorInfoSchema, LocalizedMessageSchema, RetryInfoSchema }
  from "./gen/google/rpc/error_details_pb.js";
import { BudgetResult_Outcome as Outcome, BudgetRowSchema, BudgetService } from "./gen/heng/v1/budget_service_pb.js";
import { Evaluation_State as State, EvaluationSchema } from "./gen/heng/v1/evaluation_pb.js";
import { EvaluationService } from "./gen/heng/v1/evaluation_service_pb.js";
import { EventService } from "./gen/heng/v1/event_service_pb.js";
import { Grade } from "./gen/heng/v1/score_pb.js";

const SYSTEM = "example-budgets"; // who we are; the same for ever
const ORG = "orgs/example-bureau";
const DEADLINE_MS = 30_000; // of a call
// Nothing is known of the outcome, or nothing was done for now: send the same again.
const WORTH_RETRYING = [Code.Unavailable, Code.ResourceExhausted, Code.DeadlineExceeded];

const token = readFileSync(process.env.HENG_TOKEN_FILE, "ascii").trim();
const transport = createConnectTransport({
  baseUrl: process.env.HENG_URL,
  httpVersion: "1.1",
  defaultTimeoutMs: DEADLINE_MS,
  nodeOptions: process.env.HENG_CA ? { ca: readFileSync(process.env.HENG_CA) } : {},
  interceptors: [(next) => (request) => {
    request.header.set("authorization", `Bearer ${token}`);
    return next(request);
  }],
});
const budgets = createClient(BudgetService, transport);
const evaluations = createClient(EvaluationService, transport);
const events = createClient(EventService, transport);

// Reason, sentence in Chinese, wrong fields and pause of an error.
function detailsOf(error) {
  const [info] = error.findDetails(ErrorInfoSchema);
  const [text] = error.findDetails(LocalizedMessageSchema);
  const [bad] = error.findDetails(BadRequestSchema);
  const [retry] = error.findDetails(RetryInfoSchema);
  const delay = retry?.retryDelay;
  return {
    reason: info?.reason ?? "",
    sentence: text?.message ?? error.rawMessage,
    violations: bad?.fieldViolations ?? [],
    pauseMs: delay ? Number(delay.seconds) * 1000 + delay.nanos / 1e6 : undefined,
  };
}

// UNAVAILABLE, as the documents say it, and not 14 or Unavailable.
function codeName(code) {
  return Code[code].replace(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}

// Calls until it works out. Only for what may be sent twice: rows of a batch, and calls with a requestId.
async function patiently(call, attempts = 5) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call();
    } catch (thrown) {
      const error = ConnectError.from(thrown);
      if (!WORTH_RETRYING.includes(error.code) || attempt === attempts) throw error;
      await sleep(detailsOf(error).pauseMs ?? 250 * 2 ** attempt);
    }
  }
}

// One line of a batch. Money is text, in 元.
function row(name, project, annual, executed, asOf) {
  const total = { initialBudget: annual, annualBudget: annual, executed };
  return fromJson(BudgetRowSchema, {
    row: name,
    budget: { subject: project, org: ORG, fiscalYear: 2022, asOf, total },
  });
}

// Sends a batch, `size` rows a request. Rows that were answered before are answered the same way again, and nothing is
// done twice.
async function push(batch, rows, size = 500) {
  const results = [];
  for (let begin = 0; begin < rows.length; begin += size) {
    const request = { system: SYSTEM, batch, rows: rows.slice(begin, begin + size) };
    results.push(...(await patiently(() => budgets.importBudgetBatch(request))).results);
  }
  return results;
}

function told(result) {
  const why = result.reason ? ` ${result.reason}` : "";
  return `${result.row} ${Outcome[result.outcome]}${why}${result.repeatedRow ? " (answered before)" : ""}`;
}

// So many events behind `cursor`; returns the new one. A real program goes on for ever, and keeps the cursor where it keeps
// what it made of the events.
async function follow(cursor, wanted) {
  const actions = ["budget.import", "evaluation.submit", "evaluation.stale"];
  for await (const page of events.watchEvents({ afterSequence: cursor, org: ORG, actions })) {
    for (const event of page.events) { // none: a sign of life
      console.log(`7 event: ${event.action}`);
      cursor = event.sequence;
      if (--wanted === 0) return cursor;
    }
  }
  return cursor;
}

async function main() {
  const rows = [
    row("1", "projects/example-archive", "200000.00", "180000.00", "2022-12-31"),
    row("2", "projects/example-network", "65000.00", "65000.00", "2022-12-31"),
  ];
  console.log(`1 budgets: ${(await push("2022-12-31.1", rows)).map(told).join(", ")}`);

  // Was it lost on the way? Never mind: the same batch again.
  console.log(`2 sent again: ${(await push("2022-12-31.1", rows)).map(told).join(", ")}`);

  const json = JSON.parse(readFileSync(new URL("../evaluation.json", import.meta.url), "utf-8"));
  const evaluation = fromJson(EvaluationSchema, json);
  const wrong = fromJson(EvaluationSchema, json);
  wrong.form.funds.total.executed = "18万";
  try {
    await evaluations.submitEvaluation({ evaluation: wrong });
  } catch (thrown) {
    const error = ConnectError.from(thrown);
    const { reason, sentence, violations } = detailsOf(error);
    console.log(`3 refused: ${codeName(error.code)} ${reason} ${violations.map((one) => one.field).join(" ")}`);
    // For people.
    for (const line of [sentence, ...violations.map((one) => `${one.field}: ${one.description}`)]) console.error(line);
  }

  const kept = await patiently(
    () => evaluations.submitEvaluation({ evaluation, requestId: "example-archive-2022.1" }));
  console.log(`4 submitted: ${kept.name} ${State[kept.state]},`
    + ` total ${kept.summary.total}, ${Grade[kept.summary.grade]}`);

  const later = [row("1", "projects/example-archive", "200000.00", "150000.00", "2023-01-15")];
  const [result] = await push("2023-01-15.1", later);
  const change = result.preview;
  const effect = change // what was scored on the old figures
    ? `, ${result.evaluation} is stale: ${change.oldTotal} ${Grade[change.oldGrade]}`
      + ` would be ${change.newTotal} ${Grade[change.newGrade]}`
    : "";
  console.log(`5 corrected: ${told(result)}${effect}`);

  let last;
  for await (const part of budgets.exportResults({ org: ORG })) {
    for (const one of part.rows) {
      console.log(`6 result: ${one.subject} ${State[one.state]} ${one.total} ${Grade[one.grade]},`
        + ` unspent ${one.unspent}${one.stale ? ", stale" : ""}`);
    }
    last = part;
  }
  console.log(`6 rows: ${last?.rowCount ?? 0}${last?.done ? "" : " and more are missing"}`);

  // Behind the cursor it goes on, as after a restart.
  const cursor = await follow(0n, 2);
  await follow(cursor, 3);
}

await main();
