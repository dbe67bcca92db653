import { plainToInstance, Transform } from 'class-transformer';
import { validateSync } from 'class-validator';

/**
 * Parses an app's environment once, at boot, into its typed class. Throws with the name of every variable that is
 * missing or wrong; never with a value, which may be a secret.
 */
export function parseEnv<T extends object>(type: new () => T, source: NodeJS.ProcessEnv): T {
  // An empty variable is how shells and compose files say "not set".
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
  const env = plainToInstance(type, given, { exposeDefaultValues: true });
  const problems = validateSync(env, { validationError: { target: false, value: false } });
  if (problems.length > 0) {
    const lines = problems.map((p) => `  ${p.property}: ${Object.values(p.constraints ?? {}).join('; ')}`);
    throw new Error(`The environment is not usable:\n${lines.join('\n')}\nSee the configuration table in README.md.`);
  }
  return env;
}

/** A numeric variable. */
export function NumberVariable(): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? Number(value) : value));
}

/** A variable that says `on` or `off`. */
export function SwitchVariable(): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) => (value === 'on' ? true : value === 'off' ? false : value));
}
