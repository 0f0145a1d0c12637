"use client";
import { ENVIRONMENT_NAMES } from "#components/merchants/merchant-words.ts";
import { useAction } from "#components/shell/use-action.ts";
import { type Column, DataTable } from "#components/tables/data-table.tsx";
import { Button } from "#components/ui/button.tsx";
import { GlyphWord } from "#components/ui/glyph-word.tsx";
import { Link } from "#components/ui/link.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { Timestamp } from "#components/ui/timestamp.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { MerchantView } from "#lib/merchants/schema.ts";
import { ENVIRONMENTS, type Environment, type MitEnablement } from "#lib/terms.ts";
import { changeMit, linkHere } from "../actions.ts";

const enablements = [
  { id: "unknown", label: "Not asked" },
  { id: "requested", label: "Requested" },
  { id: "enabled", label: "Enabled" },
] as const;
const MIT_DONE: Record<MitEnablement, string> = {
  unknown: "MIT is recorded as not asked for",
  requested: "MIT is recorded as requested",
  enabled: "MIT is recorded as enabled",
};

/** How the merchant stands with FlexCharge, per environment: linked or not, MIT enabled by their support or not. */
export function AccountTable({
  merchant,
  root,
  mayWrite,
}: {
  merchant: MerchantView;
  root: string;
  mayWrite: boolean;
}) {
  const link = useAction(linkHere, (refusal) => ({
    trouble:
      refusal.reason === "CREDENTIALS_NOT_VERIFIED"
        ? "Verify the credentials of this environment first: they prove whose account it is."
        : "It was archived meanwhile.",
  }));
  const mit = useAction(changeMit, () => ({}));
  const setMit = async (environment: Environment, to: MitEnablement, isUndo = false) => {
    const before = merchant.accounts[environment].mit;
    const done = await mit.run({ merchantId: merchant.id, environment, mit: to });
    if (!done.ok || isUndo) return;
    showToast(`${MIT_DONE[to]} in ${ENVIRONMENT_NAMES[environment]}.`, {
      onUndo: () => void setMit(environment, before, true),
    });
  };
  const columns: Column<Environment>[] = [
    {
      id: "environment",
      head: "Environment",
      phone: "a",
      cell: (environment) => (
        <GlyphWord shape={environment === "sandbox" ? "square-hatched" : "square-solid"} tone="ink">
          {ENVIRONMENT_NAMES[environment]}
        </GlyphWord>
      ),
    },
    {
      id: "standing",
      head: "Account",
      width: 280,
      phone: "c",
      cell: (environment) => {
        const account = merchant.accounts[environment];
        if (account.standing !== "none") {
          return (
            <span>
              {account.standing === "linked" ? "Linked" : "Converted"}
              {account.standingAt && (
                <span className="text-ink-2">
                  {" "}
                  since <Timestamp at={account.standingAt} zone={merchant.timezone} />
                </span>
              )}
            </span>
          );
        }
        return (
          <span className="flex items-center gap-2.5">
            <span className="text-ink-3">Not linked</span>
            {mayWrite && (
              <Button
                size="row"
                isPending={link.isPending}
                aria-label={`Link the ${ENVIRONMENT_NAMES[environment]} account`}
                onPress={async () => {
                  const done = await link.run({ merchantId: merchant.id, environment });
                  if (done.ok) showToast(`${ENVIRONMENT_NAMES[environment]} account is linked.`);
                }}
              >
                Link account
              </Button>
            )}
          </span>
        );
      },
    },
    {
      id: "mit",
      head: "MIT, enabled by FlexCharge's support",
      width: 320,
      phone: "d",
      cell: (environment) => {
        const { mit: now } = merchant.accounts[environment];
        if (!mayWrite) return enablements.find((one) => one.id === now)?.label;
        return (
          <Segmented
            label={`MIT in ${ENVIRONMENT_NAMES[environment]}`}
            options={enablements}
            value={now}
            onChange={(to) => void setMit(environment, to)}
          />
        );
      },
    },
    {
      id: "who",
      head: "Recorded",
      width: 190,
      align: "end",
      priority: 3,
      cell: (environment) => {
        const { mitAt, mitBy } = merchant.accounts[environment];
        return (
          mitAt && (
            <span className="text-meta text-ink-3">
              {mitBy}, <Timestamp at={mitAt} zone={merchant.timezone} parts="date" />
            </span>
          )
        );
      },
    },
  ];
  const trouble = link.trouble ?? mit.trouble;
  return (
    <>
      <DataTable
        caption="FlexCharge account by environment"
        columns={columns}
        rows={[...ENVIRONMENTS]}
        rowId={(environment) => environment}
      />
      <div role="alert">
        {trouble && (
          <p className="pt-2 text-danger">
            {trouble} <Link href={`${root}/developers/credentials`}>Open credentials</Link>
          </p>
        )}
      </div>
    </>
  );
}
