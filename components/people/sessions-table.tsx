"use client";
import { FormTrouble } from "#components/shell/form-trouble.tsx";
import { type ServerAction, useAction } from "#components/shell/use-action.ts";
import { type Column, DataTable } from "#components/tables/data-table.tsx";
import { Button } from "#components/ui/button.tsx";
import { GlyphWord } from "#components/ui/glyph-word.tsx";
import { Timestamp } from "#components/ui/timestamp.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { browserName } from "./browser-name.ts";

type Row = { id: string; userAgent: string | null; createdAt: Date; lastSeenAt: Date; isThisOne: boolean };

/** Where one is signed in; an ended session is out with its next click. */
export function SessionsTable({
  rows,
  zone,
  end,
}: {
  rows: readonly Row[];
  zone: string;
  end: ServerAction<{ sessionId: string }, { ended: number }, never>;
}) {
  const deed = useAction(end, () => ({}));
  const run = async (sessionId: string, words: string) => {
    const done = await deed.run({ sessionId });
    if (done.ok) showToast(words);
  };
  const columns: Column<Row>[] = [
    {
      id: "browser",
      head: "Browser",
      isKey: true,
      phone: "a",
      cell: ({ userAgent }) => <span title={userAgent ?? undefined}>{browserName(userAgent)}</span>,
    },
    {
      id: "this",
      head: "State",
      width: 160,
      phone: "c",
      cell: ({ isThisOne }) =>
        isThisOne ? (
          <GlyphWord shape="circle-check" tone="rescued">
            This session
          </GlyphWord>
        ) : (
          <span className="text-ink-2">Signed in</span>
        ),
    },
    {
      id: "since",
      head: "Since",
      width: 140,
      align: "end",
      priority: 2,
      cell: ({ createdAt }) => <Timestamp at={createdAt} zone={zone} />,
    },
    {
      id: "seen",
      head: "Last seen",
      width: 140,
      align: "end",
      phone: "d",
      cell: ({ lastSeenAt }) => <Timestamp at={lastSeenAt} zone={zone} />,
    },
    {
      id: "act",
      head: <span className="sr-only">Actions</span>,
      width: 110,
      align: "end",
      phone: "b",
      cell: ({ id, userAgent, isThisOne }) =>
        !isThisOne && (
          <Button
            size="row"
            aria-label={`Sign out ${browserName(userAgent)}`}
            onPress={() => run(id, `${browserName(userAgent)} is signed out.`)}
          >
            Sign out
          </Button>
        ),
    },
  ];
  return (
    <div className="flex flex-col gap-3">
      <DataTable caption="Your sessions" columns={columns} rows={rows} rowId={({ id }) => id} />
      <FormTrouble trouble={deed.trouble} />
      {rows.length > 1 && (
        <Button
          className="self-start"
          isPending={deed.isPending}
          onPress={() => run("all", "You are signed out everywhere else.")}
        >
          Sign out everywhere else
        </Button>
      )}
    </div>
  );
}
