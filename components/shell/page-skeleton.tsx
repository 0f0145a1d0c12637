import { Skeleton, SkeletonRows } from "#components/ui/skeleton.tsx";
import { Page } from "./page.tsx";

/** Head and rows in their final places, from 200 ms on. */
export function PageSkeleton({ rows = 8, rowHeight = 48 }: { rows?: number; rowHeight?: number }) {
  return (
    <Page>
      <div className="late flex h-12 flex-col justify-between">
        <Skeleton width={180} height={18} />
        <Skeleton width={360} />
      </div>
      <SkeletonRows rows={rows} rowHeight={rowHeight} />
    </Page>
  );
}
