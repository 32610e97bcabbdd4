import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';

/** The connection pools that TypeORM holds: of the primary, and of each replica. */
export interface Pools {
  readonly primary: Pool;
  readonly replicas: readonly Pool[];
}

export function poolsOf({ driver }: DataSource): Pools {
  const { master, slaves } = driver as unknown as { readonly master: Pool; readonly slaves?: readonly Pool[] };
  return { primary: master, replicas: slaves ?? [] };
}
