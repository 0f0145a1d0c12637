// Who may import whom (docs/ARCHITECTURE.md). Run by scripts/imports.mjs, which also refuses to pass on nothing seen.

const TEST = "\\.(test|spec)\\.tsx?$";
const NPM = "(^|/)node_modules/";
const npm = (...names) => `${NPM}(${names.join("|")})(/|$)`;

const forbid = (name, comment, from, to) => ({ name, severity: "error", comment, from, to });

/** Lower floors never import higher ones; rooms of one floor may, as long as no cycle results. */
const FLOORS = [
  ["kit"],
  ["audit", "queue", "flexcharge"],
  ["ledger", "mails"],
  ["access", "merchants", "sites", "credentials"],
  ["switching"],
  ["webhooks", "calls"],
  ["orders", "transmits"],
  ["notices", "onboarding", "sandbox"],
  ["checklist"],
  ["reports"],
  ["alerts"],
];
/** Every room writes to the audit and the outbox; who may read them is access's to say. */
const AUDIT_READS = "^lib/(audit/queries\\.ts|(audit|mails)/queries/[^/]+\\.ts)$";
const floors = FLOORS.slice(0, -1).map((rooms, floor) =>
  forbid(
    `floor-${floor}-below`,
    `${rooms.join(", ")} stand below ${FLOORS.slice(floor + 1)
      .flat()
      .join(", ")}: pass what they need in.`,
    { path: `^lib/(${rooms.join("|")})/`, pathNot: `${TEST}|${AUDIT_READS}` },
    {
      path: `^lib/(${FLOORS.slice(floor + 1)
        .flat()
        .join("|")})/`,
    },
  ),
);

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    forbid(
      "app-no-sql",
      "A page with SQL is a second rule book: ask a query or a verb of lib/.",
      { path: "^app/", pathNot: TEST },
      { path: [`^(db|gateway|worker|sandbox)/`, npm("postgres", "drizzle-orm")] },
    ),
    forbid(
      "next-auth-at-the-door",
      "Signing in has one place: app/_doors and app/api/auth.",
      { pathNot: `^app/(_doors|api/auth)/|${NPM}` },
      { path: npm("next-auth") },
    ),
    forbid(
      "csv-parse-in-one-place",
      "Files that people send are read in lib/onboarding/begin-import.ts alone.",
      { pathNot: `^lib/onboarding/begin-import\\.ts$|${NPM}` },
      { path: npm("csv-parse") },
    ),
    forbid(
      "gateway-doors-only",
      "The gateway maps wire to verb and back; it holds no SQL and nothing of the console.",
      { path: "^gateway/", pathNot: TEST },
      { path: ["^(db|app|components|worker|sandbox)/", npm("postgres", "drizzle-orm", "next", "react")] },
    ),
    forbid(
      "worker-collects-jobs",
      "The worker collects lib/*/jobs.ts; what a job does is the room's business.",
      { path: "^worker/", pathNot: TEST },
      {
        path: ["^(app|gateway|components|db|sandbox)/", "^lib/"],
        pathNot:
          "^lib/([^/]+/jobs\\.ts|(queue|kit)/.+|access/(open-scope|check-database)\\.ts|flexcharge/(shared-client|call-metrics)\\.ts|terms\\.ts)$",
      },
    ),
    forbid(
      "primitives-know-no-domain",
      "components/ui, charts and tables could ship in another product.",
      { path: "^components/(ui|charts|tables)/", pathNot: TEST },
      { path: ["^(lib|app|db|gateway|worker|sandbox)/", "^components/(?!ui/|charts/|tables/)"] },
    ),
    forbid(
      "components-show-only",
      "A component gets its data from the page: of lib/ it may know terms, schema, rules, and types of the rest.",
      { path: "^components/(?!ui/|charts/|tables/)", pathNot: TEST },
      {
        path: "^lib/",
        pathNot: "^lib/(terms|[^/]+/schema|[^/]+/rules|kit/money)\\.ts$",
        dependencyTypesNot: ["type-only"],
      },
    ),
    forbid(
      "components-no-db",
      "A component with SQL or an action of its own is a page in disguise.",
      { path: "^components/", pathNot: TEST },
      {
        path: ["^(db|gateway|worker|sandbox)/", "^app/(?!.*/actions\\.ts$)", npm("postgres", "drizzle-orm")],
      },
    ),
    forbid(
      "lib-knows-no-door",
      "What is known and done works behind any door: no framework, no program.",
      { path: "^lib/", pathNot: TEST },
      {
        path: [
          "^(app|components|gateway|worker|sandbox)/",
          npm("next", "next-auth", "react", "react-dom", "hono", "@hono"),
        ],
      },
    ),
    forbid(
      "internal-is-internal",
      "internal/ is for its own room; ask a front file, or make it one.",
      { path: "^lib/([^/]+)/" },
      { path: "^lib/[^/]+/internal/", pathNot: "^lib/$1/internal/" },
    ),
    forbid(
      "internal-stays-in-lib",
      "internal/ is for its own room; ask a front file.",
      // A benchmark measures one part by itself.
      { pathNot: "^(lib|bench)/" },
      { path: "^lib/[^/]+/internal/" },
    ),
    forbid(
      "kit-knows-no-domain",
      "kit and queue are ground tools: a domain comes to them, never they to it.",
      { path: "^lib/(kit|queue)/", pathNot: TEST },
      {
        path: "^(lib/(?!kit/|queue/|terms\\.ts)|db/)",
        pathNot: "^db/(client|tenant|config-watch|lost-connection)\\.ts$",
      },
    ),
    forbid(
      "kit-no-db",
      "Only lib/queue of the tools reaches the database.",
      { path: "^lib/kit/", pathNot: TEST },
      { path: "^db/" },
    ),
    forbid(
      "terms-import-nothing",
      "lib/terms.ts is where reading starts: it imports nothing.",
      { path: "^lib/terms\\.ts$" },
      { path: ".+" },
    ),
    forbid(
      "sandbox-stands-alone",
      "The sandbox must not share our misreadings of the protocol: npm packages and itself only.",
      { path: "^sandbox/" },
      { path: "^(app|bench|components|db|e2e|gateway|lib|scripts|worker)/" },
    ),
    forbid(
      "nobody-knows-the-sandbox",
      "Business code cannot know that it is being fooled: speak HTTP to it.",
      { pathNot: "^sandbox/" },
      { path: "^sandbox/" },
    ),
    forbid(
      "sandbox-controls-fenced",
      "Only the console's sandbox page drives the stand-in: an order is treated alike by whoever plays FlexCharge.",
      { pathNot: `^lib/sandbox/|${TEST}|${NPM}` },
      { path: "^lib/flexcharge/sandbox-control\\.ts$", dependencyTypesNot: ["type-only"] },
    ),
    forbid(
      "db-below-all",
      "db/ keeps; it knows terms and kit. Only seeds and the test harness look up.",
      { path: "^db/(?!seed|testing/)", pathNot: TEST },
      { path: "^(app|components|gateway|worker|lib)/", pathNot: "^lib/(terms\\.ts|kit/)" },
    ),
    forbid(
      "no-harness-in-the-product",
      "Test doubles and stories stay out of the programs.",
      { path: "^(app|components|gateway|worker|lib)/", pathNot: TEST },
      { path: ["^(e2e|bench|scripts)/", "^db/(testing|seed)/", TEST] },
    ),
    forbid(
      "no-cycles",
      "Two files that need each other are one, or hide a third.",
      { pathNot: NPM },
      { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    ),
    forbid("resolvable", "This import leads nowhere.", { pathNot: NPM }, { couldNotResolve: true }),
    ...floors,
  ],
  required: [
    {
      name: "pages-pass-the-door",
      severity: "error",
      comment:
        "Every page and action of the console passes app/_doors (session → Scope) itself; a layout does not guard.",
      module: { path: "^app/.*(page\\.tsx|actions\\.ts)$", pathNot: "^app/\\(gallery\\)/" },
      to: { path: "^app/_doors/", reachable: true },
    },
    {
      name: "routes-are-authenticated",
      severity: "error",
      comment:
        "Every route of the gateway passes its authentication, except token, health, metrics and the description.",
      module: {
        path: "^gateway/routes/",
        pathNot: `${TEST}|^gateway/routes/(token|livez|readyz|health|metrics|openapi)\\.ts$`,
      },
      to: { path: "^gateway/middleware/authenticat", reachable: true },
    },
  ],
  options: {
    doNotFollow: { path: NPM },
    exclude: { path: "\\.next/|\\.data/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
      mainFields: ["module", "main", "types"],
      extensions: [".ts", ".tsx", ".mjs", ".js", ".cjs", ".json", ".css", ".d.ts"],
    },
  },
};
