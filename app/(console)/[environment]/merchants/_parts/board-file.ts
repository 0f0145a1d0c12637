import { type BoardLine, stageWords } from "#components/merchants/board-line.ts";
import { OWNER_NAMES } from "#components/merchants/merchant-words.ts";
import { csvLine } from "#lib/kit/csv.ts";
import { CHANNELS } from "#lib/terms.ts";

const HEAD = [
  ...["merchant_id", "merchant", "integration", "stage", "progress", "activation_owner"],
  ...CHANNELS,
  ...["orders_7d", "sent_7d", "rescued_7d", "recovered_net_7d", "currency"],
  ...["needs", "cause", "waits_on", "since", "next_action", "blocks"],
];

/** One line a merchant, in the board's order, with its most urgent block. */
export async function* boardFile(lines: readonly BoardLine[]): AsyncGenerator<string> {
  yield csvLine(HEAD);
  for (const line of lines) {
    const { figures, blocks } = line;
    const [block] = blocks;
    const recovered = figures?.recovered;
    yield csvLine([
      ...[line.id, line.name, line.integration, stageWords(line), line.progress, line.owner?.name ?? null],
      ...CHANNELS.map((channel) => {
        const { highest, stoppedSince } = line.channels[channel];
        return stoppedSince ? `stopped (${highest})` : highest;
      }),
      ...[figures?.orders ?? null, rate(figures?.sent), rate(figures?.rescued)],
      recovered ? { decimal: recovered.number.replaceAll(",", "").replace("−", "-") } : null,
      recovered?.code ?? line.currency,
      ...[block?.short ?? null, block ? `${block.what}. ${block.why}` : null],
      ...[block ? OWNER_NAMES[block.owner] : null, block?.since ?? null, block?.act ?? null, blocks.length],
    ]);
  }
}

const rate = (text: string | undefined) => (text === undefined || text === "–" ? null : text);
