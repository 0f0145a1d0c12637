"use client";
import { Bookmark, Pencil, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { FormTrouble } from "#components/shell/form-trouble.tsx";
import { type ServerAction, useAction } from "#components/shell/use-action.ts";
import { Button } from "#components/ui/button.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Link } from "#components/ui/link.tsx";
import { Popover } from "#components/ui/popover.tsx";
import { TextField } from "#components/ui/text-field.tsx";

export type SavedView = { id: string; name: string; query: string };
type Taken = { reason: "NAME_TAKEN" };
export type ViewActions = {
  saveView: ServerAction<
    { page: "merchants"; name: string; query: string },
    { id: string },
    Taken | { reason: "TOO_MANY" }
  >;
  renameView: ServerAction<{ viewId: string; name: string }, { changed: boolean }, Taken>;
  deleteView: ServerAction<{ viewId: string }, { changed: boolean }, never>;
};

const words = ({ reason }: { reason: string }) => ({
  fields: {
    name: reason === "TOO_MANY" ? "You keep 50 already: delete one first" : "You have a view of this name",
  },
});

/** The bookmark: one's own filters under names of one's own. */
export function SavedViews({
  views,
  root,
  query,
  actions,
}: {
  views: readonly SavedView[];
  root: string;
  /** What is set now, as the address says it. */
  query: string;
  actions: ViewActions;
}) {
  const router = useRouter();
  const [name, setName] = useState("");
  const save = useAction(actions.saveView, words);
  const remove = useAction(actions.deleteView, () => ({}));
  const here = views.find((view) => view.query === query);
  return (
    <Popover
      label="Saved views"
      placement="bottom end"
      className="w-80"
      trigger={
        <IconButton label={here ? `Saved views, showing ${here.name}` : "Saved views"}>
          <Bookmark className={here ? "fill-current" : undefined} />
        </IconButton>
      }
    >
      {(close) => (
        <div className="flex flex-col gap-3">
          {views.length > 0 ? (
            <ul>
              {views.map((view) => (
                <ViewRow
                  key={view.id}
                  view={view}
                  href={`${root}${view.query}`}
                  isHere={view === here}
                  rename={actions.renameView}
                  onOpen={close}
                  onDelete={async () => {
                    if ((await remove.run({ viewId: view.id })).ok) router.refresh();
                  }}
                />
              ))}
            </ul>
          ) : (
            <p className="text-ink-2">Set filters, then keep them here under a name. Only you see them.</p>
          )}
          <FormTrouble trouble={remove.trouble ?? save.trouble} />
          <form
            className="flex items-end gap-2 border-t border-line pt-3"
            onSubmit={async (event) => {
              event.preventDefault();
              if (save.isPending) return;
              if (!(await save.run({ page: "merchants", name, query })).ok) return;
              setName("");
              router.refresh();
            }}
          >
            <TextField
              label="Keep what is set now as"
              className="flex-1"
              value={name}
              onChange={setName}
              error={save.fields.name ?? save.fields.query}
              maxLength={60}
            />
            <Button type="submit" isPending={save.isPending}>
              Save view
            </Button>
          </form>
        </div>
      )}
    </Popover>
  );
}

function ViewRow({
  view,
  href,
  isHere,
  rename,
  onOpen,
  onDelete,
}: {
  view: SavedView;
  href: string;
  isHere: boolean;
  rename: ViewActions["renameView"];
  onOpen: () => void;
  onDelete: () => void;
}) {
  const router = useRouter();
  const [name, setName] = useState<string | null>(null);
  const deed = useAction(rename, words);
  if (name === null)
    return (
      <li className="flex min-h-8 items-center gap-1">
        <Link
          href={href}
          look="plain"
          onPress={onOpen}
          aria-current={isHere ? "true" : undefined}
          className={isHere ? "min-w-0 flex-1 truncate font-semibold" : "min-w-0 flex-1 truncate"}
        >
          {view.name}
        </Link>
        <IconButton label={`Rename ${view.name}`} size="inline" onPress={() => setName(view.name)}>
          <Pencil />
        </IconButton>
        <IconButton label={`Delete ${view.name}`} size="inline" onPress={onDelete}>
          <Trash2 />
        </IconButton>
      </li>
    );
  return (
    <li>
      <form
        className="flex items-end gap-2 py-1"
        onSubmit={async (event) => {
          event.preventDefault();
          if (!(await deed.run({ viewId: view.id, name })).ok) return;
          setName(null);
          router.refresh();
        }}
      >
        <TextField
          label="Name of the view"
          isLabelHidden
          autoFocus
          className="flex-1"
          value={name}
          onChange={setName}
          error={deed.fields.name ?? deed.trouble ?? undefined}
          maxLength={60}
        />
        <Button type="submit" isPending={deed.isPending}>
          Rename
        </Button>
      </form>
    </li>
  );
}
