/** Headers as a person reads them on the wire. */
export function headersText(headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join("\n");
}

/** Indented where it is JSON whose numbers JavaScript can hold, as it came otherwise. */
export function bodyText(text: string): string {
  if (/[:,[]\s*-?(\d{16}|\d+(\.\d+)?[eE]|\d+\.\d{15})/.test(text)) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
