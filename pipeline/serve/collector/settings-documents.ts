// The documents that libraries for browsers fetch before they send: that there is nothing to load, and where to send.
// Each holds what its library does not work without, as their published sources read them.
import type { FastifyInstance, FastifyRequest } from "fastify";
import { keysOfHeaders } from "./presented-keys.ts";
import { Refusal } from "./refusal.ts";
import type { Senders } from "./senders.ts";
import { jsonType, originRefusal, refuse } from "./replies.ts";

/** Where this server was asked, for libraries that want to be told; only the asker sees it. */
const askedAt = ({ headers }: FastifyRequest): { host: string; protocol: string } => ({
  host: /^[\w.:[\]-]{1,255}$/.test(headers.host ?? "") ? (headers.host ?? "") : "localhost",
  protocol: headers["x-forwarded-proto"] === "https" ? "https" : "http",
});

/** https://github.com/segmentio/analytics-next: packages/browser, src/browser/index.ts and src/plugins/segmentio */
const segmentSettings = (key: string, request: FastifyRequest): unknown => {
  const { host, protocol } = askedAt(request);
  const isOn = { __default: { enabled: true, integrations: {} } };
  return {
    integrations: {
      "Segment.io": {
        apiKey: key,
        apiHost: `${host}/v1`,
        protocol,
        unbundledIntegrations: [],
        addBundledMetadata: true,
        maybeBundledConfigIds: {},
        versionSettings: { version: "4.4.7", componentTypes: ["browser"] },
      },
    },
    plan: { track: isOn, identify: isOn, group: isOn },
    edgeFunction: {},
    analyticsNextEnabled: true,
    middlewareSettings: {},
    enabledMiddleware: {},
    metrics: { sampleRate: 0 },
    legacyVideoPluginsEnabled: false,
    remotePlugins: [],
  };
};

/** https://github.com/rudderlabs/rudder-sdk-js: packages/analytics-js, src/components/configManager */
const rudderSettings = (key: string, source: string): unknown => ({
  source: {
    id: source,
    name: source,
    writeKey: key,
    workspaceId: "polku",
    enabled: true,
    deleted: false,
    transient: false,
    config: { statsCollection: { errors: { enabled: false }, metrics: { enabled: false } } },
    liveEventsConfig: { eventUpload: false, eventUploadTS: 0 },
    destinations: [],
    connections: [],
    dataplanes: {},
  },
});

/** https://github.com/PostHog/posthog-js: packages/browser, src/types.ts (RemoteConfig) and src/remote-config.ts */
const posthogSettings = {
  supportedCompression: ["gzip", "gzip-js"],
  hasFeatureFlags: false,
  analytics: { endpoint: "/i/v0/e/" },
  elementsChainAsString: true,
  autocapture_opt_out: false,
  autocaptureExceptions: false,
  captureDeadClicks: false,
  capturePerformance: false,
  defaultIdentifiedOnly: true,
  editorParams: {},
  heatmaps: false,
  isAuthenticated: false,
  sessionRecording: false,
  siteApps: [],
  surveys: false,
  toolbarParams: {},
} as const;

/** No flags, for whoever asks: packages/core, src/posthog-core-stateless.ts and src/featureFlagUtils.ts */
const posthogFlags = JSON.stringify({
  ...posthogSettings,
  config: { enable_collect_everything: true },
  flags: {},
  featureFlags: {},
  featureFlagPayloads: {},
  errorsWhileComputingFlags: false,
  quotaLimited: [],
});

interface Asked {
  Params: { readonly key?: string };
  Querystring: Record<string, unknown>;
}

/** A document for the source of a key. */
interface SettingsRoute {
  readonly path: string;
  readonly connectors: readonly string[];
  readonly document: (key: string, source: string, request: FastifyRequest) => unknown;
}

const routes: readonly SettingsRoute[] = [
  {
    path: "/v1/projects/:key/settings",
    connectors: ["web/segment", "web/rudderstack"],
    document: (key, _source, request) => segmentSettings(key, request),
  },
  {
    path: "/sourceConfig",
    connectors: ["web/segment", "web/rudderstack"],
    document: (key, source) => rudderSettings(key, source),
  },
  {
    path: "/array/:key/config",
    connectors: ["web/posthog"],
    document: (key) => ({ token: key, ...posthogSettings }),
  },
];

export const addSettingsRoutes = (
  app: FastifyInstance,
  senders: Senders,
  origins: ReadonlySet<string>,
): void => {
  for (const { path, connectors, document } of routes) {
    app.get<Asked>(path, (request, reply) => {
      const { headers, params, query } = request;
      const refusal = originRefusal(headers.origin, origins);
      if (refusal !== undefined) return refuse(reply, refusal);
      const keys = params.key === undefined ? keysOfHeaders(headers, query) : [params.key];
      const found = senders.sourceOf(keys, connectors);
      if (found instanceof Refusal) return refuse(reply, found);
      const text = JSON.stringify(document(found.key, found.source.name, request));
      return reply.type(jsonType).header("cache-control", "no-store").send(text);
    });
  }
  for (const path of ["/flags", "/decide"]) {
    app.route({
      method: ["GET", "POST"],
      url: path,
      handler: (_request, reply) => reply.type(jsonType).send(posthogFlags),
    });
  }
};
