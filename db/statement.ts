import { getTableColumns, SQL } from "drizzle-orm";
import { CasingCache } from "drizzle-orm/casing";
import { getTableConfig, type PgColumn, type PgTable } from "drizzle-orm/pg-core";

/** A statement and its values, for one-trip.ts. The text is made once, so that PostgreSQL prepares it once. */
export type Statement = { text: string; values: unknown[] };

const texts = new WeakMap<TemplateStringsArray, string>();

/** `statement\`… ${value} …\``: each value is a parameter, never text. Dates go as ISO text. */
export function statement(strings: TemplateStringsArray, ...values: unknown[]): Statement {
  let text = texts.get(strings);
  if (text === undefined) {
    text = strings.reduce((all, part, index) => `${all}$${index}${part}`);
    texts.set(strings, text);
  }
  return { text, values };
}

type InsertPlan = {
  columns: { name: string; column: PgColumn }[];
  into: string;
  /** By number of rows, source and conflict clause. */
  texts: Map<string, string>;
};

const plans = new WeakMap<PgTable, InsertPlan>();
const casing = new CasingCache("snake_case");

/**
 * An INSERT of whole rows by the table's own definition, where `from` has a row: the tenant, or another part of the
 * trip. What is undefined takes the column's constant default, or NULL. `onConflict` is SQL.
 */
export function insertInto<Table extends PgTable>(
  table: Table,
  rows: Table["$inferInsert"][],
  { from = "tenant", onConflict = "" }: { from?: string | undefined; onConflict?: string } = {},
): Statement {
  const plan = planOf(table);
  const key = `${rows.length} ${from} ${onConflict}`;
  let text = plan.texts.get(key);
  if (text === undefined) {
    text = `${plan.into} ${selectRows(plan, rows.length, from)} ${onConflict}`;
    plan.texts.set(key, text);
  }
  const values: unknown[] = [];
  for (const row of rows) {
    for (const { name, column } of plan.columns) {
      const given = (row as Record<string, unknown>)[name];
      const value = given === undefined && !(column.default instanceof SQL) ? column.default : given;
      values.push(value === undefined || value === null ? null : column.mapToDriverValue(value));
    }
  }
  return { text, values };
}

/** Several rows cost the server hardly more than one, but in a list of values it must be told their types. */
function selectRows({ columns }: InsertPlan, count: number, from: string): string {
  const width = columns.length;
  if (count === 1) return `SELECT ${columns.map((_, index) => `$${index + 1}`).join(", ")} FROM ${from}`;
  const rows = Array.from({ length: count }, (_, row) => {
    const cells = columns.map(({ column }, index) => `$${row * width + index + 1}::${column.getSQLType()}`);
    return `(${cells.join(", ")})`;
  });
  return `SELECT given.* FROM ${from} CROSS JOIN (VALUES ${rows.join(", ")}) AS given`;
}

function planOf(table: PgTable): InsertPlan {
  const known = plans.get(table);
  if (known) return known;
  const columns = Object.entries(getTableColumns(table)).map(([name, column]) => ({ name, column }));
  const names = columns.map(({ column }) => `"${casing.getColumnCasing(column)}"`);
  const into = `INSERT INTO "${getTableConfig(table).name}" (${names.join(", ")})`;
  const plan = { columns, into, texts: new Map() };
  plans.set(table, plan);
  return plan;
}
