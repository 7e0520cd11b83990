// The one error class and the one table of error codes. Bad data is never an error here: it is a verdict
// (see verdict.ts). A message says what failed, where, and what to do; it never holds personal data.

interface ErrorKind {
  /** What went wrong, with `{name}` places filled from the details. */
  readonly sentence: string;
  /** What the reader can do about it. */
  readonly remedy: string;
  readonly exitCode: 1 | 2 | 3 | 4 | 5 | 6;
  readonly retriable: boolean;
}

/** Every code that a `PolkuError` can carry. Documented in docs/errors.md; a test holds the two together. */
export const errorKinds = {
  usage: {
    sentence: "{problem}",
    remedy: "See `polku --help` or `polku COMMAND --help`.",
    exitCode: 2,
    retriable: false,
  },
  config_missing: {
    sentence: "There is no configuration at {file}.",
    remedy: "`polku init` writes a commented starter; `--config F` names another file.",
    exitCode: 3,
    retriable: false,
  },
  config_invalid: {
    sentence: "{file} is not a valid configuration:\n{problems}",
    remedy: "Correct the lines named above; docs/configuration.md lists every key.",
    exitCode: 3,
    retriable: false,
  },
  file_exists: {
    sentence: "{file} exists already and stays as it is.",
    remedy: "Name another file with --config, or move this one away.",
    exitCode: 2,
    retriable: false,
  },
  secret_unreadable: {
    sentence: "The identity secret {file} cannot be used: {problem}.",
    remedy: "Restore the file this workspace was made with, or start a new workspace.",
    exitCode: 3,
    retriable: false,
  },
  secret_changed: {
    sentence: "The identity secret {file} is not the one this workspace was made with.",
    remedy: "Restore the earlier secret: with another one every profile_id would change.",
    exitCode: 3,
    retriable: false,
  },
  audit_failed: {
    sentence: "{count} audits found rows that must not exist, so nothing was published:\n{audits}",
    remedy:
      "The snapshot before is still current. Please report this with the audit's name and its first rows.",
    exitCode: 4,
    retriable: false,
  },
  publish_failed: {
    sentence: "The snapshot could not be written: {problem}",
    remedy: "The snapshot before is still current. See that the disk has space, then run again.",
    exitCode: 1,
    retriable: true,
  },
  workspace_in_use: {
    sentence: "The workspace {workspace} is in use by process {pid}.",
    remedy:
      "It is a run, or a stream that does not take this command: wait until it ends, or stop it. Snapshots can be read " +
      "meanwhile.",
    exitCode: 6,
    retriable: true,
  },
  config_outdated: {
    sentence:
      "A stream keeps the workspace {workspace} open with another configuration than {file}: they differ in {differing}.",
    remedy: "Where the file was changed since, restart the stream; else name the stream's own with --config.",
    exitCode: 3,
    retriable: false,
  },
  workspace_unusable: {
    sentence: "The workspace {workspace} cannot be used: {problem}.",
    remedy: "{remedy}",
    exitCode: 1,
    retriable: false,
  },
  disk_full: {
    sentence: "The disk of {folder} is full: {free} free.",
    remedy:
      "Make room there, or name a folder on another disk under `{key}` in the configuration; then run again: " +
      "it goes on from the last finished step. What readers see is as before.",
    exitCode: 1,
    retriable: true,
  },
  snapshot_missing: {
    sentence: "The workspace {workspace} holds no snapshot {snapshot}.",
    remedy: "`polku run` publishes one; `ls {workspace}/snapshots` shows those that are kept.",
    exitCode: 1,
    retriable: false,
  },
  snapshot_damaged: {
    sentence: "The snapshot {snapshot} of {workspace} is not whole: {problem}.",
    remedy: "`polku run` publishes the tables of the store again, without reading a source.",
    exitCode: 1,
    retriable: false,
  },
  query_failed: {
    sentence: "The query cannot be answered: {problem}",
    remedy: 'One SELECT over the tables of the snapshot is allowed; `polku query "show tables"` lists them.',
    exitCode: 2,
    retriable: false,
  },
  definition_invalid: {
    sentence: "{file} is not a valid definition of {kind}:\n{problems}",
    remedy: "Correct the lines named above; docs/analyses.md lists every key.",
    exitCode: 2,
    retriable: false,
  },
  export_failed: {
    sentence: "The export could not be written: {problem}.",
    remedy: "The folder is as it was before. Name another folder with --to, or see that the disk has space.",
    exitCode: 1,
    retriable: false,
  },
  mapping_failed: {
    sentence: "The mapping {mapping} of source {source} failed on {origin}: {problem}",
    remedy: "Correct the mapping's SQL; nothing of this file was stored.",
    exitCode: 1,
    retriable: false,
  },
  model_failed: {
    sentence: "The model {model} failed: {problem}",
    remedy: "Nothing was published. If memory ran out, raise engine.memory_limit.",
    exitCode: 1,
    retriable: false,
  },
  not_found: {
    sentence: "{what} is not known here.",
    remedy: "{remedy}",
    exitCode: 1,
    retriable: false,
  },
  stream_refused: {
    sentence: "The stream cannot go on from {stream}: {problem}.",
    remedy: "{remedy}",
    exitCode: 1,
    retriable: false,
  },
  input_unusable: {
    sentence: "The input {input} of source {source} cannot be used: {problem}.",
    remedy: "{remedy}",
    exitCode: 1,
    retriable: true,
  },
  keys_unusable: {
    sentence: "The key file {file} cannot be used: {problem}.",
    remedy: "{remedy}",
    exitCode: 3,
    retriable: false,
  },
  journal_failed: {
    sentence: "The journal {folder} cannot be written or read now: {problem}.",
    remedy:
      "Nothing that was acknowledged is lost. See that the disk is well; what was refused may be sent again.",
    exitCode: 1,
    retriable: true,
  },
  server_unusable: {
    sentence: "The server cannot listen on {address}: {problem}.",
    remedy: "End what listens there, or set another http.host or http.port; port 0 takes any that is free.",
    exitCode: 1,
    retriable: true,
  },
  internal: {
    sentence: "{problem}",
    remedy: "This is a fault of polku; please report it.",
    exitCode: 1,
    retriable: false,
  },
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof errorKinds;

type Details = Readonly<Record<string, string | number>>;

const fill = (template: string, details: Details): string =>
  template.replace(/\{(\w+)\}/g, (place, name: string) => String(details[name] ?? place));

/**
 * Our own failure, as opposed to bad data. `message` is the sentence and the remedy, ready to be shown.
 * `details` must hold no personal data: they reach logs and terminals.
 */
export class PolkuError extends Error {
  override readonly name = "PolkuError";
  readonly code: ErrorCode;
  readonly details: Details;

  constructor(code: ErrorCode, details: Details = {}, options?: { cause: unknown }) {
    const kind = errorKinds[code];
    super(`${fill(kind.sentence, details)}\n${fill(kind.remedy, details)}`, options);
    this.code = code;
    this.details = details;
  }

  /** True where the same call may succeed later without a change. */
  get retriable(): boolean {
    return errorKinds[this.code].retriable;
  }

  /** What the process ends with: 1 failure, 2 usage, 3 configuration, 4 audit, 5 quarantine, 6 in use. */
  get exitCode(): number {
    return errorKinds[this.code].exitCode;
  }
}

/** The operating system's code of an error, such as ENOENT; `unknown` where it has none. */
export const systemCode = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : "unknown";
