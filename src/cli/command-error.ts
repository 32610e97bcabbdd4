/** The command was called in a wrong way or found what it is meant to find; the message is for whoever called it. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}
