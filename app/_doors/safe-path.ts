const HERE = "http://here.invalid";

/**
 * Where to go after signing in: a path of ours, never another host. Read as browsers read it, which leave tabs out and
 * take a backslash for a slash.
 */
export function safePath(next: string | string[] | undefined): string {
  if (typeof next !== "string" || !next.startsWith("/") || !URL.canParse(next, HERE)) return "/";
  const { origin, pathname, search, hash } = new URL(next, HERE);
  const isOurs = origin === HERE && !pathname.startsWith("//") && !/^\/(sign-in|api)\b/.test(pathname);
  return isOurs ? pathname + search + hash : "/";
}
