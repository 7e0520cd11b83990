// A workspace that one process keeps open for hours. Its owner and those whom it is lent to (openWorkspace in this
// process) take turns; nobody waits for a turn that they have.
import { PolkuError } from "../../models/errors.ts";
import type { LoadedConfig } from "../config.ts";
import { openUnshared, type Workspace } from "../workspace.ts";
import { type Borrowing, type LentWarehouse, offer, withdraw } from "./kept-workspace/lending.ts";
import { Turns } from "./kept-workspace/turns.ts";

export interface KeptWorkspace {
  /** Absolute path. */
  readonly path: string;
  /**
   * Runs `work` in a turn of its own, with the owner's session: its temporary tables and prepared statements stay until
   * `reopen`. Opens the workspace again where it could not be reopened. What `work` calls may open the workspace too.
   */
  use<Result>(work: (workspace: Workspace) => Promise<Result>): Promise<Result>;
  /**
   * Runs long `work` with a session of its own while turns go on, one such work at a time; the workspace is lent meanwhile
   * to those alone who do no more than a batch. It must write nothing that `use` writes, and may itself call `use`.
   */
  beside<Result>(work: (workspace: Workspace) => Promise<Result>): Promise<Result>;
  /** After a fatal error of the engine: closes the store and opens it again, in a turn. Throws as openWorkspace does. */
  reopen(): Promise<void>;
  /** Waits for the turn, then closes it and lends it no more. */
  close(): Promise<void>;
}

class Keeper implements KeptWorkspace {
  readonly path: string;
  readonly #loaded: LoadedConfig;
  /** Taken first by whoever takes both. */
  readonly #besides = new Turns();
  readonly #turns = new Turns();
  #open: Workspace | undefined;
  #isClosed = false;

  constructor(loaded: LoadedConfig, workspace: Workspace) {
    this.path = workspace.path;
    this.#loaded = loaded;
    this.#open = workspace;
    offer(this.path, { loaded, lend: (borrowing) => this.#lend(borrowing) });
  }

  use<Result>(work: (workspace: Workspace) => Promise<Result>): Promise<Result> {
    return this.#turns.run(async () => work(await this.#workspace()));
  }

  beside<Result>(work: (workspace: Workspace) => Promise<Result>): Promise<Result> {
    return this.#besides.run(async () => {
      const workspace = await this.use(async (open) => open);
      const warehouse = await workspace.warehouse.lent();
      try {
        return await work({ ...workspace, warehouse });
      } finally {
        warehouse.close();
      }
    });
  }

  reopen(): Promise<void> {
    return this.#alone(async () => {
      await this.#shut();
      await this.#workspace();
    });
  }

  close(): Promise<void> {
    return this.#alone(async () => {
      this.#isClosed = true;
      withdraw(this.path);
      await this.#shut();
    });
  }

  #alone(work: () => Promise<void>): Promise<void> {
    return this.#besides.run(() => this.#turns.run(work));
  }

  async #lend(borrowing: Borrowing): Promise<LentWarehouse | undefined> {
    // Who works beside may be waiting for the turn that is had here.
    const isFree = borrowing === "between_batches" || this.#turns.isMine;
    const endBeside = isFree ? () => undefined : await this.#besides.take();
    const endTurn = await this.#turns.take();
    const end = (): void => {
      endTurn();
      endBeside();
    };
    try {
      if (!this.#isClosed) {
        const warehouse = await (await this.#workspace()).warehouse.lent();
        return { warehouse, giveBack: () => giveBack(warehouse, end) };
      }
    } catch (error) {
      end();
      throw error;
    }
    end();
    return undefined;
  }

  async #workspace(): Promise<Workspace> {
    if (this.#isClosed) throw closedAlready(this.path);
    this.#open ??= await openToKeep(this.#loaded);
    return this.#open;
  }

  async #shut(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    await open?.close();
  }
}

/**
 * A batch whose commit writes the log back to the file takes half as long again, and with the engine's own threshold that is
 * every fourth batch. So much of a log is read within the second that a start takes anyway.
 */
const checkpointThreshold = "96MB";

const openToKeep = async (loaded: LoadedConfig): Promise<Workspace> => {
  const workspace = await openUnshared(loaded);
  await workspace.warehouse.writer.run(`set checkpoint_threshold = '${checkpointThreshold}'`);
  return workspace;
};

const closedAlready = (workspace: string): PolkuError =>
  new PolkuError("workspace_unusable", {
    workspace,
    problem: "it was closed here",
    remedy: "What keeps it open is ending: try again when that has ended.",
  });

const giveBack = (warehouse: LentWarehouse["warehouse"], end: () => void): void => {
  try {
    warehouse.close();
  } finally {
    end();
  }
};

/** Opens a workspace as openWorkspace does, keeps it open, and lends it to whoever opens it in this process. */
export const keepOpen = async (loaded: LoadedConfig): Promise<KeptWorkspace> =>
  new Keeper(loaded, await openToKeep(loaded));
