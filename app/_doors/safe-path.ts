/** Where to go after signing in: a path of ours, never another host. */
export function safePath(next: string | string[] | undefined): string {
  if (typeof next !== "string" || !/^\/(?![/\\])/.test(next) || next.includes("\\")) return "/";
  return /^\/(sign-in|api)\b/.test(next) ? "/" : next;
}
