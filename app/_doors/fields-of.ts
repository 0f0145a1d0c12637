import type { z } from "zod";

/** What is wrong, by the field's name (`hosts.0` for one of several); the first problem of each. */
export function fieldsOf(error: z.ZodError): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const issue of error.issues) fields[issue.path.join(".")] ??= issue.message;
  return fields;
}
