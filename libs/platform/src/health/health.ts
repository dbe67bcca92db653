/** One part that an app cannot work without; `check` rejects when it is not there. */
export interface HealthCheck {
  name: string;
  check: () => Promise<unknown>;
}

export const HEALTH_CHECKS = Symbol('health checks');

/** Whether the app is on its way out: readiness turns 503 first, so that balancers stop sending. */
export class Draining {
  started = false;
}
