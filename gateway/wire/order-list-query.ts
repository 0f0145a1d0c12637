import { ORDER_STATUS_NAMES, type OrderStatusNumber } from "#lib/orders/rules.ts";
import { momentOf } from "./fields.ts";
import type { Problems } from "./problems.ts";

const PAGE_ROWS_MAX = 200;

export type OrderListQuery = {
  text: string | undefined;
  statuses: OrderStatusNumber[];
  from: Date | undefined;
  to: Date | undefined;
  mid: string | null;
  orderBy: "createdOn" | "amount";
  ascending: boolean;
  pageSize: number;
  pageNumber: number;
};

/** The query of GET /v1/orders (API sheet §2.6): names in any case, `status` may repeat, as number or name. */
export function readOrderListQuery(given: URLSearchParams): { query: OrderListQuery; problems: Problems } {
  const problems: Problems = {};
  const named = (name: string) =>
    [...given]
      .filter(([key, value]) => key.toLowerCase() === name.toLowerCase() && value.trim() !== "")
      .map(([, value]) => value.trim());
  const refuse = (name: string, value: string) => {
    problems[name] = [`The value '${value.slice(0, 100)}' is not valid.`];
  };
  const number = (name: string, otherwise: number) => {
    const value = named(name).at(-1);
    if (value === undefined) return otherwise;
    if (!/^[1-9]\d{0,8}$/.test(value)) refuse(name, value);
    return Number(value);
  };
  const moment = (name: string) => {
    const value = named(name).at(-1);
    const at = value === undefined ? null : momentOf(value);
    if (value !== undefined && !at) refuse(name, value);
    return at ?? undefined;
  };
  const statuses = named("status").flatMap((value) => {
    const known = Object.entries(ORDER_STATUS_NAMES).find(
      ([key, name]) => key === value || name.toLowerCase() === value.toLowerCase(),
    );
    if (!known) refuse("status", value);
    return known ? [Number(known[0]) as OrderStatusNumber] : [];
  });
  const query: OrderListQuery = {
    text: named("query").at(-1),
    statuses,
    from: moment("from"),
    to: moment("to"),
    mid: named("mid").at(-1) ?? null,
    orderBy: named("orderBy").at(-1)?.toLowerCase() === "amount" ? "amount" : "createdOn",
    ascending: named("sort").at(-1)?.toLowerCase() === "asc",
    pageSize: Math.min(number("pageSize", 10), PAGE_ROWS_MAX),
    pageNumber: number("pageNumber", 1),
  };
  return { query, problems };
}

/** The paging fields beside the rows. */
export function paging(pageNumber: number, pageSize: number, total: number, rows: number) {
  const pageCount = Math.ceil(total / pageSize);
  const before = (pageNumber - 1) * pageSize;
  return {
    firstItemOnPage: rows === 0 ? 0 : before + 1,
    lastItemOnPage: rows === 0 ? 0 : before + rows,
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
