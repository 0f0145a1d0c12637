"use client";
import { useRouter } from "next/navigation";
import { Facts } from "#components/ui/facts.tsx";
import { IdText } from "#components/ui/id-text.tsx";
import { Inspector } from "#components/ui/inspector.tsx";
import { Timestamp } from "#components/ui/timestamp.tsx";
import type { MailRow } from "#lib/mails/schema.ts";

/** One mail as its reader would see it; addresses in it can be followed. */
export function MailPane({ mail, zone, closeHref }: { mail: MailRow; zone: string; closeHref: string }) {
  const router = useRouter();
  return (
    <Inspector
      width={404}
      label={`Mail ${mail.subject}`}
      title={mail.subject}
      isOpen
      onClose={() => router.replace(closeHref, { scroll: false })}
    >
      <div className="flex flex-col gap-5">
        <Facts
          facts={[
            { key: "To", value: mail.toAddress },
            { key: "Written", value: <Timestamp at={mail.createdAt} zone={zone} hasSeconds /> },
            { key: "Id", value: <IdText id={mail.id} name="mail id" /> },
          ]}
        />
        <div className="rounded-panel bg-sunken p-3 leading-5 break-words whitespace-pre-wrap">
          {mail.body.split(/(https?:\/\/[^\s<>"]+)/).map((part, index) =>
            index % 2 === 1 ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never move
              <a key={index} href={part} className="break-all text-accent underline">
                {part}
              </a>
            ) : (
              part
            ),
          )}
        </div>
      </div>
    </Inspector>
  );
}
