"use client";
import "./shell.css";
import { X } from "lucide-react";
import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { type ReactNode, useState } from "react";
import { Dialog, Modal, ModalOverlay } from "react-aria-components";
import { IconButton } from "#components/ui/icon-button.tsx";
import { SkipLink } from "#components/ui/skip-link.tsx";
import { EnvironmentEdge } from "./environment-edge.tsx";
import { EnvironmentSwitch } from "./environment-switch.tsx";
import { Finder } from "./finder.tsx";
import { KeyMap } from "./key-map.tsx";
import { Logo } from "./logo.tsx";
import { NavFoot } from "./nav-foot.tsx";
import { pagesFor } from "./pages.ts";
import { PersonMenu } from "./person-menu.tsx";
import { inEnvironment, placeOf, workspaceRoot } from "./place.ts";
import type { ShellView } from "./shell-view.ts";
import { SideNav } from "./side-nav.tsx";
import { TopBar } from "./top-bar.tsx";
import { useShellKeys } from "./use-shell-keys.ts";
import { useNamedWorkspace, WorkspaceProvider } from "./workspace-context.tsx";

type ShellProps = { view: ShellView; onSignOut: () => Promise<void>; children: ReactNode };

/** Around every console page: navigation at the left, workspace and environment at the top. */
export function Shell(props: ShellProps) {
  return (
    <WorkspaceProvider>
      <Frame {...props} />
    </WorkspaceProvider>
  );
}

function Frame({ view, onSignOut, children }: ShellProps) {
  const pathname = usePathname();
  const search = useSearchParams();
  const router = useRouter();
  const named = useNamedWorkspace();
  const [isNavOpen, setNavOpen] = useState(false);
  const [isFindOpen, setFindOpen] = useState(false);
  const [isMapOpen, setMapOpen] = useState(false);

  const found = placeOf(pathname) ?? { environment: view.environment, merchantId: null, rest: "" };
  // A merchant's people have one workspace, also on the pages that are no workspace's.
  const home = view.person.isPartnerStaff ? null : (view.merchants[0]?.id ?? null);
  const place = { ...found, merchantId: found.merchantId ?? home };
  const root = workspaceRoot(place.environment, place.merchantId);
  const pages = pagesFor(view.permissions, place.merchantId !== null, {
    outbox: view.hasOutbox,
    sandbox: place.environment === "sandbox",
  });
  // Of every merchant: in one merchant's workspace it would say too much.
  const counts = place.merchantId === null && view.toApprove > 0 ? { activation: view.toApprove } : {};
  const known = view.merchants.find((merchant) => merchant.id === place.merchantId);
  const merchantName = place.merchantId
    ? (known?.name ?? (named?.id === place.merchantId ? named.name : "…"))
    : null;

  useShellKeys({
    go: (letter) => {
      const page = pages.find((one) => one.letter === letter);
      if (page) router.push(`${root}${page.path}`);
      return page !== undefined;
    },
    map: () => setMapOpen(true),
    environment: () =>
      router.push(
        inEnvironment(
          pathname,
          search.toString(),
          place.environment === "sandbox" ? "production" : "sandbox",
        ),
      ),
  });

  return (
    <div data-environment={place.environment} className="shell min-h-dvh">
      <SkipLink />
      <header className="sticky top-0 z-30">
        <EnvironmentEdge environment={place.environment} />
        <div className="md:pl-14 xl:pl-55">
          <TopBar
            view={view}
            place={place}
            merchantName={merchantName}
            onNav={() => setNavOpen(true)}
            onFind={() => setFindOpen(true)}
            onKeyMap={() => setMapOpen(true)}
            onSignOut={onSignOut}
          />
        </div>
      </header>
      <aside
        aria-label="Navigation"
        className="fixed top-(--edge) bottom-0 left-0 z-31 flex w-14 flex-col overflow-y-auto border-r border-line bg-sunken phone:hidden xl:w-55 print:hidden"
      >
        <div className="flex h-13 shrink-0 items-center px-4.5 max-xl:justify-center max-xl:px-0">
          <span className="xl:hidden">
            <Logo isWordHidden />
          </span>
          <span className="max-xl:hidden">
            <Logo />
          </span>
        </div>
        <div className="flex-1 pt-2">
          <SideNav pages={pages} place={place} root={root} counts={counts} />
        </div>
        <div className="max-xl:hidden">
          <NavFoot view={view} />
        </div>
      </aside>
      <main id="main" tabIndex={-1} className="outline-none md:pl-14 xl:pl-55">
        {children}
      </main>
      <ModalOverlay
        isOpen={isNavOpen}
        onOpenChange={setNavOpen}
        isDismissable
        className="appear fixed inset-0 z-50 bg-scrim md:hidden"
      >
        <Modal className="rise-slow h-full w-72 max-w-[85vw] bg-sunken">
          <Dialog aria-label="Navigation" className="flex h-full flex-col outline-none">
            <div className="flex h-14 shrink-0 items-center justify-between pr-2 pl-5">
              <Logo />
              <IconButton label="Close" onPress={() => setNavOpen(false)}>
                <X />
              </IconButton>
            </div>
            <div className="flex-1 overflow-y-auto">
              <SideNav {...{ pages, place, root, counts }} isSheet onGo={() => setNavOpen(false)} />
            </div>
            <div className="flex items-center justify-between gap-3 border-t border-line p-3">
              <EnvironmentSwitch environment={place.environment} />
              <PersonMenu person={view.person} onKeyMap={() => setMapOpen(true)} onSignOut={onSignOut} />
            </div>
          </Dialog>
        </Modal>
      </ModalOverlay>
      <Finder
        isOpen={isFindOpen}
        onOpenChange={setFindOpen}
        place={place}
        pages={pages}
        root={root}
        workspaceName={merchantName ?? view.partner.name}
      />
      <KeyMap pages={pages} isOpen={isMapOpen} onOpenChange={setMapOpen} />
    </div>
  );
}
