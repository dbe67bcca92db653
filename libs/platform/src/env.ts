import { plainToInstance, Transform } from 'class-transformer';
import { ValidateBy, validateSync, type ValidationArguments } from 'class-validator';

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
    const lines = problems.map(({ property, constraints }) => {
      const messages = Object.values(constraints ?? {}).map((message) => message.replace(`${property} `, ''));
      return `  ${property} ${messages.join('; ')}`;
    });
    throw new Error(`The environment is not usable:\n${lines.join('\n')}\nSee the configuration table in README.md.`);
  }
  return env;
}

/** As `parseEnv`, for an app's main.ts: a wrong environment ends the process with its reasons and no stack. */
export function requireEnv<T extends object>(type: new () => T, source: NodeJS.ProcessEnv): T {
  try {
    return parseEnv(type, source);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exit(1);
  }
}

/** A numeric variable. */
export function NumberVariable(): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? Number(value) : value));
}

/** A variable that says `on` or `off`. */
export function SwitchVariable(): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) => (value === 'on' ? true : value === 'off' ? false : value));
}

/** A variable that holds several values with commas between them. */
export function ListVariable(): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) =>
    typeof value === 'string'
      ? value
          .split(',')
          .map((part) => part.trim())
          .filter(Boolean)
      : value,
  );
}

/** A URL of one of the example's kinds; the example says in the refusal what to write. */
export function UrlVariable(example: string, ...otherProtocols: string[]): PropertyDecorator {
  const wanted = new URL(example);
  const protocols = [wanted.protocol, ...otherProtocols.map((name) => `${name}:`)];
  return Rule('url', (value) => {
    const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined;
    const fits =
      url &&
      protocols.includes(url.protocol) &&
      url.hostname !== '' &&
      // Where the example names a database, so must the value.
      (wanted.pathname.length <= 1 || url.pathname.length > 1);
    return fits ? undefined : `must be a URL like ${example}`;
  });
}

/** A rule of our own; `problem` says what to write instead, or nothing. It also sees values that are not set. */
export function Rule<Env extends object>(
  name: string,
  problem: (value: unknown, env: Env) => string | undefined,
): PropertyDecorator {
  const of = ({ value, object }: ValidationArguments) => problem(value, object as Env);
  return ValidateBy({
    name,
    validator: {
      validate: (_, args) => args !== undefined && of(args) === undefined,
      defaultMessage: (args) => `$property ${(args && of(args)) ?? 'is not valid'}`,
    },
  });
}
