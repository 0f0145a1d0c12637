import type { Metadata } from "next";
import type { SearchParams } from "#app/_doors/search-params.ts";
import { ShowDead } from "#app/(console)/_parts/webhooks/show-dead.tsx";

export const metadata: Metadata = { title: "Dead letters" };

type Props = { params: Promise<{ environment: string; merchantId: string }>; searchParams: SearchParams };

export default async function MerchantWebhooksDeadPage({ params, searchParams }: Props) {
  return <ShowDead place={await params} given={await searchParams} />;
}
