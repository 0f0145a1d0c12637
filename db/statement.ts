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

type InsertPlan = { columns: { name: string; column: PgColumn }[]; into: string; parameters: string };

const plans = new WeakMap<PgTable, InsertPlan>();
const casing = new CasingCache("snake_case");

/**
 * An INSERT of one whole row by the table's own definition, where `from` has a row: the tenant, or another part of
 * the trip. What is undefined takes the column's constant default, or NULL. `onConflict` is SQL.
 */
export function insertInto<Table extends PgTable>(
  table: Table,
  row: Table["$inferInsert"],
  { from = "tenant", onConflict = "" }: { from?: string; onConflict?: string } = {},
): Statement {
  const plan = planOf(table);
  const values = plan.columns.map(({ name, column }) => {
    const given = (row as Record<string, unknown>)[name];
    const value = given === undefined && !(column.default instanceof SQL) ? column.default : given;
    return value === undefined || value === null ? null : column.mapToDriverValue(value);
  });
  return { text: `${plan.into} SELECT ${plan.parameters} FROM ${from} ${onConflict}`, values };
}

function planOf(table: PgTable): InsertPlan {
  const known = plans.get(table);
  if (known) return known;
  const columns = Object.entries(getTableColumns(table)).map(([name, column]) => ({ name, column }));
  const names = columns.map(({ column }) => `"${casing.getColumnCasing(column)}"`);
  const into = `INSERT INTO "${getTableConfig(table).name}" (${names.join(", ")})`;
  const plan = { columns, into, parameters: names.map((_, index) => `$${index + 1}`).join(", ") };
  plans.set(table, plan);
  return plan;
}
