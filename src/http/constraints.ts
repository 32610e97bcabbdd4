import type { Complaint } from './domain-error';

const complaints = new Map<string, Complaint>();

/**
 * Says what a violated database constraint means to the caller: 400 with this complaint.
 * Features call it once beside the entity that owns the constraint. A violated constraint that nobody
 * mapped is a bug, so a 500.
 */
export function mapConstraint(constraint: string, complaint: Complaint): void {
  const known = complaints.get(constraint);
  if (known && known.message !== complaint.message) throw new Error(`Constraint ${constraint} is mapped twice`);
  complaints.set(constraint, complaint);
}

/** The complaint that a feature registered for this constraint. */
export const complaintFor = (constraint: string | undefined): Complaint | undefined =>
  constraint === undefined ? undefined : complaints.get(constraint);
