/** What a spreadsheet would run as a formula, or swallow as white space before one. */
const FORMULA = /^[\s]*[=+\-@\t\r]/;

/** A number whose decimals are said, such as an amount of money: digits, a point, perhaps a minus before. */
export type CsvDecimal = { decimal: string };
const DECIMAL = /^-?\d+(\.\d+)?$/;

/**
 * One line of a CSV file (RFC 4180), ended. Texts that a spreadsheet would take for a formula get a leading
 * apostrophe (OWASP, CSV injection); numbers are numbers and stay. Null is an empty cell.
 */
export function csvLine(cells: readonly (string | number | CsvDecimal | null)[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

function csvCell(cell: string | number | CsvDecimal | null): string {
  if (cell === null) return "";
  if (typeof cell === "object") return DECIMAL.test(cell.decimal) ? cell.decimal : csvCell(cell.decimal);
  if (typeof cell === "number") return String(cell);
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
