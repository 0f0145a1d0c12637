/** What a file is by its first bytes, and the endings that go with it (API sheet §2.12: PDF, JPEG, PNG, XLS, CSV, DOC). */
const KINDS: { mediaType: string; endings: RegExp; starts: (bytes: Uint8Array) => boolean }[] = [
  { mediaType: "application/pdf", endings: /\.pdf$/i, starts: magic("%PDF-") },
  { mediaType: "image/jpeg", endings: /\.jpe?g$/i, starts: magic("\xff\xd8\xff") },
  { mediaType: "image/png", endings: /\.png$/i, starts: magic("\x89PNG\r\n\x1a\n") },
  // The older Office files share one container, the newer ones are ZIP.
  {
    mediaType: "application/vnd.ms-excel",
    endings: /\.xls$/i,
    starts: magic("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
  },
  { mediaType: "application/msword", endings: /\.doc$/i, starts: magic("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") },
  {
    mediaType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    endings: /\.xlsx$/i,
    starts: magic("PK\x03\x04"),
  },
  {
    mediaType: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    endings: /\.docx$/i,
    starts: magic("PK\x03\x04"),
  },
  { mediaType: "text/csv", endings: /\.csv$/i, starts: isText },
];

/** The media type when name and content agree on one that FlexCharge takes, else null. */
export function documentKind(fileName: string, content: Uint8Array): string | null {
  return KINDS.find(({ endings, starts }) => endings.test(fileName) && starts(content))?.mediaType ?? null;
}

function magic(start: string): (bytes: Uint8Array) => boolean {
  return (bytes) =>
    bytes.length >= start.length && [...start].every((letter, at) => letter.charCodeAt(0) === bytes[at]);
}

function isText(bytes: Uint8Array): boolean {
  if (bytes.includes(0)) return false;
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
