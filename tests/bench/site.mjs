// The server as a site runs it: request limits are on, so that what they cost is in every figure, but far above what one
// machine can ask for.
import { Server } from '../support/server.mjs';

const high = '10000000';
const limits = {
  VEZA_LIMITS_ENABLED: 'true',
  VEZA_LIMITS_USER_PER_MINUTE: high,
  VEZA_LIMITS_USER_BURST: high,
  VEZA_LIMITS_GUEST_PER_MINUTE: high,
  VEZA_LIMITS_GUEST_BURST: high,
  VEZA_LIMITS_IP_PER_SECOND: high,
  VEZA_LIMITS_GLOBAL_PER_SECOND: high,
};

export const site = ({ env, ...options } = {}) => new Server({ env: { ...limits, ...env }, ...options });
