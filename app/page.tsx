import { redirect } from "next/navigation";
import { visit } from "#app/_doors/gate.ts";

/** Staff begin with all merchants, a merchant's people in their own workspace; both where real money moves. */
export default async function Root() {
  const { user } = await visit();
  redirect(user.isPartnerStaff ? "/production" : `/production/m/${user.merchantId}`);
}
