"use client";
import { OctagonMinus } from "lucide-react";
import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { withProof } from "#components/shell/ask-for-proof.ts";
import { type InFlight, stillRunningWords } from "#components/switching/in-flight.ts";
import { KillBanner } from "#components/switching/kill-banner.tsx";
import { type KillAnswer, KillSwitchDialog } from "#components/switching/kill-switch-dialog.tsx";
import { refusalSentence, whoCanSentence } from "#components/switching/refusal-sentence.ts";
import { Button } from "#components/ui/button.tsx";
import { PageHead } from "#components/ui/page-head.tsx";
import { rolesWith } from "#lib/access/rules.ts";
import { formatMoney } from "#lib/kit/money.ts";
import type { PartnerConfig } from "#lib/switching/schema.ts";
import { type KillChannel, PARTNER_TENANT } from "#lib/terms.ts";
import { setPartnerKillSwitchAction } from "../actions.ts";

/** The head of the page with the partner's own kill switch, engaged or not. */
export function PartnerHead({
  tag,
  partner,
  inFlight,
  now,
  mayStop,
  maySwitchOn,
}: {
  tag: ReactNode;
  partner: PartnerConfig;
  inFlight: readonly InFlight[];
  now: string;
  mayStop: boolean;
  maySwitchOn: boolean;
}) {
  const router = useRouter();
  const [isOpen, setOpen] = useState(false);
  const place = `every merchant of ${partner.name}`;
  const target = { scope: "partner" as const, scopeId: PARTNER_TENANT };
  const running = (channel: KillChannel) => stillRunningWords(inFlight, target, channel, formatMoney);
  const move = async (channel: KillChannel, reason: string, on: boolean): Promise<KillAnswer> => {
    const answer = await withProof(() =>
      setPartnerKillSwitchAction({ scope: "partner", channel, reason, on }),
    );
    router.refresh();
    return answer.ok ? { ok: true } : { ok: false, sentence: refusalSentence(answer) };
  };
  return (
    <div className="flex flex-col gap-3.5">
      <PageHead
        title="Activation"
        tag={tag}
        sentence={`Every merchant of ${partner.name}. Modes are set in a merchant's own matrix.`}
        actions={
          mayStop && (
            <Button variant="danger" icon={<OctagonMinus />} onPress={() => setOpen(true)}>
              Kill switch
            </Button>
          )
        }
      />
      {partner.kills.map((kill) => (
        <KillBanner
          key={kill.channel}
          kill={kill}
          place={place}
          stillRunning={running(kill.channel)}
          reader={{ zone: partner.timezone, now }}
          whyNot={maySwitchOn ? null : whoCanSentence(rolesWith("kill.partner"))}
          onSwitchOn={(reason) => move(kill.channel, reason, false)}
        />
      ))}
      {isOpen && (
        <KillSwitchDialog
          targets={[{ ...target, label: `${partner.name}, every merchant` }]}
          stillRunning={(_, channel) => running(channel)}
          isOpen
          onOpenChange={setOpen}
          onConfirm={({ channel, reason }) => move(channel, reason, true)}
        />
      )}
    </div>
  );
}
