import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import postgres, { type Sql, type TransactionSql } from "postgres";
import { withoutLostRollback } from "#db/lost-connection.ts";

/** A place in a table's commit order: 64-bit numbers as text. */
export type Mark = { xid: string; seq: string };

/** What the one worker that leads a stream has in hand. */
export type Lead = {
  /** The session that holds the lead and sees every tenant: when it ends, so does the lead. */
  sql: Sql;
  /** Where the stream stood when the lead was taken. */
  mark: Mark;
  /** In the stream's row while this lead lasts: whoever was overtaken writes nothing more. */
  token: string;
  /** Aborted when somebody asks to end: finish what has begun. */
  stopping: AbortSignal;
  /** Aborted when the session is gone: somebody else may be leading already. */
  lost: AbortSignal;
};

export class LeadLost extends Error {}

const RETRY_MS = 1_000;
const STATEMENT_MS_MAX = 30_000;

/**
 * Reads a table as a stream with one leader (measurements.md E): an advisory lock on a session of its own, so that a
 * killed worker lets go at once, and a token in the stream's row, so that one that only seemed dead is fenced off.
 * @param options.directUrl not through a pooler: the lock belongs to the session
 * @param options.onNewCluster the rows were restored into another cluster, whose transaction ids say nothing of theirs;
 *   afterwards the stream begins anew
 * @param work returns when `stopping` is aborted, throws when the lead is lost
 */
export function leadStream(
  options: {
    name: string;
    directUrl: string;
    onNewCluster(tx: TransactionSql): Promise<void>;
    onError(error: unknown): void;
  },
  work: (lead: Lead) => Promise<void>,
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const running = (async () => {
    while (!stopping.signal.aborted) {
      const lost = new AbortController();
      const sql = openSession(options.directUrl, options.name, () => lost.abort());
      try {
        // The driver connects again and again for as long as the database is gone; who asks to end does not wait.
        const connected = sql`SELECT set_config('switchboard.tenant', '*', false)`.then(() => true);
        if (!(await Promise.race([connected, whenAborted(stopping.signal)]))) return;
        if (await waitForLead(sql, options.name, stopping.signal)) {
          const token = randomUUID();
          const mark = await takeOver(sql, options, token);
          await work({ sql, mark, token, stopping: stopping.signal, lost: lost.signal });
        }
      } catch (error) {
        if (!stopping.signal.aborted) options.onError(error);
      } finally {
        lost.abort();
        await sql.end({ timeout: 1 }).catch(() => {});
      }
      if (!stopping.signal.aborted) await rest(RETRY_MS / 2, stopping.signal);
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

function openSession(url: string, name: string, onClose: () => void): Sql {
  return postgres(url, {
    max: 1,
    onnotice: () => {},
    connect_timeout: 3,
    backoff: () => 0.2,
    // A session that the driver renews by itself would have lost the lock without a word.
    max_lifetime: null,
    onclose: onClose,
    connection: { application_name: `switchboard-stream-${name}`, statement_timeout: STATEMENT_MS_MAX },
  });
}

async function waitForLead(sql: Sql, name: string, stopping: AbortSignal): Promise<boolean> {
  while (!stopping.aborted) {
    const [lock] = await sql<{ taken: boolean }[]>`
      SELECT pg_try_advisory_lock(hashtext(${`stream:${name}`})) AS taken`;
    if (lock?.taken) return true;
    await rest(RETRY_MS, stopping);
  }
  return false;
}

function takeOver(
  sql: Sql,
  { name, onNewCluster }: { name: string; onNewCluster(tx: TransactionSql): Promise<void> },
  token: string,
): Promise<Mark> {
  return sql.begin((tx) =>
    withoutLostRollback(async () => {
      const [cluster] = await tx<{ id: string }[]>`
      SELECT system_identifier::text AS id FROM pg_control_system()`;
      const epoch = cluster!.id;
      const [row] = await tx<(Mark & { epoch: string })[]>`
      INSERT INTO streams (name, xid, seq, epoch, leader, moved_at) VALUES (${name}, '0', 0, ${epoch}, ${token}, now())
      ON CONFLICT (name) DO UPDATE SET leader = excluded.leader RETURNING xid::text, seq::text, epoch`;
      if (row!.epoch === epoch) return { xid: row!.xid, seq: row!.seq };
      await onNewCluster(tx);
      await tx`UPDATE streams SET xid = '0', seq = 0, epoch = ${epoch} WHERE name = ${name}`;
      return { xid: "0", seq: "0" };
    }),
  );
}

/** The stream's row, moved by its leader only. Throws LeadLost. */
export async function moveMark(
  sql: Sql | TransactionSql,
  name: string,
  token: string,
  mark: Mark,
): Promise<void> {
  const moved = await sql`
    UPDATE streams SET xid = ${mark.xid}::xid8, seq = ${mark.seq}, moved_at = now()
    WHERE name = ${name} AND leader = ${token}`;
  if (moved.count === 0) throw new LeadLost(`the stream ${name} has another leader`);
}

function whenAborted(signal: AbortSignal): Promise<false> {
  if (signal.aborted) return Promise.resolve(false);
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(false), { once: true }));
}

/** A pause that an abort ends early. */
export async function rest(ms: number, signal: AbortSignal): Promise<void> {
  await pause(ms, undefined, { signal }).catch(() => {});
}
