import type { StatusNumber } from "../order-view.ts";
import { describeOrder, draftMs, statusNames } from "../order-view.ts";
import type { Order } from "../orders.ts";
import { findOrder } from "../orders.ts";
import { momentOf } from "../validation.ts";
import type { Answer, Problems } from "../wire.ts";
import { ok, orderNotFound, wrappedRefusal } from "../wire.ts";
import type { MerchantCall } from "../wire-call.ts";

const pageSizeMax = 200;

/** GET /v1/orders/{id} (§2.5). */
export async function readOrder(call: MerchantCall): Promise<Answer> {
  const { world, merchant } = call;
  const order = await findOrder(world.sql, world, merchant.mid, call.id);
  return order ? ok(describeOrder(order, world.clock.now())) : orderNotFound;
}

/**
 * GET /v1/orders (§2.6): `query` looks in the ids (also the merchant's own), the reference, the names
 * and the e-mail. Newest first unless asked otherwise; 200 rows a page at most.
 */
export async function listOrders(call: MerchantCall): Promise<Answer> {
  const { world, merchant } = call;
  const { sql } = world;
  const now = world.clock.now();
  const problems: Problems = {};
  const asked = readQuery(call.query, problems);
  if (Object.keys(problems).length > 0) return wrappedRefusal(problems);
  const numbers = asked.statuses;
  const like = `%${asked.text.replace(/[\\%_]/g, "\\$&")}%`;
  const matching = sql`
    world = ${world.name} and mid = ${merchant.mid}
    ${asked.mid && asked.mid !== merchant.mid ? sql`and false` : sql``}
    ${asked.from ? sql`and created_on >= ${asked.from}` : sql``}
    ${asked.to ? sql`and created_on <= ${asked.to}` : sql``}
    ${numbers.length ? sql`and ${statusColumn(call, now)} in ${sql(numbers)}` : sql``}
    ${
      asked.text
        ? sql`and (external_order_id ilike ${like} or id ilike ${like} or reference_number ilike ${like}
            or first_name || ' ' || last_name ilike ${like} or email ilike ${like})`
        : sql``
    }`;
  const column = asked.orderBy === "amount" ? sql`amount` : sql`created_on`;
  const direction = asked.ascending ? sql`asc` : sql`desc`;
  const [counted] = await sql`select count(*) as total from sandbox.orders where ${matching}`;
  const rows = await sql<Order[]>`
    select * from sandbox.orders where ${matching}
    order by ${column} ${direction}, id ${direction}
    limit ${asked.pageSize} offset ${(asked.pageNumber - 1) * asked.pageSize}`;
  return ok({
    orders: {
      ...paging(asked.pageNumber, asked.pageSize, counted?.total ?? 0, rows.length),
      rows: rows.map((order) => describeOrder(order, now)),
    },
    statuses: statusNames,
    success: true,
  });
}

/** The same rule as `statusNumber`, where the database can filter by it. */
function statusColumn(call: MerchantCall, now: Date) {
  const { sql } = call.world;
  return sql`case
    when amount_charged_back > 0 then 8
    when status = 'APPROVED' and amount_refunded >= amount then 6
    when status = 'APPROVED' then 7
    when status = 'CAPTUREREQUIRED' then 5
    when status = 'CHALLENGE' then 1
    when status = 'SUBMITTED' then case when created_on > ${new Date(now.getTime() - draftMs)} then 0 else 4 end
    else 2 end`;
}

function readQuery(given: URLSearchParams, problems: Problems) {
  const query = new Map([...given].map(([name, value]) => [name.toLowerCase(), value.trim()]));
  const number = (name: string, otherwise: number) => {
    const value = query.get(name.toLowerCase());
    if (!value) return otherwise;
    if (!/^[1-9]\d{0,8}$/.test(value)) problems[name] = [`The value '${value}' is not valid.`];
    return Number(value);
  };
  const moment = (name: string) => {
    const value = query.get(name);
    const at = value ? momentOf(value) : null;
    if (value && !at) problems[name] = [`The value '${value}' is not valid.`];
    return at;
  };
  const words = [...given].filter(([name]) => name.toLowerCase() === "status").map(([, value]) => value);
  return {
    text: query.get("query") ?? "",
    statuses: words.filter((word) => word !== "").map((word) => statusOf(word, problems)),
    from: moment("from"),
    to: moment("to"),
    mid: query.get("mid")?.toLowerCase(),
    orderBy: query.get("orderby")?.toLowerCase(),
    ascending: query.get("sort")?.toLowerCase() === "asc",
    pageSize: Math.min(number("pageSize", 10), pageSizeMax),
    pageNumber: number("pageNumber", 1),
  };
}

function statusOf(word: string, problems: Problems): StatusNumber {
  const found = Object.entries(statusNames).find(
    ([number, name]) => number === word || name.toLowerCase() === word.toLowerCase(),
  );
  if (!found) problems.status = [`The value '${word}' is not valid.`];
  return Number(found?.[0] ?? 0) as StatusNumber;
}

function paging(pageNumber: number, pageSize: number, total: number, rows: number) {
  const pageCount = Math.ceil(total / pageSize);
  const before = (pageNumber - 1) * pageSize;
  return {
    firstItemOnPage: rows === 0 ? 0 : before + 1,
    lastItemOnPage: before + rows,
    hasNextPage: pageNumber < pageCount,
    hasPreviousPage: pageNumber > 1 && pageCount > 0,
    isFirstPage: pageNumber === 1,
    isLastPage: pageNumber >= pageCount,
    pageCount,
    pageNumber,
    pageSize,
    totalItemCount: total,
  };
}
