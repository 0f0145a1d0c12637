/** "America/Los_Angeles" is read as Los Angeles. */
export function zoneName(zone: string): string {
  return zone === "UTC" ? "UTC" : (zone.split("/").at(-1) ?? zone).replaceAll("_", " ");
}

/** "America/New_York" is read as New York time. */
export function zoneWords(zone: string): string {
  return zone === "UTC" ? "UTC" : `${zoneName(zone)} time`;
}
