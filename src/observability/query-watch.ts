/** Is told of every statement that was sent, and how many milliseconds it took until it was answered or failed. */
export type QueryWatch = (statement: string, ms: number) => void;

/** Where to inject it: `@Inject(QUERY_WATCH) watch?: QueryWatch`. Undefined where nobody wants to know. */
export const QUERY_WATCH = Symbol('query watch');
