import pino from "pino";
import { maskCardNumbers } from "./card-data.ts";

/** The only fields that reach a log: a field is added here when somebody has asked what it can hold (P14). */
const FIELDS = [
  "address",
  "attempt",
  "cause",
  "channel",
  "code",
  "count",
  "credentialVersion",
  "environment",
  "job",
  "keyId",
  "kind",
  "merchantId",
  "method",
  "mode",
  "ms",
  "orderId",
  "port",
  "program",
  "reason",
  "requestId",
  "route",
  "siteId",
  "state",
  "status",
  "stream",
  "transmitId",
  "upstreamMs",
  "userId",
  "version",
] as const;
const ALLOWED = new Set<string>(FIELDS);
const TEXT_MAX = 300;

export type LogFields = Partial<Record<(typeof FIELDS)[number], string | number | boolean | null>> & {
  err?: unknown;
};

type Write = {
  (message: string): void;
  (fields: LogFields, message: string): void;
};
export type Log = Record<"debug" | "info" | "warn" | "error", Write> & {
  /** The same log with these fields on every entry. */
  child(fields: LogFields): Log;
};

/**
 * The program's log: one JSON line an entry, fields by allow-list, so that a body, a header or a secret that is
 * passed by mistake is left out. Give each request a child: `log.child({ requestId })`.
 */
export function createLog(program: string, destination?: pino.DestinationStream): Log {
  const options: pino.LoggerOptions = {
    base: { program },
    timestamp: pino.stdTimeFunctions.isoTime,
    level: process.env.LOG_LEVEL || "info",
    messageKey: "message",
    formatters: { level: (label) => ({ level: label }) },
    // Ours are plain fields already; pino's own would print whatever an error carries.
    serializers: { err: (fields) => fields },
  };
  return guard(destination ? pino(options, destination) : pino(options));
}

/** Filters here and not in pino's formatters, which a child logger's fields pass by. */
function guard(logger: pino.Logger): Log {
  const write =
    (level: "debug" | "info" | "warn" | "error"): Write =>
    (first: LogFields | string, message?: string) => {
      if (typeof first === "string") logger[level](clean(first));
      else logger[level](allowed(first), clean(message ?? ""));
    };
  return {
    debug: write("debug"),
    info: write("info"),
    warn: write("warn"),
    error: write("error"),
    child: (fields) => guard(logger.child(allowed(fields))),
  };
}

function allowed(fields: Record<string, unknown>): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (name === "err") kept.err = errorFields(value);
    else if (ALLOWED.has(name) && typeof value !== "object") {
      kept[name] = typeof value === "string" ? clean(value) : value;
    }
  }
  return kept;
}

/** Name, code, first line of the message and frames. A database error's values and parameters are left out. */
function errorFields(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { name: typeof error };
  const { cause } = error;
  // Drizzle's message is the statement with its parameters; what went wrong is its cause.
  const failedQuery = error.message.startsWith("Failed query");
  return {
    name: error.name,
    code: (error as NodeJS.ErrnoException).code,
    message: failedQuery ? "Failed query" : clean(error.message.split("\n")[0] ?? ""),
    stack: error.stack
      ?.split("\n")
      .filter((line) => /^\s+at /.test(line))
      .slice(0, 12)
      .map((line) => line.trim()),
    ...(cause === undefined ? {} : { cause: errorFields(cause) }),
  };
}

function clean(text: string): string {
  return maskCardNumbers(text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX)}…` : text);
}
