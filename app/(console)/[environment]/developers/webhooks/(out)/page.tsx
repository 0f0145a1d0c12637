import type { Metadata } from "next";
import type { SearchParams } from "#app/_doors/search-params.ts";
import { ShowOut } from "#app/(console)/_parts/webhooks/show-out.tsx";

export const metadata: Metadata = { title: "Webhooks" };

type Props = { params: Promise<{ environment: string }>; searchParams: SearchParams };

export default async function PartnerWebhooksOutPage({ params, searchParams }: Props) {
  return <ShowOut place={await params} given={await searchParams} />;
}
