import type { Metadata } from "next";
import type { SearchParams } from "#app/_doors/search-params.ts";
import { ShowLogs } from "#app/(console)/_parts/logs/show-logs.tsx";

export const metadata: Metadata = { title: "Logs" };

type Props = { params: Promise<{ environment: string; merchantId: string }>; searchParams: SearchParams };

export default async function MerchantLogsPage({ params, searchParams }: Props) {
  return <ShowLogs place={await params} given={await searchParams} />;
}
