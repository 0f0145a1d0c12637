import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { requestIdOf } from "#lib/kit/request-id.ts";

/**
 * Sets the security headers of every page and answer (P20). It never decides who may see what: that is
 * the work of app/_doors, in every page and action itself.
 */
export function proxy(request: NextRequest): NextResponse {
  const nonce = randomBytes(16).toString("base64");
  const policy = contentPolicy(nonce, process.env.NODE_ENV !== "production");
  const headers = new Headers(request.headers);
  // Next reads the nonce from the request's own policy and puts it on each script that it writes.
  headers.set("content-security-policy", policy);
  // A page does not know its own address; the sign-in door needs it to come back here.
  headers.set("x-switchboard-path", request.nextUrl.pathname + request.nextUrl.search);
  const requestId = requestIdOf(request.headers.get("x-request-id"));
  headers.set("x-request-id", requestId);
  // PostgreSQL holds no NUL, so an address with one names nothing, whatever page would look for it.
  const isReadable = !request.url.includes("%00");
  const response = isReadable
    ? NextResponse.next({ request: { headers } })
    : new NextResponse(null, { status: 400 });
  response.headers.set("x-request-id", requestId);
  response.headers.set("content-security-policy", policy);
  response.headers.set("x-content-type-options", "nosniff");
  response.headers.set("x-frame-options", "DENY");
  response.headers.set("referrer-policy", "same-origin");
  response.headers.set("cross-origin-opener-policy", "same-origin");
  response.headers.set("permissions-policy", "camera=(), microphone=(), geolocation=(), payment=()");
  response.headers.set("cache-control", "no-store");
  if (isHttps(request)) {
    response.headers.set("strict-transport-security", "max-age=63072000; includeSubDomains");
  }
  return response;
}

function contentPolicy(nonce: string, isDevelopment: boolean): string {
  return [
    "default-src 'self'",
    // React's development build needs eval for its stack traces.
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${isDevelopment ? " ws:" : ""}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

function isHttps(request: NextRequest): boolean {
  const forwarded = request.headers.get("x-forwarded-proto")?.split(",")[0]?.trim();
  return (forwarded ?? request.nextUrl.protocol.replace(":", "")) === "https";
}

/** Everything but Next's own immutable files, which carry their own caching. */
export const config = { matcher: ["/((?!_next/static|_next/image|favicon.ico).*)"] };
