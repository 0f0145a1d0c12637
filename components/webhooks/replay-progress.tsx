"use client";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { useAction } from "#components/shell/use-action.ts";
import type { Reader } from "#components/switching/cell-words.ts";
import { when } from "#components/switching/when.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import type { ReplayView } from "#lib/webhooks/queries/list-replays.ts";
import type { WebhookActions } from "./webhook-actions.ts";

const LOOK_MS = 2_000;

/** Replays that are under way, with the way to end one; it looks again by itself while any runs. */
export function ReplayProgress({
  replays,
  urls,
  reader,
  cancel,
}: {
  replays: readonly ReplayView[];
  /** By endpoint id. */
  urls: Readonly<Record<string, string>>;
  reader: Reader;
  /** Null where the role may only read. */
  cancel: WebhookActions["cancelReplay"] | null;
}) {
  const router = useRouter();
  const isRunning = replays.some(({ state }) => state === "running");
  useEffect(() => {
    if (!isRunning) return;
    const timer = setInterval(() => router.refresh(), LOOK_MS);
    return () => clearInterval(timer);
  }, [isRunning, router]);
  return (
    <div role="status" className="flex flex-col gap-2 empty:hidden">
      {replays.map((replay) => (
        <Replay
          key={replay.id}
          {...{ replay, reader, cancel }}
          url={urls[replay.endpointId] ?? "a deleted endpoint"}
        />
      ))}
    </div>
  );
}

function Replay({
  replay,
  url,
  reader,
  cancel,
}: {
  replay: ReplayView;
  url: string;
  reader: Reader;
  cancel: WebhookActions["cancelReplay"] | null;
}) {
  const router = useRouter();
  const deed = useAction(cancel ?? notAllowed, () => ({}));
  const { state, done, total, fromAt, toAt, byName } = replay;
  const time = (at: Date) => when(at.toISOString(), reader.zone, reader.now);
  const numbers = `${done.toLocaleString("en-US")} of ${total.toLocaleString("en-US")}`;
  const titles = {
    running: `Replaying ${numbers} events`,
    done: `Replayed ${numbers} events`,
    cancelled: `Replay ended after ${numbers} events`,
  };
  return (
    <Banner
      title={titles[state]}
      action={
        state === "running" &&
        cancel && (
          <Button
            size="row"
            isPending={deed.isPending}
            onPress={async () => {
              await deed.run({ merchantId: replay.merchantId, replayId: replay.id });
              router.refresh();
            }}
          >
            Cancel replay
          </Button>
        )
      }
    >
      of {time(fromAt)} to {time(toAt)} to <span className="break-all">{url}</span>, by {byName}.{" "}
      {deed.trouble}
    </Banner>
  );
}

const notAllowed: WebhookActions["cancelReplay"] = async () => ({
  ok: false,
  reason: "NO_PERMISSION",
  roles: [],
});
