import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { safePath } from "#app/_doors/safe-path.ts";
import { currentSession } from "#app/_doors/session.ts";
import { findPartnerName } from "#lib/merchants/queries/find-partner-name.ts";
import { AuthFrame } from "../_parts/auth-frame.tsx";
import { CodeForm } from "./_parts/code-form.tsx";
import { EnrolForm } from "./_parts/enrol-form.tsx";
import { SignInForm } from "./_parts/sign-in-form.tsx";

export const metadata: Metadata = { title: "Sign in" };

type Props = { searchParams: Promise<{ next?: string | string[] }> };

/** Password, then the code, in one place; a session that lacks its code comes back here from everywhere. */
export default async function SignInPage({ searchParams }: Props) {
  const next = safePath((await searchParams).next);
  const session = await currentSession();
  if (session && !session.needs) redirect(next);
  if (session?.needs === "enrolment") {
    return (
      <AuthFrame
        title="Set up your second factor"
        sentence={`For ${session.user.email}, before anything else.`}
      >
        <EnrolForm next={next} />
      </AuthFrame>
    );
  }
  if (session) {
    return (
      <AuthFrame title="Enter your code" sentence={`For ${session.user.email}.`}>
        <CodeForm next={next} />
      </AuthFrame>
    );
  }
  const partnerName = await findPartnerName();
  return (
    <AuthFrame
      title={partnerName ? `Sign in to ${partnerName}` : "Sign in"}
      sentence="FlexCharge, for every merchant you serve."
    >
      <SignInForm next={next} />
    </AuthFrame>
  );
}
