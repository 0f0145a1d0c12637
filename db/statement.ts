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

type InsertPlan = { columns: { name: string; column: PgColumn }[]; head: string; texts: Map<number, string> };

const plans = new WeakMap<PgTable, InsertPlan>();
const casing = new CasingCache("snake_case");

/** An INSERT of whole rows by the table's own definition; what is undefined takes the column's constant default, or NULL. */
export function insertInto<Table extends PgTable>(table: Table, ...rows: Table["$inferInsert"][]): Statement {
  const plan = planOf(table);
  const width = plan.columns.length;
  let text = plan.texts.get(rows.length);
  if (text === undefined) {
    const tuple = (row: number) => plan.columns.map((_, index) => `$${row * width + index + 1}`).join(", ");
    text = `${plan.head} ${rows.map((_, row) => `(${tuple(row)})`).join(", ")}`;
    plan.texts.set(rows.length, text);
  }
  const values = rows.flatMap((row) =>
    plan.columns.map(({ name, column }) => {
      const given = (row as Record<string, unknown>)[name];
      const value = given === undefined && !(column.default instanceof SQL) ? column.default : given;
      return value === undefined || value === null ? null : column.mapToDriverValue(value);
    }),
  );
  return { text, values };
}

function planOf(table: PgTable): InsertPlan {
  const known = plans.get(table);
  if (known) return known;
  const columns = Object.entries(getTableColumns(table)).map(([name, column]) => ({ name, column }));
  const names = columns.map(({ column }) => `"${casing.getColumnCasing(column)}"`);
  const head = `INSERT INTO "${getTableConfig(table).name}" (${names.join(", ")}) VALUES`;
  const plan = { columns, head, texts: new Map() };
  plans.set(table, plan);
  return plan;
}
