/** The tools that the extension itself runs for the agent, on the page in front of the user. */
export const pageToolNames = ['read_job_page', 'read_selection'] as const;
export type PageToolName = (typeof pageToolNames)[number];

/** Which of our own tools a call is of; null: one of the server's. */
export function toPageTool(name: string): PageToolName | null {
  return pageToolNames.find((own) => own === name) ?? null;
}
