/** A pattern for LIKE that matches texts containing `text` as it is: its own wildcards mean themselves. */
export const likeContains = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`;
