import { applicationRefusal } from "#components/onboarding/application-words.ts";

/** Posts a file and tells how far it is in percent; answers a sentence when it was refused, null when it is kept. */
export function sendFile(
  url: string,
  file: File,
  onProgress: (percent: number) => void,
): Promise<string | null> {
  return new Promise((resolve) => {
    // fetch tells nothing of a body on its way.
    const request = new XMLHttpRequest();
    request.upload.onprogress = ({ loaded, total }) =>
      onProgress(Math.round((100 * loaded) / Math.max(total, 1)));
    request.onerror = () => resolve("The console did not answer. Add the file again.");
    request.onload = () => {
      if (request.status === 200) return resolve(null);
      if (request.status === 401)
        return resolve("You were signed out. Sign in again in another tab, then add it again.");
      resolve(applicationRefusal({ reason: reasonOf(request.responseText) }));
    };
    request.open("POST", url);
    request.setRequestHeader("content-type", "application/octet-stream");
    request.send(file);
  });
}

function reasonOf(text: string): string {
  try {
    return String((JSON.parse(text) as { reason?: unknown }).reason);
  } catch {
    return "UNEXPECTED";
  }
}
