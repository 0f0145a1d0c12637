import { ArrowDown, ArrowUp } from "lucide-react";
import { memo, type ReactNode, type RefObject } from "react";
import { cx } from "../ui/cx.ts";
import { Link } from "../ui/link.tsx";
import { RowKeys } from "./row-keys.tsx";

/** Where a cell stands in the two-line row of a phone: line 1 left and right, line 2 left and right. */
export type PhoneSlot = "a" | "b" | "c" | "d";

export type Column<Row> = {
  id: string;
  head: ReactNode;
  cell: (row: Row) => ReactNode;
  /** Numbers, times and durations stand at the end; the head follows. */
  align?: "start" | "end";
  /** px; the column without a width takes the rest. */
  width?: number;
  /** 1 always (key, outcome, amount) · 2 from 960 px · 3 from 1200 px. */
  priority?: 1 | 2 | 3;
  phone?: PhoneSlot;
  /** The row's name: 600, and it carries the row's link. */
  isKey?: boolean;
  /** The address that sorts by this column; the arrow shows only on the sorted one. */
  sortHref?: string;
  sorted?: "ascending" | "descending";
};

/** Of `total` rows only those from `from` on are drawn; the others leave gaps of their height. */
export type Slice = {
  from: number;
  total: number;
  rowHeight: number;
  body: RefObject<HTMLTableSectionElement | null>;
};

const seen = { 1: "", 2: "max-[959px]:not-phone:hidden", 3: "max-xl:not-phone:hidden" };

/**
 * The one table: native, sticky head, hairlines, one link a row. Works from server components; the caller pages by
 * key ("Next"), never by number. `isStale` keeps the old rows at 55 % after 200 ms.
 */
export function DataTable<Row>({
  caption,
  columns,
  rows,
  rowId,
  rowHref,
  opensPane,
  isSelected,
  rowLabel,
  total,
  isStale,
  isCompact,
  notice,
  foot,
  empty,
  slice,
}: {
  /** Heard by screen readers: what the rows are. */
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowId: (row: Row) => string;
  rowHref?: (row: Row) => string;
  /** The row opens beside the list, which stays where it is. */
  opensPane?: boolean;
  isSelected?: (row: Row) => boolean;
  /** Name of the row's link when the key cell is not text enough. */
  rowLabel?: (row: Row) => string;
  /** A last, bold row through the same cells. */
  total?: Row;
  isStale?: boolean;
  isCompact?: boolean;
  /** "4 new orders" waits here, above the rows. */
  notice?: ReactNode;
  /** Paging, at the foot: see TablePages. */
  foot?: ReactNode;
  empty?: ReactNode;
  slice?: Slice;
}) {
  if (rows.length === 0 && empty) return <>{empty}</>;
  return (
    <RowKeys>
      {notice}
      <table
        className="data-table w-full border-separate border-spacing-0 phone:block"
        aria-busy={isStale}
        aria-rowcount={slice ? slice.total + 1 : undefined}
      >
        <caption className="sr-only">{caption}</caption>
        <thead className="phone:sr-only">
          <tr>
            {columns.map((column) => (
              <th
                key={column.id}
                scope="col"
                style={{ width: column.width }}
                aria-sort={column.sorted}
                className={cx(
                  "sticky top-(--table-top,var(--shell-top,0px)) z-10 h-9.5 border-b border-line-2 bg-bg px-2 text-meta font-medium whitespace-nowrap text-ink-2 first:pl-0 last:pr-0",
                  column.align === "end" ? "text-right" : "text-left",
                  seen[column.priority ?? 1],
                )}
              >
                <ColumnHead column={column} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody
          ref={slice?.body}
          className={cx("phone:block", isStale && "opacity-55 transition-opacity duration-0 delay-200")}
        >
          {slice && <Gap rows={slice.from} height={slice.rowHeight} />}
          {rows.map((row, index) => (
            <TableRow
              key={rowId(row)}
              id={rowId(row)}
              index={slice && slice.from + index + 2}
              href={rowHref?.(row)}
              label={rowLabel?.(row)}
              isSelected={isSelected?.(row) ?? false}
              isCompact={isCompact ?? false}
              opensPane={opensPane ?? false}
              {...{ row, columns }}
            />
          ))}
          {slice && <Gap rows={slice.total - slice.from - rows.length} height={slice.rowHeight} />}
        </tbody>
        {total && (
          <tfoot className="phone:block">
            <tr data-row="total">
              {columns.map((column) => (
                <td
                  key={column.id}
                  data-slot={column.phone}
                  style={column.phone ? { ["--slot" as string]: column.phone } : undefined}
                  className={cx(cellClass(column, isCompact), "border-b-0 font-semibold")}
                >
                  {column.cell(total)}
                </td>
              ))}
            </tr>
          </tfoot>
        )}
      </table>
      {foot}
    </RowKeys>
  );
}

type RowProps<Row> = {
  id: string;
  row: Row;
  columns: readonly Column<Row>[];
  /** Of a sliced table: where it stands among all. */
  index: number | undefined;
  href: string | undefined;
  label: string | undefined;
  isSelected: boolean;
  isCompact: boolean;
  opensPane: boolean;
};

/** Drawn anew only where its row, its columns or its place changed: a caller that keeps both scrolls cheaply. */
const TableRow = memo(function TableRow<Row>({
  id,
  row,
  columns,
  index,
  href,
  label,
  isSelected,
  isCompact,
  opensPane,
}: RowProps<Row>) {
  return (
    <tr
      aria-rowindex={index}
      data-row={id}
      data-selected={isSelected || undefined}
      className={cx("transition-colors", href !== undefined && "hover:bg-hover")}
    >
      {columns.map((column) => (
        <td
          key={column.id}
          data-slot={column.phone}
          style={column.phone ? { ["--slot" as string]: column.phone } : undefined}
          className={cx(cellClass(column, isCompact), column.isKey && "font-semibold")}
        >
          {column.isKey && href !== undefined ? (
            <Link
              href={href}
              routerOptions={opensPane ? { scroll: false } : undefined}
              look="plain"
              className="no-underline!"
              aria-label={label}
              data-row-link=""
            >
              {column.cell(row)}
            </Link>
          ) : (
            column.cell(row)
          )}
        </td>
      ))}
    </tr>
  );
}) as <Row>(props: RowProps<Row>) => ReactNode;

function cellClass<Row>(column: Column<Row>, isCompact = false): string {
  return cx(
    "border-b border-line px-2 py-1 first:pl-0 last:pr-0",
    isCompact ? "h-8" : "h-10",
    column.align === "end" && "text-right",
    seen[column.priority ?? 1],
  );
}

/** As high as the rows that are not drawn. */
function Gap({ rows, height }: { rows: number; height: number }) {
  if (rows <= 0) return null;
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a row of nothing is no grid's, and takes no focus
    <tr aria-hidden="true" className="phone:block" style={{ height: rows * height }}>
      <td className="p-0" />
    </tr>
  );
}

function ColumnHead<Row>({ column }: { column: Column<Row> }) {
  if (!column.sortHref) return column.head;
  return (
    <Link href={column.sortHref} look="plain" className="inline-flex items-center gap-1">
      {column.head}
      {column.sorted === "ascending" && <ArrowUp className="size-3!" aria-hidden="true" />}
      {column.sorted === "descending" && <ArrowDown className="size-3!" aria-hidden="true" />}
    </Link>
  );
}
