"use client";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Combobox } from "#components/ui/combobox.tsx";
import { Form } from "#components/ui/form.tsx";
import { Glyph } from "#components/ui/glyph.tsx";
import { Link } from "#components/ui/link.tsx";
import { PasswordField } from "#components/ui/password-field.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { SearchField } from "#components/ui/search-field.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { Select } from "#components/ui/select.tsx";
import { TextArea } from "#components/ui/text-area.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { Sample } from "./sample.tsx";

const modes = [
  { id: "inherit", label: "Inherit" },
  { id: "off", label: "Off", fill: "off" },
  { id: "sandbox", label: "Sandbox", fill: "sandbox" },
  { id: "production", label: "Production", fill: "production" },
] as const;
const sites = ["shop", "club", "pro"].map((name) => ({ id: name, label: `${name}.lumenlabs.example` }));

export function ControlsPart() {
  const [mode, setMode] = useState<(typeof modes)[number]["id"]>("sandbox");
  const [group, setGroup] = useState<"site" | "same">("site");
  const [errors, setErrors] = useState<Record<string, string>>({
    host: "This host belongs to another site. Choose a different one.",
  });
  return (
    <>
      <Sample title="Mode control and plain segments: current, gate not met">
        <div className="flex flex-wrap gap-3">
          <Segmented label="Mode" options={modes} value={mode} onChange={setMode} />
          <Segmented
            label="Mode with a gate"
            options={modes.map((one) =>
              one.id === "production" ? { ...one, isLocked: true, note: "3 gates open" } : one,
            )}
            value="off"
            onChange={() => {}}
          />
          <Segmented
            label="Group"
            options={[
              { id: "site", label: "Site" },
              { id: "same", label: "Same settings" },
            ]}
            value={group}
            onChange={setGroup}
          />
        </div>
        <p className="mt-1.5 text-meta text-ink-2">
          Production needs 3 more: checklist 5 of 8 (merchant), production credentials (us), MIT enabled
          (FlexCharge).
        </p>
      </Sample>
      <Sample title="Buttons: primary, secondary, quiet, danger, off with a reason, working">
        <div className="flex flex-wrap items-center gap-2">
          <Button variant="primary">Refund</Button>
          <Button>Export CSV</Button>
          <Button variant="quiet">History</Button>
          <Button variant="danger">Kill switch</Button>
          <Button unavailable="Only an approver can do this. Ask Daniel Okafor.">Approve</Button>
          <Button variant="primary" isPending>
            Refunding
          </Button>
          <Button variant="danger-solid">Stop MIT</Button>
          <Button size="row">In a row</Button>
          <ButtonLink href="#main" size="tall">
            Tall link
          </ButtonLink>
          <Link href="#main">See the dry run</Link>
        </div>
      </Sample>
      <Sample title="Fields: help, error with the fix, a tick when it is equal">
        <Form
          className="grid grid-cols-2 gap-4 phone:grid-cols-1"
          errors={errors}
          action={(data) =>
            setErrors(data.get("host") ? {} : { host: "Name the host, for example shop.example.com." })
          }
        >
          <TextField name="host" label="Host" defaultValue="shop.lumenlabs.example" />
          <TextField
            name="descriptor"
            label="Descriptor"
            isMono
            placeholder="LUMENLABS*SHOP"
            help="As the cardholder reads it."
          />
          <TextField
            name="confirm"
            label="Type Lumen Labs to confirm"
            defaultValue="Lumen Labs"
            trailing={<Glyph shape="check" tone="rescued" label="Equal" />}
          />
          <PasswordField
            name="password"
            label="Password"
            defaultValue="correct horse"
            labelAside={<Link href="#main">Forgot it?</Link>}
          />
          <Select name="site" label="Site" options={sites} defaultValue="club" />
          <Combobox
            name="owner"
            label="Activation owner"
            options={[
              { id: "pn", label: "Priya Nair", note: "Partner operator" },
              { id: "mt", label: "Mei Tanaka", note: "Merchant admin" },
            ]}
            placeholder="Type a name"
          />
          <TextArea
            name="reason"
            label="Reason"
            rows={2}
            help="At least 10 characters; the audit keeps it."
          />
          <div className="flex flex-col gap-2">
            <SearchField label="Find a site" placeholder="Site, campaign, descriptor" />
            <Checkbox name="tell">Tell the merchant</Checkbox>
            <Checkbox defaultSelected help="Test orders only.">
              Follow redirects
            </Checkbox>
            <Checkbox isIndeterminate>Some rows</Checkbox>
          </div>
          <RadioGroup
            name="kind"
            label="Integration"
            defaultValue="backend"
            options={[
              { id: "backend", label: "Partner backend", note: "The partner calls for the merchant." },
              { id: "standard", label: "Standard CIT" },
            ]}
          />
          <div className="self-end">
            <Button type="submit" variant="primary">
              Save site
            </Button>
          </div>
        </Form>
      </Sample>
    </>
  );
}
