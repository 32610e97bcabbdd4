/** The kinds of bodies that every route with a body takes. */
export const BODY_TYPES = ['application/json', 'multipart/form-data', 'application/x-www-form-urlencoded'] as const;
