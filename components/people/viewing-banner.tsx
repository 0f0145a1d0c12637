"use client";
import { Eye } from "lucide-react";
import { type ServerAction, useAction } from "#components/shell/use-action.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Timestamp } from "#components/ui/timestamp.tsx";

export type EndView = ServerAction<Record<string, never>, { merchantId: string | null }, never>;

/** Over every page while staff look at a merchant's console as its people see it. */
export function ViewingBanner({
  merchantName,
  until,
  zone,
  end,
}: {
  merchantName: string;
  until: Date;
  zone: string;
  end: EndView;
}) {
  const deed = useAction(end, () => ({}));
  return (
    <div className="mx-auto w-full max-w-305 px-8 pt-4 max-xl:px-6 phone:px-4">
      <Banner
        tone="attn"
        icon={<Eye />}
        title={`You see ${merchantName} as its people do.`}
        action={
          <Button
            isPending={deed.isPending}
            onPress={async () => {
              const done = await deed.run({});
              // A full load: what was read as the merchant may not stay.
              if (done.ok) window.location.reload();
            }}
          >
            End the view
          </Button>
        }
      >
        Nothing can be changed. It ends at <Timestamp at={until} zone={zone} parts="time" />.{" "}
        {deed.trouble && <span className="text-danger">{deed.trouble}</span>}
      </Banner>
    </div>
  );
}
