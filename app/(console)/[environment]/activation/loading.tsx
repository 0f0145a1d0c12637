import { Page } from "#components/shell/page.tsx";
import { Skeleton, SkeletonRows } from "#components/ui/skeleton.tsx";

export default function Loading() {
  return (
    <Page>
      <div className="late flex flex-col gap-2 pt-1">
        <Skeleton width={150} height={20} />
        <Skeleton width={420} />
      </div>
      <SkeletonRows rows={9} label="Reading every merchant" />
    </Page>
  );
}
