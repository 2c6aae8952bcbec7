/** Leaves a request to its transaction, which fails as a whole when it fails. */
export function request(promise: Promise<unknown>): void {
  promise.catch(() => undefined);
}
