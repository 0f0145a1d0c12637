"use client";
import { Link2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import { doorWords, isDoorRefusal } from "#components/shell/action-answer.ts";
import { withProof } from "#components/shell/ask-for-proof.ts";
import { FormTrouble } from "#components/shell/form-trouble.tsx";
import type { ServerAction } from "#components/shell/use-action.ts";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import type { LinkOutcome } from "#lib/onboarding/link-merchants.ts";
import type { LinkCandidate } from "#lib/onboarding/queries/list-link-candidates.ts";
import type { Environment } from "#lib/terms.ts";
import { AccountLinksTable } from "./account-links-table.tsx";

export type LinkAction = ServerAction<
  { environment: Environment; links: { mid: string; merchantId: string; overwriteKeys?: boolean }[] },
  { rows: LinkOutcome[] },
  { reason: "NO_PARTNER_ACCOUNT" }
>;

/** Choose, link, see each row's end. What is done stays done: stopping or closing the page loses nothing. */
export function AccountLinks({
  environment,
  rows,
  merchants,
  link,
}: {
  environment: Environment;
  rows: readonly LinkCandidate[];
  merchants: readonly { id: string; name: string }[];
  link: LinkAction;
}) {
  const router = useRouter();
  const open = rows.filter((row) => row.standing === "open");
  const [chosen, setChosen] = useState<Record<string, string>>(() =>
    Object.fromEntries(
      open.flatMap(({ upstream, match }) => (match ? [[upstream.mid, match.merchantId]] : [])),
    ),
  );
  const [ticked, setTicked] = useState<ReadonlySet<string>>(() => {
    // A name alone is a guess: somebody looks at it first.
    const sure = open.filter(({ match, reason }) => match && reason !== "NAME");
    return new Set(sure.map(({ upstream }) => upstream.mid));
  });
  const [overwrites, setOverwrites] = useState(false);
  const [outcomes, setOutcomes] = useState<Record<string, LinkOutcome>>({});
  const [run, setRun] = useState<{ done: number; of: number; mid: string } | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const isStopping = useRef(false);
  const ready = open.filter(({ upstream: { mid } }) => ticked.has(mid) && chosen[mid] && !outcomes[mid]?.ok);

  async function linkAll() {
    isStopping.current = false;
    setTrouble(null);
    for (const [done, { upstream }] of ready.entries()) {
      const { mid } = upstream;
      if (isStopping.current) break;
      setRun({ done, of: ready.length, mid });
      const asked = { mid, merchantId: chosen[mid] ?? "", overwriteKeys: overwrites };
      const words = await linkRow(asked);
      if (words) {
        setTrouble(words);
        break;
      }
    }
    setRun(null);
    router.refresh();
  }

  /** A sentence when nothing more can be done now. */
  async function linkRow(asked: { mid: string; merchantId: string; overwriteKeys: boolean }) {
    try {
      const answer = await withProof(() => link({ environment, links: [asked] }));
      if (!answer.ok) {
        if (isDoorRefusal(answer)) return doorWords(answer);
        return "Your own FlexCharge account has no verified credentials any more.";
      }
      const [outcome] = answer.value.rows;
      if (outcome) setOutcomes((all) => ({ ...all, [asked.mid]: outcome }));
      return null;
    } catch {
      return "The console did not answer. What is linked stays; run it again.";
    }
  }

  const ended = Object.values(outcomes);
  const linked = ended.filter(({ ok }) => ok).length;
  return (
    <div className="flex flex-col gap-4">
      <AccountLinksTable
        {...{ environment, rows, merchants, chosen, ticked, outcomes }}
        workingMid={run?.mid ?? null}
        isRunning={run !== null}
        onChoose={(mid, merchantId) => {
          setChosen((all) => ({ ...all, [mid]: merchantId }));
          setTicked((all) => new Set(all).add(mid));
        }}
        onTick={(mid, isTicked) =>
          setTicked((all) => {
            const next = new Set(all);
            if (isTicked) next.add(mid);
            else next.delete(mid);
            return next;
          })
        }
      />
      <Checkbox
        isSelected={overwrites}
        onChange={setOverwrites}
        isDisabled={run !== null}
        help="Whoever still uses an earlier key of these accounts is refused from then on."
      >
        Put out every earlier key of the accounts that get a new one
      </Checkbox>
      <FormTrouble trouble={trouble} />
      <div className="flex flex-wrap items-center gap-3">
        {run ? (
          <Button
            onPress={() => {
              isStopping.current = true;
            }}
          >
            Stop after this one
          </Button>
        ) : (
          <Button
            variant="primary"
            icon={<Link2 />}
            onPress={linkAll}
            {...(ready.length === 0 ? { unavailable: "Tick an account and choose its merchant first" } : {})}
          >
            {ready.length === 1 ? "Link 1 account" : `Link ${ready.length} accounts`}
          </Button>
        )}
        <p aria-live="polite" className="text-ink-2">
          {run
            ? `Linking ${run.done + 1} of ${run.of}…`
            : ended.length > 0
              ? `${linked} linked${ended.length > linked ? `, ${ended.length - linked} not` : ""}. Running it again changes only what is left.`
              : `${open.length} of ${rows.length} ${rows.length === 1 ? "account is" : "accounts are"} not linked yet.`}
        </p>
      </div>
    </div>
  );
}
