import { ReadableValue } from "#components/credentials/secret-field.tsx";
import type { Environment } from "#lib/terms.ts";

/** The address to give to FlexCharge, of this environment's account. */
export function NoticeAddress({ address, environment }: { address: string; environment: Environment }) {
  return (
    <div className="flex flex-col gap-1 rounded-panel bg-sunken px-4 py-3">
      <p className="text-meta text-ink-2">
        FlexCharge sends here, for the {environment} account. Enter it in its portal; an account has one
        listener.
      </p>
      <ReadableValue value={address} name="address" />
    </div>
  );
}
