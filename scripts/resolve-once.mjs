// Loaded with --import into gateway and worker: finds each package once for all of our files. Node reads a package's
// whole export map anew for every file that imports it, and some three hundred of ours import one whose map has 180 KB:
// that was a third of a start.
import { registerHooks } from "node:module";

/** Not `./x`, `#lib/x`, `/x`, `node:x`, `file:x`: the name of a package. */
const PACKAGE = /^(?![#./])(?![a-z]+:)/;

const known = new Map();
registerHooks({
  resolve(specifier, context, next) {
    const { parentURL, conditions } = context;
    // A package's own files may mean a version of their own.
    const isOurs = parentURL && !parentURL.includes("/node_modules/");
    if (!isOurs || !PACKAGE.test(specifier)) return next(specifier, context);
    const key = `${specifier} ${conditions}`;
    const found = known.get(key) ?? { ...next(specifier, context), shortCircuit: true };
    known.set(key, found);
    return found;
  },
});
