"use client";
import { useRef, useState } from "react";
import { applicationRefusal, DOCUMENT_TYPE_NAMES } from "#components/onboarding/application-words.ts";
import { useAction } from "#components/shell/use-action.ts";
import { when } from "#components/switching/when.ts";
import { type Column, DataTable } from "#components/tables/data-table.tsx";
import { TwoLines } from "#components/tables/two-lines.tsx";
import { Button } from "#components/ui/button.tsx";
import { GlyphWord } from "#components/ui/glyph-word.tsx";
import { Select } from "#components/ui/select.tsx";
import type { ApplicationView, DocumentView } from "#lib/onboarding/queries/get-application.ts";
import { DOCUMENT_BYTES_MAX, DOCUMENT_TYPES, type DocumentType } from "#lib/onboarding/schema.ts";
import { removeDocument } from "../actions.ts";
import { sendFile } from "./send-file.ts";

const types = DOCUMENT_TYPES.map((id) => ({ id, label: DOCUMENT_TYPE_NAMES[id] }));

/** What was handed in, and whether FlexCharge has it; adding shows how far the file is. */
export function DocumentsPanel({
  base,
  merchantId,
  application,
  reader,
  mayWrite,
  refresh,
}: {
  base: string;
  merchantId: string;
  application: ApplicationView;
  reader: { zone: string; now: string };
  mayWrite: boolean;
  refresh: () => Promise<unknown>;
}) {
  const isOpen = mayWrite && application.open.includes("documents");
  const [type, setType] = useState<DocumentType>("BusinessLicense");
  const [progress, setProgress] = useState<number | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const removal = useAction(removeDocument, (refusal) => ({ trouble: applicationRefusal(refusal) }));
  const add = async (file: File) => {
    setTrouble(null);
    if (file.size > DOCUMENT_BYTES_MAX)
      return setTrouble(applicationRefusal({ reason: "DOCUMENT_TOO_LARGE" }));
    setProgress(0);
    const query = new URLSearchParams({ applicationId: application.id, type, fileName: file.name });
    const refused = await sendFile(`${base}/onboarding/application/documents?${query}`, file, setProgress);
    setProgress(null);
    if (refused) setTrouble(refused);
    await refresh();
  };
  const columns: Column<DocumentView>[] = [
    {
      id: "file",
      head: "Document",
      phone: "a",
      isKey: true,
      cell: (document) => (
        <TwoLines
          isKey
          first={document.fileName}
          second={DOCUMENT_TYPE_NAMES[document.type as DocumentType] ?? document.type}
        />
      ),
    },
    {
      id: "where",
      head: "FlexCharge",
      width: 220,
      phone: "c",
      cell: ({ isThere, cause }) =>
        isThere ? (
          <GlyphWord shape="circle-check" tone="rescued">
            Has it
          </GlyphWord>
        ) : cause ? (
          <GlyphWord shape="triangle" tone="attn">
            {cause}
          </GlyphWord>
        ) : (
          <GlyphWord shape="circle-dotted" tone="ink-2">
            Goes with the submission
          </GlyphWord>
        ),
    },
    {
      id: "added",
      head: "Added",
      width: 190,
      priority: 2,
      cell: ({ byName, uploadedAt }) => (
        <span className="text-meta text-ink-2">
          {byName}, {when(uploadedAt, reader.zone, reader.now)}
        </span>
      ),
    },
    {
      id: "size",
      head: "Size",
      width: 80,
      align: "end",
      phone: "b",
      cell: ({ bytes }) => sizeWords(bytes),
    },
    {
      id: "remove",
      head: "Remove",
      width: 100,
      align: "end",
      phone: "d",
      cell: ({ id, fileName }) =>
        isOpen && (
          <Button
            size="row"
            isPending={removal.isPending}
            aria-label={`Remove ${fileName}`}
            onPress={async () => {
              await removal.run({ merchantId, applicationId: application.id, documentId: id });
              await refresh();
            }}
          >
            Remove
          </Button>
        ),
    },
  ];
  return (
    <div className="flex flex-col gap-4">
      {application.documents.length > 0 ? (
        <DataTable
          caption="Documents of the application"
          columns={isOpen ? columns : columns.slice(0, -1)}
          rows={application.documents}
          rowId={({ id }) => id}
        />
      ) : (
        <p className="text-ink-2">
          No document yet. FlexCharge usually wants a business license and an identity document.
        </p>
      )}
      {isOpen && (
        <div className="flex flex-wrap items-end gap-3">
          <Select label="Kind of document" options={types} value={type} onChange={setType} className="w-56" />
          <input
            ref={input}
            type="file"
            aria-label="Document to add"
            className="sr-only"
            tabIndex={-1}
            accept=".pdf,.jpg,.jpeg,.png,.xls,.xlsx,.csv,.doc,.docx"
            onChange={(event) => {
              const file = event.target.files?.[0];
              event.target.value = "";
              if (file) void add(file);
            }}
          />
          <Button isPending={progress !== null} onPress={() => input.current?.click()}>
            Add document…
          </Button>
          <span className="text-meta text-ink-2" aria-live="polite">
            {progress === null ? "PDF, JPEG, PNG, XLS, CSV or DOC, 10 MB each" : `${progress}% sent`}
          </span>
        </div>
      )}
      <div role="alert">
        {(trouble ?? removal.trouble) && <p className="text-danger">{trouble ?? removal.trouble}</p>}
      </div>
    </div>
  );
}

function sizeWords(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const kilo = bytes / 1024;
  return kilo < 1024 ? `${Math.round(kilo)} KB` : `${(kilo / 1024).toFixed(1)} MB`;
}
