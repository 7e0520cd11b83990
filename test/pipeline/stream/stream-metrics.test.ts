import { expect, it } from "vitest";
import type { BatchReport } from "../../../pipeline/stream/batch-runner.ts";
import { StreamMetrics } from "../../../pipeline/stream/stream-metrics.ts";

const report = (counts: Partial<BatchReport>): BatchReport => ({
  runId: "run",
  records: 1,
  events: 1,
  stored: 0,
  quarantinedRecords: 0,
  conflicting: 0,
  gaps: 0,
  seconds: 0.1,
  ageSeconds: null,
  ...counts,
});

it("counts what is set aside for its content as quarantined, whichever of two versions stays", async () => {
  const metrics = new StreamMetrics([]);
  metrics.batchStored(report({ events: 2, stored: 1 }));
  metrics.batchStored(report({ conflicting: 1 }));
  // The new version took the place of the stored one.
  metrics.batchStored(report({ stored: 1, conflicting: 1 }));
  metrics.batchStored(report({ events: 0, quarantinedRecords: 1 }));
  const text = await metrics.registry.metrics();
  expect(text).toContain('polku_records_total{verdict="stored"} 2\n');
  expect(text).toContain('polku_records_total{verdict="repeated"} 1\n');
  expect(text).toContain('polku_records_total{verdict="quarantined"} 3\n');
});
