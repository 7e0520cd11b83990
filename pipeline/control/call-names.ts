// What can be asked of the process that keeps a workspace open: these calls and no other.

export const callNames = [
  "identity.state",
  "identity.apply",
  "identity.list",
  "identity.suggest",
  "identity.evaluate",
  "explain",
  "quarantine.list",
  "quarantine.show",
  "quarantine.replay",
  "doctor.store",
  "run",
] as const;

export type CallName = (typeof callNames)[number];
