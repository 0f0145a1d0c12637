"use client";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { Button } from "#components/ui/button.tsx";

const POLL_MS = 10_000;

/**
 * New rows wait behind a line, so that the list never jumps under somebody's hand. `href` counts them, up to `most`.
 * @param noun the one and the many: `["order", "orders"]`
 */
export function FreshRows({
  href,
  noun,
  most = 50,
}: {
  href: string;
  noun: readonly [string, string];
  most?: number;
}) {
  const router = useRouter();
  const { data: count = 0 } = useQuery({
    queryKey: ["fresh-rows", href],
    refetchInterval: POLL_MS,
    queryFn: async () => {
      const response = await fetch(href);
      if (!response.ok) throw new Error(`${response.status}`);
      return ((await response.json()) as { count: number }).count;
    },
  });
  const [one, many] = noun;
  return (
    <div role="status">
      {count > 0 && (
        <Button variant="quiet" isWide onPress={() => router.refresh()} className="text-accent!">
          {count >= most ? `${most} or more new ${many}` : `${count} new ${count === 1 ? one : many}`}
        </Button>
      )}
    </div>
  );
}
