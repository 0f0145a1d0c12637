import type { Metadata } from "next";
import { environmentOf, gate } from "#app/_doors/gate.ts";
import type { SearchParams } from "#app/_doors/search-params.ts";
import { ShowMit } from "#app/(console)/_parts/show-mit.tsx";

type Props = { params: Promise<{ environment: string }>; searchParams: SearchParams };

export const metadata: Metadata = { title: "MIT monitor" };

export default async function PartnerMitPage({ params, searchParams }: Props) {
  const { environment: segment } = await params;
  const environment = environmentOf(segment);
  const scope = await gate({ permission: "reports.read", side: "partner" });
  return <ShowMit scope={scope} address={{ environment, given: await searchParams }} />;
}
