/** The comparable form of a statement descriptor: trimmed, upper case, runs of blanks as one. */
export function descriptorKey(text: string): string {
  return text.trim().replace(/\s+/g, " ").toUpperCase();
}
