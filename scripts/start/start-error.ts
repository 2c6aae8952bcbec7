/** Something that the person at the terminal can put right: `message` is one sentence that says how. */
export class StartError extends Error {
  override readonly name = 'StartError';
}
