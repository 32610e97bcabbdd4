/** What a subscriber said about coming to an event. */
export const ATTENDANCES = ['undecided', 'going', 'not_going'] as const;
export type Attendance = (typeof ATTENDANCES)[number];

/** The life of an attendance: command → { from: to }. A pair that is not here changes nothing. */
export const ATTENDANCE_TRANSITIONS = {
  go: { undecided: 'going', not_going: 'going' },
  take_back_going: { going: 'undecided' },
  not_go: { undecided: 'not_going', going: 'not_going' },
  take_back_not_going: { not_going: 'undecided' },
} as const satisfies Record<string, Partial<Record<Attendance, Attendance>>>;

export type AttendanceCommand = keyof typeof ATTENDANCE_TRANSITIONS;
