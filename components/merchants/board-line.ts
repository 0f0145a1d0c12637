import type { AttentionLine } from "#components/alerts/attention-lines.ts";
import { grouped, percent } from "#components/reports/report-view.ts";
import type { Standing } from "#lib/checklist/rules.ts";
import type { Stage } from "#lib/checklist/schema.ts";
import { formatMoney } from "#lib/kit/money.ts";
import type { MerchantFigures } from "#lib/reports/queries/count-by-merchant.ts";
import type { BoardRow } from "#lib/switching/schema.ts";
import type { Environment } from "#lib/terms.ts";
import { type BoardFacts, blocksOf } from "./board-blocks.ts";
import { STAGE_NAMES } from "./merchant-words.ts";

export type BoardBlock = Pick<
  AttentionLine,
  "key" | "short" | "what" | "why" | "owner" | "since" | "act" | "href" | "sign" | "isAlarm"
>;

/** One merchant of the board as the browser gets it: nothing is read again when it scrolls or filters. */
export type BoardLine = Pick<
  BoardRow,
  "id" | "name" | "integration" | "mitMode" | "observed" | "currency" | "channels"
> & {
  owner: BoardRow["activationOwner"];
  stage: Stage;
  /** Since when, or how many steps. */
  progress: string;
  /** Of seven days. Money in one currency; other currencies stand beside it, never added. Null: not for this reader. */
  figures: {
    orders: number;
    sent: string;
    rescued: string;
    recovered: { number: string; code: string } | null;
    others: string[];
  } | null;
  blocks: BoardBlock[];
};

/** Every merchant with its blocks, those that need somebody first: alarms, then what has lasted longest. */
export function boardLines(
  board: readonly BoardRow[],
  facts: BoardFacts,
  figures: readonly MerchantFigures[] | null,
  environment: Environment,
): BoardLine[] {
  const blocks = blocksOf(board, facts, environment);
  const byMerchant = figures && Map.groupBy(figures, ({ merchantId }) => merchantId);
  const lines = board.map((row): BoardLine => {
    const { id, name, integration, mitMode, observed, currency, channels, activationOwner } = row;
    const standing = facts.standings.get(id);
    return {
      ...{ id, name, integration, mitMode, observed, currency, channels, owner: activationOwner },
      stage: standing?.stage ?? "setup",
      progress: standing ? progressOf(standing, row.timezone) : "",
      figures: byMerchant && figuresOf(byMerchant.get(id) ?? [], currency),
      blocks: (blocks.get(id) ?? []).map(blockOf),
    };
  });
  return lines.sort(byNeed);
}

function blockOf({
  key,
  short,
  what,
  why,
  owner,
  since,
  act,
  href,
  sign,
  isAlarm,
}: AttentionLine): BoardBlock {
  return { key, short, what, why, owner, since, act, href, sign, isAlarm };
}

function byNeed(a: BoardLine, b: BoardLine): number {
  const [first, second] = [a.blocks[0], b.blocks[0]];
  const rank = (block: BoardBlock | undefined) => (block ? (block.isAlarm ? 0 : 1) : 2);
  if (rank(first) !== rank(second)) return rank(first) - rank(second);
  return (first?.since ?? "9").localeCompare(second?.since ?? "9") || a.name.localeCompare(b.name);
}

function progressOf({ stage, steps, liveSince }: Standing, timeZone: string): string {
  if (stage === "observed") return "reports only";
  if (stage === "live" && steps.done === steps.all && liveSince)
    return `since ${new Intl.DateTimeFormat("en-US", { timeZone, month: "short", year: "numeric" }).format(new Date(liveSince))}`;
  return `${steps.done} of ${steps.all} steps`;
}

export function stageWords(line: BoardLine): string {
  if (line.stage !== "live") return STAGE_NAMES[line.stage];
  const { cit_website: web, cit_call_center: call, mit } = line.channels;
  const isTesting = [web, call].some((one) => one.highest === "sandbox");
  if (isTesting && [web, call].every((one) => one.highest !== "production")) return "Live, testing CIT";
  return mit.highest === "sandbox" ? "Live, testing MIT" : "Live";
}

function figuresOf(own: readonly MerchantFigures[], currency: string): NonNullable<BoardLine["figures"]> {
  const main = own.find((one) => one.currency === currency) ?? own[0];
  if (!main) return { orders: 0, sent: "–", rescued: "–", recovered: null, others: [] };
  return {
    orders: main.orders,
    sent: percent(main.sendRate),
    rescued: percent(main.rescueRate),
    recovered: main.orders > 0 ? formatMoney(main.recoveredNet, main.currency) : null,
    others: own.filter((one) => one !== main).map(othersWords),
  };
}

function othersWords({ orders, recoveredNet, currency }: MerchantFigures): string {
  const { number, code } = formatMoney(recoveredNet, currency);
  return `${grouped(orders)} orders and ${number} ${code} besides`;
}
