export type SearchParams = Promise<Record<string, string | string[] | undefined>>;

/** The named parameters of an address, each once (the first counts) and none of them empty. */
export function oneOf<Name extends string>(
  found: Awaited<SearchParams>,
  names: readonly Name[],
): Partial<Record<Name, string>> {
  const single: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const value = [found[name]].flat()[0];
    if (value) single[name] = value.slice(0, 300);
  }
  return single;
}

/** A filter with several choices: `?state=active,closed`. */
export function listOf(value: string | undefined): string[] {
  return value ? value.split(",").filter(Boolean) : [];
}
