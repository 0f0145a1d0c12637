"use client";
import { Ellipsis, RotateCcw } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useAction } from "#components/shell/use-action.ts";
import type { Reader } from "#components/switching/cell-words.ts";
import { AlertDialog } from "#components/ui/alert-dialog.tsx";
import { Button } from "#components/ui/button.tsx";
import { NoteChip } from "#components/ui/chip.tsx";
import { Glyph } from "#components/ui/glyph.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Menu } from "#components/ui/menu.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { Environment } from "#lib/terms.ts";
import type { EndpointView } from "#lib/webhooks/queries/list-endpoints.ts";
import { EndpointDialog } from "./endpoint-dialog.tsx";
import { dayWords, endpointSentences, mayLead } from "./endpoint-words.ts";
import { ReplayDialog } from "./replay-dialog.tsx";
import { attemptWords } from "./result-words.ts";
import { RotateDialog } from "./rotate-dialog.tsx";
import type { WebhookActions } from "./webhook-actions.ts";

type Props = {
  endpoints: readonly EndpointView[];
  environment: Environment;
  reader: Reader;
  hasMerchant: boolean;
  /** The page's own address. */
  base: string;
  /** Null where the role may only read. */
  actions: WebhookActions | null;
};

/** Where a merchant is told, how it goes, and what can be done about it. */
export function EndpointList({ endpoints, ...rest }: Props) {
  return (
    <ul className="divide-y divide-line">
      {endpoints.map((endpoint) => (
        <Endpoint key={endpoint.id} endpoint={endpoint} {...rest} />
      ))}
    </ul>
  );
}

type Deed = "edit" | "rotate" | "replay" | "pause" | "delete";

function Endpoint({
  endpoint,
  environment,
  reader,
  hasMerchant,
  base,
  actions,
}: Omit<Props, "endpoints"> & { endpoint: EndpointView }) {
  const [open, setOpen] = useState<Deed | null>(null);
  const close = (isOpen: boolean) => !isOpen && setOpen(null);
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2 py-2.5 first:pt-0">
      <div className="min-w-0 flex-1 basis-80">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="font-mono text-code break-all">{endpoint.url}</span>
          <State endpoint={endpoint} />
        </p>
        <p className="mt-0.5 text-meta text-ink-2">
          {hasMerchant && <span className="font-medium text-ink">{endpoint.merchantName}. </span>}
          {endpoint.description && `${endpoint.description}. `}
          {endpointSentences(endpoint, reader).join(" ")}
        </p>
      </div>
      {actions && (
        <>
          <Deeds {...{ endpoint, reader, base, actions, setOpen }} />
          <EndpointDialog
            {...{ environment, actions }}
            merchants={[{ id: endpoint.merchantId, label: endpoint.merchantName }]}
            endpoint={endpoint}
            isOpen={open === "edit"}
            onOpenChange={close}
          />
          <RotateDialog
            endpoint={endpoint}
            rotate={actions.rotate}
            isOpen={open === "rotate"}
            onOpenChange={close}
          />
          <ReplayDialog {...{ endpoint, reader, actions }} isOpen={open === "replay"} onOpenChange={close} />
          <Pause {...{ endpoint, actions }} isOpen={open === "pause"} onOpenChange={close} />
          <Delete {...{ endpoint, actions }} isOpen={open === "delete"} onOpenChange={close} />
        </>
      )}
    </li>
  );
}

function State({ endpoint }: { endpoint: EndpointView }) {
  if (endpoint.state === "paused") return <NoteChip>Paused</NoteChip>;
  if (endpoint.state === "disabled") {
    return (
      <NoteChip tone="danger" icon={<Glyph shape="octagon-alert" />}>
        Disabled
      </NoteChip>
    );
  }
  const words = dayWords(endpoint.day);
  if (!words) return <NoteChip>nothing in 24 hours</NoteChip>;
  return endpoint.day.failing > 0 ? (
    <NoteChip tone="attn" icon={<Glyph shape="triangle" />}>
      {words}
    </NoteChip>
  ) : (
    <NoteChip tone="rescued">{words} in 24 hours</NoteChip>
  );
}

function Deeds({
  endpoint,
  reader,
  base,
  actions,
  setOpen,
}: {
  endpoint: EndpointView;
  reader: Reader;
  base: string;
  actions: WebhookActions;
  setOpen: (deed: Deed) => void;
}) {
  const router = useRouter();
  const place = { merchantId: endpoint.merchantId, endpointId: endpoint.id };
  const test = useAction(actions.test, () => ({}));
  const resume = useAction(actions.resume, () => ({}));
  const lead = useAction(actions.switchSecret, () => ({}));
  const after = (words: string) => {
    showToast(words);
    router.refresh();
  };
  const isActive = endpoint.state === "active";
  const trouble = test.trouble ?? resume.trouble ?? lead.trouble;
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button variant="quiet" onPress={() => setOpen("rotate")} className="phone:hidden">
        Rotate secret
      </Button>
      <Button icon={<RotateCcw />} onPress={() => setOpen("replay")} className="phone:hidden">
        Replay a range…
      </Button>
      <Menu
        label={`More for ${endpoint.url}`}
        placement="bottom end"
        trigger={
          <IconButton label={`More for ${endpoint.url}`}>
            <Ellipsis />
          </IconButton>
        }
        groups={[
          {
            id: "deeds",
            entries: [
              {
                id: "test",
                label: "Send test event",
                onAction: async () => {
                  const done = await test.run(place);
                  if (!done.ok) return;
                  const { word, detail } = attemptWords(done.value);
                  showToast(
                    `The test event was answered: ${word}, ${detail.toLowerCase()}, in ${done.value.ms} ms.`,
                  );
                  const open = `${endpoint.merchantId}.${done.value.deliveryId}`;
                  router.push(`${base}?open=${open}`, { scroll: false });
                },
              },
              { id: "edit", label: "Edit…", onAction: () => setOpen("edit") },
              { id: "replay", label: "Replay a range…", onAction: () => setOpen("replay") },
              { id: "rotate", label: "Rotate secret…", onAction: () => setOpen("rotate") },
              ...(mayLead(endpoint, reader.now)
                ? [
                    {
                      id: "lead",
                      label: "Switch to the new secret now",
                      note: "FlexCharge's headers are signed with it from here on",
                      onAction: async () => {
                        if ((await lead.run(place)).ok) after("The new secret leads.");
                      },
                    },
                  ]
                : []),
              isActive
                ? { id: "pause", label: "Pause…", onAction: () => setOpen("pause") }
                : {
                    id: "resume",
                    label: "Resume",
                    onAction: async () => {
                      const done = await resume.run(place);
                      if (done.ok)
                        after(
                          `Resumed; ${done.value.waiting.toLocaleString("en-US")} that waited go out now.`,
                        );
                    },
                  },
            ],
          },
          {
            id: "end",
            entries: [{ id: "delete", label: "Delete…", isDanger: true, onAction: () => setOpen("delete") }],
          },
        ]}
      />
      {trouble && (
        <p role="alert" className="w-full text-danger">
          {trouble}
        </p>
      )}
    </div>
  );
}

type DialogProps = {
  endpoint: EndpointView;
  actions: WebhookActions;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
};

function Pause({ endpoint, actions, isOpen, onOpenChange }: DialogProps) {
  const router = useRouter();
  const [reason, setReason] = useState("");
  const deed = useAction(actions.pause, () => ({}));
  return (
    <AlertDialog
      title="Pause this endpoint?"
      sentence={`${endpoint.url} gets nothing until it is resumed. Nothing is lost: what happens meanwhile waits.`}
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      confirmLabel="Pause"
      isPending={deed.isPending}
      onConfirm={async () => {
        const done = await deed.run({ merchantId: endpoint.merchantId, endpointId: endpoint.id, reason });
        if (!done.ok) return false;
        showToast("The endpoint is paused.");
        router.refresh();
        return true;
      }}
    >
      <TextField
        label="Reason"
        value={reason}
        onChange={setReason}
        help="For your colleagues; may stay empty."
      />
      {deed.trouble && <p className="mt-2 text-danger">{deed.trouble}</p>}
    </AlertDialog>
  );
}

function Delete({ endpoint, actions, isOpen, onOpenChange }: DialogProps) {
  const router = useRouter();
  const deed = useAction(actions.remove, () => ({}));
  const waiting = endpoint.pending > 0 ? ` ${endpoint.pending} that wait become dead letters.` : "";
  return (
    <AlertDialog
      title="Delete this endpoint?"
      sentence={`${endpoint.url} hears nothing more, and its secret ends.${waiting} The log stays. It cannot be taken back.`}
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      confirmLabel="Delete endpoint"
      confirmVariant="danger-solid"
      isPending={deed.isPending}
      onConfirm={async () => {
        const done = await deed.run({ merchantId: endpoint.merchantId, endpointId: endpoint.id });
        if (!done.ok) return false;
        showToast("The endpoint is deleted.");
        router.refresh();
        return true;
      }}
    >
      {deed.trouble && <p className="text-danger">{deed.trouble}</p>}
    </AlertDialog>
  );
}
