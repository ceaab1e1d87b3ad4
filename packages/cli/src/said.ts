/** Whether the command has written anything: Node then has its streams, which it puts back as they were at its end. */
export const said = { anything: false };
