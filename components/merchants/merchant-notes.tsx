"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { FormTrouble } from "#components/shell/form-trouble.tsx";
import { type ServerAction, useAction } from "#components/shell/use-action.ts";
import { when } from "#components/switching/when.ts";
import { Button } from "#components/ui/button.tsx";
import { GlyphWord } from "#components/ui/glyph-word.tsx";
import { TextArea } from "#components/ui/text-area.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { NoteView } from "#lib/merchants/schema.ts";

type Close = ServerAction<{ merchantId: string; noteId: string }, { changed: boolean }, never>;

/** What partner staff want to remember of a merchant, which never sees it, and when to come back to it. */
export function MerchantNotes({
  merchantId,
  notes,
  today,
  now,
  zone,
  mayWrite,
  add,
  close,
}: {
  merchantId: string;
  notes: readonly NoteView[];
  /** `YYYY-MM-DD` in the partner's zone: what is due by then stands out. */
  today: string;
  now: string;
  zone: string;
  mayWrite: boolean;
  add: ServerAction<{ merchantId: string; text: string; followUpOn?: string }, { id: string }, never>;
  close: Close;
}) {
  const router = useRouter();
  const [text, setText] = useState("");
  const [followUpOn, setFollowUpOn] = useState("");
  const deed = useAction(add, () => ({}));
  return (
    <div id="notes" className="flex scroll-mt-20 flex-col gap-4">
      {mayWrite && (
        <form
          aria-label="New note"
          className="flex flex-col gap-2.5"
          onSubmit={async (event) => {
            event.preventDefault();
            if (deed.isPending || !(await deed.run({ merchantId, text, followUpOn })).ok) return;
            setText("");
            setFollowUpOn("");
            router.refresh();
          }}
        >
          <TextArea
            label="Note"
            help="Only the partner's people read it."
            rows={2}
            value={text}
            onChange={setText}
            error={deed.fields.text}
          />
          <div className="flex flex-wrap items-end gap-3">
            <TextField
              label="Follow up on"
              type="date"
              className="w-44"
              value={followUpOn}
              onChange={setFollowUpOn}
              error={deed.fields.followUpOn}
            />
            <Button type="submit" isPending={deed.isPending}>
              Add note
            </Button>
          </div>
          <FormTrouble trouble={deed.trouble} />
        </form>
      )}
      {notes.length === 0 ? (
        <p className="text-ink-3">No note yet.</p>
      ) : (
        <ul className="border-t border-line">
          {notes.map((note) => (
            <li key={note.id} className="border-b border-line py-2.5">
              <p className="wrap-anywhere whitespace-pre-wrap">{note.text}</p>
              <div className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-meta text-ink-3">
                <span>
                  {note.byName}, {when(note.createdAt, zone, now)}
                </span>
                <FollowUp {...{ merchantId, note, today, now, mayWrite, close }} />
              </div>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function FollowUp({
  merchantId,
  note,
  today,
  now,
  mayWrite,
  close,
}: {
  merchantId: string;
  note: NoteView;
  today: string;
  now: string;
  mayWrite: boolean;
  close: Close;
}) {
  const router = useRouter();
  const deed = useAction(close, () => ({}));
  if (!note.followUpOn) return null;
  // A day, not a moment: it is the same in every zone.
  const day = when(`${note.followUpOn}T00:00:00Z`, "UTC", now, "day");
  if (note.doneAt) return <span>Follow-up of {day} done</span>;
  const isDue = note.followUpOn <= today;
  return (
    <>
      {isDue ? (
        <GlyphWord shape="triangle" tone="attn">
          Follow-up due {day}
        </GlyphWord>
      ) : (
        <span>Follow up on {day}</span>
      )}
      {mayWrite && (
        <Button
          size="row"
          variant="quiet"
          isPending={deed.isPending}
          aria-label={`Done: follow-up of ${day}`}
          onPress={async () => {
            if ((await deed.run({ merchantId, noteId: note.id })).ok) router.refresh();
          }}
        >
          Done
        </Button>
      )}
      {deed.trouble && <FormTrouble trouble={deed.trouble} />}
    </>
  );
}
