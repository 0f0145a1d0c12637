/** What a spreadsheet would run as a formula, or swallow as white space before one. */
const FORMULA = /^[\s]*[=+\-@\t\r]/;

/**
 * One line of a CSV file (RFC 4180), ended. Texts that a spreadsheet would take for a formula get a leading
 * apostrophe (OWASP, CSV injection); numbers are numbers and stay. Null is an empty cell.
 */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

function csvCell(cell: string | number | null): string {
  if (cell === null) return "";
  if (typeof cell === "number") return String(cell);
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
