import { users } from "#db/schema/people.ts";
import { hashPassword } from "#lib/access/hash-password.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { type Scope, userScope } from "#lib/access/open-scope.ts";
import type { Clock } from "#lib/kit/clock.ts";
import { randomToken } from "#lib/kit/crypto.ts";
import { newId } from "#lib/kit/ids.ts";
import { PARTNER_TENANT, type Role } from "#lib/terms.ts";
import { type DemoPerson, PEOPLE } from "./world.ts";

export type PlantedPerson = { id: string; name: string; role: Role; merchantId: string };

/** Every role of the product once or more, each with a password of its own that only demo.json knows. */
export async function plantPeople(scope: Scope, merchantIds: Map<string, string>, people: DemoPerson[]) {
  const planted = await Promise.all(
    people.map(async (person) => {
      const password = `demo-${randomToken(12)}`;
      const merchantId = person.merchant ? merchantIds.get(person.merchant) : PARTNER_TENANT;
      if (!merchantId) throw new Error(`${person.name} belongs to no merchant of the demo`);
      const row = {
        id: newId("user"),
        merchantId,
        email: person.email,
        name: person.name,
        role: person.role,
        passwordHash: await hashPassword(password),
      };
      return { row, password };
    }),
  );
  await inScope(scope, (tx) => tx.insert(users).values(planted.map(({ row }) => row)));
  return planted.map(({ row, password }) => ({ ...row, password }));
}

export const partnerPeople = PEOPLE.filter((person) => !person.merchant);
export const merchantPeople = PEOPLE.filter((person) => person.merchant);

/** A person at work on some day of the past. */
export function personAt(person: PlantedPerson, clock: Clock): Scope {
  return userScope(person, { clock });
}
