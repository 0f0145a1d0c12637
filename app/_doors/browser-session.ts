import { signIn, signOut } from "next-auth/react";

export type SignInAnswer = "in" | "wrong" | "unreachable" | { waitSeconds: number };

/** Called in the browser: posts to our own door, which sets the cookie. */
export async function signInHere(email: string, password: string): Promise<SignInAnswer> {
  const answer = await signIn("credentials", { email, password, redirect: false }).catch(() => undefined);
  if (!answer) return "unreachable";
  if (answer.ok && !answer.error) return "in";
  const wait = /^WAIT_(\d+)$/.exec(answer.error ?? "")?.[1];
  if (wait) return { waitSeconds: Number(wait) };
  return answer.error === "CredentialsSignin" ? "wrong" : "unreachable";
}

/** Leaves for the single sign-on provider, which sends the browser back to `next`. */
export async function signInElsewhere(next: string): Promise<void> {
  await signIn("oidc", { callbackUrl: next });
}

/** Revokes the session's row and forgets the cookie. */
export async function signOutHere(): Promise<void> {
  await signOut({ callbackUrl: "/sign-in" });
}
