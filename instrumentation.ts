import type { Instrumentation } from "next";

/** Runs once in each server process, before the first request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { refuseTrace } = await import("./app/_doors/refuse-trace.ts");
  refuseTrace();
}

/** A page that failed shows its digest as the request id; this is the line that it finds. */
export const onRequestError: Instrumentation.onRequestError = async (error) => {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { reportFailure } = await import("./app/_doors/report-failure.ts");
  reportFailure(error, (error as Error & { digest?: string }).digest ?? "none");
};
