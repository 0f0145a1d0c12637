/** One line a failure, found again by the request id that the person was shown. Never the request's content. */
export function reportFailure(error: unknown, requestId: string): void {
  const cause = error instanceof Error ? (error.stack ?? error.message) : String(error);
  console.error(JSON.stringify({ level: "error", program: "web", requestId, cause }));
}
