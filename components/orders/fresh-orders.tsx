"use client";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { Button } from "#components/ui/button.tsx";

const POLL_MS = 10_000;

/** New orders wait behind a line, so that the list never jumps under somebody's hand. `href` counts them. */
export function FreshOrders({ href }: { href: string }) {
  const router = useRouter();
  const { data: count = 0 } = useQuery({
    queryKey: ["fresh-orders", href],
    refetchInterval: POLL_MS,
    queryFn: async () => {
      const response = await fetch(href);
      if (!response.ok) throw new Error(`${response.status}`);
      return ((await response.json()) as { count: number }).count;
    },
  });
  return (
    <div role="status">
      {count > 0 && (
        <Button variant="quiet" isWide onPress={() => router.refresh()} className="text-accent!">
          {count >= 50 ? "50 or more new orders" : `${count} new ${count === 1 ? "order" : "orders"}`}
        </Button>
      )}
    </div>
  );
}
