import { hash, verify } from "@node-rs/argon2";

/** argon2id, the default of the library, with OWASP's first recommendation: 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** The PHC string that is kept in `users.password_hash`. NFKC, so that keyboards agree on what was typed. */
export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize("NFKC"), COST);
}

/** Longer input is refused before hashing, so that a request cannot buy work by its length. */
const PASSWORD_CHARACTERS_MAX = 512;

let nobody: Promise<string> | undefined;

/** Same work whether there is a hash or not, so that time does not tell which e-mails have an account. */
export async function passwordMatches(passwordHash: string | null, password: string): Promise<boolean> {
  nobody ??= hashPassword("nobody has this password");
  const candidate = password.length > PASSWORD_CHARACTERS_MAX ? "" : password;
  const matches = await verify(passwordHash ?? (await nobody), candidate.normalize("NFKC"));
  return matches && passwordHash !== null;
}
