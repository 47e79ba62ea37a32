/** Nothing to say: another ceremony took this one's place, or the page was left. */
export class PasskeyCancelled extends Error {}
