/** The same server under another database and, if given, another role. */
export function databaseUrl(
  base: string,
  { database, user, password }: { database: string; user?: string; password?: string },
): string {
  const url = new URL(base);
  url.pathname = `/${database}`;
  if (user !== undefined) {
    url.username = user;
    url.password = password ?? "";
  }
  return url.href;
}
