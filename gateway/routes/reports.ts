import type { Context, Handler } from "hono";
import { listTransactions } from "#lib/reports/queries/list-transactions.ts";
import { mitCompliance } from "#lib/reports/queries/mit-compliance.ts";
import { notSentReasons } from "#lib/reports/queries/not-sent-reasons.ts";
import { readReport } from "#lib/reports/queries/read-report.ts";
import { readSeries } from "#lib/reports/queries/read-series.ts";
import { reportSetting } from "#lib/reports/queries/report-setting.ts";
import { timeToRescue } from "#lib/reports/queries/time-to-rescue.ts";
import { queryOf } from "#lib/reports/rules.ts";
import { REPORT_KINDS, type ReportParams, reportParams } from "#lib/reports/schema.ts";
import { PARTNER_TENANT } from "#lib/terms.ts";
import type { GatewayEnv } from "../deps.ts";
import { authenticated } from "../middleware/authenticate.ts";
import { problem } from "../wire/problem-json.ts";
import { reportAnswer, transactionsAnswer } from "../wire/report-answer.ts";

const ROWS = 200;

/**
 * GET /api/v1/reports/{kind} (contract.md, product.md §11): figures from the ledger, amounts in minor units. A
 * merchant's key sees its own merchant, a partner's key all of them or the one named. A production key reads both
 * environments, a sandbox key its own.
 */
export const reportRoute: Handler<GatewayEnv, "/api/v1/reports/:kind"> = authenticated(async (c) => {
  c.set("route", "reports");
  const name = c.req.param("kind");
  const kind = REPORT_KINDS.find((one) => one === name);
  if (!kind && name !== "transactions" && name !== "series") {
    return problem(c, 404, "NOT_FOUND", "There is no such report.");
  }
  const read = paramsOf(c);
  if (read instanceof Response) return read;
  const { key, scope } = { key: c.get("key"), scope: c.get("scope") };
  const own = key.merchantId === PARTNER_TENANT ? undefined : key.merchantId;
  const merchantId = read.merchantId ?? own;
  if (key.environment === "sandbox" && read.environment === "production") {
    return problem(c, 403, "KEY_ENVIRONMENT", "A sandbox key reads no production figures.");
  }
  const setting = await reportSetting(scope, merchantId);
  const defaults = { environment: key.environment, tz: setting.timezone, now: scope.clock.now(), merchantId };
  const query = queryOf(read, defaults);
  if (query.from >= query.to) return wrong(c, ["from"], "from comes before to.");
  if (kind) {
    const more = kind === "declines" ? { notSent: await notSentReasons(scope, query) } : {};
    return c.json({
      ...reportAnswer(await readReport(scope, kind, query), query, setting.currency),
      ...more,
    });
  }
  if (name === "series") {
    const series = await readSeries(scope, query, read.bucket);
    const more = { timeToRescue: await timeToRescue(scope, query), mit: await mitCompliance(scope, query) };
    return c.json({ ...reportAnswer(series, query, setting.currency), bucket: series.bucket, ...more });
  }
  const page = { limit: read.limit ?? ROWS, after: read.after, q: read.q, figure: read.figure };
  return c.json(transactionsAnswer(await listTransactions(scope, query, page), query));
});

/** Each name once; an empty value is an absent one. */
function paramsOf(c: Context<GatewayEnv>): ReportParams | Response {
  const given = Object.fromEntries(Object.entries(c.req.query()).filter(([, value]) => value.trim() !== ""));
  const parsed = reportParams.safeParse(given);
  if (parsed.success) return parsed.data;
  const fields = [...new Set(parsed.error.issues.map((issue) => issue.path.join(".")))];
  return wrong(
    c,
    fields,
    parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join(" "),
  );
}

function wrong(c: Context<GatewayEnv>, fields: string[], detail: string): Response {
  return problem(c, 400, "INVALID_REQUEST", detail, { fields });
}
