import type { Instrumentation } from "next";

/** Runs once in each server process, before the first request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { refuseTrace } = await import("./app/_doors/refuse-trace.ts");
  refuseTrace();
}

/** A page that failed shows its digest as the request id; this is the line that it finds. */
export const onRequestError: Instrumentation.onRequestError = async (error, request) => {
  const { digest, stack, message } = error as Error & { digest?: string };
  const path = request.path.split("?")[0];
  console.error(
    JSON.stringify({ level: "error", program: "web", requestId: digest, path, cause: stack ?? message }),
  );
};
