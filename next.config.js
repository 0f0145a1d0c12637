/** @type {import("next").NextConfig} */
const config = {
  // Several developers' servers can share one checkout when each has its own folder.
  distDir: process.env.NEXT_DIST_DIR || ".next",
  poweredByHeader: false,
  reactStrictMode: true,
  devIndicators: false,
  // The database driver and the password hash bring their own binaries and sockets: not to be bundled.
  serverExternalPackages: ["postgres", "@node-rs/argon2", "pino"],
  // `npm run check` judges types, over the whole tree; a start does not wait for it again.
  typescript: { ignoreBuildErrors: true },
  // Browsers ask for it wherever a page has not said otherwise.
  rewrites: async () => [{ source: "/favicon.ico", destination: "/icon.svg" }],
  experimental: { authInterrupts: true, serverActions: { bodySizeLimit: "256kb" } },
};

export default config;
