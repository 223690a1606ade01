import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { lazy, StrictMode, Suspense, type ReactNode } from "react";
import { createRoot } from "react-dom/client";
import { createBrowserRouter, Navigate, RouterProvider, useLocation, useParams, useRouteError } from "react-router-dom";
import { useT, WordsProvider } from "./i18n";
import "./kit/tokens.css";
import "./kit/kit.css";
import { Page } from "./kit/layout";
import { Empty, Trouble } from "./kit/states";
import { screens, verification } from "./shell/catalogue";
import { Enter } from "./shell/enter";
import { useFrame } from "./shell/frame";
import { SessionProvider, useSession } from "./shell/session";
import { Shell } from "./shell/shell";
import { setTheme, themeNow } from "./shell/theme";

setTheme(themeNow());

const client = new QueryClient({ defaultOptions: { queries: { refetchOnWindowFocus: false, gcTime: 10 * 60_000, networkMode: "always" }, mutations: { networkMode: "always" } } });

// Whoever is not logged in sees the way in at the address that was asked for, and is there afterwards. Where a session ended by itself, the screens stay behind it,
// hidden and out of reach, until the same person is back.
function Guarded({ children }: { children: ReactNode }) {
  const { state, me } = useSession();
  return (
    <>
      {state === "out" && <Enter />}
      {me && (
        <div key={me.person} className={state === "in" ? "kept" : undefined} hidden={state !== "in"}>
          {children}
        </div>
      )}
    </>
  );
}

function Coming() {
  const { state } = useSession();
  const here = useLocation();
  if (state === "asking") return null;
  return state === "in" && !here.hash ? <Navigate to="/" replace /> : <Enter />;
}

function Fault() {
  const t = useT();
  return (
    <div className="page">
      <Trouble error={useRouteError()} title={t("shell.broken")} again={() => location.reload()} />
    </div>
  );
}

// An address that there is no screen at.
function Unknown() {
  const t = useT();
  useFrame({ title: t("shell.unknown") });
  return (
    <Page title={t("shell.unknown")}>
      <Empty>{t("shell.unknownHint")}</Empty>
    </Page>
  );
}

// What the desk says is owed names a concern by itself; it is shown among the others.
function ToConcern() {
  const { id = "" } = useParams();
  return <Navigate to={`/statements?view=concerns&concern=${encodeURIComponent(id)}`} replace />;
}

const Verify = lazy(verification.load);

const router = createBrowserRouter([
  { path: "/enter", element: <Coming /> },
  { path: verification.path, element: <Suspense><Verify /></Suspense>, errorElement: <Fault /> },
  {
    element: <Guarded><Shell /></Guarded>,
    errorElement: <Fault />,
    children: [
      ...screens.flatMap((screen) => {
        const Screen = lazy(screen.load);
        const shown = { element: <Screen key={screen.id} />, errorElement: <Fault /> };
        return [screen.path, ...(screen.more ?? [])].map((path) => ({ path, ...shown }));
      }),
      { path: "/concerns/:id", element: <ToConcern /> },
      { path: "*", element: <Unknown /> },
    ],
  },
]);

createRoot(document.getElementById("console")!).render(
  <StrictMode>
    <WordsProvider>
      <QueryClientProvider client={client}>
        <SessionProvider>
          <RouterProvider router={router} />
        </SessionProvider>
      </QueryClientProvider>
    </WordsProvider>
  </StrictMode>,
);
