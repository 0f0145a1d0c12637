import type { Application } from "../applications.ts";
import {
  createApplication,
  describeApplication,
  findApplication,
  mergeDetails,
  moveApplication,
  statusWord,
} from "../applications.ts";
import type { Folded } from "../case-insensitive.ts";
import { isObject, objectAt, textAt } from "../case-insensitive.ts";
import { shortTimestamp } from "../clock.ts";
import { saveMerchant } from "../merchants.ts";
import type { Transaction } from "../store.ts";
import { momentOf } from "../validation.ts";
import type { Answer } from "../wire.ts";
import { envelope, envelopeRefusal, notFound, ok, wrappedRefusal } from "../wire.ts";
import type { MerchantCall } from "../wire-call.ts";
import { bodyOf, wrappedNotJson } from "../wire-call.ts";

const absent = notFound("Application");
const done = (result: string): Answer => ok({ ...envelope, result });

/** POST /v1/onboarding/application (§2.12): a draft, which may still lack everything but a name. */
export async function openApplication(call: MerchantCall): Promise<Answer> {
  const body = bodyOf(call);
  if (!body) return wrappedNotJson();
  const wrong = wrongTexts(body);
  if (Object.keys(wrong).length > 0) return wrappedRefusal(wrong);
  const application = await createApplication(call.world, call.merchant.mid, body);
  return ok(describeApplication(application, call.world.clock.now()));
}

/** GET /v1/onboarding/application/{id}. */
export async function readApplication(call: MerchantCall): Promise<Answer> {
  const application = await findApplication(call.world.sql, call.world, call.id, call.merchant.mid);
  return application ? ok(describeApplication(application, call.world.clock.now())) : absent;
}

/** PUT /v1/onboarding/application/{id}: changed fields only, in a draft; or the ones that underwriting asks for. */
export function changeApplication(call: MerchantCall): Promise<Answer> {
  const body = bodyOf(call);
  if (!body) return Promise.resolve(wrappedNotJson());
  return withApplication(call, async (tx, application) => {
    const { status, info_request: asked, details } = application;
    if (status !== "DRAFT" && !asked) return envelopeRefusal("Application can only be changed as a draft.");
    const wrong = wrongTexts(body);
    if (Object.keys(wrong).length > 0) return wrappedRefusal(wrong);
    const fields = asked?.fields.map((field) => field.toLowerCase()) ?? [];
    const other = asked ? Object.keys(body).find((name) => !fields.includes(name)) : undefined;
    if (status !== "DRAFT" && other) return envelopeRefusal(`${other} was not asked for.`);
    const next = await moveApplication(tx, call.world, application, { details: mergeDetails(details, body) });
    return ok(describeApplication(next, call.world.clock.now()));
  });
}

/** POST …/submit; also the answer to what underwriting asked. */
export function submitApplication(call: MerchantCall): Promise<Answer> {
  return withApplication(call, async (tx, application) => {
    const { status, info_request: asked, details } = application;
    if (asked) {
      await moveApplication(tx, call.world, application, { info_request: null }, "application.submitted");
      return done("Application submitted successfully.");
    }
    if (status !== "DRAFT")
      return envelopeRefusal(`Application is already ${statusText(application, call)}.`);
    const missing = requiredTexts(details);
    if (missing.length > 0) return envelopeRefusal(...missing.map((path) => `${path} is required.`));
    const changes = { status: "SUBMITTED" as const, submitted_on: call.world.clock.now() };
    await moveApplication(tx, call.world, application, changes, "application.submitted");
    return done("Application submitted successfully.");
  });
}

/** POST …/cancel: closes it, unless it is a merchant already. */
export function cancelApplication(call: MerchantCall): Promise<Answer> {
  return withApplication(call, async (tx, application) => {
    if (!["DRAFT", "SUBMITTED", "APPROVED", "DECLINED"].includes(application.status)) {
      return envelopeRefusal(`Application is already ${statusText(application, call)}.`);
    }
    const changes = { status: "CANCELLED" as const, info_request: null };
    await moveApplication(tx, call.world, application, changes, "application.cancelled");
    return done("Application cancelled successfully.");
  });
}

/** POST …/convert: an approved application becomes a merchant with a MID, once. */
export function convertApplication(call: MerchantCall): Promise<Answer> {
  const { world, merchant: partner } = call;
  return withApplication(call, async (tx, application) => {
    const { status, details } = application;
    if (status !== "APPROVED") {
      return envelopeRefusal(
        `Application is ${statusText(application, call)}, only an approved one is converted.`,
      );
    }
    const opened = await saveMerchant(world, undefined, {
      name: textAt(details, "Dba") ?? textAt(details, "LegalEntityName") ?? "Merchant",
      partner_mid: partner.mid,
      profile: details,
      mit_enabled: false,
      sites: sitesOf(details),
    });
    const mid = opened?.mid ?? null;
    const changes = { status: "CONVERTED" as const, mid };
    await moveApplication(tx, world, application, changes, "application.converted");
    return ok({
      ...envelope,
      merchantId: mid,
      status: "CONVERTED",
      result: "Application converted successfully.",
    });
  });
}

/** GET /v1/onboarding/application/list. */
export async function listApplications(call: MerchantCall): Promise<Answer> {
  const { world, merchant } = call;
  const now = world.clock.now();
  const query = new Map([...call.query].map(([name, value]) => [name.toLowerCase(), value.trim()]));
  const rows = await world.sql<Application[]>`
    select * from sandbox.applications where world = ${world.name} and partner_mid = ${merchant.mid}`;
  const [from, to] = ["createdfrom", "createdto"].map((name) => momentOf(query.get(name) ?? ""));
  const status = query.get("status")?.toUpperCase();
  const described = rows
    .filter(({ created_on }) => (!from || created_on >= from) && (!to || created_on <= to))
    .map((row) => ({
      id: row.id,
      createdOn: shortTimestamp(row.created_on),
      status: statusWord(row, now),
      dba: textAt(row.details, "Dba"),
    }))
    .filter((row) => !status || row.status === status);
  const by = { status: "status", dba: "dba" }[query.get("sortby")?.toLowerCase() ?? ""] ?? "createdOn";
  const sign = query.get("sortorder")?.toLowerCase() === "asc" ? 1 : -1;
  const key = (row: (typeof described)[number]) => `${row[by as "dba"] ?? ""}|${row.createdOn}|${row.id}`;
  described.sort((a, b) => (key(a) < key(b) ? -sign : sign));
  const pageSize = Math.min(Math.max(1, Number(query.get("pagesize")) || 10), 200);
  const pageNumber = Math.max(1, Number(query.get("pagenumber")) || 1);
  return ok({
    rows: described.slice((pageNumber - 1) * pageSize, pageNumber * pageSize),
    totalItemCount: described.length,
    pageNumber,
    pageSize,
  });
}

/** Runs with the application's row locked; 404 for another partner's. */
function withApplication(
  call: MerchantCall,
  act: (tx: Transaction, application: Application) => Promise<Answer>,
): Promise<Answer> {
  const { world, merchant } = call;
  return world.sql.begin(async (tx) => {
    const application = await findApplication(tx, world, call.id, merchant.mid, true);
    return application ? act(tx, application) : absent;
  });
}

function statusText(application: Application, call: MerchantCall): string {
  return statusWord(application, call.world.clock.now()).toLowerCase().replace("_", " ");
}

const objects = ["PrimaryContact", "CustomerSupportInformation", "BankAccountInformation", "Address"];

function wrongTexts(body: Folded): Record<string, string[]> {
  const wrong: Record<string, string[]> = {};
  for (const name of objects) {
    const given = body[name.toLowerCase()];
    if (given != null && !isObject(given)) wrong[name] = [`The field ${name} is invalid.`];
  }
  for (const name of ["LegalEntityName", "Dba", "TaxId", "Descriptor"]) {
    const given = body[name.toLowerCase()];
    if (given != null && typeof given !== "string") wrong[name] = [`The field ${name} is invalid.`];
  }
  return wrong;
}

/** What an application cannot be submitted without. */
function requiredTexts(details: Folded): string[] {
  const required: [object: string | null, name: string][] = [
    [null, "LegalEntityName"],
    [null, "Dba"],
    [null, "TaxId"],
    [null, "Descriptor"],
    ["PrimaryContact", "FirstName"],
    ["PrimaryContact", "LastName"],
    ["PrimaryContact", "Email"],
    ["PrimaryContact", "Phone"],
    ["CustomerSupportInformation", "SupportEmail"],
    ["CustomerSupportInformation", "SupportPhone"],
    ["BankAccountInformation", "AccountNumber"],
    ["BankAccountInformation", "RoutingNumber"],
    ["Address", "AddressLine1"],
    ["Address", "City"],
    ["Address", "Zipcode"],
  ];
  return required.flatMap(([object, name]) => {
    const from = object ? objectAt(details, object) : details;
    if (textAt(from, name) !== null) return [];
    return [object ? `${object}.${name}` : name];
  });
}

function sitesOf(details: Folded) {
  const sites = Array.isArray(details.sites) ? details.sites.filter(isObject) : [];
  const descriptor = textAt(details, "Descriptor");
  const name = textAt(details, "Dba") ?? "Site";
  if (sites.length === 0) return [{ name, url: textAt(details, "Website"), descriptor }];
  return sites.map((site) => ({
    name: textAt(site, "name") ?? name,
    url: textAt(site, "url"),
    descriptor: textAt(site, "descriptor") ?? descriptor,
  }));
}
