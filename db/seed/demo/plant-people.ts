import { eq } from "drizzle-orm";
import { users } from "#db/schema/people.ts";
import { beginSecondFactor } from "#lib/access/begin-second-factor.ts";
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
  const secrets = new Map<string, string>();
  for (const [index, { row }] of planted.entries()) {
    if (people[index]?.hasSecondFactor) secrets.set(row.id, await plantSecondFactor(scope, row.id));
  }
  return planted.map(({ row, password }) => {
    const totpSecret = secrets.get(row.id);
    return { ...row, password, totpSecret };
  });
}

/** As if the person had shown a first code of their app long ago. */
async function plantSecondFactor(scope: Scope, userId: string): Promise<string> {
  const me = { userId, needs: "enrolment", provenAt: null } as const;
  const begun = await beginSecondFactor(me, { database: scope.database });
  if (!begun.ok) throw new Error(begun.reason);
  const enrolled = { totpEnabledAt: scope.clock.now() };
  await inScope(scope, (tx) => tx.update(users).set(enrolled).where(eq(users.id, userId)));
  return begun.value.secret;
}

export const partnerPeople = PEOPLE.filter((person) => !person.merchant);
export const merchantPeople = PEOPLE.filter((person) => person.merchant);

/** A person at work on some day of the past. */
export function personAt(person: PlantedPerson, clock: Clock): Scope {
  return userScope(person, { clock });
}
