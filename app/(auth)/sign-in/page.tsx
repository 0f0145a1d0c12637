import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { safePath } from "#app/_doors/safe-path.ts";
import { currentVisit } from "#app/_doors/session.ts";
import { Logo } from "#components/shell/logo.tsx";
import { findPartnerName } from "#lib/merchants/queries/find-partner-name.ts";
import { ModePattern } from "./_parts/mode-pattern.tsx";
import { SignInForm } from "./_parts/sign-in-form.tsx";

export const metadata: Metadata = { title: "Sign in" };

type Props = { searchParams: Promise<{ next?: string | string[] }> };

export default async function SignInPage({ searchParams }: Props) {
  const next = safePath((await searchParams).next);
  if (await currentVisit()) redirect(next);
  const partnerName = await findPartnerName();
  return (
    <div className="flex min-h-dvh">
      <main className="flex w-full flex-col px-18 py-8.5 md:max-w-140 md:border-r md:border-line phone:px-5 phone:py-5">
        <Logo />
        <div className="flex flex-1 flex-col justify-center py-10 phone:justify-start phone:py-14">
          <div className="w-full max-w-85 phone:max-w-none">
            <h1 className="text-display">{partnerName ? `Sign in to ${partnerName}` : "Sign in"}</h1>
            <p className="mt-1 mb-7 text-ink-2">FlexCharge, for every merchant you serve.</p>
            <SignInForm next={next} />
          </div>
        </div>
      </main>
      <ModePattern />
    </div>
  );
}
