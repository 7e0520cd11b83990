// Sends away the members that an earlier life of this input left in its group: one that was killed would hold its
// partitions until its session ends. Best effort: where it cannot be done, that is waited for.
import type { Cluster } from "kafkajs";
import { z } from "zod";

/** What kafkajs tells of a group. */
const described = z.object({
  groups: z.array(z.object({ members: z.array(z.object({ memberId: z.string(), clientId: z.string() })) })),
});

/** kafkajs' brokers can do it; its types do not say so. */
interface Coordinator {
  leaveGroup(request: { readonly groupId: string; readonly memberId: string }): Promise<unknown>;
}

const isCoordinator = (broker: object): broker is Coordinator =>
  "leaveGroup" in broker && typeof broker.leaveGroup === "function";

/** `clientId` must be nobody else's. A member that lives after all joins again, and loses nothing. */
export const sendAwayEarlier = async (cluster: Cluster, groupId: string, clientId: string): Promise<void> => {
  try {
    const broker = await cluster.findGroupCoordinator({ groupId });
    const { groups } = described.parse(await broker.describeGroups({ groupIds: [groupId] }));
    const earlier = groups.flatMap(({ members }) => members).filter((member) => member.clientId === clientId);
    for (const { memberId } of earlier) {
      if (isCoordinator(broker)) await broker.leaveGroup({ groupId, memberId });
    }
  } catch {
    // Its session ends by itself.
  }
};
