/** Where the mirror's log lines go: pino in the program, silence in tests. Never message text or tokens. */
export interface MirrorLog {
  info(fields: Readonly<Record<string, unknown>>, text: string): void;
  error(fields: Readonly<Record<string, unknown>>, text: string): void;
}

export const silentLog: MirrorLog = { info() {}, error() {} };
