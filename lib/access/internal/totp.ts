import { Secret, TOTP } from "otpauth";

const PERIOD_SECONDS = 30;
/** One step before and after: clocks differ, people are slow. */
const WINDOW_STEPS = 1;

/** A new secret of 160 bits, base 32. */
export function newTotpSecret(): string {
  return new Secret({ size: 20 }).base32;
}

/** What an authenticator app reads from the QR code. */
export function totpAddress(secret: string, account: { issuer: string; email: string }): string {
  return totp(secret, account.issuer, account.email).toString();
}

/** The time step that the code belongs to, or null when it is of none near `now`. */
export function totpStepOf(secret: string, code: string, now: Date): number | null {
  if (!/^\d{6}$/.test(code)) return null;
  const delta = totp(secret).validate({ token: code, timestamp: now.getTime(), window: WINDOW_STEPS });
  return delta === null ? null : Math.floor(now.getTime() / 1000 / PERIOD_SECONDS) + delta;
}

/** RFC 6238 with what every app supports: SHA-1, six digits, 30 seconds. */
function totp(secret: string, issuer = "Switchboard", label = ""): TOTP {
  return new TOTP({
    issuer,
    label,
    algorithm: "SHA1",
    digits: 6,
    period: PERIOD_SECONDS,
    secret: Secret.fromBase32(secret),
  });
}
