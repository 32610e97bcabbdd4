/** One statement as the service sent it. */
export interface Step {
  readonly text: string;
  readonly name?: string;
  readonly values: readonly unknown[];
  /** Whether it was sent before the one before it on the same connection was answered. */
  readonly together: boolean;
}

/** What one request looks like: who sends it, and whom it is about. */
export interface Sample {
  readonly viewer: number;
  readonly users?: readonly number[];
}

/** What the service did for one request of a route, for the bare server to do the same. */
export interface Script {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** The pattern of the path, as a router takes it. */
  readonly pattern: string;
  readonly query: string;
  readonly sample: Sample;
  readonly steps: readonly Step[];
  readonly status: number;
  /** The answer as text, or empty. */
  readonly answer: string;
}
