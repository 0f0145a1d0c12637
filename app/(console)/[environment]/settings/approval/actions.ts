"use server";
import { revalidatePath } from "next/cache";
import { action } from "#app/_doors/action.ts";
import { setApprovalPolicy, setApprovalPolicyInput } from "#lib/switching/set-approval-policy.ts";

export const changeApprovalPolicy = action(
  setApprovalPolicyInput,
  "switches.approve",
  async (scope, input) => {
    const changed = await setApprovalPolicy(scope, input);
    revalidatePath("/[environment]/settings/approval", "page");
    return changed;
  },
);
