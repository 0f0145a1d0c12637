import { createServer } from "node:net";

/** Throws one message that names every port in use, or given twice, with the variable that moves it. */
export async function requireFreePorts(ports) {
  const complaints = [];
  const owners = new Map();
  for (const [variable, port] of Object.entries(ports)) {
    if (owners.has(port)) complaints.push(`${variable} and ${owners.get(port)} are both ${port}.`);
    else if (!(await isFree(port)))
      complaints.push(`Port ${port} is in use: set ${variable} to another one.`);
    owners.set(port, variable);
  }
  if (complaints.length > 0) throw new Error(complaints.join("\n"));
}

async function isFree(port) {
  for (const host of ["127.0.0.1", "::1"]) {
    const code = await listenError(port, host);
    if (code === "EADDRINUSE" || code === "EACCES") return false;
  }
  return true;
}

function listenError(port, host) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error) => resolve(error.code));
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });
}
