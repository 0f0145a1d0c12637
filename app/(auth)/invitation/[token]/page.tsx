import type { Metadata } from "next";
import { findOpened } from "#app/_doors/invitation.ts";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { Facts } from "#components/ui/facts.tsx";
import { ROLE_NAMES } from "#lib/access/rules.ts";
import { AuthFrame } from "../../_parts/auth-frame.tsx";
import { PasswordForm } from "./_parts/password-form.tsx";

// The address holds a key: no other site is told it.
export const metadata: Metadata = { title: "Invitation", referrer: "no-referrer" };

/** What a link from our mail opens: an invitation, or a new password for a member. */
export default async function InvitationPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const found = await findOpened(token);
  if (!found.ok) {
    const isReset = "purpose" in found && found.purpose === "reset";
    const whom = "invitedByName" in found ? `Ask ${found.invitedByName} for a new one.` : UNKNOWN;
    return (
      <AuthFrame title={TITLES[found.reason]} sentence={isReset ? "Ask for a new one." : whom}>
        {isReset ? (
          <ButtonLink href="/forgot-password">Send me a link</ButtonLink>
        ) : (
          <ButtonLink href="/sign-in">Go to sign-in</ButtonLink>
        )}
      </AuthFrame>
    );
  }
  const { purpose, home, email, name, role, invitedByName, expiresAt } = found.value;
  const until = `${expiresAt.toISOString().slice(0, 16).replace("T", " ")} UTC`;
  if (purpose === "reset") {
    return (
      <AuthFrame title="Choose a new password" sentence={`For ${email}. It signs you out everywhere.`}>
        <PasswordForm token={token} email={email} name={null} />
      </AuthFrame>
    );
  }
  return (
    <AuthFrame title={`Join ${home}`} sentence={`${invitedByName} invites you to work on ${home}.`}>
      <div className="mb-6">
        <Facts
          facts={[
            { key: "E-mail", value: email },
            { key: "Role", value: ROLE_NAMES[role] },
            { key: "Invited by", value: invitedByName },
            { key: "Open until", value: until },
          ]}
        />
      </div>
      <PasswordForm token={token} email={email} name={name} />
    </AuthFrame>
  );
}

const TITLES = {
  INVITATION_UNKNOWN: "This link opens nothing",
  INVITATION_EXPIRED: "This link has expired",
  INVITATION_USED: "This link was used already",
  INVITATION_REVOKED: "This link was withdrawn",
} as const;
const UNKNOWN = "Perhaps a part of it is missing. Open it from the mail again, or ask whoever sent it.";
