// Loaded with --import into every child: ends it when the process that started it is gone, also after
// kill -9, when nobody is left to send a signal. Without an IPC channel it does nothing.
import { isMainThread } from "node:worker_threads";

if (isMainThread && process.channel) {
  process.on("disconnect", () => process.kill(process.pid, "SIGTERM"));
  process.channel.unref();
  // Next hands its own options on to its build workers, which would end early on an unreferenced channel.
  const at = process.execArgv.indexOf("--import");
  if (at !== -1) process.execArgv.splice(at, 2);
}
