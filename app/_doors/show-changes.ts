import { revalidatePath } from "next/cache";

/** After a write: the page that asked, the shell around it and every page already visited are read anew. */
export function showChanges<Answer>(answer: Answer): Answer {
  revalidatePath("/", "layout");
  return answer;
}
