/** The statuses with which the simulated board ends on purpose; XS's own are below 30. A host starts it again after each. */
export const statuses = Object.freeze({ restart: 75, powerCut: 76 } as const);
