import type { Permission } from "#lib/access/schema.ts";
import type { Environment } from "#lib/terms.ts";

/** What the shell shows of the person and of their world; plain data from the layout. */
export type ShellView = {
  environment: Environment;
  partner: { name: string; timezone: string };
  person: {
    name: string;
    email: string;
    roleName: string;
    isPartnerStaff: boolean;
    /** What a proof of who it is asks for beside the password. */
    hasSecondFactor: boolean;
  };
  /** Staff look at one merchant's console as its people see it, until then. */
  viewing: { merchantName: string; until: Date } | null;
  permissions: readonly Permission[];
  /** Mail has no server to leave by, and is read in the console. */
  hasOutbox: boolean;
  /** Change requests that wait for this person, of every merchant. */
  toApprove: number;
  /** The workspaces that the person may open; further ones are found by searching. */
  merchants: readonly { id: string; name: string }[];
};
