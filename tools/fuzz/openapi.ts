/** The part of an OpenAPI document that requests are made from. */
export interface Schema {
  $ref?: string;
  /** Around a name that has a description. */
  allOf?: Schema[];
  type?: string;
  format?: string;
  enum?: unknown[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  minimum?: number;
  maximum?: number;
}

interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required?: boolean;
  schema: Schema;
}

interface Response {
  description?: string;
  content?: Record<string, { schema: Schema }>;
}

export interface Document {
  paths: Record<string, Record<string, DocumentedOperation>>;
  components?: { schemas?: Record<string, Schema> };
}

interface DocumentedOperation {
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, Response>;
  security?: unknown[];
}

/** One route of one app. */
export interface Operation {
  app: string;
  /** Method and path, without what all paths begin with: `POST /bookings`. */
  name: string;
  method: string;
  /** With its `{parameters}`. */
  path: string;
  parameters: Parameter[];
  body: Schema | undefined;
  responses: Record<string, Response>;
  /** Whether it can be used without a token. */
  isPublic: boolean;
  document: Document;
}

const PREFIX = '/api/v1';

export function operationsOf(app: string, document: Document): Operation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      app,
      name: `${method.toUpperCase()} ${path.replace(PREFIX, '')}`,
      method: method.toUpperCase(),
      path,
      parameters: operation.parameters ?? [],
      body: operation.requestBody?.content['application/json']?.schema,
      responses: operation.responses,
      isPublic: !operation.security,
      document,
    })),
  );
}

/** The schema itself where there is only its name. */
export function resolved(schema: Schema, { components }: Document): Schema {
  const name = (schema.$ref ?? schema.allOf?.[0]?.$ref)?.replace('#/components/schemas/', '');
  return name === undefined ? schema : (components?.schemas?.[name] ?? {});
}
