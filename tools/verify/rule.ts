/** What the rules judge by: when, and whether requests may be under way. */
export interface Circumstances {
  now: Date;
  /**
   * `true`: the system runs, so what is on its way within its time is legal. `false`: it was drained and swept, so
   * nothing may be on its way.
   */
  live: boolean;
  /** How long after its time a task of the running system may still have something to do. */
  graceMs: number;
  /** So long delivered events stay in the outbox: older transitions may have left none. */
  eventsKeptMs: number;
  /** What clients were answered, by booking: the status they saw last. Only a client can know. */
  answered: ReadonlyMap<string, string>;
}

/** One sentence that must be true of every subject it concerns. */
export interface Rule<Subject> {
  /** Of the list "What must always hold" in the design. */
  invariant: number;
  name: string;
  /** What the name counts: "nights", "bookings". */
  unit: string;
  /** What is wrong with the subject: nothing, or sentences; undefined when the rule does not concern it. */
  breaks(subject: Subject, at: Circumstances): string[] | undefined;
}

/** The sentences whose condition is true. */
export function whereTrue(...cases: [condition: boolean, sentence: string][]): string[] {
  return cases.filter(([condition]) => condition).map(([, sentence]) => sentence);
}

/** Whether an instant is over; in a running system, over for longer than a task needs to come round. */
export function isOverdue(instant: Date, at: Circumstances, budgetMs = 0): boolean {
  return instant.getTime() + budgetMs + (at.live ? at.graceMs : 0) < at.now.getTime();
}
