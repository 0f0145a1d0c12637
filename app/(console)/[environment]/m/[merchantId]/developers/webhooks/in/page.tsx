import type { Metadata } from "next";
import type { SearchParams } from "#app/_doors/search-params.ts";
import { ShowIn } from "#app/(console)/_parts/webhooks/show-in.tsx";

export const metadata: Metadata = { title: "Webhooks in" };

type Props = { params: Promise<{ environment: string; merchantId: string }>; searchParams: SearchParams };

export default async function MerchantWebhooksInPage({ params, searchParams }: Props) {
  return <ShowIn place={await params} given={await searchParams} />;
}
