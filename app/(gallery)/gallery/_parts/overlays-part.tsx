"use client";
import { Ellipsis, ToggleRight } from "lucide-react";
import { useState } from "react";
import { AlertDialog } from "#components/ui/alert-dialog.tsx";
import { Button } from "#components/ui/button.tsx";
import { CommandPalette } from "#components/ui/command-palette.tsx";
import { Dialog, DialogBody, DialogFoot } from "#components/ui/dialog.tsx";
import { Glyph } from "#components/ui/glyph.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Inspector } from "#components/ui/inspector.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import { Menu } from "#components/ui/menu.tsx";
import { Money } from "#components/ui/money.tsx";
import { Popover } from "#components/ui/popover.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { Tooltip } from "#components/ui/tooltip.tsx";
import { Sample } from "./sample.tsx";

export function OverlaysPart() {
  const [isFinding, setFinding] = useState(false);
  const [query, setQuery] = useState("LL-2044");
  const [isInspecting, setInspecting] = useState(false);
  return (
    <Sample title="Over the page: dialog, question, toast, menu, popover, tooltip, find, inspector">
      <div className="flex flex-wrap gap-2">
        <AlertDialog
          hasInkEdge
          title="Send live call-center orders to FlexCharge?"
          sentence="Lumen Labs, shop.lumenlabs.example. From your confirmation on, within 1 second."
          note="Based on v42. Two people are told by e-mail."
          confirmLabel="Set to Production"
          confirmIcon={<Glyph shape="square-solid" />}
          trigger={<Button>Set to Production…</Button>}
          onConfirm={() => true}
        >
          <div className="flex flex-col gap-4">
            <TextField
              label="Reason"
              defaultValue="Agents certified on the new script, test orders 8 of 8 approved."
            />
            <TextField
              label={
                <>
                  Type <strong className="font-semibold">Lumen Labs</strong> to confirm
                </>
              }
            />
          </div>
        </AlertDialog>
        <Dialog
          title="Add a site"
          sentence="It inherits every mode of the merchant."
          trigger={<Button>Add site…</Button>}
        >
          {(close) => (
            <>
              <DialogBody>
                <TextField label="Host" placeholder="shop.example.com" />
              </DialogBody>
              <DialogFoot note="Nothing is sent until a channel is switched on.">
                <Button onPress={close}>Cancel</Button>
                <Button variant="primary" onPress={close}>
                  Add site
                </Button>
              </DialogFoot>
            </>
          )}
        </Dialog>
        <Button
          onPress={() =>
            showToast("CIT call center on shop.lumenlabs.example is now in Sandbox.", {
              onUndo: () => showToast("CIT call center is Off again."),
            })
          }
        >
          Show undo
        </Button>
        <Menu
          label="More actions"
          trigger={
            <IconButton label="More actions" size="regular">
              <Ellipsis />
            </IconButton>
          }
          groups={[
            {
              id: "do",
              entries: [
                { id: "copy", label: "Copy id", trailing: <Kbd>C</Kbd> },
                { id: "ask", label: "Ask FlexCharge now" },
              ],
            },
            {
              id: "end",
              title: "End it",
              entries: [{ id: "cancel", label: "Cancel order…", isDanger: true }],
            },
          ]}
        />
        <Popover label="Formula" trigger={<Button variant="quiet">Formula</Button>}>
          <p className="text-meta">Rescued ÷ (rescued + lost), cohort by first decline.</p>
        </Popover>
        <Tooltip content="Nov 20, 14:32 America/New_York">
          <Button variant="quiet">34 min</Button>
        </Tooltip>
        <Button onPress={() => setFinding(true)}>Find</Button>
        <Button onPress={() => setInspecting(!isInspecting)}>Inspect</Button>
      </div>
      <CommandPalette
        isOpen={isFinding}
        onOpenChange={setFinding}
        query={query}
        onQueryChange={setQuery}
        sections={[
          {
            id: "orders",
            title: "Orders in Production",
            note: "2 more in Sandbox",
            items: [
              {
                id: "1",
                href: "#LL-204417",
                label: "LL-204417",
                detail: "club.lumenlabs.example, Nov 6",
                icon: <Glyph shape="circle-check" tone="rescued" />,
                trailing: <Money amount="89.00" currency="USD" />,
              },
              {
                id: "2",
                label: "LL-204402",
                detail: "shop.lumenlabs.example, Nov 6",
                icon: <Glyph shape="circle-x" tone="lost" />,
                trailing: <Money amount="42.50" currency="USD" />,
              },
            ],
          },
          {
            id: "pages",
            title: "Go to",
            items: [
              {
                id: "a",
                label: "Activation of Lumen Labs",
                icon: <ToggleRight />,
                trailing: (
                  <>
                    <Kbd>G</Kbd>
                    <Kbd>A</Kbd>
                  </>
                ),
              },
            ],
          },
        ]}
      />
      <div className="flex">
        <div className="flex-1" />
        <Inspector
          title="CIT call center"
          sentence="shop.lumenlabs.example"
          isOpen={isInspecting}
          onClose={() => setInspecting(false)}
        >
          <p>Live orders are not sent.</p>
        </Inspector>
      </div>
    </Sample>
  );
}
