import type { ReactNode } from "react";
import { Logo } from "#components/shell/logo.tsx";
import { ModePattern } from "./mode-pattern.tsx";

/** Before anybody is signed in: words and one form at the left, the mode pattern at the right. */
export function AuthFrame({
  title,
  sentence,
  children,
}: {
  title: string;
  sentence: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className="flex min-h-dvh">
      <main className="flex w-full flex-col px-18 py-8.5 md:max-w-140 md:border-r md:border-line phone:px-5 phone:py-5">
        <Logo />
        <div className="flex flex-1 flex-col justify-center py-10 phone:justify-start phone:py-14">
          <div className="w-full max-w-85 phone:max-w-none">
            <h1 className="text-display">{title}</h1>
            <p className="mt-1 mb-7 text-ink-2">{sentence}</p>
            {children}
          </div>
        </div>
      </main>
      <ModePattern />
    </div>
  );
}
