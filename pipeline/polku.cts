#!/usr/bin/env node
// Where a process begins. Queries of the engine each hold a thread of Node's pool while they run, and the journal, files
// and DNS wait for one: the pool of four is widened here, before anything has used it, for later it stays as it is.
// In CommonJS, because loading a module uses the pool.
process.env["UV_THREADPOOL_SIZE"] ??= "16";
void import("./cli.ts");
