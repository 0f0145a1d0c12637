import { notFound } from "next/navigation";
import { SkipLink } from "#components/ui/skip-link.tsx";
import { ThemeSwitch } from "#components/ui/theme-switch.tsx";
import { ControlsPart } from "./_parts/controls-part.tsx";
import { OverlaysPart } from "./_parts/overlays-part.tsx";
import { PagePart } from "./_parts/page-part.tsx";
import { ReportPart } from "./_parts/report-part.tsx";
import { SignsPart } from "./_parts/signs-part.tsx";
import { StatesPart } from "./_parts/states-part.tsx";
import { TablePart } from "./_parts/table-part.tsx";

export const metadata = { title: "Gallery" };

/** Every part in its states, for people who build pages. Not served in production unless asked for. */
export default function GalleryPage() {
  if (process.env.NODE_ENV === "production" && process.env["SWITCHBOARD_GALLERY"] !== "1") notFound();
  return (
    <>
      <SkipLink />
      <main id="main" className="mx-auto max-w-360 px-12 py-8 phone:px-4">
        <div className="mb-8 flex flex-wrap items-center justify-between gap-4">
          <h1 className="text-title">Parts and their states</h1>
          <ThemeSwitch />
        </div>
        <div className="grid grid-cols-1 gap-x-14 gap-y-7 xl:grid-cols-2">
          <div className="flex min-w-0 flex-col gap-7">
            <SignsPart />
            <ControlsPart />
          </div>
          <div className="flex min-w-0 flex-col gap-7">
            <StatesPart />
            <OverlaysPart />
          </div>
        </div>
        <div className="mt-10 flex flex-col gap-8">
          <PagePart />
          <ReportPart />
          <TablePart />
        </div>
      </main>
    </>
  );
}
