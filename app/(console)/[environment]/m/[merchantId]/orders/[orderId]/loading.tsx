import { Page } from "#components/shell/page.tsx";
import { Skeleton, SkeletonRows } from "#components/ui/skeleton.tsx";

export default function Loading() {
  return (
    <Page>
      <div className="late flex flex-col gap-2 pt-1">
        <Skeleton width={90} />
        <Skeleton width={180} height={20} />
        <Skeleton width={320} />
      </div>
      <SkeletonRows rows={11} rowHeight={28} label="Reading the order" />
    </Page>
  );
}
