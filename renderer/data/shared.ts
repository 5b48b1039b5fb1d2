/** The values of shared/ that screens need at run time; everything else they import from there is types. */
export { CHANNELS, CUSTOMER_FIELDS, RESTING_STATES } from '../../shared/domain.ts';
export { DAY_MS, HOUR_MS, MINUTE_MS } from '../../shared/time.ts';
