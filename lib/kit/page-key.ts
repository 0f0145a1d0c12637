/** Where a page by key goes on: a moment as the database wrote it, and the row's id. */
export type PageKey = { at: string; id: string };

export function writePageKey({ at, id }: PageKey): string {
  return Buffer.from(`${at}|${id}`).toString("base64url");
}

/** Null for a key that nobody was given: the first page, then. */
export function readPageKey(text: string | null | undefined): PageKey | null {
  const [at, id] = Buffer.from(text ?? "", "base64url")
    .toString("utf8")
    .split("|");
  if (!at || !id || !/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?$/.test(at)) return null;
  return Number.isNaN(Date.parse(`${at}Z`)) || !/^[\w-]{1,64}$/.test(id) ? null : { at, id };
}
