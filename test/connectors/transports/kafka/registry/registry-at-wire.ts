// A registry at the wire: what Confluent's API answers for a few schemas, and the faults it may have.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export interface SchemaAnswer {
  readonly schema: string;
  readonly schemaType?: string;
  readonly references?: readonly { name: string; subject: string; version: number }[];
}

export class RegistryAtWire {
  /** By path: `schemas/ids/1`, `subjects/person/versions/1`. */
  readonly answers = new Map<string, SchemaAnswer>();
  readonly asked: { readonly path: string; readonly authorization: string | undefined }[] = [];
  /** Instead of the answer. */
  failure: number | null = null;
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      const path = (request.url ?? "").replace(/^\/api\//, "");
      this.asked.push({ path, authorization: request.headers.authorization });
      const answer = this.answers.get(path);
      response.setHeader("content-type", "application/vnd.schemaregistry.v1+json");
      response.statusCode = this.failure ?? (answer === undefined ? 404 : 200);
      response.end(JSON.stringify(answer ?? { error_code: 40_403, message: "Schema not found" }));
    });
  }

  async open(): Promise<string> {
    await new Promise<void>((resolve) => {
      this.#server.listen(0, "127.0.0.1", resolve);
    });
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/api`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }
}
