// Cases of identity resolution that others publish, and some worked by hand from the rules, told by value.
// A namespace that a case does not describe is of kind person, without a limit, ranked by first appearance after
// those it describes. Each event: [second or ISO time, "namespace:value" …]; its name is its place, from 1.

export interface NamespaceCase {
  readonly rank: number;
  readonly kind?: string;
  readonly limit?: number;
  readonly max_profiles?: number;
}

export interface PolicyCase {
  readonly name: string;
  /** Where the behaviour is published. */
  readonly source: string;
  readonly namespaces?: Readonly<Record<string, NamespaceCase>>;
  readonly events: readonly (readonly [number, ...string[]])[];
  /** Profiles as the identifiers that they hold alone. */
  readonly groups?: readonly (readonly string[])[];
  /** Profiles as the places of the events that belong to them. */
  readonly eventGroups?: readonly (readonly number[])[];
  /** The rules that refuse something. */
  readonly refusals?: readonly string[];
}

const threeNamespaces: Readonly<Record<string, NamespaceCase>> = {
  user_id: { rank: 1, limit: 1 },
  email: { rank: 3, limit: 5 },
  anonymous_id: { rank: 9, kind: "device" },
};

const pairs = (edges: readonly (readonly [number, number])[]): (readonly [number, ...string[]])[] =>
  edges.map(([user, email], index) => [index + 1, `user_id:${user}`, `email:${email}@x.example`] as const);

const people = (users: readonly number[], emails: readonly number[]): string[] => [
  ...users.map((user) => `user_id:${user}`),
  ...emails.map((email) => `email:${email}@x.example`),
];

const shapes = "shapes that suites of connected components try (GraphFrames, Splink)";
const byHand = "the rules, worked by hand";

const retailRecords: readonly (readonly [number, ...string[]])[] = [
  [1, "email:alice@example.com", "phone:5551234567"],
  [2, "email:bob@example.com", "phone:5559876543"],
  [3, "email:charlie@example.com"],
  [4, "email:alice@example.com", "phone:5551111111"],
  [5, "email:david@example.com", "phone:5552222222"],
  [6, "phone:5551234567"],
  [7, "email:eve@example.com", "phone:5553333333"],
  [8, "email:frank@example.com"],
  [9, "email:bob@example.com"],
  [10, "email:grace@example.com", "phone:5554444444"],
  [11, "email:alice@example.com"],
  [12, "email:bob@example.com", "phone:5559876543"],
  [13, "email:newcustomer@example.com", "phone:5555555555"],
  [14, "email:charlie@example.com", "phone:5556666666"],
  [15, "email:david@example.com"],
  [16, "email:alice@example.com"],
  [17, "email:eve@example.com"],
  [18, "email:frank@example.com", "phone:5557777777"],
  [19, "phone:5554444444"],
  [20, "email:grace@example.com"],
  [21, "phone:5551234567", "loyalty:LOYAL001"],
  [22, "phone:5559876543", "loyalty:LOYAL002"],
  [23, "loyalty:LOYAL003"],
  [24, "loyalty:LOYAL001"],
  [25, "phone:5552222222", "loyalty:LOYAL004"],
  [26, "phone:5553333333"],
  [27, "phone:5558888888", "loyalty:LOYAL005"],
  [28, "loyalty:LOYAL002"],
  [29, "phone:5554444444", "loyalty:LOYAL006"],
  [30, "phone:5551111111"],
];

export const policyCases: readonly PolicyCase[] = [
  {
    name: "two customers keep their own devices",
    source: "AdobeDocs/experience-platform.en: identity-service/features/identity-linking-logic.md",
    events: [
      [0, "CRMID:60013ABC", "Phone:555-555-1234", "Email:julien@acme.example"],
      [0, "CRMID:31260XYZ", "Phone:777-777-6890", "Email:evan@acme.example"],
      [1, "ECID:38652"],
      [2, "ECID:38652", "CRMID:31260XYZ"],
      [3, "ECID:44675"],
      [4, "ECID:44675", "CRMID:31260XYZ"],
    ],
    groups: [
      ["CRMID:31260XYZ", "ECID:38652", "ECID:44675", "Email:evan@acme.example", "Phone:777-777-6890"],
      ["CRMID:60013ABC", "Email:julien@acme.example", "Phone:555-555-1234"],
    ],
  },
  {
    name: "customers are joined through the e-mails that they share",
    source: "danafholmes/dbt-identity-graph: identity_graph/seeds/idr_test.csv",
    events: [
      [1, "customer_id:123", "email:aaa@a.example"],
      [2, "customer_id:123", "email:bbb@a.example"],
      [3, "customer_id:456", "email:ccc@a.example"],
      [4, "customer_id:789", "email:aaa@a.example"],
      [5, "customer_id:789", "email:ccc@a.example"],
      [6, "customer_id:112", "email:qqq@b.example"],
      [7, "customer_id:112", "email:ddd@b.example"],
      [8, "customer_id:113", "email:ddd@b.example"],
      [9, "customer_id:456", "email:potato@a.example"],
    ],
    groups: [
      ["customer_id:112", "customer_id:113", "email:ddd@b.example", "email:qqq@b.example"],
      "customer_id:123 customer_id:456 customer_id:789 email:aaa@a.example email:bbb@a.example email:ccc@a.example email:potato@a.example".split(
        " ",
      ),
    ],
  },
  {
    name: "a device seen before and after signing in stays with its user",
    source: "TasmanAnalytics/tasman-identity-graph: integration_tests/data/identifies_events.csv (shortened)",
    events: [
      [0, "anonymous_id:anon1"],
      [2, "user_id:user1", "anonymous_id:anon1"],
      [3, "user_id:user1", "anonymous_id:anon1", "email:user1@example.com"],
      [4, "user_id:user2", "anonymous_id:anon2", "email:user2@example.com"],
      [5, "user_id:user1", "anonymous_id:anon1", "email:user25@example.com"],
      [6, "anonymous_id:anon1", "email:user1@example.com"],
      [7, "anonymous_id:anon5", "email:user5@example.com"],
      [8, "user_id:user5", "anonymous_id:anon5"],
      [9, "anonymous_id:anon6"],
      [10, "user_id:user5", "anonymous_id:anon6"],
      [11, "anonymous_id:anon6", "email:user6@example.com"],
    ],
    groups: [
      ["anonymous_id:anon1", "email:user1@example.com", "email:user25@example.com", "user_id:user1"],
      ["anonymous_id:anon2", "email:user2@example.com", "user_id:user2"],
      [
        "anonymous_id:anon5",
        "anonymous_id:anon6",
        "email:user5@example.com",
        "email:user6@example.com",
        "user_id:user5",
      ],
    ],
  },
  {
    name: "a phone and an e-mail make a chain of three events one person",
    source: "anilkulkarni87/sql-identity-resolution: tests/run_tests_duckdb.py, test_chain_transitivity",
    events: [
      [1, "email:alice@example.com"],
      [2, "email:alice@example.com", "phone:5551112222"],
      [3, "email:charlie@example.com", "phone:5551112222"],
    ],
    eventGroups: [[1, 2, 3]],
  },
  {
    name: "a value of too many records links none of them",
    source:
      "anilkulkarni87/sql-identity-resolution: tests/run_tests_duckdb.py, test_max_group_size_filtering",
    namespaces: { record: { rank: 1, limit: 1 }, loyalty_id: { rank: 2, max_profiles: 2 } },
    events: [1, 2, 3, 4, 5].map((n) => [n, `record:R${n}`, "loyalty_id:SAME"] as const),
    groups: [["record:R1"], ["record:R2"], ["record:R3"], ["record:R4"], ["record:R5"]],
    refusals: ["shared_value"],
  },
  {
    name: "equal values of two namespaces are not one",
    source: "rudderlabs/dbt-id-stitching: models/edges.sql",
    events: [
      [1, "user_id:123", "email:a@x.example"],
      [2, "loyalty_id:123", "email:b@x.example"],
    ],
    groups: [
      ["email:a@x.example", "user_id:123"],
      ["email:b@x.example", "loyalty_id:123"],
    ],
  },
  {
    name: "a chain is one component",
    source: shapes,
    events: pairs([0, 1, 2, 3, 4].flatMap((n) => [[n, n] as const, [n + 1, n] as const])),
    groups: [people([0, 1, 2, 3, 4, 5], [0, 1, 2, 3, 4])],
  },
  {
    name: "a star is one component",
    source: shapes,
    events: pairs([0, 1, 2, 3, 4, 5, 6, 7].map((n) => [0, n] as const)),
    groups: [people([0], [0, 1, 2, 3, 4, 5, 6, 7])],
  },
  {
    name: "two pairs stay two components",
    source: shapes,
    events: pairs([
      [0, 0],
      [1, 0],
      [2, 2],
      [3, 2],
    ]),
    groups: [people([0, 1], [0]), people([2, 3], [2])],
  },
  {
    name: "one bridge makes two blobs one component",
    source: shapes,
    events: pairs([
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
      [1, 5],
      [5, 5],
      [5, 6],
      [6, 6],
      [6, 5],
    ]),
    groups: [people([0, 1, 5, 6], [0, 1, 5, 6])],
  },
  {
    name: "users whose numbers differ beyond 2^53 are two identifiers of one component",
    source: shapes,
    events: [
      [1, "user_id:9223372036854775806", "email:1@x.example"],
      [2, "user_id:9223372036854775807", "email:1@x.example"],
    ],
    groups: [["email:1@x.example", "user_id:9223372036854775806", "user_id:9223372036854775807"]],
  },
  {
    name: "letter case does not tell e-mails apart",
    source: "anilkulkarni87/sql-identity-resolution: tests/run_tests_duckdb.py, test_case_insensitive_email",
    events: [
      [1, "email:JOHN.DOE@EXAMPLE.COM"],
      [2, "email:john.doe@example.com"],
      [3, "email:John.Doe@Example.COM"],
    ],
    eventGroups: [[1, 2, 3]],
  },
  {
    name: "thirty records of customers, orders and tills are ten people",
    source: "anilkulkarni87/sql-identity-resolution: dbt_idr/integration_tests/seeds; groups by union-find",
    events: retailRecords,
    eventGroups: [
      [1, 4, 6, 11, 16, 21, 24, 30],
      [10, 19, 20, 29],
      [2, 9, 12, 22, 28],
      [3, 14],
      [5, 15, 25],
      [7, 17, 26],
      [8, 18],
      [13],
      [23],
      [27],
    ],
  },
  {
    name: "a device of two users is shared and its events belong to whoever signed in last",
    source: byHand,
    namespaces: threeNamespaces,
    events: [
      [1, "anonymous_id:T"],
      [2, "anonymous_id:T", "user_id:tom"],
      [3, "anonymous_id:T"],
      [4, "anonymous_id:T", "user_id:summer"],
      [5, "anonymous_id:T"],
    ],
    groups: [["user_id:summer"], ["user_id:tom"]],
    eventGroups: [
      [1, 2, 3],
      [4, 5],
    ],
    refusals: ["limit", "shared_device"],
  },
  {
    name: "the e-mail goes with the user who signed in with it, not with the device",
    source: byHand,
    namespaces: threeNamespaces,
    events: [
      [1, "anonymous_id:D", "user_id:u1"],
      [2, "anonymous_id:D", "email:e2@example.com"],
      [3, "user_id:u2", "email:e2@example.com"],
    ],
    groups: [["user_id:u1"], ["email:e2@example.com", "user_id:u2"]],
    eventGroups: [[1], [2, 3]],
    refusals: ["limit", "shared_device"],
  },
  {
    name: "of two links to one e-mail the earlier stays",
    source: byHand,
    namespaces: threeNamespaces,
    events: [
      [1, "user_id:u1", "email:e@example.com"],
      [2, "user_id:u2", "email:e@example.com"],
      [3, "email:e@example.com"],
    ],
    groups: [["email:e@example.com", "user_id:u1"], ["user_id:u2"]],
    eventGroups: [[1, 3], [2]],
    refusals: ["limit"],
  },
];
