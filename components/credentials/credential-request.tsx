"use client";
import { type ServerAction, useAction } from "#components/shell/use-action.ts";
import { Button } from "#components/ui/button.tsx";
import { Timestamp } from "#components/ui/timestamp.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { CredentialState, Environment } from "#lib/terms.ts";
import type { CredentialCard } from "./credential-view.ts";

type Place = { merchantId: string; environment: Environment };
export type AskForCredentials = ServerAction<
  Place,
  { told: number },
  { reason: "THERE_ALREADY"; state: CredentialState } | { reason: "NOBODY" }
>;
type Withdraw = ServerAction<Place & { version: number }, { version: number }, { reason: "REASON_REQUIRED" }>;
/** Both sides of a request, and which of them reads. */
export type Sides = { merchant: string; partner: string; isMerchant: boolean };

/** Asks the other side to enter the credentials. */
export function AskButton({ place, sides, ask }: { place: Place; sides: Sides; ask: AskForCredentials }) {
  const who = sides.isMerchant ? sides.partner : sides.merchant;
  const asking = useAction(ask, (refusal) => ({
    trouble:
      refusal.reason === "NOBODY"
        ? `Nobody at ${who} may enter them: invite somebody first.`
        : "Somebody has entered them meanwhile.",
  }));
  return (
    <div className="mt-3 flex flex-wrap items-center gap-3">
      <Button
        size="row"
        isPending={asking.isPending}
        onPress={async () => {
          const done = await asking.run(place);
          if (done.ok) showToast(`${who} is asked for them by mail.`);
        }}
      >
        Ask {who} for them
      </Button>
      {asking.trouble && (
        <p role="alert" className="text-meta text-danger">
          {asking.trouble}
        </p>
      )}
    </div>
  );
}

/** Who asked, when, and on whom it waits since then. */
export function RequestLine({
  place,
  card,
  sides,
  zone,
  withdraw,
}: {
  place: Place;
  card: CredentialCard;
  sides: Sides;
  zone: string;
  /** Absent: the reader may not. */
  withdraw?: Withdraw | undefined;
}) {
  const { requested, version } = card;
  if (!requested) return null;
  return (
    <div className="mt-3 flex flex-wrap items-baseline justify-between gap-3 border-t border-line pt-3">
      <p className="min-w-48 flex-1 text-attn">
        {requested.byName} asked for {place.environment} credentials on{" "}
        <Timestamp at={requested.at} zone={zone} />. Waits on {sides[requested.of]}.
      </p>
      {withdraw && <WithdrawButton place={{ ...place, version }} withdraw={withdraw} />}
    </div>
  );
}

function WithdrawButton({ place, withdraw }: { place: Place & { version: number }; withdraw: Withdraw }) {
  const { isPending, trouble, run } = useAction(withdraw, () => ({ trouble: "It was not withdrawn." }));
  return (
    <span className="flex items-baseline gap-3">
      {trouble && (
        <span role="alert" className="text-meta text-danger">
          {trouble}
        </span>
      )}
      <Button size="row" isPending={isPending} onPress={() => run(place)}>
        Withdraw the request
      </Button>
    </span>
  );
}
