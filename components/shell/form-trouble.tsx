import { Glyph } from "#components/ui/glyph.tsx";

/** The sentence over a form's buttons when it was refused; announced at once. */
export function FormTrouble({ trouble }: { trouble: string | null }) {
  return (
    <div role="alert">
      {trouble && (
        <p className="flex items-start gap-1.75 text-danger">
          <Glyph shape="octagon-alert" className="mt-0.75" />
          <span>{trouble}</span>
        </p>
      )}
    </div>
  );
}
