"use server";
import { action } from "#app/_doors/action.ts";
import { showChanges } from "#app/_doors/show-changes.ts";
import { answerInfoRequest } from "#lib/onboarding/answer-info-request.ts";
import { cancelApplication } from "#lib/onboarding/cancel-application.ts";
import { convertApplication } from "#lib/onboarding/convert-application.ts";
import { createApplication } from "#lib/onboarding/create-application.ts";
import { deleteDocument } from "#lib/onboarding/delete-document.ts";
import { editApplication } from "#lib/onboarding/edit-application.ts";
import { issueAccountKeys } from "#lib/onboarding/issue-account-keys.ts";
import {
  applicationInput,
  convertApplicationInput,
  createApplicationInput,
  deleteDocumentInput,
  editApplicationInput,
} from "#lib/onboarding/schema.ts";
import { submitApplication } from "#lib/onboarding/submit-application.ts";

export const startApplication = action(createApplicationInput, "applications.write", async (scope, input) =>
  showChanges(await createApplication(scope, input)),
);
/** Nothing is drawn anew: the page that types shows what it typed, all others poll. */
export const saveFields = action(editApplicationInput, "applications.write", (scope, input) =>
  editApplication(scope, input),
);
export const removeDocument = action(deleteDocumentInput, "applications.write", (scope, input) =>
  deleteDocument(scope, input),
);
export const sendApplication = action(applicationInput, "applications.write", async (scope, input) =>
  showChanges(await submitApplication(scope, input)),
);
export const sendAnswer = action(applicationInput, "applications.write", async (scope, input) =>
  showChanges(await answerInfoRequest(scope, input)),
);
export const closeApplication = action(applicationInput, "merchants.write", async (scope, input) =>
  showChanges(await cancelApplication(scope, input)),
);
export const convertToAccount = action(convertApplicationInput, "merchants.write", async (scope, input) =>
  showChanges(await convertApplication(scope, input)),
);
export const createKeys = action(applicationInput, "credentials.write", async (scope, input) =>
  showChanges(await issueAccountKeys(scope, input)),
);
