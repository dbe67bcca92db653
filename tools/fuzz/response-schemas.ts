import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import type { HttpAnswer } from './http-answer.js';
import type { Document, Operation, Schema } from './openapi.js';

/** Holds answers against what the document says of them; a member that it does not name is a fault. */
export class ResponseSchemas {
  private readonly ajv = new Ajv({ strict: false, formats: { email: true } });
  private readonly compiled = new Map<string, ValidateFunction>();

  constructor(documents: Record<string, Document>) {
    addFormats.default(this.ajv, ['date', 'date-time', 'uuid']);
    for (const [app, document] of Object.entries(documents)) {
      this.ajv.addSchema({ $id: app, components: { schemas: closed(document.components?.schemas ?? {}) } });
    }
  }

  faultsOf({ status, text }: HttpAnswer, operation: Operation): string[] {
    const response = operation.responses[String(status)];
    if (!response) return [`answered ${status}, which the document does not name`];
    const schema = response.content?.['application/json']?.schema;
    if (!schema) return text === '' ? [] : [`answered ${status} with a body that the document does not describe`];
    const validate = this.compile(`${operation.app} ${operation.name} ${status}`, operation.app, schema);
    if (validate(JSON.parse(text))) return [];
    return [`answered ${status} unlike the document: ${this.ajv.errorsText(validate.errors)}`];
  }

  private compile(name: string, app: string, schema: Schema): ValidateFunction {
    const known = this.compiled.get(name);
    if (known) return known;
    const inApp = JSON.parse(
      JSON.stringify(closed(schema)).replaceAll('"#/components', `"${app}#/components`),
    ) as Schema;
    const validate = this.ajv.compile(inApp);
    this.compiled.set(name, validate);
    return validate;
  }
}

/** The same schema with every object closed to members that it does not name. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const members = Object.fromEntries(Object.entries(schema).map(([name, member]) => [name, closed(member)]));
  return members['type'] === 'object' && 'properties' in members
    ? { ...members, additionalProperties: false }
    : members;
}
