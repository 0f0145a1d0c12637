import { Page } from "#components/shell/page.tsx";
import { Skeleton, SkeletonRows } from "#components/ui/skeleton.tsx";

export default function Loading() {
  return (
    <Page>
      <div className="late flex flex-col gap-2 pt-1">
        <Skeleton width={110} height={20} />
        <Skeleton width={300} />
      </div>
      <SkeletonRows rows={12} label="Reading the orders" />
    </Page>
  );
}
