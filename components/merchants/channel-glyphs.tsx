import { CHANNEL_NAMES, MODE_NAMES, MODE_SHAPES } from "#components/switching/words.ts";
import { Glyph } from "#components/ui/glyph.tsx";
import type { BoardChannel } from "#lib/switching/schema.ts";
import type { Channel } from "#lib/terms.ts";

/** The highest mode of any site of one channel; stopped wins. The words carry the counts. */
export function ChannelGlyph({
  channel,
  state,
  isApplicable = true,
}: {
  channel: Channel;
  state: BoardChannel;
  /** An observed merchant has no CIT of ours. */
  isApplicable?: boolean;
}) {
  if (!isApplicable) {
    return (
      <span className="text-ink-3" title={`${CHANNEL_NAMES[channel]}: not ours`}>
        –
      </span>
    );
  }
  const words = `${CHANNEL_NAMES[channel]}: ${channelWords(state)}`;
  return (
    <span title={words} className="inline-flex h-5 items-center align-middle">
      <Glyph
        shape={state.stoppedSince ? "octagon-bar" : MODE_SHAPES[state.highest]}
        tone={state.stoppedSince ? "danger" : "ink"}
        label={words}
      />
    </span>
  );
}

function channelWords({ highest, stoppedSince, sites }: BoardChannel): string {
  const all = sites.off + sites.sandbox + sites.production;
  const counts = (["production", "sandbox", "off"] as const)
    .filter((mode) => sites[mode] > 0)
    .map((mode) => `${MODE_NAMES[mode]} on ${sites[mode]}`)
    .join(", ");
  const now = all > 0 ? `${counts} of ${all} ${all === 1 ? "site" : "sites"}` : MODE_NAMES[highest];
  return stoppedSince ? `stopped by a kill switch; ${now}` : now;
}
