import { and, desc, eq, notInArray } from "drizzle-orm";
import { stepEvidence } from "#db/schema/checklist.ts";
import { credentialSets } from "#db/schema/credentials.ts";
import { applications, integrationComponents, stepOverrides } from "#db/schema/onboarding.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { getMatrix } from "#lib/switching/queries.ts";
import type { MerchantConfig, PartnerConfig } from "#lib/switching/schema.ts";
import type { ApplicationState, Channel } from "#lib/terms.ts";
import { type OpenApplication, type SandboxRequest, stateFacts } from "../internal/state-facts.ts";
import { componentsOf, openStepsOf, stepsFor, stepViews } from "../rules.ts";
import type { Component, Evidence, Mark, StepId, StepView } from "../schema.ts";

export type Checklist = {
  partner: PartnerConfig;
  merchant: MerchantConfig;
  components: Component[];
  steps: StepView[];
  /** Which steps each channel still needs before production. */
  open: Record<Channel, StepId[]>;
};

/** A merchant's checklist as it stands. Needs `merchants.read`; throws NotFoundError, also for another tenant's. */
export async function listSteps(scope: Scope, merchantId: string): Promise<Checklist> {
  requirePermission(scope, "merchants.read");
  const { partner, merchant } = await getMatrix(scope, merchantId);
  return inScope(scope, async (tx) => {
    const changes = await tx
      .select()
      .from(integrationComponents)
      .where(eq(integrationComponents.merchantId, merchantId));
    const marks = await tx.select().from(stepEvidence).where(eq(stepEvidence.merchantId, merchantId));
    const written = await tx.select().from(stepOverrides).where(eq(stepOverrides.merchantId, merchantId));
    const [application] = await tx
      .select({ state: applications.state, stateAt: applications.stateAt })
      .from(applications)
      .where(
        and(
          eq(applications.merchantId, merchantId),
          notInArray(applications.state, ["cancelled"] satisfies ApplicationState[]),
        ),
      )
      .orderBy(desc(applications.stateAt))
      .limit(1);

    const [asked] = await tx
      .select({
        of: credentialSets.requestedOf,
        byName: credentialSets.requestedByName,
        at: credentialSets.requestedAt,
      })
      .from(credentialSets)
      .where(
        and(
          eq(credentialSets.merchantId, merchantId),
          eq(credentialSets.environment, "sandbox"),
          eq(credentialSets.state, "requested"),
        ),
      );

    const components = componentsOf(merchant.integration, changes);
    const steps = stepsFor(merchant.integration, components, { observed: merchant.observed });
    const overrides = written.map(({ step, channel, reason, byName, at }) => ({
      step,
      channel,
      reason,
      byName,
      at: at.toISOString(),
    }));
    const evidence = marks.map(
      ({ mark, environment, count, firstAt, lastAt, externalOrderId, orderId }): Evidence => ({
        mark: mark as Mark,
        environment,
        count,
        firstAt: firstAt.toISOString(),
        lastAt: lastAt.toISOString(),
        externalOrderId,
        orderId,
      }),
    );
    const seen = new Set<string>(marks.map(({ mark }) => mark));
    const openOf = (channel: Channel) => openStepsOf(steps, channel, seen, overrides);
    const open: OpenApplication | null = application
      ? { state: application.state, since: application.stateAt.toISOString() }
      : null;
    const request: SandboxRequest | null = asked?.at
      ? { of: asked.of ?? "merchant", byName: asked.byName ?? "Somebody", since: asked.at.toISOString() }
      : null;
    const facts = stateFacts(merchant, open, request);
    return {
      partner,
      merchant,
      components,
      steps: stepViews(steps, { evidence, overrides, facts, now: scope.clock.now() }),
      open: {
        cit_website: openOf("cit_website"),
        cit_call_center: openOf("cit_call_center"),
        mit: openOf("mit"),
      },
    };
  });
}
