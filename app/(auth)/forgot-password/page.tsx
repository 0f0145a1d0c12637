import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { currentVisit } from "#app/_doors/session.ts";
import { AuthFrame } from "../_parts/auth-frame.tsx";
import { AskForm } from "./_parts/ask-form.tsx";

export const metadata: Metadata = { title: "Forgot password" };

export default async function ForgotPasswordPage() {
  if (await currentVisit()) redirect("/");
  return (
    <AuthFrame
      title="Forgot your password?"
      sentence="A link to choose a new one goes to your e-mail address."
    >
      <AskForm />
    </AuthFrame>
  );
}
