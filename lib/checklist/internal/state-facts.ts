import type { MerchantConfig } from "#lib/switching/schema.ts";
import type { ApplicationState } from "#lib/terms.ts";
import type { StateFact, StepId, StepOwner } from "../schema.ts";

export type OpenApplication = { state: ApplicationState; since: string };

/** Somebody asked for the sandbox's credentials. */
export type SandboxRequest = { of: "partner" | "merchant"; byName: string; since: string };

/** Whose turn an application is while nothing can be done about it here, and in which words. */
const WAITING: Partial<Record<ApplicationState, { by: StepOwner; cause: string }>> = {
  submitted: { by: "flexcharge", cause: "The application was submitted; FlexCharge looks at it" },
  in_review: { by: "flexcharge", cause: "FlexCharge reviews the application" },
  info_requested: { by: "merchant", cause: "FlexCharge asked for more information" },
  declined: { by: "flexcharge", cause: "FlexCharge declined the application" },
};

/** The steps that are read from what a merchant is, and not from its traffic. Pure. */
export function stateFacts(
  merchant: MerchantConfig,
  application: OpenApplication | null,
  request: SandboxRequest | null = null,
): Partial<Record<StepId, StateFact>> {
  const { accounts, credentials } = merchant;
  const standing = [accounts.production, accounts.sandbox].find((account) => account.standing !== "none");
  const mid = credentials.production.mid ?? credentials.sandbox.mid;
  const waiting = application ? WAITING[application.state] : undefined;
  const site = merchant.sites.find(({ archived, hosts }) => !archived && hosts.length > 0);
  const live = merchant.switches.find(({ mode }) => mode === "production");
  const mit = accounts.sandbox.mit === "enabled" ? accounts.sandbox : accounts.production;
  const asked = [accounts.sandbox, accounts.production].find((account) => account.mit === "requested");
  return {
    application: {
      done: standing !== undefined,
      words: `${standing?.standing === "converted" ? "Converted" : "Account linked"}${mid ? `, MID ends in ${mid.slice(-4)}` : ""}`,
      at: standing?.standingAt ?? null,
      ...(waiting && application && { blocked: { ...waiting, since: application.since } }),
    },
    sandbox_credentials: {
      done: credentials.sandbox.state === "verified",
      words: "Token and MID proven",
      at: credentials.sandbox.verifiedAt,
      ...(request && {
        blocked: {
          by: request.of,
          cause: `${request.byName} asked for the sandbox credentials`,
          since: request.since,
        },
      }),
      ...(credentials.sandbox.state === "failing" && {
        blocked: {
          by: "partner" as const,
          cause: "FlexCharge refuses the sandbox credentials",
          since: credentials.sandbox.failingSince,
        },
      }),
    },
    mit_enabled: {
      done: mit.mit === "enabled",
      words: "Enabled by FlexCharge",
      at: mit.mitAt,
      ...(asked && {
        blocked: {
          by: "flexcharge" as const,
          cause: `${asked.mitBy ?? "Somebody"} asked FlexCharge's support to enable MIT`,
          since: asked.mitAt,
        },
      }),
    },
    site: {
      done: site !== undefined,
      words: [site?.hosts[0], site?.descriptors[0]].filter(Boolean).join(", "),
      at: null,
    },
    go_live: {
      done: live !== undefined,
      words: live ? `First set to production by ${live.setBy.name}` : "",
      at: live?.setBy.at ?? null,
    },
  };
}
