/** How a viewer stands towards one course or event, from the least to the most involved. */
export const STANDINGS = ['anonymous', 'outsider', 'requested', 'invited', 'member', 'manager', 'creator'] as const;
export type Standing = (typeof STANDINGS)[number];

export const EVERYONE: readonly Standing[] = STANDINGS;
export const SIGNED_IN: readonly Standing[] = STANDINGS.slice(1);
export const HAS_A_ROW: readonly Standing[] = ['requested', 'invited', 'member', 'manager', 'creator'];
export const INVITED_OR_IN: readonly Standing[] = ['invited', 'member', 'manager', 'creator'];
export const MEMBERS: readonly Standing[] = ['member', 'manager', 'creator'];
export const MANAGERS: readonly Standing[] = ['manager', 'creator'];
