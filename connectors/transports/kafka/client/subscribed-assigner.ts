// Divides the partitions of a group among its members: each topic among those that asked for it. kafkajs' own way
// gives every member partitions of the leader's topics alone, which starves a group of several inputs.
import { AssignerProtocol, type Cluster, type GroupMember, type PartitionAssigner } from "kafkajs";

const version = 0;

const topicsOf = ({ memberMetadata }: GroupMember): readonly string[] =>
  AssignerProtocol.MemberMetadata.decode(memberMetadata)?.topics ?? [];

const partitionsOf = (cluster: Cluster, topic: string): number[] =>
  cluster
    .findTopicPartitionMetadata(topic)
    .map(({ partitionId }) => partitionId)
    .toSorted((left, right) => left - right);

/** Of each member, what it reads: partition n of a topic goes to subscriber n, counted round. */
const divide = (
  subscribers: ReadonlyMap<string, readonly string[]>,
  partitions: (topic: string) => readonly number[],
): Map<string, Record<string, number[]>> => {
  const shares = new Map<string, Record<string, number[]>>();
  for (const [topic, members] of subscribers) {
    for (const [index, partition] of partitions(topic).entries()) {
      const member = members[index % members.length] ?? "";
      const share = shares.get(member) ?? {};
      shares.set(member, { ...share, [topic]: [...(share[topic] ?? []), partition] });
    }
  }
  return shares;
};

export const subscribedAssigner: PartitionAssigner = ({ cluster }) => ({
  // A name of its own: a consumer of another program cannot join by mistake and take partitions away.
  name: "polku-subscribed",
  version,
  protocol: ({ topics }) => ({
    name: "polku-subscribed",
    // The brokers share out anew only where a member says something else than before: it says what it knows of.
    metadata: AssignerProtocol.MemberMetadata.encode({
      version,
      topics,
      userData: Buffer.from(topics.map((topic) => partitionsOf(cluster, topic).length).join()),
    }),
  }),
  assign: async ({ members }) => {
    const subscribers = new Map<string, string[]>();
    for (const member of members.toSorted((left, right) => (left.memberId < right.memberId ? -1 : 1))) {
      for (const topic of topicsOf(member)) {
        subscribers.set(topic, [...(subscribers.get(topic) ?? []), member.memberId]);
      }
    }
    // The leader knows only its own topics until it asks.
    await cluster.addMultipleTargetTopics([...subscribers.keys()]);
    const shares = divide(subscribers, (topic) => partitionsOf(cluster, topic));
    return members.map(({ memberId }) => ({
      memberId,
      memberAssignment: AssignerProtocol.MemberAssignment.encode({
        version,
        assignment: shares.get(memberId) ?? {},
        userData: Buffer.alloc(0),
      }),
    }));
  },
});
