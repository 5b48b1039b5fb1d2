/** Whether this is a window beside the first one, and whom it was opened for: the main process says so in the page's address. */
const asked = new URLSearchParams(globalThis.location?.search ?? '');

/** Such a window has tabs of its own, which are forgotten with it: those of the first one are what a restart opens. */
export const isBeside = asked.has('beside');
export const besideCustomer = asked.get('customer');
