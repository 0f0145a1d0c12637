import type { Metadata } from "next";
import type { ReactNode } from "react";
import { currentWorkspace } from "#app/_doors/workspace.ts";
import { NameWorkspace } from "#components/shell/workspace-context.tsx";

type Props = { params: Promise<{ environment: string; merchantId: string }>; children: ReactNode };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { environment, merchantId } = await params;
  const { name } = await currentWorkspace(merchantId);
  const before = environment === "sandbox" ? "Sandbox: " : "";
  return {
    title: { template: `${before}%s · ${name} · Switchboard`, default: `${before}${name} · Switchboard` },
  };
}

/** Another merchant's workspace does not exist: decided here above every loading state, and again in each page. */
export default async function MerchantLayout({ params, children }: Props) {
  const { id, name } = await currentWorkspace((await params).merchantId);
  return (
    <>
      <NameWorkspace id={id} name={name} />
      {children}
    </>
  );
}
