/** What a clock on the wall shows in a zone, for a datetime field: "2026-11-20T14:30". */
export function wallClock(at: Date, zone: string): string {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat("en-CA", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
    })
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  return `${parts.year}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}`;
}

/** The moment at which a clock on the wall of a zone shows `text`; null for what is no time. */
export function momentInZone(text: string, zone: string): Date | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text)) return null;
  const asUtc = new Date(`${text}:00Z`);
  if (Number.isNaN(asUtc.getTime())) return null;
  // Twice: the offset of the first guess may be that of the other side of a clock change.
  let guess = asUtc;
  for (let round = 0; round < 2; round += 1) {
    const shown = new Date(`${wallClock(guess, zone)}:00Z`).getTime();
    guess = new Date(guess.getTime() + asUtc.getTime() - shown);
  }
  return guess;
}
