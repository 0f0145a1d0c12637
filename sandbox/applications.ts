import { randomUUID } from "node:crypto";
import type { Folded } from "./case-insensitive.ts";
import { isObject } from "./case-insensitive.ts";
import { shortTimestamp } from "./clock.ts";
import type { ApplicationEvent } from "./notices.ts";
import { enqueueApplicationNotice } from "./notices.ts";
import type { Queryable, Transaction } from "./store.ts";
import { asJson } from "./store.ts";
import type { World } from "./world.ts";

/** §2.12. `SUBMITTED` turns into `IN_REVIEW` by itself; `CONVERTED` is ours for what has become a merchant. */
export type ApplicationStatus = "DRAFT" | "SUBMITTED" | "APPROVED" | "DECLINED" | "CANCELLED" | "CONVERTED";

/** What underwriting wants to know. While it stands, the fields it names may be changed. */
export type InfoRequest = { message: string; fields: string[]; requestedOn: string };

export type Application = {
  id: string;
  partner_mid: string;
  status: ApplicationStatus;
  /** As it was sent, names folded, values of later calls over those of earlier ones. */
  details: Folded;
  info_request: InfoRequest | null;
  reason: string | null;
  mid: string | null;
  created_on: Date;
  last_updated_on: Date;
  submitted_on: Date | null;
};

/** How long a submitted application waits until somebody looks at it, on the world's clock. */
const pickedUpMs = 5_000;

export function statusWord({ status, submitted_on }: Application, now: Date): string {
  const isInReview =
    status === "SUBMITTED" && submitted_on && now.getTime() - submitted_on.getTime() >= pickedUpMs;
  return isInReview ? "IN_REVIEW" : status;
}

/** Locked when a transaction asks. Another partner's is none. */
export async function findApplication(
  db: Queryable,
  world: World,
  id: string,
  partnerMid: string | null,
  lock = false,
): Promise<Application | null> {
  const [row] = await db<Application[]>`
    select * from sandbox.applications where world = ${world.name} and id = ${id.toLowerCase()}
    ${partnerMid === null ? db`` : db`and partner_mid = ${partnerMid}`} ${lock ? db`for update` : db``}`;
  return row ?? null;
}

export async function createApplication(
  world: World,
  partnerMid: string,
  details: Folded,
): Promise<Application> {
  const now = world.clock.now();
  const row = {
    id: randomUUID(),
    partner_mid: partnerMid,
    status: "DRAFT" as const,
    info_request: null,
    reason: null,
    mid: null,
    created_on: now,
    last_updated_on: now,
    submitted_on: null,
  };
  const { sql } = world;
  await sql`insert into sandbox.applications ${sql({ world: world.name, ...row, details: asJson(sql, details) })}`;
  return { ...row, details };
}

/** Writes what changed, with the notice of it when there is one, in the transaction that holds the row. */
export async function moveApplication(
  tx: Transaction,
  world: World,
  application: Application,
  changes: Partial<Omit<Application, "id" | "partner_mid" | "created_on">>,
  event?: ApplicationEvent,
): Promise<Application> {
  const now = world.clock.now();
  const next = { ...application, ...changes, last_updated_on: now };
  const { details, info_request, status, reason, mid, submitted_on } = next;
  await tx`update sandbox.applications set status = ${status}, details = ${asJson(tx, details)},
    info_request = ${info_request && asJson(tx, info_request)}, reason = ${reason}, mid = ${mid},
    submitted_on = ${submitted_on}, last_updated_on = ${now}
    where world = ${world.name} and id = ${next.id}`;
  if (event) {
    const told = { status: statusWord(next, now), ...(info_request ? { infoRequest: info_request } : {}) };
    await enqueueApplicationNotice(tx, world, next, event, told);
  }
  return next;
}

/** Values over values, objects into objects; an explicit null empties. */
export function mergeDetails(before: Folded, changes: Folded): Folded {
  const merged: Folded = { ...before };
  for (const [name, value] of Object.entries(changes)) {
    const old = merged[name];
    merged[name] = isObject(value) && isObject(old) ? mergeDetails(old, value) : value;
  }
  return merged;
}

const renamed: Record<string, string> = {
  legalentityname: "legalEntityName",
  dba: "dba",
  taxid: "taxId",
  descriptor: "descriptor",
  primarycontact: "primaryContact",
  customersupportinformation: "customerSupportInfo",
  bankaccountinformation: "bankAccountInformation",
  address: "address",
  firstname: "firstName",
  lastname: "lastName",
  email: "email",
  phone: "phone",
  supportlink: "supportLink",
  supportemail: "supportEmail",
  supportname: "supportName",
  supportphone: "supportPhone",
  bankname: "bankName",
  accountnumber: "accountNumber",
  routingnumber: "routingNumber",
  accounttype: "accountType",
  addressline1: "addressLine1",
  addressline2: "addressLine2",
  zipcode: "zip",
  statecode: "state",
  countrycode: "countryCode",
};
const hidden = new Set(["accountnumber", "routingnumber"]);

/** The application as GET shows it (§2.12); bank numbers by their last four. */
export function describeApplication(application: Application, now: Date) {
  return {
    id: application.id,
    status: statusWord(application, now),
    createdOn: shortTimestamp(application.created_on),
    lastUpdatedOn: shortTimestamp(application.last_updated_on),
    ...(shown(application.details) as Record<string, unknown>),
    infoRequest: application.info_request,
    declineReason: application.reason,
    merchantId: application.mid,
  };
}

function shown(value: unknown, name = ""): unknown {
  if (Array.isArray(value)) return value.map((item) => shown(item));
  if (isObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [renamed[key] ?? key, shown(item, key)]),
    );
  }
  return hidden.has(name) && typeof value === "string" ? `****${value.slice(-4)}` : value;
}
