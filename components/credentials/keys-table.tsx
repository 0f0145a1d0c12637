"use client";
import { type ServerAction, useAction } from "#components/shell/use-action.ts";
import { type Column, DataTable } from "#components/tables/data-table.tsx";
import { AlertDialog } from "#components/ui/alert-dialog.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { GlyphWord } from "#components/ui/glyph-word.tsx";
import { IdText } from "#components/ui/id-text.tsx";
import { Timestamp } from "#components/ui/timestamp.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { Environment } from "#lib/terms.ts";
import { type RotateKey, RotateKeyDialog } from "./rotate-key-dialog.tsx";

export type KeyRow = {
  id: string;
  merchantId: string;
  environment: Environment;
  name: string;
  appKey: string;
  createdBy: { name: string };
  createdAt: Date;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
  expiresAt: Date | null;
  replacedById: string | null;
};
export type RevokeKey = ServerAction<{ merchantId: string; id: string }, { id: string }, never>;

/** Our key pairs: which is used, which is not, and the way to end one. */
export function KeysTable({
  keys,
  zone,
  now,
  revoke,
  rotate,
  empty,
}: {
  keys: readonly KeyRow[];
  zone: string;
  /** The server's, so that both sides of hydration mean the same. */
  now: Date;
  /** Null where the role may only read. */
  revoke: RevokeKey | null;
  rotate: RotateKey | null;
  empty: string;
}) {
  const columns: Column<KeyRow>[] = [
    { id: "name", head: "Name", cell: (key) => key.name, isKey: true, phone: "a" },
    {
      id: "environment",
      head: "Environment",
      width: 130,
      phone: "b",
      cell: (key) => <EnvironmentWord environment={key.environment} />,
    },
    {
      id: "prefix",
      head: "AppKey",
      width: 200,
      priority: 2,
      cell: (key) => <IdText id={key.appKey} name="AppKey" />,
    },
    {
      id: "used",
      head: "Last used",
      width: 120,
      align: "end",
      phone: "d",
      cell: (key) =>
        key.lastUsedAt ? (
          <Timestamp at={key.lastUsedAt} zone={zone} />
        ) : (
          <span className="text-ink-3">Never</span>
        ),
    },
    {
      id: "created",
      head: "Created",
      width: 190,
      priority: 3,
      cell: (key) => (
        <span className="text-ink-2">
          {key.createdBy.name}, <Timestamp at={key.createdAt} zone={zone} parts="date" />
        </span>
      ),
    },
    {
      id: "state",
      head: "State",
      width: 120,
      phone: "c",
      cell: (key) => <KeyState apiKey={key} zone={zone} now={now} />,
    },
    {
      id: "act",
      head: <span className="sr-only">Actions</span>,
      width: 190,
      align: "end",
      cell: (key) =>
        !isOver(key, now) && (
          <span className="inline-flex gap-2">
            {rotate && !key.replacedById && <RotateKeyDialog apiKey={key} zone={zone} rotate={rotate} />}
            {revoke && <RevokeButton apiKey={key} revoke={revoke} />}
          </span>
        ),
    },
  ];
  return (
    <DataTable
      caption="API keys"
      columns={columns}
      rows={keys}
      rowId={(key) => key.id}
      empty={<EmptyState title="No API key yet" sentence={empty} />}
    />
  );
}

const isOver = ({ revokedAt, expiresAt }: KeyRow, now: Date) =>
  revokedAt !== null || (expiresAt !== null && expiresAt <= now);

function KeyState({ apiKey, zone, now }: { apiKey: KeyRow; zone: string; now: Date }) {
  const { revokedAt, expiresAt } = apiKey;
  if (isOver(apiKey, now)) {
    return (
      <GlyphWord shape="circle-slash" tone="off">
        {revokedAt ? "Revoked" : "Ended"}
      </GlyphWord>
    );
  }
  return (
    <span className="flex flex-col">
      <GlyphWord shape="circle-check" tone="rescued">
        Active
      </GlyphWord>
      {expiresAt && (
        <span className="text-meta text-ink-3">
          until <Timestamp at={expiresAt} zone={zone} />
        </span>
      )}
    </span>
  );
}

function EnvironmentWord({ environment }: { environment: Environment }) {
  return environment === "sandbox" ? (
    <GlyphWord shape="square-hatched" tone="ink">
      Sandbox
    </GlyphWord>
  ) : (
    <GlyphWord shape="square-solid" tone="ink">
      Production
    </GlyphWord>
  );
}

function RevokeButton({ apiKey, revoke }: { apiKey: KeyRow; revoke: RevokeKey }) {
  const deed = useAction(revoke, () => ({}));
  return (
    <AlertDialog
      title={`Revoke “${apiKey.name}”?`}
      sentence="Within a second it opens no token and its tokens are refused. Checkouts that still use it get 401. It cannot be taken back."
      trigger={
        <Button size="row" variant="danger" aria-label={`Revoke ${apiKey.name}`}>
          Revoke…
        </Button>
      }
      confirmLabel="Revoke key"
      confirmVariant="danger-solid"
      isPending={deed.isPending}
      onConfirm={async () => {
        const done = await deed.run({ merchantId: apiKey.merchantId, id: apiKey.id });
        if (done.ok) showToast(`“${apiKey.name}” is revoked.`);
        return done.ok;
      }}
    >
      {deed.trouble && <p className="text-danger">{deed.trouble}</p>}
    </AlertDialog>
  );
}
