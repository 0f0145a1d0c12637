import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { safePath } from "#app/_doors/safe-path.ts";
import { oneOf, type SearchParams } from "#app/_doors/search-params.ts";
import { currentSession } from "#app/_doors/session.ts";
import { FormTrouble } from "#components/shell/form-trouble.tsx";
import { oidcEnvironment } from "#lib/kit/env.ts";
import { findPartnerName } from "#lib/merchants/queries/find-partner-name.ts";
import { AuthFrame } from "../_parts/auth-frame.tsx";
import { CodeForm } from "./_parts/code-form.tsx";
import { ElsewhereButton } from "./_parts/elsewhere-button.tsx";
import { EnrolForm } from "./_parts/enrol-form.tsx";
import { SignInForm } from "./_parts/sign-in-form.tsx";

export const metadata: Metadata = { title: "Sign in" };

const NOBODY =
  "Nobody here has that account's verified e-mail address. Ask to be invited, or sign in with a password.";
const FAILED = "Signing in elsewhere did not work. Try again, or sign in with a password.";

type Props = { searchParams: SearchParams };

/** Password, then the code, in one place; a session that lacks its code comes back here from everywhere. */
export default async function SignInPage({ searchParams }: Props) {
  const asked = await searchParams;
  const next = safePath(asked.next);
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
  const sso = oidcEnvironment();
  const { refused, error } = oneOf(asked, ["refused", "error"]);
  const trouble = refused ? NOBODY : error ? FAILED : null;
  return (
    <AuthFrame
      title={partnerName ? `Sign in to ${partnerName}` : "Sign in"}
      sentence="FlexCharge, for every merchant you serve."
    >
      {trouble && (
        <div className="mb-4">
          <FormTrouble trouble={trouble} />
        </div>
      )}
      <SignInForm next={next} />
      {sso && <ElsewhereButton name={sso.name} next={next} />}
    </AuthFrame>
  );
}
