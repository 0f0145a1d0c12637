"use client";
import { usePathname } from "next/navigation";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { NoPermission } from "#components/ui/no-permission.tsx";
import { PageHead } from "#components/ui/page-head.tsx";
import { ROLE_NAMES, rolesWith } from "#lib/access/rules.ts";
import type { Permission } from "#lib/access/schema.ts";
import type { Role } from "#lib/terms.ts";
import { SHELL_PAGES } from "./pages.ts";
import { placeOf, workspaceRoot } from "./place.ts";

/** Pages below a navigation entry that need another permission than the entry itself. */
const INNER: readonly { test: RegExp; label: string; permission: Permission }[] = [
  { test: /^\/developers\/keys/, label: "API keys", permission: "keys.read" },
  { test: /^\/developers\/webhooks/, label: "Webhooks", permission: "webhooks.read" },
  { test: /^\/developers/, label: "Credentials", permission: "credentials.read" },
  { test: /^\/settings/, label: "Audit", permission: "audit.read" },
  { test: /^\/(merchants\/new|edit)/, label: "Changing merchants", permission: "merchants.write" },
  { test: /^\/sites\/new/, label: "Adding sites", permission: "sites.write" },
];

/** "Viewers cannot open Credentials": the role, and which roles can. */
export function NoPermissionHere({ role }: { role: Role }) {
  const place = placeOf(usePathname());
  const rest = place?.rest ?? "";
  const page =
    INNER.find((one) => one.test.test(rest)) ??
    SHELL_PAGES.find((one) => one.root !== "" && rest.startsWith(one.root));
  const label = page?.label ?? "This page";
  const names = page ? rolesWith(page.permission).map((one) => ROLE_NAMES[one]) : [];
  return (
    <>
      <PageHead title={label} />
      <NoPermission
        title={`Your role does not open ${label}`}
        whoCan={
          <>
            You are signed in as {ROLE_NAMES[role]}.{names.length > 0 && ` It opens to ${list(names)}.`}
          </>
        }
        ask={
          place && (
            <ButtonLink href={workspaceRoot(place.environment, place.merchantId)}>Back to Home</ButtonLink>
          )
        }
      />
    </>
  );
}

const list = (names: readonly string[]) => new Intl.ListFormat("en", { type: "disjunction" }).format(names);
