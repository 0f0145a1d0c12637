import type { Metadata } from "next";
import { oneOf, type SearchParams } from "#app/_doors/search-params.ts";
import { ShowGaps } from "#app/(console)/_parts/webhooks/show-gaps.tsx";

export const metadata: Metadata = { title: "Webhook gaps" };

type Props = { params: Promise<{ environment: string }>; searchParams: SearchParams };

export default async function PartnerWebhooksGapsPage({ params, searchParams }: Props) {
  return <ShowGaps place={await params} after={oneOf(await searchParams, ["after"]).after} />;
}
