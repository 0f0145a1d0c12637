import { type BoardLine, boardLines } from "#components/merchants/board-line.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { listAttention } from "#lib/alerts/queries/list-attention.ts";
import { listStandings } from "#lib/checklist/queries/list-standings.ts";
import { listAtFlexcharge, listWaiting } from "#lib/checklist/queries.ts";
import { getPartner } from "#lib/merchants/queries/get-partner.ts";
import { listFollowUps } from "#lib/merchants/queries/list-notes.ts";
import { listApplications } from "#lib/onboarding/queries/list-applications.ts";
import { countByMerchant } from "#lib/reports/queries/count-by-merchant.ts";
import { addDays, dayIn } from "#lib/reports/rules.ts";
import { listMerchantBoard } from "#lib/switching/queries.ts";
import type { Environment } from "#lib/terms.ts";

const DAYS = 7;
/** A search that found no more is answered as it is typed: then only their orders are counted. */
const COUNTED_ALONE_MAX = 100;

/** The board with what each room knows, in as many statements as rooms, whatever the number of merchants. */
export async function readBoard(
  scope: Scope,
  environment: Environment,
  search: string | undefined,
  now: Date,
): Promise<BoardLine[]> {
  const { timezone: tz } = await getPartner(scope);
  const today = dayIn(now, tz);
  const finding = listMerchantBoard(scope, { search });
  const found = search ? (await finding).map(({ id }) => id) : undefined;
  if (found?.length === 0) return [];
  const [board, unsettled, attention, applications, atFlexcharge, followUps, figures] = await Promise.all([
    finding,
    listWaiting(scope, environment),
    listAttention(scope, environment),
    listApplications(scope, environment),
    listAtFlexcharge(scope, environment),
    listFollowUps(scope, today),
    scope.permissions.has("reports.read") ? readFigures() : null,
  ]);
  const standings = await listStandings(scope, environment, board);
  const facts = { unsettled, attention, applications, atFlexcharge, followUps, standings };
  return boardLines(board, facts, figures, environment);

  function readFigures() {
    const to = addDays(today, 1);
    const merchantIds = found && found.length <= COUNTED_ALONE_MAX ? found : undefined;
    const period = { from: addDays(to, -DAYS), to, tz, view: "cohort" } as const;
    return countByMerchant(scope, { environment, merchantIds, ...period });
  }
}
