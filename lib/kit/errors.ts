/**
 * A failure whose `publicText` may be shown to the caller; `message` stays in our logs. Thrown for what no
 * caller is expected to handle, mapped once per door.
 */
export class PublicError extends Error {
  readonly code: string;
  readonly publicText: string;
  constructor(code: string, publicText: string, internal: string = publicText) {
    super(internal);
    this.name = "PublicError";
    this.code = code;
    this.publicText = publicText;
  }
}

/** Also for another tenant's id: its existence is nobody's business. */
export class NotFoundError extends PublicError {
  constructor(what: string) {
    super("NOT_FOUND", `${what} not found.`);
    this.name = "NotFoundError";
  }
}

/** The door let somebody through whose role does not hold this permission. */
export class PermissionError extends PublicError {
  readonly permission: string;
  constructor(permission: string) {
    super("PERMISSION_DENIED", "Your role does not allow this.", `permission ${permission} is missing`);
    this.name = "PermissionError";
    this.permission = permission;
  }
}

/** Partner staff look at a merchant's console as its people see it: nothing can be changed meanwhile. */
export class ViewOnlyError extends PermissionError {
  constructor(permission: string) {
    super(permission);
    this.name = "ViewOnlyError";
  }
}

/** What is asked for wants a password shown within the last minutes (P18); the console asks for it and goes on. */
export class StepUpError extends PublicError {
  constructor() {
    super("STEP_UP_REQUIRED", "Show your password again.");
    this.name = "StepUpError";
  }
}
