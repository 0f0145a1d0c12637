import type { Metadata } from "next";
import { environmentOf, gate } from "#app/_doors/gate.ts";
import type { SearchParams } from "#app/_doors/search-params.ts";
import { ShowMit } from "#app/(console)/_parts/show-mit.tsx";

type Props = { params: Promise<{ environment: string; merchantId: string }>; searchParams: SearchParams };

export const metadata: Metadata = { title: "MIT monitor" };

export default async function MerchantMitPage({ params, searchParams }: Props) {
  const { environment: segment, merchantId } = await params;
  const environment = environmentOf(segment);
  const scope = await gate({ permission: "reports.read", merchantId });
  return <ShowMit scope={scope} address={{ environment, merchantId, given: await searchParams }} />;
}
