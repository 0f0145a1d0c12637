import { and, eq, inArray } from "drizzle-orm";
import { applications } from "#db/schema/onboarding.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { type Scope, systemScope } from "#lib/access/open-scope.ts";
import type { Session } from "#lib/flexcharge/schema.ts";
import type { OnboardingTools } from "../open-onboarding-tools.ts";
import { type ApplicationRow, detailsOf } from "./application-row.ts";
import { callCause } from "./call-cause.ts";

const PAGE = 100;
/** Drafts are few; a list that never ends must not hold the worker. */
const PAGES_MAX = 20;

type Found = { kind: "found"; upstreamId: string } | { kind: "none" } | { kind: "uncertain"; cause: string };

/**
 * The draft at FlexCharge that a lost answer left behind (P4: nothing is created twice): the same name, legal name and tax id, and nobody else's. Several:
 * the newest.
 */
export async function findUpstream(
  scope: Scope,
  row: ApplicationRow,
  { client, deadlineMs }: OnboardingTools,
  session: Session,
): Promise<Found> {
  const details = detailsOf(row);
  for (let pageNumber = 1; pageNumber <= PAGES_MAX; pageNumber++) {
    const question = {
      status: "DRAFT",
      sortBy: "createdOn",
      sortOrder: "desc",
      pageSize: PAGE,
      pageNumber,
    } as const;
    const listed = await client.listApplications(session, question, { deadlineMs });
    if (listed.kind !== "answer") return { kind: "uncertain", cause: callCause(listed) };
    const named = listed.body.rows.filter(({ dba }) => dba === details.dba).map(({ id }) => id);
    const others = await ownedIds(scope, row, named);
    for (const id of named.filter((one) => !others.has(one.toLowerCase()))) {
      const read = await client.getApplication(session, { id }, { deadlineMs });
      if (read.kind !== "answer") return { kind: "uncertain", cause: callCause(read) };
      const { legalEntityName } = read.body;
      const taxId = read.body.taxId as string | undefined;
      if (legalEntityName === details.legalName && (taxId === undefined || taxId === details.taxId))
        return { kind: "found", upstreamId: id };
    }
    if (listed.body.rows.length < PAGE) return { kind: "none" };
  }
  return { kind: "uncertain", cause: "FlexCharge lists too many drafts to look through." };
}

/** Of every merchant, whoever submits: two may bear the same names. */
async function ownedIds(scope: Scope, row: ApplicationRow, ids: string[]): Promise<Set<string | null>> {
  if (ids.length === 0) return new Set();
  const lowered = ids.map((id) => id.toLowerCase());
  const owned = await inScope(systemScope("web", scope), (tx) =>
    tx
      .select({ upstreamId: applications.upstreamId })
      .from(applications)
      .where(and(eq(applications.environment, row.environment), inArray(applications.upstreamId, lowered))),
  );
  return new Set(owned.map(({ upstreamId }) => upstreamId));
}
