// What the demo assumes because no public set tells it. Every number here is a choice, made to be plausible and
// to show what stitching is for; figures.ts holds what was measured.

/** Share of households by what its people are to the shop. */
export const householdKindShares = { members: 0.52, cardholders: 0.14, visitors: 0.34 } as const;

/** Share of people in a members' household who are members themselves; the others only look around. */
export const memberShare = 0.85;

/** Share of people with 1, 2 or 3 devices of their own. */
export const deviceShares = { members: [0.35, 0.5, 0.15], visitors: [0.8, 0.2] } as const;

/** Share of phones on which a member uses the shop's app instead of its pages. */
export const appShare = 0.3;

/** Share of households with two members or more that share a tablet, and that share one phone number. */
export const sharedTabletShare = 0.5;
export const familyPhoneShare = 0.25;
/** Share of visits at home that happen on the shared tablet, where there is one. */
export const tabletVisitShare = 0.35;

/** Share of members' visits in which they sign in, by where they are. */
export const signInShare = { page: 0.3, app: 0.75, tablet: 0.6, afterMailing: 0.4 } as const;
/** Share of sign-ins after which the client sends the person's traits again. */
export const traitsShare = 0.5;

/** Days between a member's visits are purchase intervals times this: people look less often than they eat. */
export const visitIntervalFactor = 2;

/** Share of members and of cardholders who shop in the stores, and how often they show their card. */
export const storeShopperShare = { members: 0.7, cardholders: 1 } as const;
export const cardShownShare = 0.85;
/** Share of people with a card and an address who want their receipts by e-mail. */
export const emailReceiptShare = 0.45;
/** Receipts of nobody known, for each receipt of a person. */
export const walkInShare = 0.12;
/** Share of those on which the till has put its own address. */
export const tillAddressShare = 0.15;

export const subscriberShare = { members: 0.75, cardholders: 0.4 } as const;
/** Share of mailings opened by people who do not answer them, and of those opened the share clicked. */
export const openShare = 0.3;
export const idleClickShare = 0.12;
export const unsubscribeShare = 0.003;
/** How people answer a mailing: buying in a store, ordering at once, or leaving at the checkout to come back. */
export const responseShares = { store: 0.55, order: 0.2, comesBack: 0.25 } as const;

/** Share of members and of cardholders with an address who write to customer service in the period. */
export const ticketShare = { members: 0.3, cardholders: 0.15 } as const;
/** What brings them: a question before buying, something about a purchase, or nothing to be seen. */
export const ticketCauseShares = { beforeBuying: 0.45, afterBuying: 0.35, other: 0.2 } as const;
/** Share of those who asked before buying and then buy in a store, and of solved tickets that are rated. */
export const boughtAfterAnswerShare = 0.6;
export const ratedShare = 0.3;
