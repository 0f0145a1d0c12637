import { randomBytes } from "node:crypto";
import type { z } from "zod";

/** Messages by field, keyed as the wire's answers spell them: PascalCase paths with dots (API sheet §2.3.9). */
export type Problems = Record<string, string[]>;

/** The one message of the wire that has a wording of its own. */
const REQUIRED: Record<string, string> = { OrderId: "Merchant's orderId is required" };

/** A W3C trace id, as the vendor's answers carry one. */
export function newTraceId(): string {
  return `00-${randomBytes(16).toString("hex")}-${randomBytes(8).toString("hex")}-01`;
}

export function pascal(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

export function problemKey(path: readonly PropertyKey[]): string {
  return path.reduce<string>((key, part) => {
    if (typeof part === "number") return `${key}[${part}]`;
    return key === "" ? pascal(String(part)) : `${key}.${pascal(String(part))}`;
  }, "");
}

/** Only the offending keys, one message each, in the vendor's words; `required` are those with words of their own. */
export function problemsOf(error: z.ZodError, read: unknown, required = REQUIRED): Problems {
  const problems: Problems = {};
  for (const issue of error.issues) {
    const key = problemKey(issue.path);
    problems[key] ??= [messageFor(issue, key, valueAt(read, issue.path), required)];
  }
  return problems;
}

function messageFor(issue: z.core.$ZodIssue, key: string, value: unknown, required: typeof REQUIRED): string {
  const name = key.split(".").at(-1) ?? key;
  const blank = value === undefined || (typeof value === "string" && value.trim() === "");
  if (issue.code === "custom" && issue.message.startsWith("The ")) return issue.message;
  if (blank) return required[key] ?? `The ${name} field is required.`;
  if (issue.code === "too_big" && issue.origin === "string") {
    return `The field ${name} must be a string with a maximum length of ${issue.maximum}.`;
  }
  return `The field ${name} is invalid.`;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, part) =>
      at !== null && typeof at === "object" ? (at as Record<PropertyKey, unknown>)[part] : undefined,
    value,
  );
}
