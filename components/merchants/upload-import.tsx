"use client";
import { Upload } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { FileTrigger } from "react-aria-components";
import { FormTrouble } from "#components/shell/form-trouble.tsx";
import { Button } from "#components/ui/button.tsx";
import { IMPORT_BYTES_MAX } from "#lib/onboarding/schema.ts";

/** Sends the file as it is; it is looked through and nothing changes before somebody confirms. */
export function UploadImport({ root }: { root: string }) {
  const router = useRouter();
  const [sent, setSent] = useState<string | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const send = async (file: File | undefined) => {
    if (!file) return;
    if (file.size > IMPORT_BYTES_MAX) return setTrouble(words({ reason: "TOO_LARGE" }));
    setSent(file.name);
    setTrouble(null);
    try {
      const query = new URLSearchParams({ fileName: file.name.slice(-200) });
      const response = await fetch(`${root}/upload?${query}`, { method: "POST", body: file });
      const answer = (await response.json()) as Answer;
      if ("value" in answer) return router.push(`${root}/${answer.value.importId}`);
      setTrouble(words(answer));
    } catch {
      setTrouble("The file did not arrive whole. Nothing was kept; send it again.");
    }
    setSent(null);
  };
  return (
    <div className="flex flex-col items-start gap-2">
      <FileTrigger acceptedFileTypes={[".csv", "text/csv"]} onSelect={(files) => send(files?.[0])}>
        <Button variant="primary" icon={<Upload />} isPending={sent !== null}>
          Choose a CSV file
        </Button>
      </FileTrigger>
      <p className="text-meta text-ink-3" role="status">
        {sent
          ? `${sent} is being looked through…`
          : "At most 10 MB and 20,000 rows. Nothing changes before you confirm."}
      </p>
      <FormTrouble trouble={trouble} />
    </div>
  );
}

type Refused = { reason: string; cause?: string; missing?: string[]; most?: number; requestId?: string };
type Answer = { ok: true; value: { importId: string } } | Refused;

function words({ reason, cause, missing, most, requestId }: Refused): string {
  switch (reason) {
    case "TOO_LARGE":
      return "The file is larger than 10 MB: send it in parts.";
    case "NOT_CSV":
      return `This cannot be read as CSV: ${cause}.`;
    case "MISSING_COLUMNS":
      return `The first row has to name the columns; missing: ${missing?.join(", ")}. The template has them all.`;
    case "TOO_MANY_ROWS":
      return `The file has more than ${most?.toLocaleString("en-US")} rows: send it in parts.`;
    case "NO_ROWS":
      return "The file has no row below its head.";
    case "SIGNED_OUT":
      return "You were signed out. Sign in again, then send the file again.";
    case "NO_PERMISSION":
      return "Your role does not allow this.";
    default:
      return `The file could not be looked through. Nothing was kept.${requestId ? ` Request ${requestId}.` : ""}`;
  }
}
