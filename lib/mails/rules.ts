const MINUTE_MS = 60_000;
const PAUSES_MS = [1, 2, 5, 15, 30, 60].map((minutes) => minutes * MINUTE_MS);
/** What could not be sent for so long is given up: it stays in the outbox with its cause. */
export const GIVE_UP_MS = 24 * 60 * MINUTE_MS;

/** When a mail is tried again after its `tries`-th failure; null when a day has gone by. */
export function nextTryAt(createdAt: Date, tries: number, now: Date): Date | null {
  const pause = PAUSES_MS[Math.min(tries, PAUSES_MS.length) - 1] ?? MINUTE_MS;
  const next = new Date(now.getTime() + pause);
  return next.getTime() - createdAt.getTime() > GIVE_UP_MS ? null : next;
}

/** The same on every try, so that a server that had it already can tell. */
export function messageId(mailId: string, from: string): string {
  const domain = /@([^\s<>@]+)>?$/.exec(from)?.[1] ?? "switchboard.invalid";
  return `<${mailId}@${domain}>`;
}

/** A mail without the keys in its links: once it has left, only its reader holds them. */
export function withoutKeys(body: string): string {
  return body.replace(/(\/invitation\/)[\w-]+/g, "$1…");
}
